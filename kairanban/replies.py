"""Answers a message: through the queue's own door, whoever opens it."""

from domain.deliveries import DeliveryState
from domain.errors import RequestError
from domain.items import EntryStatus, InboxEntry
from domain.phrases import phrase
from domain.ports import Memory, ReplyWish
from domain.posts import Draft, ReplyTarget
from kairanban.bootstrap import House
from kairanban.outcome import Outcome, send_or_wait
from rules.limits import problems, unanswerable

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
    the state folder. What needs somebody's yes, or is paused, is queued only.

    Raises:
        RequestError: The reply is empty or too long, or the message is gone.
    """
    _require_sendable(house, entry, text)
    if dry_run:
        return None
    wish = ReplyWish(text, by, needs_approval=needs_yes(house, entry.account))
    delivery = house.memory.outbox.add_reply(
        entry.account, target_of(entry), wish, house.clock.now()
    )
    if wish.needs_approval:
        return Outcome(delivery)
    return send_or_wait(house, delivery)


def needs_yes(house: House, account: str) -> bool:
    """Must somebody say yes before a reply goes out on *account*?"""
    project = house.project
    return (
        project.needs_approval
        or project.replies_need_approval
        or project.accounts[account].needs_approval
    )


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
    if (why := unanswerable(entry.item, capabilities)) is not None:
        raise RequestError(why)
    found = problems(Draft(text=text), capabilities)
    if found:
        raise RequestError(found[0])
