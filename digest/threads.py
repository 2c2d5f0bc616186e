"""Parts of threads: which of them stand for the others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.deliveries import Delivery, DeliveryState

#: The post, the account, and when it is due.
ThreadKey = tuple[str, str, datetime]

#: In these it neither goes out any more nor keeps anything waiting.
_SETTLED = frozenset({DeliveryState.SENT, DeliveryState.CANCELLED})


def thread_of(delivery: Delivery) -> ThreadKey:
    """Return what all parts of one thread have in common."""
    return delivery.post_key, delivery.account, delivery.due_at


def threads_of(
    deliveries: Iterable[Delivery],
) -> Mapping[ThreadKey, Sequence[Delivery]]:
    """Return deliveries by thread."""
    found: dict[ThreadKey, list[Delivery]] = defaultdict(list)
    for one in deliveries:
        found[thread_of(one)].append(one)
    return found


def with_followers(
    deliveries: Iterable[Delivery], known: Iterable[Delivery]
) -> Sequence[tuple[Delivery, int]]:
    """Return each delivery with how many later parts in *known* still wait for it."""
    threads = threads_of(one for one in known if one.state not in _SETTLED)
    return [(one, _after(one, threads)) for one in deliveries]


def firsts(
    deliveries: Sequence[Delivery], known: Iterable[Delivery] = ()
) -> Sequence[tuple[Delivery, int]]:
    """Return the first part of each thread, with how many of the others come after.

    A thread of which *known* has an earlier part that is not out is passed over: that
    part speaks for it.
    """
    threads = threads_of(deliveries)
    unsent = threads_of(one for one in known if one.state not in _SETTLED)
    return [
        (one, _after(one, threads))
        for one in deliveries
        if not (_is_led(one, threads) or _is_led(one, unsent))
    ]


def _after(one: Delivery, threads: Mapping[ThreadKey, Sequence[Delivery]]) -> int:
    return sum(other.part > one.part for other in threads.get(thread_of(one), ()))


def _is_led(one: Delivery, threads: Mapping[ThreadKey, Sequence[Delivery]]) -> bool:
    return any(other.part < one.part for other in threads.get(thread_of(one), ()))
