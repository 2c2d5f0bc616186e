"""Rules of RFC 5545 by which a post recurs: read, and refused with what to do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from domain.phrases import Phrase, phrase

#: A post may recur so many times on one day.
TIMES_A_DAY: Final = 24

#: Days of the week as a rule calls them; Monday is 0.
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERED_DAY: Final = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL: Final = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?")


class BadRuleError(ValueError):
    """A rule says something that no post can follow; carries a phrase."""

    def __init__(self, what: Phrase) -> None:
        self.phrase = what
        super().__init__(str(what))


class Frequency(StrEnum):
    """How long one round of a rule is."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


_TOO_OFTEN: Final = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_F = Frequency


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """A day of the week, or the nth one in its month or year."""

    #: Monday is 0.
    day: int
    #: From the end where negative; 0 means each of them.
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read. Numbers below zero count from the end."""

    frequency: Frequency
    interval: int = 1
    #: How often in all, the first time included; None means for ever.
    count: int | None = None
    #: The last moment: aware UTC, or a wall time without a zone; None means for ever.
    until: datetime | None = None
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[DayOfWeek, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    #: Of all times of one round, these count.
    positions: tuple[int, ...] = ()
    #: The day with which weeks begin; Monday is 0.
    week_start: int = 0

    def is_over(self, wall: datetime, moment: datetime) -> bool:
        """Is a wall time (*moment* in UTC) beyond its end?"""
        if self.until is None:
            return False
        return (wall if self.until.tzinfo is None else moment) > self.until


@lru_cache(maxsize=1024)
def read_rule(words: str) -> Rule:
    """Read a rule such as "FREQ=WEEKLY;BYDAY=MO,TH".

    Raises:
        BadRuleError: It is none, or its parts do not go together.
    """
    parts = _split(words)
    rule = Rule(
        **{_PARTS[name].name: _PARTS[name].read(name, parts[name]) for name in parts}
    )
    _require_sense(rule, parts)
    return rule


def _split(words: str) -> dict[str, str]:
    """Return a rule's parts by their names."""
    parts: dict[str, str] = {}
    for part in words.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if not value:
            raise BadRuleError(
                phrase(
                    "should be a rule such as FREQ=WEEKLY;BYDAY=MO,TH, got '{value}'",
                    value=words,
                )
            )
        if name not in _PARTS:
            known = ", ".join(_PARTS)
            raise BadRuleError(
                phrase("'{part}' is unknown; there are {known}", part=name, known=known)
            )
        if name in parts:
            raise BadRuleError(phrase("{part} stands there twice", part=name))
        parts[name] = value
    if "FREQ" not in parts:
        raise BadRuleError(
            phrase("does not say how often: begin with FREQ=WEEKLY, say")
        )
    return parts


def _frequency(name: str, value: str) -> Frequency:
    if value in _TOO_OFTEN:
        raise BadRuleError(
            phrase("a post recurs daily at most; FREQ=DAILY;BYHOUR=9,18 is twice a day")
        )
    try:
        return Frequency(value)
    except ValueError:
        raise _wrong(name, value) from None


