"""What became of our own posts, and what is to come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.excerpt import excerpt, web_address
from digest.paper import Notice
from digest.threads import firsts, with_followers
from domain.deliveries import CancelledBy, Delivery, DeliveryState
from domain.pauses import Pause, covering

#: States that a person must deal with; named however old they are.
TROUBLE = frozenset(
    {
        DeliveryState.FAILED,
        DeliveryState.MISSED,
        DeliveryState.REVIEW,
        DeliveryState.UNCERTAIN,
    }
)
_DOUBTFUL = frozenset({DeliveryState.REVIEW, DeliveryState.UNCERTAIN})
_ON_ITS_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})

_WORDS_COLUMNS = 100

#: A delivery, and how much more it stands for.
_Counted = Iterable[tuple[Delivery, int]]


@dataclass(frozen=True, slots=True)
class Posts:
    """Our own posts, as far as a paper speaks of them."""

    deliveries: Sequence[Delivery]
    #: Titles of platforms, by account.
    platforms: Mapping[str, str]
    #: Where a person looks for what may be out, by the delivery's number.
    places: Mapping[int, str]
    pauses: Sequence[Pause] = ()

    def troubles(self) -> tuple[Notice, ...]:
        """Return everything that went wrong and nobody has dealt with yet."""
        found = self._in(TROUBLE)
        return self._notices(with_followers(found, self.deliveries))

    def approvals(self) -> tuple[Notice, ...]:
        """Return everything that waits for somebody's yes.

        What one word settles stands once: a thread, and a recurring post.
        """
        found = firsts(self._in({DeliveryState.AWAITING_APPROVAL}))
        recurring = [one for one in found if one[0].post.repeat is not None]
        single = [one for one in found if one[0].post.repeat is None]
        first_times = _once(self._notices(recurring), latest=False)
        return _by_time([*self._notices(single), *first_times])

    def today(self, now: datetime, zone: ZoneInfo) -> tuple[Notice, ...]:
        """Return what goes out before the day ends, or should have already."""
        night = end_of_day(now, zone)
        due = [one for one in self._in(_ON_ITS_WAY) if one.due_at < night]
        return self._notices(firsts(due, self.deliveries))

    def published(self, since: datetime, now: datetime) -> tuple[Notice, ...]:
        """Return what went out in [since, now), and was not taken down again."""
        sent = [one for one in self._in({DeliveryState.SENT}) if not one.deleted_at]
        out = [one for one in sent if one.sent_at and since <= one.sent_at < now]
        return self._notices(firsts(out))

    def taken_down(self, since: datetime, now: datetime) -> tuple[Notice, ...]:
        """Return what was taken down in [since, now)."""
        found = [
            one
            for one in self._in({DeliveryState.SENT})
            if one.deleted_at and since <= one.deleted_at < now
        ]
        return self._notices((one, 0) for one in found)

    def left_out(self, since: datetime, now: datetime) -> tuple[Notice, ...]:
        """Return what was left out in [since, now), a recurring post once."""
        found = [
            one
            for one in self._in({DeliveryState.CANCELLED})
            if is_left_out(one, since, now)
        ]
        return _once(self._notices((one, 0) for one, _ in firsts(found)), latest=True)

    def _in(self, states: Collection[DeliveryState]) -> Sequence[Delivery]:
        return [one for one in self.deliveries if one.state in states]

    def _notices(self, found: _Counted) -> tuple[Notice, ...]:
        return _by_time(self._notice(one, more) for one, more in found)

    def _notice(self, delivery: Delivery, more: int) -> Notice:
        is_out = delivery.state is DeliveryState.SENT
        return Notice(
            delivery_id=delivery.id,
            post_key=delivery.post_key,
            origin=delivery.origin,
            account=delivery.account,
            platform=self.platforms.get(delivery.account, ""),
            state=delivery.state,
            at=_moment(delivery),
            words=excerpt(delivery.message.text, _WORDS_COLUMNS),
            url=self._address(delivery),
            # Why it is out, or why it waits its turn, is no news.
            reason=None if is_out else delivery.reason,
            command=command_for(delivery),
            part=delivery.part + 1,
            parts=len(delivery.post.messages_for(delivery.account)),
            more=more,
            waits_for_part=waits_for_part(delivery),
            is_paused=self._is_paused(delivery),
            sent_at=delivery.sent_at if delivery.deleted_at else None,
        )

    def _is_paused(self, delivery: Delivery) -> bool:
        if delivery.state is not DeliveryState.QUEUED:
            return False
        campaign = delivery.post.campaign
        return covering(self.pauses, delivery.account, campaign) is not None

    def _address(self, delivery: Delivery) -> str:
        if delivery.deleted_at is not None:
            return ""
        if delivery.receipt is not None:
            return web_address(delivery.receipt.url)
        if delivery.state in _DOUBTFUL:
            return web_address(self.places.get(delivery.id, ""))
        return ""


def is_left_out(delivery: Delivery, since: datetime, now: datetime) -> bool:
    """Was it left out in [since, now), as the late policy says?"""
    if delivery.cancelled_by is not CancelledBy.POLICY or delivery.changed_at is None:
        return False
    return since <= delivery.changed_at < now


def command_for(delivery: Delivery) -> str:
    """Return what a person types to deal with it; "" where there is nothing to do."""
    match delivery.state:
        case DeliveryState.AWAITING_APPROVAL:
            return f"kairanban queue approve {delivery.id} --by NAME"
        case DeliveryState.FAILED | DeliveryState.MISSED | DeliveryState.REVIEW:
            return "kairanban queue review"
        case DeliveryState.UNCERTAIN:
            return f"kairanban queue show {delivery.id}"
        case _:
            return ""


def end_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next midnight in *zone*, in UTC."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def _moment(delivery: Delivery) -> datetime:
    if delivery.state is not DeliveryState.SENT:
        return delivery.due_at
    return delivery.deleted_at or delivery.sent_at or delivery.due_at


def waits_for_part(delivery: Delivery) -> bool:
    """Does it wait for the part of its thread before it?"""
    is_held = delivery.part > 0 and delivery.released_at is None
    return is_held and delivery.state is DeliveryState.QUEUED


def _by_time(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    return tuple(sorted(notices, key=lambda one: (one.at, one.delivery_id)))


def _once(notices: Sequence[Notice], *, latest: bool) -> tuple[Notice, ...]:
    """Let one of a post's times on an account stand for all that say the same."""
    found: dict[tuple[str, str, str], Notice] = {}
    for one in reversed(notices) if latest else notices:
        key = one.post_key, one.account, one.words
        first = found.setdefault(key, one)
        if first is not one:
            found[key] = replace(first, times=first.times + 1)
    return _by_time(found.values())
