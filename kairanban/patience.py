"""Waits for a memory that cannot be used just now, instead of giving up.

A crash loop would make systemd stop trying after a few starts; and what is locked,
full or restarting may be well again in a minute.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog

from domain.errors import StorageBlockedError, StorageBusyError
from domain.phrases import Phrase

log = structlog.get_logger(__name__)

_Result = TypeVar("_Result")

#: A memory in trouble is asked again this often.
PAUSE = timedelta(seconds=2)


def wait_for_memory(
    action: Callable[[], _Result],
    tell: Callable[[Phrase], None],
    pause: Callable[[], None] = lambda: time.sleep(PAUSE.total_seconds()),
) -> _Result:
    """Return what *action* returns, as soon as the memory lets it.

    Args:
        action: What needs the memory; done again from its beginning each time.
        tell: Told at every try what is in the way.
        pause: Waits between two tries.

    Raises:
        StorageBrokenError: A person must mend it before anything else can help.
    """
    told: Phrase | None = None
    while True:
        try:
            result = action()
        except (StorageBusyError, StorageBlockedError) as error:
            if error.phrase != told:
                log.warning("memory_in_trouble", why=str(error), place="start")
            told = error.phrase
            tell(error.phrase)
            pause()
        else:
            if told is not None:
                log.info("memory_answers_again")
            return result
