"""Measures everything there is to measure, or what is named, and prints one table."""

import sys
from collections.abc import Callable, Iterable

from bench import inbox, projects, punctuality, queue, start

_MEASURES: dict[str, Callable[[], Iterable[str]]] = {
    "start": start.measure,
    "projects": projects.measure,
    "queue": queue.measure,
    "inbox": inbox.measure,
    "punctuality": punctuality.measure,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or _MEASURES:
        for line in _MEASURES[name]():
            print(line, flush=True)
