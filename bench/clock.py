"""Times things fairly: in turn, several rounds, the median counts."""

import time
from collections.abc import Callable, Sequence
from statistics import median


def seconds(action: Callable[[], object]) -> float:
    """Return how long *action* took, in seconds of wall time."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def medians(actions: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return the median seconds of each action, run in turn for *rounds* rounds."""
    taken = [[seconds(action) for action in actions] for _ in range(rounds)]
    return [median(column) for column in zip(*taken, strict=True)]
