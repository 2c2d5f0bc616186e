"""The shape of when posts are due: which keys there are, and what each takes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from config.document import Section, shown
from config.entry import Entry
from config.every import Rhythm, every
from config.guess import one_of
from config.message_schema import MessageEntry, text_or_mapping
from config.values import (
    Duration,
    Flag,
    Line,
    Many,
    OneOrMany,
    Paragraph,
    PositiveDuration,
    Slug,
    Text,
    WrongValueError,
    Zone,
    choice,
    line,
)
from config.week import SlotTimes, quiet_hours
from domain.phrases import phrase
from domain.timing import HolidayAction, QuietHours
from scheduler.days_off import countries

#: What people write for a country, in lower case.
_COUNTRY_SLIPS: Final[Mapping[str, str]] = {
    "uk": "GB",
    "england": "GB",
    "jpn": "JP",
    "ja": "JP",
    "japan": "JP",
    "日本": "JP",
    "usa": "US",
    "america": "US",
    "germany": "DE",
    "deutschland": "DE",
    "france": "FR",
    "spain": "ES",
    "italy": "IT",
    "austria": "AT",
    "switzerland": "CH",
    "korea": "KR",
    "china": "CN",
    "taiwan": "TW",
    "australia": "AU",
    "canada": "CA",
}
#: A post that comes later by more is a post at another time.
_LONGEST_JITTER: Final = timedelta(hours=12)
_MOST_TIMES: Final = 10_000


def country(value: object) -> str:
    """Read a country whose public holidays are known, such as "JP"."""
    code = line(value)
    known = countries()
    if code in known:
        return code
    slips = {name.casefold(): name for name in known} | dict(_COUNTRY_SLIPS)
    guess = slips.get(code.casefold())
    if guess is not None:
        raise WrongValueError(
            phrase(
                "'{name}' is no country's code; did you mean '{guess}'?",
                name=shown(code),
                guess=guess,
            )
        )
    raise WrongValueError(
        phrase(
            "'{name}' is no country's code; they look like JP, DE or US",
            name=shown(code),
        )
    )


def region_problem(entry: "HolidaysEntry") -> WrongValueError | None:
    """Return what is wrong with the part of the country; None if nothing is."""
    known = countries().get(entry.country, ())
    if not entry.region or entry.region in known:
        return None
    if not known:
        what = phrase("all of {country} has the same holidays", country=entry.country)
        return WrongValueError(what)
    return WrongValueError(
        phrase(
            "{country} has no region '{name}'{choices}",
            country=entry.country,
            name=shown(entry.region),
            choices=one_of(entry.region, known),
        )
    )


def quiet_or_none(value: object) -> tuple[QuietHours, ...]:
    """Read quiet hours; the word `none` says: none."""
    return () if value == "none" else quiet_hours(value)


def short_jitter(value: timedelta) -> timedelta:
    """Refuse a jitter that is no jitter any more."""
    if value <= _LONGEST_JITTER:
        return value
    raise WrongValueError(phrase("should be at most 12h"))


def times(value: object) -> int:
    """Read how often something comes."""
    words = line(value)
    if words.isdecimal() and words.isascii() and 1 <= int(words[:9]) <= _MOST_TIMES:
        return int(words)
    raise WrongValueError(
        phrase(
            "should be a number from 1 to {most}, got '{value}'",
            most=_MOST_TIMES,
            value=shown(words),
        )
    )


def none_or_country(value: object) -> object:
    """Take the word `none` as no holidays, and a mere country as its holidays."""
    if value == "none":
        return NO_HOLIDAYS
    return value if isinstance(value, Section) else {"country": line(value)}


def word_or_mapping(value: object) -> object:
    """Take a list of texts as a mapping with them."""
    return value if isinstance(value, Section) else {"texts": value}


Country: TypeAlias = Annotated[str, PlainValidator(country)]
Quiet: TypeAlias = Annotated[tuple[QuietHours, ...], PlainValidator(quiet_or_none)]
Jitter: TypeAlias = Annotated[Duration, AfterValidator(short_jitter)]
Times: TypeAlias = Annotated[int, PlainValidator(times)]
DayOff: TypeAlias = Annotated[HolidayAction, PlainValidator(choice(HolidayAction))]
Every: TypeAlias = Annotated[Rhythm, PlainValidator(every)]
Turn: TypeAlias = Annotated[MessageEntry, BeforeValidator(text_or_mapping)]


class HolidaysEntry(Entry):
    """Whose public holidays count, and what they do to posts."""

    country: Country
    region: Line = ""
    then: DayOff = HolidayAction.SHIFT


#: Stands behind `holidays: none`.
NO_HOLIDAYS: Final = HolidaysEntry.model_construct(country="")

MaybeHolidays: TypeAlias = Annotated[
    HolidaysEntry | None, BeforeValidator(none_or_country)
]


class AccountTimesEntry(Entry):
    """When an account posts."""

    #: By names that the writer chooses.
    slots: dict[Slug, SlotTimes] = Field(default_factory=dict)
    spacing: Duration = timedelta(0)
    quiet_hours: Quiet | None = None
    jitter: Jitter = timedelta(0)


class ScheduleEntry(Entry):
    """What holds for the times of posts; what is not said is as above."""

    timezone: Zone | None = None
    holidays: MaybeHolidays = None
    jitter: Jitter | None = None


class OccurrenceEntry(Entry):
    """One occurrence of a recurring post that is otherwise."""

    text: Paragraph = ""
    at: Line = ""
    skip: Flag = False


class EvergreenEntry(Entry):
    """What a recurring post says by turns."""

    texts: Many[Turn]
    rest: PositiveDuration = timedelta(days=30)


class WhenEntry(ScheduleEntry):
    """When a post is due."""

    at: Text = ""
    every: Every | None = None
    repeat: Line = ""
    since: Line = Field(default="", alias="from")
    until: Line = ""
    count: Times = 0
    spares: OneOrMany[Line] = Field(default=(), alias="except")
    #: By when the rule has them.
    occurrences: dict[str, OccurrenceEntry] = Field(default_factory=dict)
    quiet_hours: Quiet | None = None
    evergreen: Annotated[EvergreenEntry | None, BeforeValidator(word_or_mapping)] = None
