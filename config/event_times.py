"""Times of an event: its own, and those that are told from it, such as `-7d 10:00`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.anchors import Anchor, anchored, hangs
from config.moments import Moment, in_zone, moment
from config.values import WrongValueError, day, duration, time_of_day
from domain.phrases import phrase

_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_LENGTH = re.compile(r"[0-9dhms ]*[dhms]")
_ONE_DAY = timedelta(days=1)
#: Nothing is told from an event as far away as this; it would leave the calendar.
_FARTHEST = timedelta(days=366 * 10)


@dataclass(frozen=True, slots=True)
class Span:
    """From when till when, aware UTC, by which wall clock."""

    starts: datetime
    ends: datetime
    zone: ZoneInfo

    @property
    def anchors(self) -> Mapping[str, Anchor]:
        """Return what other times hang on."""
        times = {"starts": self.starts, "ends": self.ends}
        return {name: Anchor(at, self.zone) for name, at in times.items()}


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
        read = Moment(starts + min(duration(words), _FARTHEST))
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
    words = words.strip()
    if words[:1] in {"+", "-"}:
        words = f"starts {words}"
    if hangs(words):
        return _bounded(anchored(words, span.anchors, span.zone), span)
    return moment(words, span.zone)


def due_day(words: str, span: Span) -> date:
    """Read the day on which something is due: a full one, or such as `-14d`.

    Raises:
        WrongValueError: It is no such day.
    """
    if words[:1].isdigit():
        return day(words)
    return time_at(words, span).at.astimezone(span.zone).date()


def _at_clock(local: date, clock: str, zone: ZoneInfo) -> Moment:
    return in_zone(datetime.combine(local, time_of_day(clock)), zone)


def _bounded(read: Moment, span: Span) -> Moment:
    if abs(read.at - span.starts) > _FARTHEST:
        raise WrongValueError(phrase("lies more than ten years away from the event"))
    return read


def midnight(local: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins, aware UTC."""
    return datetime.combine(local, datetime.min.time(), tzinfo=zone).astimezone(UTC)
