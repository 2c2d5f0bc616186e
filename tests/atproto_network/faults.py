"""What can become of a request on its way through the proxy."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """How an exchange goes wrong."""

    #: The request is swallowed, the connection closed: the server never saw it.
    CUT_BEFORE = "cut-before"
    #: The server carries the request out; its answer is lost.
    CUT_AFTER = "cut-after"
    #: The request is swallowed, and the connection stays open in silence.
    HANG_BEFORE = "hang-before"
    #: The server carries the request out; its answer never comes.
    HANG_AFTER = "hang-after"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the client."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Ending:
    """The client's own end, when its request has been read to the last byte."""

    #: Ends it.
    end: Callable[[], object]
    #: The server carries the request out before.
    deliver: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that arrived at the proxy, whatever became of it."""

    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


Act = Fault | Answer | Ending


class Script:
    """Decides what becomes of each request, and remembers them all."""

    def __init__(self) -> None:
        """Begin with nothing going wrong."""
        self.seen: list[Seen] = []
        self._plans: list[tuple[str, bytes, Act]] = []
        self._standing: Fault | None = None
        self._released = threading.Event()
        self._lock = threading.Lock()

    def plan(self, act: Act, on: str, saying: bytes = b"") -> None:
        """Use *act* once, on the next request whose target contains *on*.

        With *saying*, its body must contain that.
        """
        with self._lock:
            self._plans.append((on, saying, act))

    def stand(self, fault: Fault) -> None:
        """Use *fault* on every request that no plan is for."""
        with self._lock:
            self._standing = fault

    def forget(self) -> None:
        """Let nothing go wrong from now on, and release whoever hangs."""
        with self._lock:
            self._plans.clear()
            self._standing = None
            self._released.set()
            self._released = threading.Event()

    def take(self, request: Seen) -> tuple[Act | None, threading.Event]:
        """Return what becomes of *request* (None: nothing), and when a hang ends."""
        with self._lock:
            self.seen.append(request)
            for plan in self._plans:
                on, saying, act = plan
                if on in request.target and saying in request.body:
                    self._plans.remove(plan)
                    return act, self._released
            return self._standing, self._released
