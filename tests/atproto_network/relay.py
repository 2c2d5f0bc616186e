"""The working part of the proxy: takes requests in, passes them on, or not."""

import http.client
import socket
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.atproto_network.faults import Answer, Ending, Fault, Script, Seen

#: Headers that speak of one connection only, and those that we write ourselves.
NOT_RELAYED = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Relay(socketserver.ThreadingTCPServer):
    """Holds a port from the start, but refuses connections until `open`."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, server_port: int, script: Script) -> None:
        """Bind *port*; requests go to *server_port* as *script* says."""
        super().__init__(("127.0.0.1", port), Exchange, bind_and_activate=False)
        self.server_port = server_port
        self.script = script
        self._clients: set[socket.socket] = set()
        self._accepting: threading.Thread | None = None
        self.server_bind()

    def open(self) -> None:
        """Accept connections."""
        self.server_activate()
        self._accepting = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._accepting.start()

    @property
    def is_open(self) -> bool:
        """Whether connections are accepted."""
        return self._accepting is not None

    def close(self) -> None:
        """Give the port back, and drop every connection."""
        if self._accepting is not None:
            self.shutdown()
            self._accepting.join()
        self.server_close()
        for client in list(self._clients):
            hang_up(client)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that `close` can drop it."""
        self._clients.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        self._clients.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that hung up; they may."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Exchange(BaseHTTPRequestHandler):
    """One client's connection."""

    server: Relay
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def serve(self) -> None:
        """Do with one request what the script says."""
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        request = Seen(self.command, self.path, dict(self.headers.items()), body)
        act, released = self.server.script.take(request)
        match act:
            case None:
                self._send(self._ask(request))
            case Answer():
                self._send(act)
            case Ending():
                if act.deliver:
                    self._ask(request)
                act.end()
                self._hang_up()
            case Fault():
                self._spoil(request, act, released)

    do_GET = do_POST = do_PUT = do_DELETE = serve  # noqa: N815 - names it looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - inherited
        """Say nothing; the script remembers the requests."""

    def _spoil(self, request: Seen, fault: Fault, released: threading.Event) -> None:
        if fault in {Fault.CUT_AFTER, Fault.HANG_AFTER}:
            self._ask(request)
        if fault in {Fault.HANG_BEFORE, Fault.HANG_AFTER}:
            released.wait()
        self._hang_up()

    def _ask(self, request: Seen) -> Answer | None:
        """Pass *request* on; None when the server is not there, or goes away."""
        server = http.client.HTTPConnection("127.0.0.1", self.server.server_port)
        headers = {**request.headers, "Connection": "close"}
        try:
            server.request(request.method, request.target, request.body, headers)
            response = server.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            server.close()

    def _send(self, answer: Answer | None) -> None:
        if answer is None:
            return self._hang_up()
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in NOT_RELAYED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        return None

    def _hang_up(self) -> None:
        self.close_connection = True
        hang_up(self.connection)


def hang_up(client: socket.socket) -> None:
    """End a connection, whatever the other side is doing."""
    try:
        client.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was gone
