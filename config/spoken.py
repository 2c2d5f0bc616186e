"""Read a time as a person says it: `tomorrow 9:00`, `next friday 6pm`, `明日 朝9時`.

Every word must be understood, and in one way only: a time that was guessed would go
out wrong. Day and month as mere numbers (`10/11`) are refused for that reason.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from unicodedata import normalize
from zoneinfo import ZoneInfo

from config.document import shown
from config.moments import Moment, moment
from config.spoken_words import (
    DAYS,
    MONTHS,
    PARTS_OF_DAY,
    SHORT_WEEKDAYS,
    SPANS,
    TWELVES,
    WEEKDAYS,
    WEEKS,
)
from config.values import WrongValueError
from domain.phrases import phrase

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
#: A day that comes only in leap years comes at least this often.
_LEAP_YEARS = 9
_LAST_HOUR = 23
_LAST_MINUTE = 59


def spoken(words: str, now: datetime, zone: ZoneInfo) -> Moment:
    """Return the moment that *words* name, as it is meant at *now* in *zone*.

    Without a day it is the next time that the clock shows it; a weekday is the next
    one that is not over, `next friday` the one of next week.

    Raises:
        WrongValueError: It is not understood, says no time of day, or is past.
    """
    found = _read(words, now, zone)
    if found.at <= now:
        local = found.at.astimezone(zone)
        raise WrongValueError(
            phrase("'{value}' is past: {time}", value=shown(words), time=_short(local))
        )
    return found


def written(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment as it stands in a file: wall time, if that says it in full."""
    local = at.astimezone(zone)
    words = _short(local) + (f":{local:%S}" if local.second else "")
    return words if moment(words, zone).at == at else local.isoformat()


def _short(local: datetime) -> str:
    return f"{local:%Y-%m-%d %H:%M}"


def _read(words: str, now: datetime, zone: ZoneInfo) -> Moment:
    if _ABSOLUTE.match(words.strip()):
        return moment(words, zone)
    saying = _Saying(now.astimezone(zone))
    rest = normalize("NFKC", words).casefold().strip()
    while rest:
        rest = saying.take(rest, words)
    return saying.meant(words, zone)


_ABSOLUTE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]|$)")


def _any_of(names: Iterable[str]) -> str:
    """Return a pattern of these words; English ones end where the word ends."""
    longest_first = sorted(names, key=len, reverse=True)
    ends = (f"{name}(?![a-z])" if name.isascii() else name for name in longest_first)
    return "|".join(ends)


_Match: TypeAlias = re.Match[str]


@dataclass(slots=True)
class _Saying:
    """What has been understood so far."""

    #: In the community's zone.
    now: datetime
    day: date | None = None
    at: time | None = None
    weekday: int | None = None
    #: Weeks from this one on, where they are named.
    week: int | None = None
    #: A moment counted from now on.
    from_now: datetime | None = None

    def take(self, rest: str, words: str) -> str:
        """Understand the beginning of *rest*; return what follows."""
        for pattern, understand in _GRAMMAR:
            if match := pattern.match(rest):
                understand(self, match)
                return rest[match.end() :].lstrip()
        raise _not_understood(words)

    def meant(self, words: str, zone: ZoneInfo) -> Moment:
        """Put together what was said."""
        if self.from_now is not None:
            if self.day or self.at or self.weekday is not None:
                raise _not_understood(words)
            return Moment(self.from_now)
        if self.at is None:
            raise WrongValueError(
                phrase("'{value}' says no time of day, such as 9:00", value=words)
            )
        return moment(f"{self._chosen_day(zone)} {self.at:%H:%M}", zone)

    def set_day(self, day: date) -> None:
        """Note the day, which may be said once."""
        if self.day is not None:
            raise WrongValueError(phrase("two days are named; which is meant?"))
        self.day = day

    def set_time(self, hour: int, minute: int) -> None:
        """Note the time of day, which may be said once."""
        if self.at is not None:
            raise WrongValueError(phrase("two times are named; which is meant?"))
        if hour > _LAST_HOUR or minute > _LAST_MINUTE:
            raise _no_such_time(f"{hour}:{minute:02}")
        self.at = time(hour, minute)

    def _chosen_day(self, zone: ZoneInfo) -> date:
        today = self.now.date()
        if self.day is not None:
            self._check_weekday(self.day)
            return self.day
        if self.weekday is None:
            return today if self._is_ahead(today, zone) else today + _DAY
        ahead = _DAY * ((self.weekday - today.weekday()) % 7)
        if self.week is not None:
            monday = today - _DAY * today.weekday()
            return monday + _DAY * (7 * self.week + self.weekday)
        if not ahead and not self._is_ahead(today, zone):
            ahead = _DAY * 7
        return today + ahead

    def _is_ahead(self, day: date, zone: ZoneInfo) -> bool:
        return moment(f"{day} {self.at:%H:%M}", zone).at > self.now

    def _check_weekday(self, day: date) -> None:
        if self.weekday is not None and day.weekday() != self.weekday:
            raise WrongValueError(
                phrase("the weekday does not fit: {day} is another one", day=day)
            )


