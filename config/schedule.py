"""What holds for the times of posts; the nearest word counts, key by key. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from config.document import Place
from config.when_schema import HolidaysEntry, ScheduleEntry, region_problem
from domain.errors import Problem
from domain.timing import Holidays


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the project, a campaign, a file and a post say of its times."""

    #: Where wall times are meant.
    zone: ZoneInfo
    #: None: no public holiday matters.
    holidays: Holidays | None = None
    #: None: as the account has it.
    jitter: timedelta | None = None

    def below(self, wish: ScheduleEntry) -> "Schedule":
        """Return what holds further down, where *wish* is said."""
        said = wish.model_fields_set
        changes: dict[str, object] = {}
        if wish.timezone is not None:
            changes["zone"] = wish.timezone
        if wish.jitter is not None:
            changes["jitter"] = wish.jitter
        if "holidays" in said and wish.holidays is not None:
            changes["holidays"] = holidays_of(wish.holidays)
        return replace(self, **changes) if changes else self  # type: ignore[arg-type]  # each is checked above


def holidays_of(entry: HolidaysEntry) -> Holidays | None:
    """Return whose holidays count; None where the word was `none`."""
    if not entry.country:
        return None
    return Holidays(entry.country, entry.region, entry.then)


def wrong_region(entry: HolidaysEntry | None, place: Place) -> Iterator[Problem]:
    """Complain of a part that the country, named at *place*, does not have."""
    wrong = region_problem(entry) if entry is not None else None
    if wrong is not None:
        yield place.child("region").problem(wrong.phrase)
