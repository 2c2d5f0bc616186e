"""Where time comes from: a port, and the machine's own clock behind it."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time. Everything that needs "now" is handed one of these."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        ...

    def uptime(self) -> float:
        """Return seconds since boot, counted through suspend; never goes back."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        return datetime.now(UTC)

    def uptime(self) -> float:
        """Return seconds since boot, counted through suspend; never goes back.

        A worker's lease is checked against this clock: CLOCK_MONOTONIC stands
        still while a laptop sleeps, CLOCK_BOOTTIME (Linux >= 2.6.39) does not.
        """
        return time.clock_gettime(time.CLOCK_BOOTTIME)


def require_aware(moment: datetime, name: str) -> datetime:
    """Return *moment* in UTC.

    Raises:
        ValueError: *moment* has no time zone; *name* says which value it was.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{name} must have a time zone, got {moment.isoformat()}")
    return moment.astimezone(UTC)
