"""As much HTTP/1.1 as the pretend platform needs, and the ways to break it."""

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.trial.world import Said

#: A socket closed with this says nothing more: the other side sees a reset.
_RESET = struct.pack("ii", 1, 0)

_REASONS = {200: "OK", 429: "Too Many Requests", 503: "Service Unavailable"}


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for, read to its last byte."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(slots=True, eq=False)
class Line:
    """One connection of a client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    is_open: bool = field(default=True)

    async def read(self) -> Request | None:
        """Return the next request, all of it; None when the client has gone."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            request = _request(head.decode("latin-1"))
            length = int(request.headers.get("content-length", "0"))
            body = await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        return Request(
            request.method, request.path, request.query, request.headers, body
        )

    def say(
        self,
        said: Said,
        *,
        more: Mapping[str, str] | None = None,
        kind: str = "application/json",
        keep: int | None = None,
    ) -> None:
        """Answer; with *keep*, only so many bytes of the body leave."""
        body = said.body if isinstance(said.body, bytes) else json.dumps(said.body)
        content = body if isinstance(body, bytes) else body.encode()
        lines = [
            f"HTTP/1.1 {said.status} {_REASONS.get(said.status, 'Said')}",
            f"content-type: {kind}",
            f"content-length: {len(content)}",
            *(f"{name}: {value}" for name, value in (more or {}).items()),
        ]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + content[:keep])
        if keep is not None:
            self.end()

    def end(self) -> None:
        """Close, after what was said."""
        self.is_open = False
        self.writer.close()

    def cut(self) -> None:
        """Close at once; the client sees a reset."""
        plug: socket.socket | None = self.writer.get_extra_info("socket")
        with suppress(OSError):  # the other side was quicker: it is closed
            if plug is not None:
                plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.is_open = False
        self.writer.transport.abort()


def _request(head: str) -> Request:
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.split(":", 1) for line in lines)
    headers = {name.lower(): value.strip() for name, value in pairs}
    parts = urlsplit(target)
    return Request(method, parts.path, parse_qs(parts.query), headers)
