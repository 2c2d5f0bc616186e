"""Fetching a page or a picture from the web at large, on a short leash.

The name is looked up once, every address it has is checked, and the connection goes
to one of the checked addresses: a name server cannot tell us one thing first and
another later. Redirects pass the same gate. Time and size are bounded.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import httpcore

from connectors.bluesky.addresses import AllowedHosts
from domain.clock import Clock

_REDIRECTS = 3
_STATUS_OK = 200
_REDIRECT_STATUSES = {301, 302, 303, 307, 308}
_HEADERS = (
    (b"User-Agent", b"Kairanban (link card)"),
    (b"Accept", b"text/html,application/xhtml+xml,image/*;q=0.8"),
    (b"Accept-Encoding", b"identity"),
)

# What httpcore and a broken address raise; every one of them means "no card".
_FAILURES = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave."""

    #: Where it was found, after redirects.
    url: str
    content_type: str
    content: bytes
    #: False when there would have been more than we wanted to read.
    is_whole: bool


class GateError(OSError):
    """The address is not one that we go to."""


class Gate(httpcore.SyncBackend):
    """Opens connections, but only to addresses that may be gone to."""

    def __init__(self, allowed: AllowedHosts) -> None:
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to *host* at a checked address.

        Raises:
            GateError: One of the host's addresses is not public.
        """
        address = self._checked(host, port)
        return super().connect_tcp(
            address, port, timeout, local_address, socket_options
        )

    def _checked(self, host: str, port: int) -> str:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(
            self._allowed.allows(host, port, address) for address in addresses
        ):
            raise GateError(f"{host} is not a public address")
        return addresses[0]


class Fetcher:
    """Fetches things within one span of time; use it in a `with` block."""

    def __init__(self, allowed: AllowedHosts, clock: Clock, seconds: float) -> None:
        self._pool = httpcore.ConnectionPool(network_backend=Gate(allowed))
        self._clock = clock
        self._seconds = seconds
        self._last_moment = clock.uptime() + seconds

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of connections."""
        self._pool.close()

    def fetch(self, url: str, limit_bytes: int) -> Fetched | None:
        """Return what *url* leads to, at most so much of it; None if nothing."""
        try:
            for _ in range(1 + _REDIRECTS):
                found = self._get(url, limit_bytes)
                if not isinstance(found, str):
                    return found
                url = urljoin(url, found)
        except _FAILURES:
            return None
        return None

    def _get(self, url: str, limit_bytes: int) -> Fetched | str | None:
        """Return what is there, or where else to look."""
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self._left())
        with self._pool.stream(
            "GET", url, headers=_HEADERS, extensions={"timeout": timeout}
        ) as answer:
            headers = {k.lower(): v.decode("latin-1") for k, v in answer.headers}
            if answer.status in _REDIRECT_STATUSES:
                return headers.get(b"location", "") or None
            if answer.status != _STATUS_OK or b"content-encoding" in headers:
                return None
            content, is_whole = self._read(answer, limit_bytes)
            kind = headers.get(b"content-type", "")
            return Fetched(url, kind, content, is_whole)

    def _read(self, answer: httpcore.Response, limit_bytes: int) -> tuple[bytes, bool]:
        content = bytearray()
        for piece in answer.iter_stream():
            content += piece
            if len(content) > limit_bytes or self._left() <= 0:
                return bytes(content[:limit_bytes]), False
        return bytes(content), True

    def _left(self) -> float:
        """Return the seconds that are left."""
        return min(self._seconds, self._last_moment - self._clock.uptime())
