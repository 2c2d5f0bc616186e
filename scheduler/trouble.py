"""Tells once when the memory is in trouble, and once when it answers again.

The daemon looks at the outbox every two seconds. A full disk is no reason to write
its trace into the log each time, nor to stop: what can be mended is waited for.
"""

from collections.abc import Callable
from threading import Lock

import structlog

from domain.errors import StorageError, StorageRefusedError
from domain.phrases import Phrase

log = structlog.get_logger(__name__)

#: The trouble is over when nobody has met it for so long, in seconds: on a full disk
#: one thing may still find room, and the next may not.
QUIET_SECONDS = 5.0


class MemoryTrouble:
    """Hears of every error; those of the memory it tells once, others it hands on."""

    def __init__(
        self,
        on_error: Callable[[str, Exception], None],
        uptime: Callable[[], float],
    ) -> None:
        """Hand on to *on_error*; *uptime* tells seconds since boot."""
        self._on_error = on_error
        self._uptime = uptime
        self._lock = Lock()
        self._met_at = 0.0
        #: What was told since the trouble began: two kinds may take turns.
        self._told: set[Phrase] = set()
        #: What is wrong with the memory; None while it answers.
        self.problem: Phrase | None = None

    def __call__(self, place: str, error: Exception) -> None:
        """Take in what was raised at *place*."""
        if not isinstance(error, StorageError) or isinstance(
            error, StorageRefusedError
        ):
            self._on_error(place, error)
            return
        with self._lock:
            self.problem, self._met_at = error.phrase, self._uptime()
            is_news = error.phrase not in self._told
            self._told.add(error.phrase)
        if is_news:
            log.warning("memory_in_trouble", why=str(error), place=place)

    def end(self) -> bool:
        """Take in that the memory was read and written; is the trouble over now?"""
        with self._lock:
            is_quiet = self._uptime() - self._met_at >= QUIET_SECONDS
            if self.problem is None or not is_quiet:
                return False
            self.problem = None
            self._told.clear()
        log.info("memory_answers_again")
        return True
