"""Answers a message: through the queue's own door, whoever opens it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from domain.deliveries import Delivery, DeliveryState
from domain.errors import RequestError
from domain.items import EntryStatus, InboxEntry
from domain.phrases import phrase
from domain.ports import Memory, ReplyWish
from domain.posts import Draft, ReplyTarget
from kairanban.bootstrap import House
from kairanban.instance import InstanceLock
from rules.limits import problems

#: How long the person at the keyboard waits for a running daemon to send.
PATIENCE_SECONDS = 45.0
_LOOK_EVERY_SECONDS = 0.1

#: States of a reply that may still go out, or may be out.
UNDECIDED = frozenset(
    {
        DeliveryState.AWAITING_APPROVAL,
        DeliveryState.QUEUED,
        DeliveryState.SENDING,
        DeliveryState.UNCERTAIN,
        DeliveryState.REVIEW,
    }
)

_UNDER_WAY = {DeliveryState.QUEUED, DeliveryState.SENDING}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a reply while the person waited."""

    delivery: Delivery

    @property
    def is_well(self) -> bool:
        """Is it out, or still on its way?"""
        return self.delivery.state in {*_UNDER_WAY, DeliveryState.SENT}


def find_entry(memory: Memory, number: int) -> InboxEntry:
    """Return inbox entry *number*.

    Raises:
        RequestError: There is none.
    """
    entry = memory.inbox.entry(number)
    if entry is None:
        raise RequestError(
            phrase("there is no number {number} in the inbox", number=number)
        )
    return entry


def require_unanswered(memory: Memory, entry: InboxEntry, *, again: bool) -> None:
    """Let nobody answer twice by pressing a key twice.

    Raises:
        RequestError: It has an answer, or one is on its way, and *again* is not set.
    """
    under_way = memory.outbox.deliveries(UNDECIDED, account=entry.account, limit=1000)
    has_one = entry.status is EntryStatus.ANSWERED or any(
        one.post.reply_to is not None and one.post.reply_to.entry_id == entry.id
        for one in under_way
    )
    if has_one and not again:
        raise RequestError(
            phrase(
                "{name} has been answered already; to say more, add --again",
                name=entry.item.author.handle,
            )
        )


def target_of(entry: InboxEntry) -> ReplyTarget:
    """Return what a reply to *entry* hangs on: its root is the entry's own root."""
    parent = entry.item.reference
    return ReplyTarget(entry.id, parent=parent, root=entry.item.root or parent)


def send_reply(
    house: House, entry: InboxEntry, text: str, *, by: str, dry_run: bool
) -> Outcome | None:
    """Queue a reply and see it out; None when it was only a rehearsal.

    A running daemon sends it; without one, this process does, if no other holds
    the state folder.

    Raises:
        RequestError: The reply is empty or too long, or the message is gone.
    """
    _require_sendable(house, entry, text)
    if dry_run:
        return None
    delivery = house.memory.outbox.add_reply(
        entry.account, target_of(entry), ReplyWish(text, by), house.clock.now()
    )
    lock = InstanceLock(house.project.state_folder)
    if lock.take():
        try:
            house.crew.publisher.publish_delivery(delivery)
        finally:
            lock.release()
    return Outcome(_wait_for(lambda: _now(house, delivery)))


def _require_sendable(house: House, entry: InboxEntry, text: str) -> None:
    if entry.deleted_at is not None:
        raise RequestError(
            phrase("{name} has deleted that message", name=entry.item.author.handle)
        )
    if entry.account not in house.project.accounts:
        raise RequestError(
            phrase(
                "the account {account} is no longer in kairanban.yaml",
                account=entry.account,
            )
        )
    if not text.strip():
        raise RequestError(phrase("an empty reply says nothing"))
    capabilities = house.capabilities(entry.account)
    found = problems(Draft(text=text), capabilities)
    if found:
        raise RequestError(found[0])


def _now(house: House, delivery: Delivery) -> Delivery:
    return house.memory.outbox.delivery(delivery.id) or delivery


def _wait_for(look: Callable[[], Delivery]) -> Delivery:
    """Look until the delivery has come to rest, or patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (delivery := look()).state in _UNDER_WAY and _worth_waiting(delivery):
        if time.monotonic() > deadline:
            break
        time.sleep(_LOOK_EVERY_SECONDS)
    return delivery


def _worth_waiting(delivery: Delivery) -> bool:
    """Is it to be tried at once, rather than after a pause the platform asked for?"""
    return delivery.not_before is None
