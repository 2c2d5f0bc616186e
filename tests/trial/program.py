"""The program under trial: `kairanban run`, with a fast clock, and mortal.

A few things of it are exchanged before it starts: the clock, the bell that rings by
it, who observes the boundaries, which platforms there are, and who watches the files,
for no run changes them. For two daemons on one database, two more: on which machine the
second one is, and the marks of their starts.
"""

import signal
from collections import Counter
from pathlib import Path
from threading import get_ident
from typing import Any

from tests.trial import broken, connector

connector.register()

from kairanban import bootstrap, daemon, instance  # noqa: E402 - see `register`
from kairanban.log_format import LogFormat  # noqa: E402 - as above
from scheduler.boundaries import Boundary  # noqa: E402 - as above
from scheduler.crew import Crew  # noqa: E402 - as above
from tests.trial.bell import FastBell  # noqa: E402 - as above
from tests.trial.clock import FastClock  # noqa: E402 - as above
from tests.trial.orders import Act, Crash, Orders  # noqa: E402 - as above

_WORDS = {Act.KILL: signal.SIGKILL, Act.STOP: signal.SIGSTOP}


class Mortal:
    """Observes the boundaries, and ends its own process at one of them."""

    def __init__(self, crash: Crash | None) -> None:
        self._crash = crash
        self._arrivals: Counter[Boundary] = Counter()

    def __call__(self, boundary: Boundary, delivery_id: int) -> None:
        """End, if this is the place."""
        del delivery_id
        self._arrivals[boundary] += 1
        crash = self._crash
        if crash is None or crash.boundary is not boundary:
            return
        if self._arrivals[boundary] == crash.arrival:
            # To this very thread: a stop that is sent to the process comes to the
            # others first, and this one would go on for a while.
            signal.pthread_kill(get_ident(), _WORDS[crash.act])


class Unwatched:
    """Watches no files."""

    def __init__(self, *_: object, **__: object) -> None:
        """Take what a watcher takes."""

    def start(self) -> None:
        """Watch nothing."""

    def stop(self) -> None:
        """Go on watching nothing."""


def live(orders: Orders) -> int:
    """Run the program as *orders* say; return its exit code, if it comes to that."""
    _prepare(orders, FastClock(orders.base, orders.speed))
    return daemon.run(Path(orders.folder), log_format=LogFormat.JSON, dry_run=False)


def _prepare(orders: Orders, clock: FastClock) -> None:
    """Exchange what a trial exchanges, in this process only."""
    observe = Mortal(orders.crash)

    def crew(**wired: Any) -> Crew:
        return Crew(**wired, observe=observe)

    exchanged: dict[tuple[Any, str], Any] = {
        (bootstrap, "SystemClock"): lambda: clock,
        (bootstrap, "Crew"): crew,
        (daemon, "ApschedulerBell"): lambda on_error: FastBell(on_error, clock),
        (daemon, "Watcher"): Unwatched,
    }
    if orders.machine:
        exchanged[instance, "_machine"] = lambda: orders.machine
    for (module, name), value in exchanged.items():
        if not hasattr(module, name):
            raise AssertionError(f"{module} has no {name} any more")
        setattr(module, name, value)
    broken.breaks(orders.broken)
