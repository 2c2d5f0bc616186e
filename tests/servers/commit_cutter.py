"""A wire to PostgreSQL that is cut at a COMMIT: before it is heard, or after."""

import socket
import threading
from contextlib import suppress
from typing import Self

_COMMIT = b"COMMIT"


class CommitCutter:
    """Passes everything on; the next COMMIT after `cut_next` is the last word."""

    def __init__(self, port: int) -> None:
        """Stand before the server that listens on *port*."""
        self._server_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._cut_after: bool | None = None
        #: How often it was cut.
        self.cuts = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def port(self) -> int:
        """Return where to connect to."""
        port: int = self._listener.getsockname()[1]
        return port

    def cut_next(self, *, after: bool) -> None:
        """Cut at the next COMMIT: with *after*, the server hears it and answers."""
        self._cut_after = after

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port))
                for work in (self._to_server, self._to_client):
                    threading.Thread(
                        target=work, args=(client, server), daemon=True
                    ).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if _COMMIT in data and self._cut_after is not None:
                    self._cut(client, server, data)
                    return
                server.sendall(data)
        _hang_up(client, server)

    def _cut(self, client: socket.socket, server: socket.socket, data: bytes) -> None:
        after, self._cut_after = self._cut_after, None
        self.cuts += 1
        client.shutdown(socket.SHUT_RDWR)  # whatever the server says now is lost
        if after:
            server.sendall(data)
            server.settimeout(10)
            server.recv(65536)  # it is done when it answers
        _hang_up(client, server)

    def _to_client(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
