"""Due times for a measurement, and waiting until it is over."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

#: The first thing is due after this: whoever is to do it has started by then.
SOON = timedelta(seconds=3)
#: So long is watched what doing nothing costs.
IDLE_SECONDS = 20.0

_AT_MOST = 120.0  # seconds


def moments(count: int, spacing: float, after: timedelta) -> list[datetime]:
    """Return *count* moments, *spacing* seconds apart, from *after* from now on."""
    first = datetime.now(UTC) + after
    return [first + timedelta(seconds=spacing) * number for number in range(count)]


def until(is_over: Callable[[], bool]) -> None:
    """Wait for *is_over*.

    Raises:
        TimeoutError: It did not come to pass.
    """
    deadline = time.monotonic() + _AT_MOST
    while not is_over():
        if time.monotonic() > deadline:
            raise TimeoutError("what was to be measured did not end")
        time.sleep(0.01)


def share(values: list[float], part: float) -> float:
    """Return the value that *part* of all *values* do not exceed."""
    return sorted(values)[max(0, round(len(values) * part) - 1)]
