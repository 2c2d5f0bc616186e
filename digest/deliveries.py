"""What became of our own posts, and what is to come."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.excerpt import excerpt, web_address
from digest.paper import Notice
from domain.deliveries import Delivery, DeliveryState

#: States that a person must deal with; named however old they are.
TROUBLE = frozenset(
    {
        DeliveryState.FAILED,
        DeliveryState.MISSED,
        DeliveryState.REVIEW,
        DeliveryState.UNCERTAIN,
    }
)
_ON_ITS_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})

_WORDS_COLUMNS = 100


def troubles(
    deliveries: Iterable[Delivery], platforms: Mapping[str, str]
) -> tuple[Notice, ...]:
    """Return everything that went wrong and nobody has dealt with yet."""
    return _notices(deliveries, TROUBLE, platforms)


def approvals(
    deliveries: Iterable[Delivery], platforms: Mapping[str, str]
) -> tuple[Notice, ...]:
    """Return everything that waits for somebody's yes."""
    return _notices(deliveries, {DeliveryState.AWAITING_APPROVAL}, platforms)


def today(
    deliveries: Iterable[Delivery],
    platforms: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Notice, ...]:
    """Return what goes out before the community's day ends, or should have already."""
    night = end_of_day(now, zone)
    due = [delivery for delivery in deliveries if delivery.due_at < night]
    return _notices(due, _ON_ITS_WAY, platforms)


def published(
    deliveries: Iterable[Delivery],
    platforms: Mapping[str, str],
    since: datetime,
    now: datetime,
) -> tuple[Notice, ...]:
    """Return what went out in [since, now)."""
    out = [one for one in deliveries if one.sent_at and since <= one.sent_at < now]
    return _notices(out, {DeliveryState.SENT}, platforms)


def end_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next midnight in *zone*, in UTC."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def _notices(
    deliveries: Iterable[Delivery],
    states: Iterable[DeliveryState],
    platforms: Mapping[str, str],
) -> tuple[Notice, ...]:
    wanted = frozenset(states)
    found = [_notice(one, platforms) for one in deliveries if one.state in wanted]
    return tuple(sorted(found, key=lambda one: (one.at, one.delivery_id)))


def _notice(delivery: Delivery, platforms: Mapping[str, str]) -> Notice:
    is_out = delivery.state is DeliveryState.SENT
    return Notice(
        delivery_id=delivery.id,
        post_key=delivery.post_key,
        origin=delivery.origin,
        account=delivery.account,
        platform=platforms.get(delivery.account, ""),
        state=delivery.state,
        at=(delivery.sent_at if is_out else None) or delivery.due_at,
        words=excerpt(delivery.post.text, _WORDS_COLUMNS),
        url=web_address(delivery.receipt.url) if delivery.receipt else "",
        # Why it is out, or why it waits its turn, is no news.
        reason=None if is_out else delivery.reason,
    )
