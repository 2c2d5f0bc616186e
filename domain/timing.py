"""When a post is due, beyond a time and a rule: slots, quiet hours and the like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

#: When a post is due that waits for a slot and has none yet: out of everybody's way.
UNPLACED: Final = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the week at which an account has a place for one post."""

    #: As the writer calls it; several may bear the same name.
    name: str
    #: Days of the week; Monday is 0.
    days: frozenset[int]
    #: Wall time in the community's zone.
    at: time


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A stretch of the day in which nothing is posted."""

    #: Days of the week on which it begins; Monday is 0.
    days: frozenset[int]
    begins: time
    #: On the next day, where it is not later than `begins`.
    ends: time


class HolidayAction(StrEnum):
    """What becomes of a post whose day is a public holiday."""

    #: It is left out.
    SKIP = "skip"
    #: It goes out at the same hour of the next day that is none.
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class Holidays:
    """Whose public holidays count, and what they do to a post."""

    #: ISO 3166-1, such as "JP".
    country: str
    #: Part of the country, such as "BY"; "" for what holds in all of it.
    region: str = ""
    then: HolidayAction = HolidayAction.SHIFT


@dataclass(frozen=True, slots=True)
class Habits:
    """How the times of posts bend on one account."""

    #: IANA zone in which quiet hours are meant.
    zone: str
    quiet: tuple[QuietHours, ...] = ()
    #: A post comes later by at most so much: always the same for the same post.
    jitter: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Timing:
    """All that YAML says of a post's times, beside the time and the rule themselves."""

    #: IANA zone in which its days are meant.
    zone: str = "UTC"
    #: Which slot it waits for: "" means any; None means that it has a time of its own.
    slot: str | None = None
    #: No slot before, or after, this moment will do; aware UTC.
    not_before: datetime | None = None
    not_after: datetime | None = None
    #: The slots it was given, by account; aware UTC.
    seats: Mapping[str, datetime] = field(default_factory=dict)
    #: Days, and moments (aware UTC), on which it does not recur.
    free_days: frozenset[date] = frozenset()
    free_moments: frozenset[datetime] = frozenset()
    #: When single occurrences go out instead, by when the rule has them; aware UTC.
    #: Nothing bends these.
    moved: Mapping[datetime, datetime] = field(default_factory=dict)
    holidays: Holidays | None = None
    #: By account.
    habits: Mapping[str, Habits] = field(default_factory=dict)


#: A time is a time.
AS_WRITTEN: Final = Timing()
