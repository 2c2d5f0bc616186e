"""A clock that runs fast, and goes on at the same place in every life of a program."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.clock import Clock, SystemClock
from tests.clocks import NOON

#: How long the machine of every run has been up when it begins. Seconds.
_UP_BEFORE = 1000.0


def boot_seconds() -> float:
    """Return the real seconds since boot, counted through suspend."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class RunClock(Clock, Protocol):
    """Tells the time of a run, and how long that is in real time."""

    def real(self, seconds: float) -> float:
        """Return how many real seconds so many seconds of the run take."""
        ...


class PlainClock(SystemClock):
    """The machine's own clock: a second of the run is a second."""

    def real(self, seconds: float) -> float:
        """Return how many real seconds so many seconds of the run take."""
        return seconds


@dataclass(frozen=True, slots=True)
class FastClock:
    """Tells the time of a run: *speed* seconds of it pass in a real one.

    Whoever knows when the run began tells the same time: every process that is
    started in the run, and the pretend platform.
    """

    #: Real seconds since boot at the run's beginning.
    base: float
    speed: float

    def now(self) -> datetime:
        """Return the wall-clock time of the run, aware, in UTC."""
        return NOON + timedelta(seconds=self.elapsed())

    def uptime(self) -> float:
        """Return seconds since the pretended boot; never goes back."""
        return _UP_BEFORE + self.elapsed()

    def elapsed(self) -> float:
        """Return how many seconds of the run have passed."""
        return (boot_seconds() - self.base) * self.speed

    def real(self, seconds: float) -> float:
        """Return how many real seconds so many seconds of the run take."""
        return seconds / self.speed
