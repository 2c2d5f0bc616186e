"""What waits for a person's word, with where to look and what can be said."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.deliveries import Delivery, DeliveryState
from domain.errors import RequestError
from domain.items import InboxEntry
from kairanban.approval import lacks_yes
from kairanban.bootstrap import House
from kairanban.deliveries import MANY
from scheduler.places import Places

_S = DeliveryState

#: In the order in which they are shown: what may be before the public comes first.
GROUPS = (_S.UNCERTAIN, _S.REVIEW, _S.MISSED, _S.FAILED, _S.AWAITING_APPROVAL)


class Way(StrEnum):
    """What a person can say; the value is the command's name."""

    MARK_SENT = "mark-sent"
    SEND_AGAIN = "send-again"
    GIVE_UP = "give-up"
    APPROVE = "approve"
    REJECT = "reject"


_ASKED = (Way.MARK_SENT, Way.SEND_AGAIN, Way.GIVE_UP)
_UNAPPROVED = (Way.APPROVE, Way.REJECT)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person's word."""

    delivery: Delivery
    #: Where to look; "" where there is no such page.
    look_at: str
    ways: tuple[Way, ...]
    #: All parts of its thread; empty if it is none.
    thread: tuple[Delivery, ...] = ()
    #: What it answers; None if it answers nobody.
    answers: InboxEntry | None = None
    #: Later occurrences of the same post, with the same words.
    repeats: tuple[Delivery, ...] = ()


def waiting(house: House) -> tuple[Waiting, ...]:
    """Return all that waits, in groups, each by due time; platforms are not asked."""
    found: list[Waiting] = []
    for state in GROUPS:
        rows = house.memory.outbox.deliveries({state}, limit=MANY)
        found += [_waiting(house, row) for row in rows]
    return tuple(found)


def gathered(found: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    """Return what to show: what one word settles together stands there once.

    That is a thread that awaits a yes, and a recurring post that does.
    """
    shown: dict[tuple[object, ...], Waiting] = {}
    for one in found:
        key = _settled_together(one.delivery)
        if key not in shown:
            shown[key] = one
        elif one.delivery.due_at != shown[key].delivery.due_at:
            repeats = (*shown[key].repeats, one.delivery)
            shown[key] = replace(shown[key], repeats=repeats)
    return tuple(shown.values())


def ways_of(delivery: Delivery) -> tuple[Way, ...]:
    """Return what a person can say of it."""
    match delivery.state:
        case _S.REVIEW | _S.FAILED:
            return _ASKED
        case _S.MISSED if lacks_yes(delivery):
            return (*_UNAPPROVED, Way.MARK_SENT)
        case _S.MISSED:
            return _ASKED
        case _S.AWAITING_APPROVAL:
            return _UNAPPROVED
    return ()


def link_of(house: House, delivery: Delivery) -> str:
    """Return where a person can see whether it is out; "" where nobody knows.

    Its own address, if one is known; else what it answers, the part of the thread
    before it, or the page that shows the account's posts. Of what awaits a yes
    nothing is out: there it is what it answers, if anything.
    """
    if delivery.receipt is not None and delivery.receipt.url:
        return delivery.receipt.url
    before = Places(house.memory).before(delivery)
    is_unsent = delivery.state is _S.AWAITING_APPROVAL
    return before if is_unsent else before or _page(house, delivery.account)


def _settled_together(delivery: Delivery) -> tuple[object, ...]:
    if delivery.state is not _S.AWAITING_APPROVAL:
        return (delivery.id,)
    content = delivery.post.content_hash
    if delivery.post.repeat is not None:
        return (delivery.post_key, delivery.account, content)
    return (delivery.post_key, delivery.account, content, delivery.due_at)


def _waiting(house: House, delivery: Delivery) -> Waiting:
    is_thread = len(delivery.post.messages_for(delivery.account)) > 1
    return Waiting(
        delivery,
        link_of(house, delivery),
        ways_of(delivery),
        tuple(house.memory.outbox.thread(delivery)) if is_thread else (),
        _answered(house, delivery),
    )


def _answered(house: House, delivery: Delivery) -> InboxEntry | None:
    target = delivery.post.reply_to
    if target is None or target.entry_id is None:
        return None
    return house.memory.inbox.entry(target.entry_id)


def _page(house: House, account: str) -> str:
    try:
        return house.voices(account).page
    except (KeyError, RequestError):  # it left the files, or its secret is missing
        return ""
