"""The HTTP of the pretend Bluesky: requests in, answers or faults out."""

import json
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.platforms.bluesky_faults import Act, Fault, Hang, HangUp, Say, Script
from tests.platforms.bluesky_methods import Call, MethodError, Methods

_LONG_AFTER = "4000000000"
RATE = {
    "ratelimit-limit": "3000",
    "ratelimit-remaining": "2999",
    "ratelimit-reset": _LONG_AFTER,
    "ratelimit-policy": "3000;w=300",
}


@dataclass(slots=True)
class Desk:
    """What the server works from, and what it writes down."""

    methods: Methods
    script: Script = field(default_factory=Script)
    #: The methods that were asked for, in order.
    requests: list[str] = field(default_factory=list)
    #: The bodies of the requests that put something up.
    puts: list[bytes] = field(default_factory=list)
    #: The test is over: whoever hangs may go.
    over: threading.Event = field(default_factory=threading.Event)


class BlueskyHttp(ThreadingHTTPServer):
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
        super().process_request(request, client_address)

    def drop_lines(self) -> None:
        """Close every line that is open."""
        for line in self._lines:
            with suppress(OSError):  # closed already
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: BlueskyHttp
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every answer waits 40 ms

    def do_GET(self) -> None:
        self._handle(b"")

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        self._handle(self.rfile.read(length))

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""

    def _handle(self, body: bytes) -> None:
        desk, call = self.server.desk, self._call(body)
        desk.requests.append(call.nsid)
        if call.nsid.endswith("putRecord"):
            desk.puts.append(body)
        fault = desk.script.next_for(call.nsid)
        if fault is None:
            self._send(*self._carried_out(call), "application/json", RATE)
            return
        if fault.act is Act.AFTER:
            self._carried_out(call)
        self._fail(fault)

    def _call(self, body: bytes) -> Call:
        parts = urlsplit(self.path)
        kind = self.headers.get("content-type", "")
        is_json = kind == "application/json" and body
        return Call(
            nsid=parts.path.removeprefix("/xrpc/"),
            token=self.headers.get("authorization", "").removeprefix("Bearer "),
            query=parse_qs(parts.query),
            body=json.loads(body) if is_json else body,
            content_type=kind,
        )

    def _carried_out(self, call: Call) -> tuple[int, bytes]:
        try:
            answer = self.server.desk.methods.answer(call)
        except MethodError as error:
            return error.status, json.dumps(error.body).encode()
        return HTTPStatus.OK, json.dumps(answer).encode()

    def _fail(self, fault: Fault) -> None:
        match fault:
            case Say():
                own = self.headers.get("authorization", "").encode()
                body = fault.body.replace(b"{authorization}", own)
                self._send(fault.status, body, fault.content_type, fault.headers)
            case Hang():
                self.server.desk.over.wait(10)
                self.close_connection = True
            case HangUp():
                self.close_connection = True

    def _send(
        self, status: int, body: bytes, kind: str, headers: Mapping[str, str]
    ) -> None:
        length = str(len(body))
        given = {"content-type": kind, "content-length": length, **headers}
        self.send_response(status)
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        if given["content-length"] != length:
            self.close_connection = True