def _number(low: int, high: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if re.fullmatch(r"[+-]?[0-9]{1,5}", value) and low <= int(value) <= high:
            return int(value)
        raise _wrong(name, value)

    return read


def _numbers(low: int, high: int) -> Callable[[str, str], tuple[int, ...]]:
    """Read numbers between *low* and *high*; if *low* is negative, there is no 0."""
    one = _number(low, high)

    def read(name: str, value: str) -> tuple[int, ...]:
        found = {one(name, piece.strip()) for piece in value.split(",")}
        if low < 0 and 0 in found:
            raise _wrong(name, value)
        return tuple(sorted(found))

    return read


def _weekdays(name: str, value: str) -> tuple[DayOfWeek, ...]:
    return tuple(_weekday(name, piece.strip()) for piece in value.split(","))


def _weekday(name: str, value: str) -> DayOfWeek:
    match = _NUMBERED_DAY.fullmatch(value)
    if match is None or (match[1] and not 1 <= abs(int(match[1])) <= 53):  # noqa: PLR2004 - weeks of a year
        raise _wrong(name, value)
    return DayOfWeek(_DAYS.index(match[2]), int(match[1] or 0))


def _week_start(name: str, value: str) -> int:
    if value not in _DAYS:
        raise _wrong(name, value)
    return _DAYS.index(value)


def _until(name: str, value: str) -> datetime:
    """Read the end: a moment in UTC, a wall time, or a day that counts as a whole."""
    match = _UNTIL.fullmatch(value)
    if match is None:
        raise _wrong(name, value)
    try:
        day = datetime.strptime(match[1], "%Y%m%d")  # noqa: DTZ007 - a wall time
        if match[2] is None:
            return datetime.combine(day, time.max)
        end = datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 - a wall time
    except ValueError:
        raise _wrong(name, value) from None
    return end.replace(tzinfo=UTC) if match[3] else end


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a rule: its name in `Rule`, how it is read, and what it goes with."""

    name: str
    read: Callable[[str, str], Any]
    #: RFC 5545, section 3.3.10.
    not_with: frozenset[Frequency] = frozenset()


_BELOW_A_YEAR: Final = frozenset({_F.DAILY, _F.WEEKLY, _F.MONTHLY})
_PARTS: Final[Mapping[str, _Part]] = MappingProxyType(
    {
        "FREQ": _Part("frequency", _frequency),
        "INTERVAL": _Part("interval", _number(1, 1000)),
        "COUNT": _Part("count", _number(1, 10_000)),
        "UNTIL": _Part("until", _until),
        "BYDAY": _Part("weekdays", _weekdays),
        "BYMONTH": _Part("months", _numbers(1, 12)),
        "BYMONTHDAY": _Part("month_days", _numbers(-31, 31), frozenset({_F.WEEKLY})),
        "BYYEARDAY": _Part("year_days", _numbers(-366, 366), _BELOW_A_YEAR),
        "BYWEEKNO": _Part("weeks", _numbers(-53, 53), _BELOW_A_YEAR),
        "BYHOUR": _Part("hours", _numbers(0, 23)),
        "BYMINUTE": _Part("minutes", _numbers(0, 59)),
        "BYSETPOS": _Part("positions", _numbers(-366, 366)),
        "WKST": _Part("week_start", _week_start),
    }
)


def _require_sense(rule: Rule, parts: Mapping[str, str]) -> None:
    """Do nothing if the parts of a rule go together.

    Raises:
        BadRuleError: They do not.
    """
    for name in parts:
        if rule.frequency in _PARTS[name].not_with:
            raise BadRuleError(
                phrase(
                    "{part} does not go with FREQ={often}",
                    part=name,
                    often=str(rule.frequency),
                )
            )
    if rule.count is not None and rule.until is not None:
        raise BadRuleError(phrase("COUNT and UNTIL both end it; one of them is enough"))
    if rule.positions and not any(_is_a_choice(name) for name in parts):
        raise BadRuleError(phrase("BYSETPOS chooses among others; there are none"))
    if max(len(rule.hours), 1) * max(len(rule.minutes), 1) > TIMES_A_DAY:
        raise BadRuleError(
            phrase("it would recur more than {count} times a day", count=TIMES_A_DAY)
        )
    _require_sense_of_days(rule)


def _require_sense_of_days(rule: Rule) -> None:
    is_numbered = any(one.nth for one in rule.weekdays)
    if is_numbered and (rule.frequency in {_F.DAILY, _F.WEEKLY} or rule.weeks):
        raise BadRuleError(
            phrase("a numbered day such as 1MO needs FREQ=MONTHLY or FREQ=YEARLY")
        )


def _is_a_choice(name: str) -> bool:
    return name.startswith("BY") and name != "BYSETPOS"


def _wrong(name: str, value: str) -> BadRuleError:
    return BadRuleError(phrase("{part} cannot be {value}", part=name, value=value))
