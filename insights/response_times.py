"""From messages and when they were answered to how quickly we answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil

from domain.items import EntryStatus, InboxEntry
from domain.response_times import ResponseTimes


def response_times(
    entries: Iterable[InboxEntry], since: datetime, until: datetime
) -> ResponseTimes:
    """Return how quickly those were answered that were answered in [since, until).

    Who still waits is not in these numbers, nor what a person marked as done.
    """
    answered = [
        (entry, entry.closed_at)
        for entry in entries
        if entry.status is EntryStatus.ANSWERED
        and entry.closed_at is not None
        and since <= entry.closed_at < until
    ]
    waits = sorted(_wait(entry, closed_at) for entry, closed_at in answered)
    due = [
        (due_at, closed_at)
        for entry, closed_at in answered
        if entry.judgement and (due_at := entry.judgement.due_at)
    ]
    return ResponseTimes(
        answered=len(waits),
        median=_at_share(waits, 0.5),
        ninth_tenth=_at_share(waits, 0.9),
        with_due=len(due),
        in_time=sum(closed_at <= due_at for due_at, closed_at in due),
    )


def _wait(entry: InboxEntry, closed_at: datetime) -> timedelta:
    """Return how long the writer waited; clocks that disagree make no less than 0."""
    return max(closed_at - entry.item.created_at, timedelta(0))


def _at_share(waits: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the shortest wait that at least *share* of all did not exceed."""
    if not waits:
        return None
    return waits[ceil(len(waits) * share) - 1]
