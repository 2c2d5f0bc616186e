"""When a post is due: wall times in the community's zone, or times with an offset."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from config.document import shown
from config.values import WrongValueError
from domain.phrases import Phrase, phrase

_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[Tt ] *([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
    r"(?: ?(?:([Zz])|([+-])([0-9]{2}):?([0-9]{2})))?)?"
)
_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")
#: Outside of these years a typing slip is likelier than a plan.
_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Moment:
    """A due time."""

    #: Aware UTC.
    at: datetime
    #: What is odd about it; None when nothing is.
    oddity: Phrase | None = None


def moment(words: str, zone: ZoneInfo) -> Moment:
    """Read a due time; one without an offset is meant in *zone*.

    A wall time that the clocks jump over is moved on by as much as they jump; one
    that comes twice is taken the first time (RFC 5545, section 3.3.5).

    Raises:
        WrongValueError: It is no such time.
    """
    match = _MOMENT.fullmatch(words.strip())
    if match is None:
        raise WrongValueError(
            phrase(
                "should be a time such as 2026-11-24 09:30 or"
                " 2026-11-24T09:30+09:00, got '{value}'",
                value=shown(words),
            )
        )
    if match[4] is None:
        raise WrongValueError(
            phrase("lacks the time of day: write '{value} 09:30'", value=shown(words))
        )
    wall = _wall_time(match)
    offset = _offset(match)
    if offset is not None:
        return Moment(wall.replace(tzinfo=offset).astimezone(UTC))
    return in_zone(wall, zone)


def span(words: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Read a time or a whole day; return when it begins and when it ends.

    Both are aware UTC. A time is its own end; a day ends before the next one begins.

    Raises:
        WrongValueError: It is neither.
    """
    match = _MOMENT.fullmatch(words.strip())
    if match is None or match[4] is not None:
        at = moment(words, zone).at
        return at, at
    midnight = _wall_time(match)
    begin = in_zone(midnight, zone).at
    end = in_zone(midnight + timedelta(days=1), zone).at
    return begin, end - timedelta.resolution


def is_day(words: str) -> bool:
    """Is this a day, without a time?"""
    match = _MOMENT.fullmatch(words.strip())
    return match is not None and match[4] is None


def plain_moment(words: str, zone: ZoneInfo) -> datetime | None:
    """Read a due time without an offset, of which nothing is odd; aware UTC.

    None for everything else. The clocks jump over a time, or show it twice, just where
    its two readings differ (PEP 495).
    """
    if not _PLAIN.fullmatch(words):
        return None
    try:
        wall = datetime.fromisoformat(words).replace(tzinfo=zone)
    except ValueError:
        return None
    offset = wall.utcoffset()
    if offset is None or wall.replace(fold=1).utcoffset() != offset:
        return None
    return (wall.replace(tzinfo=UTC) - offset) if wall.year in _YEARS else None


def _wall_time(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (
        int(part or 0) for part in match.groups()[:6]
    )
    try:
        wall = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - a wall time; its zone follows
    except ValueError:
        raise WrongValueError(
            phrase("there is no such day or time: '{value}'", value=match[0])
        ) from None
    return sound(wall)


def sound(wall: datetime) -> datetime:
    """Return a wall time that may be meant.

    Raises:
        WrongValueError: Its year cannot.
    """
    if wall.year in _YEARS:
        return wall
    year = f"{wall.year:04}"
    raise WrongValueError(phrase("the year {year} cannot be meant", year=year))


def _offset(match: re.Match[str]) -> tzinfo | None:
    if match[7]:
        return UTC
    if not match[8]:
        return None
    length = timedelta(hours=int(match[9]), minutes=int(match[10]))
    if length >= timedelta(days=1) or int(match[10]) > 59:  # noqa: PLR2004 - minutes of an hour
        raise WrongValueError(
            phrase("there is no such offset: '{value}'", value=match[0])
        )
    return timezone(-length if match[8] == "-" else length)


def in_zone(wall: datetime, zone: ZoneInfo) -> Moment:
    """Return a wall time of *zone*, and what is odd about it."""
    first = wall.replace(tzinfo=zone)
    at = first.astimezone(UTC)
    local = at.astimezone(zone)
    if local.replace(tzinfo=None) != wall:
        return Moment(
            at,
            phrase(
                "the clocks jump over this time in {zone}; it will be {time}",
                zone=zone.key,
                time=f"{local:%Y-%m-%d %H:%M}",
            ),
        )
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        return Moment(
            at,
            phrase(
                "this time comes twice in {zone}; the first one is meant",
                zone=zone.key,
            ),
        )
    return Moment(at)
