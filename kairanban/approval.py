"""Somebody's yes, or no, to the words that wait for one."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from digest.words import STATES
from domain.deliveries import Approval, Delivery, DeliveryState, Move
from domain.errors import RequestError
from domain.late import LateAction
from domain.phrases import Phrase, phrase
from domain.posts import Origin
from kairanban.bootstrap import House
from kairanban.cancel import cancel_after, taken_back
from kairanban.deliveries import (
    MANY,
    find_delivery,
    is_next,
    make_move,
    names,
    pause_of,
)
from scheduler.timetable import Lateness, lateness
from scheduler.verdict import too_late

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says of something that waits for it."""

    by: str
    reason: str = ""


def chosen(
    house: House, numbers: Iterable[int], *, only_this: bool
) -> tuple[Delivery, ...]:
    """Return what these numbers mean, in order of time.

    A thread is one thing. Of a recurring post, all its planned occurrences that say
    the same belong to a number, unless *only_this*.

    Raises:
        RequestError: There is no such number, or it waits for nobody's word.
    """
    found: dict[int, Delivery] = {}
    for number in numbers:
        delivery = find_delivery(house.memory, number)
        _require_waiting(delivery)
        found |= {one.id: one for one in _meant(house, delivery, only_this)}
    return _in_order(found.values())


def awaiting(
    house: House, *, account: str | None, campaign: str | None
) -> tuple[Delivery, ...]:
    """Return all that waits for a yes, as far as it fits, in order of time."""
    waiting = {_S.AWAITING_APPROVAL}
    return _in_order(
        house.memory.outbox.deliveries(
            waiting, account=account, campaign=campaign, limit=MANY
        )
    )


def lacks_yes(delivery: Delivery) -> bool:
    """Does it wait for somebody's word, or was it missed for want of one?"""
    if delivery.state is _S.MISSED:
        return not delivery.is_approved
    return delivery.state is _S.AWAITING_APPROVAL


def objection(delivery: Delivery, by: str) -> Phrase | None:
    """Return why *by* may not say yes to it; None if they may."""
    if not by:
        return phrase("say who approves it with --by: the journal keeps the name")
    is_own = delivery.origin is Origin.REPLY and same_person(delivery.post.by, by)
    if not is_own:
        return None
    return phrase(
        "{name} wrote the reply {number}, so somebody else approves it "
        "(who, says --by)",
        name=by,
        number=delivery.id,
    )


def approve(house: House, delivery: Delivery, word: Word) -> Delivery:
    """Write down the yes to its words as they stand, and queue it.

    If it is too late by then, what its late policy says is done at once: the yes
    stays, and a person may still send it.

    Raises:
        RequestError: It moved while we looked.
    """
    now = house.clock.now()
    yes = Approval(word.by, now, delivery.message.content_hash)
    move = Move(
        _S.QUEUED,
        _told(word, phrase("approved by {name}", name=word.by)),
        approval=yes,
        by=word.by,
        released=_waits_for_nothing_else(house, delivery),
    )
    after = make_move(house, delivery, move)
    if not _is_too_late(house, after):
        return after
    return house.memory.outbox.move(after, too_late(after, now), now) or after


def reject(
    house: House, deliveries: Iterable[Delivery], word: Word
) -> tuple[Delivery, ...]:
    """Take them back for good, with the reason; and what would have followed them.

    Raises:
        RequestError: One moved while we looked.
    """
    reason = _told(word, phrase("rejected by {name}", name=word.by))
    rejected = tuple(
        make_move(house, one, taken_back(reason, word.by)) for one in deliveries
    )
    for one in rejected:
        cancel_after(house, one, by=word.by)
    return rejected


def same_person(one: str, other: str) -> bool:
    """Do both names mean the same person, however they are typed?"""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _require_waiting(delivery: Delivery) -> None:
    if lacks_yes(delivery):
        return
    known = {**names(delivery), "state": STATES[delivery.state]}
    if delivery.needs_approval and delivery.is_approved:
        raise RequestError(
            phrase("{post} on {account} is approved already; it is {state}", **known)
        )
    raise RequestError(
        phrase(
            "{post} on {account} waits for nobody's yes; it is {state}",
            **known,
        )
    )


def _meant(house: House, delivery: Delivery, only_this: bool) -> Iterable[Delivery]:  # noqa: FBT001 - named at the only call
    yield from (one for one in house.memory.outbox.thread(delivery) if lacks_yes(one))
    if only_this or delivery.post.repeat is None:
        return
    for one in awaiting(house, account=delivery.account, campaign=None):
        is_same_post = one.post_key == delivery.post_key
        if is_same_post and one.post.content_hash == delivery.post.content_hash:
            yield one


def _in_order(deliveries: Iterable[Delivery]) -> tuple[Delivery, ...]:
    return tuple(sorted(deliveries, key=lambda one: (one.due_at, one.id, one.part)))


def _told(word: Word, what: Phrase) -> Phrase:
    if not word.reason:
        return what
    return phrase("{what}: {reason}", what=what, reason=word.reason)


def _waits_for_nothing_else(house: House, delivery: Delivery) -> bool:
    """Did it wait for the yes alone, so that it is timely from the yes on?"""
    if delivery.origin is Origin.REPLY or delivery.released_at is not None:
        return True
    return delivery.part > 0 and is_next(house.memory, delivery)


def _is_too_late(house: House, delivery: Delivery) -> bool:
    """Is it too late, and nothing but its late policy has to say what now?"""
    policy = delivery.post.late
    if delivery.part or pause_of(house.memory, delivery) is not None:
        return False
    if policy.otherwise is LateAction.POST:
        return False
    now = house.clock.now()
    return lateness(delivery.timely_at, now, policy) is Lateness.TOO_LATE
