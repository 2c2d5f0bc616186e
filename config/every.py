"""`every: monday 09:00` and other plain words, made into a rule of RFC 5545."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import islice, product
from typing import Final

from config.clock_words import ALL_DAYS, DAYS, days_of, items, plain, split_times
from config.document import Series, shown
from config.guess import did_you_mean
from config.values import WrongValueError, line, many
from domain.phrases import phrase
from scheduler.recurrence_rule import read_rule
from scheduler.recurrence_walls import walls

_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ORDINALS: Final[Mapping[str, int]] = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "last": -1,
    "最終": -1,
    "最後": -1,
}
_STEP: Final = re.compile(
    r"(?:every |each )?(?:(?P<number>[0-9]{1,5}|other) )?"
    r"(?P<unit>day|week|month|year)s?(?: on)?(?: the)?(?: (?P<days>.+))?"
)
_JAPANESE_STEP: Final = re.compile(r"(?P<unit>毎月|毎年|隔週)\s*(?P<days>.*)")
_JAPANESE_UNITS: Final = {"毎月": "month", "毎年": "year", "隔週": "week"}
_NTH: Final = re.compile(r"(?:第|the )?([0-9]{1,2})(?:st|nd|rd|th|日|番目)?")
_NTH_NUMBER: Final = re.compile(r"第?([0-9]{1,2})(?:st|nd|rd|th)?")
#: The longest first: "月曜日" ends in "日", too.
_DAYS_BY_LENGTH: Final = sorted(DAYS, key=len, reverse=True)
_DATE: Final = re.compile(
    r"(?P<m>[0-9]{1,2})(?:-|/|月)(?P<d>[0-9]{1,2})日?"
    r"|(?P<name>[a-z]+)\.? (?:the )?(?P<d2>[0-9]{1,2})(?:st|nd|rd|th)?"
    r"|(?P<d3>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)? (?P<name3>[a-z]+)"
)
_LONGEST_MONTH: Final = 31
_WEEKS_OF_A_MONTH: Final = 5


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How something recurs, before it has a beginning."""

    #: RFC 5545, complete but for its end.
    rule: str
    #: Does it count its rounds, so that it must be told where they begin?
    needs_beginning: bool = False
    #: A day of the month that some months do not have; 0 if there is none.
    rare_day: int = 0

    def first(self, since: datetime) -> datetime:
        """Return its first wall time from the wall time *since* on."""
        rule = replace(read_rule(self.rule), interval=1)
        until = since.date().replace(year=since.year + 41, day=1)
        return next(islice(walls(rule, since, since.date(), until), 1))

    def ending(self, *, until: str = "", count: int = 0) -> str:
        """Return the whole rule; *until* is as RFC 5545 writes it."""
        ends = [f"UNTIL={until}"] if until else []
        ends += [f"COUNT={count}"] if count else []
        return ";".join([self.rule, *ends])


@dataclass(frozen=True, slots=True)
class _Round:
    """What one expression says: so often, on which days, at which times."""

    frequency: str
    #: Parts of the rule that choose days, of what is not weekly.
    days: str
    weekdays: frozenset[int]
    times: tuple[time, ...]
    interval: int = 1
    rare_day: int = 0

    @property
    def is_weekly(self) -> bool:
        """May it be put together with others, day by day?"""
        return not self.days and self.interval == 1


def every(value: object) -> Rhythm:
    """Read plain words, or a list of them that come together.

    Raises:
        WrongValueError: They cannot be understood, or not at once.
    """
    said = [_round(line(one)) for one in _parts(value)]
    if all(one.is_weekly for one in said):
        pairs = {pair for one in said for pair in product(one.weekdays, one.times)}
        return Rhythm(_weekly(sorted(pairs)))
    if len(said) > 1:
        raise WrongValueError(
            phrase("only days of the week can be listed; write a post for each")
        )
    return _rhythm(said[0])


def _parts(value: object) -> Sequence[object]:
    """Return the expressions; one that lacks its time takes that of the next."""
    if not isinstance(value, Series):
        return (value,)
    if not value:
        raise WrongValueError(phrase("should name at least one day and time"))
    return many(value)


