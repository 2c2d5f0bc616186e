"""Waits for something to become true; never for a time to pass."""

import time
from collections.abc import Callable


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Return as soon as *condition* holds; fail when it does not come to it."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it never came to it")
        time.sleep(0.002)
