"""The HTTP of a pretend platform: requests in, answers or faults out."""

import json
import re
import socket
import struct
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.platforms.mastodon_faults import (
    Act,
    Fault,
    Hang,
    HangUp,
    Reset,
    Say,
    Script,
    Stall,
)
from tests.platforms.platform_calls import Call, MethodError, PlatformMethods, Reply

_PART = re.compile(
    rb'name="(?P<name>\w+)"(?:; filename="[^"]*")?\r\n'
    rb"(?:Content-Type: (?P<kind>[^\r]+)\r\n)?\r\n(?P<value>.*)",
    re.DOTALL,
)


@dataclass(slots=True)
class Desk:
    """What the server works from, and what it writes down."""

    methods: PlatformMethods
    #: The request that puts a post up; what it says is written down.
    post: str
    script: Script = field(default_factory=Script)
    #: What was asked for, such as "GET /api/v1/notifications", in order; written
    #: down before anything of a body is read.
    requests: list[str] = field(default_factory=list)
    #: Whole addresses, with their queries.
    targets: list[str] = field(default_factory=list)
    #: Bodies and keys of the requests that put a status up.
    posts: list[tuple[bytes, str]] = field(default_factory=list)
    connections: int = 0
    #: Where the pretend platform itself stumbled.
    bugs: list[Exception] = field(default_factory=list)
    #: The test is over: whoever hangs may go.
    over: threading.Event = field(default_factory=threading.Event)


class PlatformHttp(ThreadingHTTPServer):
    """The server on one port of loopback."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, port: int, desk: Desk) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk = desk
        self._lines: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the line, to be able to drop it."""
        self._lines.append(request)
        self.desk.connections += 1
        super().process_request(request, client_address)

    def drop_lines(self) -> None:
        """Close every line that is open."""
        for line in self._lines:
            with suppress(OSError):  # closed already
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: PlatformHttp
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every answer waits 40 ms

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Tell the time of the server's own clock."""
        world = self.server.desk.methods.world
        return format_datetime(world.clock.now() + world.skew, usegmt=True)

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""

    def _handle(self) -> None:
        desk = self.server.desk
        name = f"{self.command} {urlsplit(self.path).path}"
        desk.requests.append(name)
        desk.targets.append(self.path)
        fault = desk.script.next_for(name)
        if isinstance(fault, Hang | HangUp | Reset) and fault.act is Act.INSTEAD:
            self._fail(fault)  # without having read what comes after the head
            return
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        if name == desk.post:
            desk.posts.append((body, self.headers.get("idempotency-key", "")))
        if fault is None:
            self._say(self._carried_out(body))
            return
        if fault.act is Act.AFTER:
            self._carried_out(body)
        self._fail(fault)

    def _carried_out(self, body: bytes) -> Reply:
        parts = urlsplit(self.path)
        kind = self.headers.get("content-type", "")
        call = Call(
            method=self.command,
            path=parts.path,
            token=self.headers.get("authorization", "").removeprefix("Bearer "),
            query=parse_qs(parts.query),
            body=_body(kind, body),
            key=self.headers.get("idempotency-key", ""),
            target=self.path,
            authorization=self.headers.get("authorization", ""),
            content_type=kind.partition(";")[0],
        )
        try:
            return self.server.desk.methods.answer(call)
        except MethodError as error:
            return error.reply
        except Exception as error:
            self.server.desk.bugs.append(error)  # the test that ran into it shall say
            raise

    def _say(self, reply: Reply) -> None:
        rate = self.server.desk.methods.rate_headers
        if reply.html:
            self._send(reply.status, b"<html>No</html>", "text/html", rate)
            return
        content = json.dumps(reply.content).encode()
        kind = "application/json; charset=utf-8"
        self._send(reply.status, content, kind, {**rate, **reply.headers})

    def _fail(self, fault: Fault) -> None:
        self.close_connection = not isinstance(fault, Say)
        match fault:
            case Say():
                own = self.headers.get("authorization", "").encode()
                body = fault.body.replace(b"{authorization}", own)
                self._send(fault.status, body, fault.content_type, fault.headers)
            case Hang():
                self.server.desk.over.wait(10)
            case HangUp():
                pass
            case Reset():
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
            case Stall():
                self._stall(fault)

    def _stall(self, fault: Stall) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        if fault.whole_head:
            head += b"Content-Length: 5000\r\n\r\n"
        self.wfile.write(head + fault.body)
        self.wfile.flush()
        self.server.desk.over.wait(10)

    def _send(
        self, status: int, body: bytes, kind: str, headers: Mapping[str, str]
    ) -> None:
        length = str(len(body))
        lower = {name.lower(): value for name, value in headers.items()}
        given = {"content-type": kind, "content-length": length, **lower}
        self.send_response(status)
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        if given["content-length"] != length:
            self.close_connection = True


def _body(kind: str, body: bytes) -> Any:
    if kind.startswith("application/json"):
        return json.loads(body)
    boundary = kind.partition("boundary=")[2].encode()
    if not boundary:
        return {}
    form: dict[str, Any] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        found = _PART.search(part.removesuffix(b"\r\n"))
        if found is None:
            continue
        if found["kind"]:
            form |= {"content": found["value"], "mime_type": found["kind"].decode()}
        else:
            form[found["name"].decode()] = found["value"].decode()
    return form
