"""Times of an event: its own, and those that are told from it, such as `-7d 10:00`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.document import shown
from config.moments import Moment, in_zone, moment
from config.values import WrongValueError, day, duration, time_of_day
from domain.phrases import phrase

_RELATIVE = re.compile(
    r"(?:(starts|ends)\s*)?"
    r"(?:([+-])\s*([0-9dhms ]*[dhms]))?"
    r"(?:\s+([0-9]{1,2}:[0-9]{2}))?"
)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_LENGTH = re.compile(r"[0-9dhms ]*[dhms]")
_DAYS = re.compile(r"[0-9 ]+d ?")
_ONE_DAY = timedelta(days=1)
#: Nothing is told from an event as far away as this; it would leave the calendar.
_FARTHEST = timedelta(days=366 * 10)


@dataclass(frozen=True, slots=True)
class Span:
    """From when till when, aware UTC, by which wall clock."""

    starts: datetime
    ends: datetime
    zone: ZoneInfo


def end_of(words: str, starts: datetime, zone: ZoneInfo) -> Moment:
    """Read when it ends: a time of day, a length such as `2h`, or a full time.

    Raises:
        WrongValueError: It is none of them, or not after the start.
    """
    words = words.strip()
    if _TIME.fullmatch(words):
        read = _at_clock(starts.astimezone(zone).date(), words, zone)
        if read.at <= starts:  # past midnight
            next_day = starts.astimezone(zone).date() + _ONE_DAY
            read = _at_clock(next_day, words, zone)
    elif _LENGTH.fullmatch(words):
        read = Moment(starts + _bounded(duration(words)))
    else:
        read = moment(words, zone)
    if read.at <= starts:
        raise WrongValueError(phrase("should be after it starts"))
    return read


def time_at(words: str, span: Span) -> Moment:
    """Read a time: a full one, or one told from the event.

    Days count by the calendar of its zone; hours and minutes are as long as they are.

    Raises:
        WrongValueError: It is no such time.
    """
    match = _RELATIVE.fullmatch(words.strip())
    if match is None or not any(match.groups()):
        return _full_time(words, span.zone)
    base = span.ends if match[1] == "ends" else span.starts
    length = _bounded(duration(match[3])) if match[3] else timedelta(0)
    if match[2] == "-":
        length = -length
    if match[4] is None and not _DAYS.fullmatch(match[3] or "0d"):
        return Moment(base + length)
    return _by_calendar(base, length, match[4], span.zone)


def due_day(words: str, span: Span) -> date:
    """Read the day on which something is due: a full one, or such as `-14d`.

    Raises:
        WrongValueError: It is no such day.
    """
    match = _RELATIVE.fullmatch(words.strip())
    if match is None or not (match[1] or match[3]) or match[4]:
        try:
            return day(words)
        except WrongValueError:
            raise WrongValueError(
                phrase(
                    "should be a day such as 2026-11-24, or one told from the event"
                    " such as -14d, got '{value}'",
                    value=shown(words),
                )
            ) from None
    return time_at(words, span).at.astimezone(span.zone).date()


def _full_time(words: str, zone: ZoneInfo) -> Moment:
    try:
        return moment(words, zone)
    except WrongValueError as error:
        if words.strip()[:1].isdigit():
            raise
        raise WrongValueError(
            phrase(
                "should be a time such as 2026-11-24 09:30, or one told from the"
                " event: -7d 10:00, -1h, ends + 1d 10:00; got '{value}'",
                value=shown(words),
            )
        ) from error


def _by_calendar(
    base: datetime, length: timedelta, clock: str | None, zone: ZoneInfo
) -> Moment:
    local = base.astimezone(zone).replace(tzinfo=None) + length
    if clock is None:
        return in_zone(local, zone)
    return _at_clock(local.date(), clock, zone)


def _at_clock(local: date, clock: str, zone: ZoneInfo) -> Moment:
    return in_zone(datetime.combine(local, time_of_day(clock)), zone)


def _bounded(length: timedelta) -> timedelta:
    if length > _FARTHEST:
        raise WrongValueError(phrase("lies more than ten years away"))
    return length


def midnight(local: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins, aware UTC."""
    return datetime.combine(local, datetime.min.time(), tzinfo=zone).astimezone(UTC)
