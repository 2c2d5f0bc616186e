"""Notice that somebody saved a file, once they have stopped saving."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from config.tree import Contents, contents, directories

#: Even where the system tells of no change (network disks, too many watches).
LOOK_EVERY = timedelta(seconds=10)

#: Half of a file often is valid YAML: only what stays the same for so long is read.
SETTLE = timedelta(seconds=2)

#: A file that has become the beginning of what it was: somebody who writes it was
#: stopped in the middle, or took its end out. Given so long, it is taken as meant.
HOLD = timedelta(minutes=1)


class Watcher:
    """Calls back, from a thread of its own, when the project's files have changed."""

    def __init__(
        self,
        folder: Path,
        on_change: Callable[[], None],
        *,
        known: str | None = None,
        settle: timedelta = SETTLE,
        hold: timedelta = HOLD,
        look_every: timedelta = LOOK_EVERY,
    ) -> None:
        """Prepare to watch *folder*.

        Args:
            folder: The project's.
            on_change: Called when the files differ from what was known before; must
                not raise, or the watch ends.
            known: Fingerprint of the files as they were loaded; now if None.
            settle: How long files must stay as they are before they count.
            hold: The same, for files that look cut off.
            look_every: How often to look without a hint from the system.
        """
        self._folder = folder.resolve()
        self._on_change = on_change
        self._before = contents(self._folder)
        #: Fingerprint of the files that held still last.
        self.known = self._before.fingerprint if known is None else known
        self._settle = settle
        self._hold = hold
        self._look_every = look_every
        self._stop = Event()
        self._thread = Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; returns when a callback that runs has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_watching(self) -> bool:
        """Is the thread at work?"""
        return self._thread.is_alive()

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._look()
            self._wait_for_hint()

    def _look(self) -> None:
        """Call back if the files are others than before, and hold still."""
        seen, still = contents(self._folder), timedelta(0)
        while seen.fingerprint != self.known:
            if self._pause():
                return
            earlier, seen = seen, contents(self._folder)
            still = still + self._settle if _is_same(seen, earlier) else timedelta(0)
            if still and still >= self._wait_for(seen):
                self._before, self.known = seen, seen.fingerprint
                self._on_change()
                seen, still = contents(self._folder), timedelta(0)

    def _wait_for(self, seen: Contents) -> timedelta:
        """Return how long the files must hold still."""
        return self._hold if seen.is_cut_off(self._before) else self._settle

    def _pause(self) -> bool:
        """Give whoever writes the time to finish; True when we shall stop."""
        return self._stop.wait(self._settle.total_seconds())

    def _wait_for_hint(self) -> None:
        """Wait until the system tells of a change, or long enough without.

        Folders are watched one by one, not with all that is below them: the state
        folder may lie in the project, and writes all the time.
        """
        from watchfiles import watch  # noqa: PLC0415 - only the daemon needs it

        try:
            hints = watch(
                *directories(self._folder),
                watch_filter=None,
                debounce=100,
                stop_event=self._stop,
                rust_timeout=int(self._look_every.total_seconds() * 1000),
                yield_on_timeout=True,
                recursive=False,
            )
            next(hints, None)
        except (OSError, RuntimeError):
            # The system's watches are used up, or a folder has just gone.
            self._stop.wait(self._look_every.total_seconds())


def _is_same(seen: Contents, earlier: Contents) -> bool:
    return seen.fingerprint == earlier.fingerprint
