"""Fetching something from the web at large, on a short leash.

Every connection passes the gate, those after a redirect too. Time and size are
bounded. httpcore (what httpx stands on) is spoken to directly: httpx has no public
place for a gate between the name and the connection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpcore

from connectors.web.addresses import AllowedHosts
from connectors.web.gate import Gate, GateError
from domain.clock import Clock
from domain.phrases import phrase
from domain.web import Fetched, NotFetchedError, Request, Validators

_REDIRECTS = 3
_STATUS_OK = 200
_STATUS_UNCHANGED = 304
_REDIRECT_STATUSES = {301, 302, 303, 307, 308}

# What httpcore and a broken address raise; every one of them means "nothing".
_FAILURES = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
    ValueError,
)


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
            return self.ask(Request(url, limit_bytes))
        except NotFetchedError:
            return None

    def ask(self, request: Request) -> Fetched:
        """Return what was asked for, at most as much of it as was asked for.

        Raises:
            NotFetchedError: Nothing came.
        """
        url = request.url
        try:
            for _ in range(1 + _REDIRECTS):
                found = self._get(url, request)
                if not isinstance(found, str):
                    return found
                url = urljoin(url, found)
        except GateError:
            what = phrase("leads into a private network; we do not go there")
            raise NotFetchedError(what) from None
        except _FAILURES:
            raise NotFetchedError(phrase("does not answer")) from None
        raise NotFetchedError(phrase("leads from one address to another, no end"))

    def _get(self, url: str, request: Request) -> Fetched | str:
        """Return what is there, or where else to look."""
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self._left())
        with self._pool.stream(
            "GET", url, headers=_headers(request), extensions={"timeout": timeout}
        ) as answer:
            headers = {k.lower(): v.decode("latin-1") for k, v in answer.headers}
            if answer.status in _REDIRECT_STATUSES and headers.get(b"location"):
                return headers[b"location"]
            validators = Validators(
                headers.get(b"etag", ""), headers.get(b"last-modified", "")
            )
            if answer.status == _STATUS_UNCHANGED:
                return Fetched(url, validators=validators, is_unchanged=True)
            _require_content(answer.status, headers.get(b"content-encoding", ""))
            content, is_whole = self._read(answer, request.limit_bytes)
            kind = headers.get(b"content-type", "")
            return Fetched(url, kind, content, is_whole, validators)

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


def _headers(request: Request) -> Sequence[tuple[bytes, bytes]]:
    said = {
        "User-Agent": f"Kairanban ({request.purpose})",
        "Accept": request.accept,
        "Accept-Encoding": "identity",
        "If-None-Match": request.validators.etag,
        "If-Modified-Since": request.validators.last_modified,
    }
    return [(k.encode(), v.encode("latin-1")) for k, v in said.items() if v]


def _require_content(status: int, encoding: str) -> None:
    if status != _STATUS_OK:
        raise NotFetchedError(phrase("answers with status {status}", status=status))
    if encoding.lower() not in {"", "identity"}:
        raise NotFetchedError(phrase("answers with packed content that we did not ask"))


@dataclass(frozen=True, slots=True)
class GuardedWeb:
    """The web at large, asked once at a time: each request has its own time."""

    allowed: AllowedHosts
    clock: Clock
    seconds: float = 20.0

    def ask(self, request: Request) -> Fetched:
        """Return what was asked for, in bounded time and size.

        Raises:
            NotFetchedError: Nothing came; says why.
        """
        with Fetcher(self.allowed, self.clock, self.seconds) as fetcher:
            return fetcher.ask(request)
