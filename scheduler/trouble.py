"""Tells once when the memory is in trouble, and once when it answers again.

The daemon looks at the outbox every two seconds. A full disk is no reason to write
its trace into the log each time, nor to stop: what can be mended is waited for.
"""

from collections.abc import Callable
from threading import Lock

import structlog

from domain.errors import StorageError
from domain.phrases import Phrase

log = structlog.get_logger(__name__)


class MemoryTrouble:
    """Hears of every error; those of the memory it tells once, others it hands on."""

    def __init__(self, on_error: Callable[[str, Exception], None]) -> None:
        self._on_error = on_error
        self._lock = Lock()
        #: What is wrong with the memory; None while it answers.
        self.problem: Phrase | None = None

    def __call__(self, place: str, error: Exception) -> None:
        """Take in what was raised at *place*."""
        if not isinstance(error, StorageError):
            self._on_error(place, error)
            return
        with self._lock:
            is_news = self.problem != error.phrase
            self.problem = error.phrase
        if is_news:
            log.warning("memory_in_trouble", why=str(error), place=place)

    def end(self) -> bool:
        """Take in that the memory has answered; return whether it had not before."""
        with self._lock:
            was, self.problem = self.problem, None
        if was is not None:
            log.info("memory_answers_again")
        return was is not None
