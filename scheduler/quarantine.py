"""Takes in what a platform sent although one item of it cannot be stored.

A page is stored whole, with its cursor. Where that fails, its items are stored one
by one, the bad ones are put into the journal, and the cursor moves on.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

import structlog

from domain.deliveries import JournalEntry
from domain.errors import StorageError, StorageRefusedError
from domain.items import Intake, Item, Page, Reread
from domain.phrases import phrase
from domain.ports import Memory

log = structlog.get_logger(__name__)


def take_in(memory: Memory, account: str, page: Page, now: datetime) -> Intake:
    """Store *page* and its cursor, whatever single items of it are worth.

    Raises:
        StorageError: The memory does not even take the cursor.
    """
    try:
        return memory.inbox.take_in(account, page, now)
    except Exception as error:  # noqa: BLE001 - one bad item must not silence an account
        _require_fault_of_items(error)
        log.warning("page_not_stored", account=account, error=type(error).__name__)
    cursor = memory.inbox.cursor(account)

    def take_one(item: Item) -> Intake:
        alone = Page(items=(item,), next_cursor=cursor)
        return memory.inbox.take_in(account, alone, now)

    singly = _one_by_one(memory, account, page.items, take_one, now)
    rest = memory.inbox.take_in(account, replace(page, items=()), now)
    return together([singly, rest])


def take_again(memory: Memory, account: str, reread: Reread, now: datetime) -> Intake:
    """Store what became of items seen before, whatever single ones are worth.

    Raises:
        StorageError: The memory takes nothing at all.
    """
    try:
        return memory.inbox.take_again(account, reread, now)
    except Exception as error:  # noqa: BLE001 - one bad item must not silence an account
        _require_fault_of_items(error)
        log.warning("reread_not_stored", account=account, error=type(error).__name__)

    def take_one(item: Item) -> Intake:
        return memory.inbox.take_again(account, Reread((item,), ()), now)

    singly = _one_by_one(memory, account, reread.items, take_one, now)
    rest = memory.inbox.take_again(account, Reread((), reread.gone), now)
    return together([singly, rest])


def together(intakes: Iterable[Intake]) -> Intake:
    """Return the sum of *intakes*."""
    known = list(intakes)
    return Intake(
        new=sum(one.new for one in known),
        changed=sum(one.changed for one in known),
        answered=sum(one.answered for one in known),
        gone=sum(one.gone for one in known),
    )


def _one_by_one(
    memory: Memory,
    account: str,
    items: Iterable[Item],
    take: Callable[[Item], Intake],
    now: datetime,
) -> Intake:
    intakes: list[Intake] = []
    for item in items:
        try:
            intakes.append(take(item))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the others are fine
            _require_fault_of_items(error)
            memory.journal.write(_set_aside(account, item, error, now))
    return together(intakes)


def _require_fault_of_items(error: Exception) -> None:
    """Let a memory in trouble be heard: that is no reason to pass over anything."""
    if isinstance(error, StorageError) and not isinstance(error, StorageRefusedError):
        raise error


def _set_aside(
    account: str, item: Item, error: Exception, now: datetime
) -> JournalEntry:
    what = phrase(
        "A message could not be stored and was passed over: {address} ({error})",
        address=_plain(item.url or item.remote_id),
        error=type(error).__name__,
    )
    return JournalEntry(now, "item_quarantined", what, account=account)


def _plain(text: str) -> str:
    """Return *text* so that any database takes it: it may be what was wrong."""
    return text.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")
