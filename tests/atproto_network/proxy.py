"""The line between the program under test and a server: it fails on command.

    program under test --> Proxy (the server's public address) --> server

A standing state (`up`, `down`, `hang`) holds until the next one. A plan
(`cut_after_request`, `cut_before_request`, `answer`) is used up by the first
request whose target contains `on`, for example "com.atproto.repo.putRecord".
Without a plan and while up, requests pass unchanged.
"""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from tests.atproto_network.faults import Answer, Ending, Fault, Script, Seen
from tests.atproto_network.relay import Relay
from tests.servers.ports import free_port


class Proxy:
    """An HTTP proxy in front of one server, on a port of its own."""

    def __init__(self, server_port: int) -> None:
        """Take a free port of 127.0.0.1, and refuse connections until `up`."""
        self.server_port = server_port
        self.port = free_port()
        self._script = Script()
        self._relay = self._make_relay()

    @property
    def url(self) -> str:
        """The address to give to the program under test."""
        return f"http://localhost:{self.port}"

    @property
    def seen(self) -> list[Seen]:
        """Every request so far, oldest first, passed on or not; may be cleared."""
        return self._script.seen

    def up(self) -> None:
        """Work as a proxy should: forget every plan, release whoever hangs."""
        self._script.forget()
        if not self._relay.is_open:
            self._relay.open()

    def down(self) -> None:
        """Refuse connections until `up`, and drop those that are open."""
        self._script.forget()
        self._relay.close()
        self._relay = self._make_relay()

    def hang(self, *, deliver: bool = False, on: str = "") -> None:
        """Take requests and never answer them, until `up` or `down`.

        Args:
            deliver: Let the server carry them out all the same.
            on: Do so only with the next request whose target contains this.
        """
        fault = Fault.HANG_AFTER if deliver else Fault.HANG_BEFORE
        if on:
            self._script.plan(fault, on)
        else:
            self._script.stand(fault)

    def cut_after_request(self, on: str = "", saying: bytes = b"") -> None:
        """Let the server do what is asked next, but lose its answer."""
        self._script.plan(Fault.CUT_AFTER, on, saying)

    def cut_before_request(self, on: str = "", saying: bytes = b"") -> None:
        """Lose the next request on its way: the server never sees it."""
        self._script.plan(Fault.CUT_BEFORE, on, saying)

    def end_client(
        self, end: Callable[[], object], *, deliver: bool, on: str, saying: bytes = b""
    ) -> None:
        """End the client itself when its next request has been read.

        Args:
            end: Ends it, such as by kill -9.
            deliver: Let the server carry the request out before.
            on: With the next request whose target contains this...
            saying: ...and whose body contains that.
        """
        self._script.plan(Ending(end, deliver), on, saying)

    def answer(
        self,
        status: int,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        on: str = "",
    ) -> None:
        """Answer the next request in the server's place, which never sees it."""
        self._script.plan(Answer(status, dict(headers or {}), body), on)

    def stop(self) -> None:
        """Close for good."""
        self._script.forget()
        self._relay.close()

    def __enter__(self) -> Self:
        """Go up."""
        self.up()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def _make_relay(self) -> Relay:
        return Relay(self.port, self.server_port, self._script)
