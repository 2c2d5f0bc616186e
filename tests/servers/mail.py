"""A mail server on loopback: takes what it is given, and keeps it."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Thread


@dataclass
class MailServer:
    """What arrived, and where to send it."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)


@contextmanager
def a_mail_server() -> Iterator[MailServer]:
    """Run a server that speaks as much of RFC 5321 as it takes to deliver a mail."""
    office = MailServer()

    class Talk(socketserver.StreamRequestHandler):
        """One conversation."""

        def handle(self) -> None:
            self._say("220 mail.test")
            while line := self.rfile.readline().strip():
                match line[:4].upper():
                    case b"RCPT":
                        office.recipients.append(line.decode().split("<")[1][:-1])
                        self._say("250 well")
                    case b"DATA":
                        self._say("354 go on")
                        self._take()
                        self._say("250 taken")
                    case b"QUIT":
                        self._say("221 bye")
                        return
                    case _:
                        self._say("250 well")

        def _take(self) -> None:
            lines = iter(self.rfile.readline, b".\r\n")
            raw = b"".join(line.removeprefix(b".") for line in lines)
            raw = raw.replace(b"\r\n", b"\n")
            office.messages.append(message_from_bytes(raw, policy=default))

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        office.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()