def _round(words: str) -> _Round:
    rest, times = split_times(plain(words))
    if not times:
        raise WrongValueError(
            phrase("lacks the time of day: write '{value} 09:00'", value=shown(words))
        )
    if not rest:
        raise WrongValueError(
            phrase("lacks the day: write 'day {value}'", value=shown(words))
        )
    japanese = _JAPANESE_STEP.fullmatch(rest)
    if japanese is not None:
        unit, days = _JAPANESE_UNITS[japanese["unit"]], japanese["days"]
        return _stepped(unit, 2 if japanese["unit"] == "隔週" else 1, days, times)
    step = _STEP.fullmatch(rest)
    if step is None or (step["unit"] == "day" and not step["number"]):
        return _Round("WEEKLY", "", days_of(rest), times)
    number = {"other": 2}.get(step["number"]) or int(step["number"] or 1)
    if not number:
        raise WrongValueError(phrase("should be every 1 or more, got 0"))
    return _stepped(step["unit"], number, step["days"] or "", times)


def _stepped(unit: str, number: int, days: str, times: tuple[time, ...]) -> _Round:
    match unit:
        case "day" if not days:
            return _Round("DAILY", " ", ALL_DAYS, times, number)
        case "week" if days:
            return _Round("WEEKLY", "", days_of(days), times, number)
        case "month" if days:
            chosen, rare = _month_days(items(days))
            return _Round("MONTHLY", chosen, ALL_DAYS, times, number, rare)
        case "year" if days:
            chosen = _year_days(items(days))
            return _Round("YEARLY", chosen, ALL_DAYS, times, number)
    raise WrongValueError(
        phrase(
            "does not say on which day: write 'week on monday 09:00',"
            " 'month on the 1st 09:00' or 'year on december 25 09:00'"
        )
    )


def _rhythm(said: _Round) -> Rhythm:
    interval = f";INTERVAL={said.interval}" if said.interval > 1 else ""
    if said.frequency == "WEEKLY":
        rule = _weekly(sorted(product(said.weekdays, said.times)), interval)
        return Rhythm(rule, needs_beginning=True)
    days = f";{said.days}" if said.days.strip() else ""
    rule = f"FREQ={said.frequency}{interval}{days};{_clock(said.times)}"
    return Rhythm(rule, needs_beginning=bool(interval), rare_day=said.rare_day)


def _weekly(pairs: Sequence[tuple[int, time]], interval: str = "") -> str:
    """Return the rule of days and times of the week, in order."""
    days = sorted({day for day, _ in pairs})
    hours = sorted({at.hour for _, at in pairs})
    minutes = sorted({at.minute for _, at in pairs})
    all_of_them = list(product(days, hours, minutes))
    places = [all_of_them.index((day, at.hour, at.minute)) + 1 for day, at in pairs]
    chosen = "" if len(places) == len(all_of_them) else f";BYSETPOS={_listed(places)}"
    clock = f"BYHOUR={_listed(hours)};BYMINUTE={_listed(minutes)}{chosen}"
    if len(days) == len(_CODES) and not interval and not chosen:
        return f"FREQ=DAILY;{clock}"
    named = ",".join(_CODES[day] for day in days)
    return f"FREQ=WEEKLY{interval};BYDAY={named};{clock}"