def _not_understood(words: str) -> WrongValueError:
    return WrongValueError(
        phrase(
            "'{value}' is not understood as a time; say it like tomorrow 9:00,"
            " next friday 6pm, in 2 hours, 28 nov 18:30, 明日 9:00 or 2026-11-24 09:30",
            value=shown(words),
        )
    )


def _no_such_time(words: str) -> WrongValueError:
    return WrongValueError(
        phrase("there is no such day or time: '{value}'", value=words)
    )


def _relative_day(saying: _Saying, match: _Match) -> None:
    saying.set_day(saying.now.date() + _DAY * DAYS[" ".join(match[0].split())])


def _weekday(saying: _Saying, match: _Match) -> None:
    saying.weekday = WEEKDAYS[match["weekday"]]
    if match["week"]:
        saying.week = WEEKS[match["week"]]


def _short_weekday(saying: _Saying, match: _Match) -> None:
    saying.weekday = SHORT_WEEKDAYS.index(match[1])


def _from_now(saying: _Saying, match: _Match) -> None:
    span = match["span"]
    length = _MINUTE * (int(match["count"]) * SPANS[span])
    if SPANS[span] < SPANS["day"]:
        later = saying.now + length
        saying.from_now = later.replace(second=0, microsecond=0)
        if saying.from_now < later:
            saying.from_now += _MINUTE
    else:
        saying.set_day(saying.now.date() + length)


def _date(saying: _Saying, match: _Match) -> None:
    parts = match.groupdict()
    month = parts["month"]
    number = int(month) if month.isdigit() else MONTHS[month]
    year = int(parts["year"]) if parts.get("year") else None
    saying.set_day(_the_next(saying.now.date(), year, number, int(parts["day"])))


def _the_next(today: date, year: int | None, month: int, day: int) -> date:
    years = [year] if year else [today.year + more for more in range(_LEAP_YEARS)]
    for one in years:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    raise _no_such_time(f"{month}-{day}")


def _clock(saying: _Saying, match: _Match) -> None:
    parts = match.groupdict()
    hour, minute = int(parts["hour"]), int(parts.get("minute") or 0)
    if parts.get("half"):
        minute = 30
    part = parts.get("part") or parts.get("suffix")
    saying.set_time(_hour(hour, part) if part else hour, minute)


def _hour(hour: int, part: str) -> int:
    """Return the hour on a clock of 24, as far as "3 in the afternoon" is clear."""
    first, last, more = PARTS_OF_DAY[part]
    if first <= hour <= last:
        return hour + more
    if hour == 12 and part in TWELVES:  # noqa: PLR2004 - an hour
        return TWELVES[part]
    if more and 12 + first <= hour <= 12 + last:
        return hour
    if part == "昼" and hour in {10, 11}:
        return hour
    raise _no_such_time(f"{part} {hour}")


def _noon(saying: _Saying, _match: _Match) -> None:
    saying.set_time(12, 0)


def _nothing(_saying: _Saying, _match: _Match) -> None:
    """Pass over a word that says nothing by itself."""


_PART = "|".join(name for name in PARTS_OF_DAY if not name.isascii())
_SUFFIX = r"(?:\s*(?P<suffix>am|pm)(?![a-z]))"
_ENGLISH_SPANS = _any_of(name for name in SPANS if name.isascii())
_MONTH = f"(?P<month>{_any_of(MONTHS)})"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:])"
_YEAR = r"(?:,?\s*(?P<year>\d{4})(?![\d:]))?"

_GRAMMAR: tuple[tuple[re.Pattern[str], Callable[[_Saying, _Match], None]], ...] = (
    (re.compile(_any_of(DAYS).replace(" ", r"\s+")), _relative_day),
    (
        re.compile(
            rf"(?:(?P<week>{_any_of(WEEKS)})\s*の?\s*)?(?P<weekday>{_any_of(WEEKDAYS)})"
        ),
        _weekday,
    ),
    (re.compile(rf"\(([{SHORT_WEEKDAYS}])\)"), _short_weekday),
    (
        re.compile(rf"in\s+(?P<count>\d{{1,4}})\s*(?P<span>{_ENGLISH_SPANS})"),
        _from_now,
    ),
    (
        re.compile(r"(?P<count>\d{1,4})\s*(?P<span>時間|週間|分|日)\s*後"),
        _from_now,
    ),
    (re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"), _date),
    (
        re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"),
        _date,
    ),
    (re.compile(rf"{_ORDINAL}\s*(?:of\s+)?{_MONTH}{_YEAR}"), _date),
    (re.compile(rf"{_MONTH}\s*{_ORDINAL}{_YEAR}"), _date),
    (
        re.compile(
            rf"(?P<part>{_PART})?\s*(?P<hour>\d{{1,2}})時(?!間)"
            r"(?:(?P<half>半)|(?P<minute>\d{1,2})分(?!\s*後))?"
        ),
        _clock,
    ),
    (
        re.compile(
            rf"(?P<part>{_PART})?\s*(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?![\d:])"
            rf"{_SUFFIX}?"
        ),
        _clock,
    ),
    (re.compile(rf"(?P<hour>\d{{1,2}}){_SUFFIX}"), _clock),
    (re.compile(r"noon(?![a-z])|正午"), _noon),
    (re.compile(r"(?:at|on)(?![a-z])|[,、のに]"), _nothing),
)
