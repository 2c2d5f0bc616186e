"""Runs work on a few threads, at most one piece per lane at a time.

A lane is an account. Calling a busy lane makes it run once more when it is done, so
that no call is ever lost; a slow lane holds up no other.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Lock

#: Tells of an error: in which lane, and what.
OnError = Callable[[str, Exception], None]


class Lanes:
    """A pool of threads with lanes."""

    def __init__(
        self, name: str, work: Callable[[str], object], on_error: OnError, threads: int
    ) -> None:
        """Run *work*, which is told its lane, on at most so many *threads*.

        Args:
            name: Of the threads, for whoever looks at the process.
            work: May raise; the lane lives on.
            on_error: Told of what *work* raised; must not raise itself.
            threads: How many lanes run at the same time.
        """
        self._work = work
        self._on_error = on_error
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._lock = Lock()
        self._is_open = True
        #: Lanes at work or waiting for a thread, and whether to run once more.
        self._again: dict[str, bool] = {}
        self._runs: dict[str, Future[None]] = {}

    def call(self, lanes: Iterable[str]) -> None:
        """Let each of *lanes* run soon; after `close`, nothing happens."""
        with self._lock:
            for lane in lanes if self._is_open else ():
                if lane in self._again:
                    self._again[lane] = True
                else:
                    self._again[lane] = False
                    self._runs[lane] = self._pool.submit(self._run, lane)

    def is_open(self) -> bool:
        """May work go on?"""
        return self._is_open

    def close(self) -> None:
        """Take no more calls; what runs may end."""
        with self._lock:
            self._is_open = False
        self._pool.shutdown(wait=False, cancel_futures=True)

    def drain(self, timeout: timedelta) -> bool:
        """Close, and wait for what runs; False if it did not end in time."""
        self.close()
        begun = [run for run in self._runs.values() if not run.cancelled()]
        return not wait(begun, timeout.total_seconds()).not_done

    def _run(self, lane: str) -> None:
        go_on = True
        while go_on:
            try:
                self._work(lane)
            except Exception as error:  # noqa: BLE001 - told to on_error; the lane must live on
                self._on_error(lane, error)
            go_on = self._goes_on(lane)

    def _goes_on(self, lane: str) -> bool:
        """Was the lane called again while it ran? If not, it is free."""
        with self._lock:
            if self._is_open and self._again[lane]:
                self._again[lane] = False
                return True
            del self._again[lane]
            return False