def _clock(times: tuple[time, ...]) -> str:
    """Return the part of a rule that says at which times of each day."""
    hours, minutes = ({at.hour for at in times}, {at.minute for at in times})
    if len(hours) * len(minutes) != len(times):
        raise WrongValueError(
            phrase("these times do not go together here; write a post for each")
        )
    return f"BYHOUR={_listed(sorted(hours))};BYMINUTE={_listed(sorted(minutes))}"


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _month_days(words: Sequence[str]) -> tuple[str, int]:
    """Return the part of a rule that names days of the month, and a rare one of them.

    "1st, 15th", "last day", "2nd and 4th tuesday", "第2・第4火曜", "末日".
    """
    numbers: list[int] = []
    nth: list[int] = []
    named: list[str] = []
    for word in words:
        if (number := _day_of_month(word)) is not None:
            numbers.append(number)
        else:
            which, day = _nth_weekday(word)
            # "2nd and 4th tuesday": what stood alone before belongs to the same day.
            nth, numbers = [*numbers, which], []
            named += [f"{one}{_CODES[day]}" for one in nth]
    if named and numbers:
        raise WrongValueError(
            phrase("days by number and by name do not go together; write two posts")
        )
    if named:
        return f"BYDAY={','.join(dict.fromkeys(named))}", 0
    rare = max((one for one in numbers if one > 28), default=0)  # noqa: PLR2004 - February has so many
    return f"BYMONTHDAY={_listed(sorted(set(numbers)))}", rare


def _day_of_month(word: str) -> int | None:
    word = re.sub(r"^(?:on |the )+", "", word)
    if word in {"last day", "last", "末日", "末", "月末", "最終日"}:
        return -1
    if word in _ORDINALS:
        return _ORDINALS[word]
    match = _NTH.fullmatch(re.sub(r" day$", "", word))
    if match is None:
        return None
    number = int(match[1])
    if 1 <= number <= _LONGEST_MONTH:
        return number
    raise WrongValueError(phrase("no month has a day {number}", number=number))


def _nth_weekday(word: str) -> tuple[int, int]:
    word = re.sub(r"^(?:on |the )+", "", word)
    day = next((name for name in _DAYS_BY_LENGTH if word.endswith(name)), None)
    if day is None:
        last = word.rsplit(" ", 1)[-1]
        guess = did_you_mean(last, DAYS)
        raise WrongValueError(
            phrase(
                "'{word}' is no day of a month{guess}",
                word=shown(word),
                guess=guess or phrase("; write 1st, 15th, last day or first monday"),
            )
        )
    return _which(word.removesuffix(day).strip(" の"), word), DAYS[day]


def _which(word: str, whole: str) -> int:
    """Return which of its days a month's is meant: 1 to 5, or -1 for the last."""
    match = _NTH_NUMBER.fullmatch(word)
    number = int(match[1]) if match else _ORDINALS.get(word, 0)
    if number == -1 or 1 <= number <= _WEEKS_OF_A_MONTH:
        return number
    guess = did_you_mean(word, _ORDINALS)
    raise WrongValueError(
        phrase(
            "'{word}' is no day of a month{guess}",
            word=shown(whole),
            guess=guess or phrase("; write first monday, 2nd monday or last monday"),
        )
    )


def _year_days(words: Sequence[str]) -> str:
    """Return the part of a rule that names a day of the year, such as "december 25"."""
    days = [_year_day(word) for word in words]
    months = {month for month, _ in days}
    if len(days) > 1 and len(months) > 1:
        raise WrongValueError(phrase("days of one month only; write a post for each"))
    return f"BYMONTH={days[0][0]};BYMONTHDAY={_listed(sorted(day for _, day in days))}"


def _year_day(word: str) -> tuple[int, int]:
    match = _DATE.fullmatch(word)
    if match is None:
        raise WrongValueError(
            phrase(
                "'{word}' is no day of the year; write december 25 or 12-25",
                word=shown(word),
            )
        )
    month = int(match["m"]) if match["m"] else _month(match["name"] or match["name3"])
    day = int(match["d"] or match["d2"] or match["d3"])
    try:
        datetime(2024, month, day)  # noqa: DTZ001 - a day of some leap year
    except ValueError:
        raise WrongValueError(
            phrase("there is no such day or time: '{value}'", value=word)
        ) from None
    return month, day


def _month(word: str) -> int:
    for number, name in enumerate(_MONTHS, 1):
        if word == name or (len(word) > 2 and name.startswith(word)):  # noqa: PLR2004 - "jan"
            return number
    raise WrongValueError(
        phrase(
            "'{word}' is no month{guess}",
            word=shown(word),
            guess=did_you_mean(word, _MONTHS),
        )
    )
