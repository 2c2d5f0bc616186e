"""Which feeds and calendars a person should look after."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from digest.paper import SourceNotice
from domain.feeds import SourceTrouble

#: What is silent for less may well speak again by itself.
SILENT_AFTER = timedelta(hours=6)


def source_notices(
    troubles: Iterable[SourceTrouble], now: datetime
) -> tuple[SourceNotice, ...]:
    """Return those that have been in trouble for long, the longest first."""
    old = [one for one in troubles if now - one.since >= SILENT_AFTER]
    old.sort(key=lambda one: one.since)
    return tuple(SourceNotice(one.name, one.problem, one.since) for one in old)
