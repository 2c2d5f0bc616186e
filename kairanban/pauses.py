"""Silence on a person's word, and what becomes of what was held when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.deliveries import Delivery, DeliveryState, Move, Release
from domain.errors import RequestError
from domain.pauses import Held, Pause, PauseScope, covering
from domain.phrases import Phrase, phrase
from domain.posts import Origin
from kairanban.bootstrap import House
from kairanban.cancel import cancel_after, taken_back
from kairanban.deliveries import MANY, is_next, make_move
from scheduler.timetable import next_belated
from scheduler.verdict import coalesced

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Silence:
    """What a pause means at this moment."""

    pause: Pause
    #: What is being sent just now, and may still arrive.
    leaving: tuple[Delivery, ...]
    #: What it holds, by due time; `MANY` at most.
    held: tuple[Delivery, ...]


def silence(house: House, pause: Pause) -> Silence:
    """Return what *pause* holds, whether it has begun or not."""
    account = pause.name if pause.scope is PauseScope.ACCOUNT else None
    campaign = pause.name if pause.scope is PauseScope.CAMPAIGN else None
    leaving, queued = (
        house.memory.outbox.deliveries(
            {state}, account=account, campaign=campaign, limit=MANY
        )
        for state in (_S.SENDING, _S.QUEUED)
    )
    return Silence(pause, tuple(leaving), tuple(queued))


def begin(house: House, pause: Pause) -> None:
    """Let nothing begin from now on that *pause* covers.

    Raises:
        RequestError: The very same is paused already.
    """
    if not house.memory.pauses.begin(pause):
        require_not_paused(house, pause)


def require_not_paused(house: House, pause: Pause) -> None:
    """Do nothing if the very same is not paused yet.

    Raises:
        RequestError: It is; says why, and since when.
    """
    for one in house.memory.pauses.active():
        if (one.scope, one.name) == (pause.scope, pause.name):
            zone = house.project.community.timezone
            raise RequestError(
                phrase(
                    "that is paused already. {what} ({name}, since {time})",
                    what=one.words,
                    name=one.by,
                    time=f"{one.since.astimezone(zone):%Y-%m-%d %H:%M}",
                )
            )


def pause_to_lift(house: House, wanted: tuple[PauseScope, str] | None) -> Pause:
    """Return the pause that a person means; None of *wanted* means the only one.

    Raises:
        RequestError: There is no such pause, or several, and none is named.
    """
    active = house.memory.pauses.active()
    if not active:
        raise RequestError(phrase("nothing is paused"))
    if wanted is None:
        if len(active) == 1:
            return active[0]
        ways = " | ".join(option_of(one) for one in active)
        raise RequestError(
            phrase("there are several pauses; say which to lift: {ways}", ways=ways)
        )
    for one in active:
        if (one.scope, one.name) == wanted:
            return one
    ways = " | ".join(option_of(one) for one in active)
    raise RequestError(phrase("that is not paused; what is: {ways}", ways=ways))


def option_of(pause: Pause) -> str:
    """Return how a pause is named on the command line."""
    match pause.scope:
        case PauseScope.EVERYTHING:
            return "--everything"
        case PauseScope.ACCOUNT:
            return f"--account {pause.name}"
        case PauseScope.CAMPAIGN:
            return f"--campaign {pause.name}"


def held_by(house: House, pause: Pause) -> tuple[Delivery, ...]:
    """Return what is overdue because of *pause* alone, by due time.

    What another pause covers as well stays held, and is not among them; nor is the
    part of a thread whose turn has not come.
    """
    now = house.clock.now()
    others = [one for one in house.memory.pauses.active() if one != pause]
    queued = house.memory.outbox.deliveries(
        {_S.QUEUED}, until=now + timedelta.resolution, limit=MANY
    )
    return tuple(
        one
        for one in queued
        if pause.covers(one.account, one.post.campaign)
        and covering(others, one.account, one.post.campaign) is None
        and one.timely_at <= now
        and is_next(house.memory, one)
    )


def settle(
    house: House, pause: Pause, held: Sequence[Delivery], choice: Held, by: str
) -> None:
    """Do with what *pause* held as the person chose. It must still hold.

    Of a recurring post the newest occurrence counts, unless all are skipped.

    Raises:
        RequestError: Something moved meanwhile; nothing was lifted.
    """
    match choice:
        case Held.LATE:
            return
        case Held.SEND:
            _let_out(house, _newest(house, held), by)
        case Held.ASK:
            reason = _was_held(pause)
            for one in _newest(house, held):
                make_move(house, one, Move(_S.MISSED, reason, by=by))
        case Held.SKIP:
            reason = _was_held(pause)
            for one in held:
                make_move(house, one, taken_back(reason, by))
                cancel_after(house, one, by=by)


def lift(house: House, pause: Pause, by: str) -> None:
    """Let what *pause* covers go on.

    Raises:
        RequestError: Somebody else lifted it.
    """
    now = house.clock.now()
    if not house.memory.pauses.end(pause.scope, pause.name, by, now):
        raise RequestError(phrase("somebody else has lifted that pause meanwhile"))


def _newest(house: House, held: Sequence[Delivery]) -> Sequence[Delivery]:
    """Leave out the occurrences for which a later one stands; return the others."""
    last: dict[tuple[str, str], datetime] = {}
    for one in held:
        last[one.post_key, one.account] = one.due_at
    newest: list[Delivery] = []
    for one in held:
        is_overtaken = one.due_at < last[one.post_key, one.account] and not one.part
        if one.post.repeat is not None and is_overtaken:
            make_move(house, one, coalesced())
        else:
            newest.append(one)
    return newest


def _let_out(house: House, held: Sequence[Delivery], by: str) -> None:
    """Release them, each account's posts at the distance that belated ones keep."""
    now, late = house.clock.now(), house.project.late
    free_at: dict[str, datetime] = {}
    for one in held:
        at = now
        if one.origin is not Origin.REPLY and not one.part:
            at = free_at.get(one.account) or _free_at(house, one.account)
            free_at[one.account] = at + late.spacing
        wish = Release(at, _released(by), by)
        if house.memory.outbox.release(one, wish, now) is None:
            raise RequestError(
                phrase("something moved while we looked; look again, and say it again")
            )


def _free_at(house: House, account: str) -> datetime:
    last = house.memory.outbox.last_sent_at(account)
    return next_belated(last, house.clock.now(), house.project.late)


def _released(by: str) -> Phrase:
    if by:
        return phrase("The pause is over, and {name} lets it go out", name=by)
    return phrase("The pause is over, and it may go out")


def _was_held(pause: Pause) -> Phrase:
    return phrase("It was held while paused ({reason})", reason=pause.reason)
