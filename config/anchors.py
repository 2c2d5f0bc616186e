"""Times that hang on something else: `launch - 7d 10:00`, `next morning slot`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from config.document import shown
from config.guess import one_of
from config.moments import Moment, in_zone, is_day, sound, span
from config.values import WrongValueError
from domain.phrases import phrase

_NEXT_SLOT: Final = re.compile(r"next(?:\s+free)?(?:\s+(?P<name>\S+))?\s+slot")
_REST: Final = re.compile(
    r"\s*(?:(?P<sign>[+-])\s*(?P<length>[0-9][0-9wdhm ]*?))?"
    r"(?:(?:^|\s+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}))?\s*"
)
_LENGTH: Final = re.compile(
    r"(?:([0-9]{1,4})w)?(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,6})m)?"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time on which others hang."""

    #: Aware UTC; of a mere day its beginning in the zone in which it was read.
    at: datetime
    #: The zone in which it was read.
    zone: ZoneInfo
    has_time: bool = True


def slot_wish(words: str) -> str | None:
    """Return which slot is meant by words such as `next morning slot`; "" is any.

    None means that no slot is meant at all.
    """
    match = _NEXT_SLOT.fullmatch(" ".join(words.split()))
    return None if match is None else match["name"] or ""


def anchor(words: str, zone: ZoneInfo) -> Anchor:
    """Read a time, or a day, on which others hang.

    Raises:
        WrongValueError: It is neither.
    """
    return Anchor(span(words, zone)[0], zone, has_time=not is_day(words))


def hangs(words: str) -> bool:
    """Does this begin with a name, so that it may hang on an anchor?"""
    return words[:1].isalpha() or words.startswith("_")


def anchored(words: str, anchors: Mapping[str, Anchor], zone: ZoneInfo) -> Moment:
    """Read a time that hangs on one of *anchors*: `launch - 7d 10:00`.

    Weeks and days go by the wall clock of *zone*, hours and minutes by the watch. A
    time of day at the end takes the place of the anchor's own.

    Raises:
        WrongValueError: It is no such time.
    """
    name = _name(words, anchors)
    match = _REST.fullmatch(words[len(name) :])
    days, length = (
        _length(match["length"], words) if match else (timedelta(0), timedelta(0))
    )
    if match is None:
        raise _misshapen(words, name)
    sign = -1 if match["sign"] == "-" else 1
    at = _clock(match, words)
    if at is not None and length:
        what = phrase("has hours and a time of day; one of them is enough")
        raise WrongValueError(what)
    found = _moved(anchors[name], sign * days, at, zone, words)
    return found if not length else Moment(found.at + sign * length)


def _moved(
    known: Anchor, days: timedelta, at: time | None, zone: ZoneInfo, words: str
) -> Moment:
    if at is None and not known.has_time:
        raise WrongValueError(
            phrase("lacks the time of day: write '{value} 09:30'", value=shown(words))
        )
    shown_in = zone if known.has_time else known.zone
    wall = known.at.astimezone(shown_in).replace(tzinfo=None)
    try:
        there = sound(wall + days)
    except OverflowError:
        raise WrongValueError(
            phrase("there is no such day or time: '{value}'", value=shown(words))
        ) from None
    return in_zone(there if at is None else datetime.combine(there, at), zone)


def _name(words: str, anchors: Mapping[str, Anchor]) -> str:
    """Return the anchor with which *words* begins: the longest that fits."""
    fitting = [
        name
        for name in anchors
        if words.startswith(name) and re.match(r"$|[\s+-]", words[len(name) :])
    ]
    if fitting:
        return max(fitting, key=len)
    name = re.split(r"[\s+]|-(?=\s*[0-9])", words, maxsplit=1)[0]
    if anchors:
        raise WrongValueError(
            phrase(
                "there is no anchor '{name}'{choices}",
                name=shown(name),
                choices=one_of(name, anchors),
            )
        )
    raise WrongValueError(
        phrase(
            "should be a time such as 2026-11-24 09:30, or 'next slot'; '{name}' would"
            " have to stand under 'anchors' of the post's campaign",
            name=shown(name),
        )
    )


def _length(words: str | None, whole: str) -> tuple[timedelta, timedelta]:
    """Return days by the wall clock, and hours and minutes by the watch."""
    match = _LENGTH.fullmatch((words or "").replace(" ", ""))
    if match is None:
        raise _misshapen(whole, whole.split(maxsplit=1)[0])
    weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days), timedelta(hours=hours, minutes=minutes)


def _clock(match: re.Match[str], words: str) -> time | None:
    if match["hour"] is None:
        return None
    try:
        return time(int(match["hour"]), int(match["minute"]))
    except ValueError:
        raise WrongValueError(
            phrase("there is no such day or time: '{value}'", value=shown(words))
        ) from None


def _misshapen(words: str, name: str) -> WrongValueError:
    return WrongValueError(
        phrase(
            "should be such as '{name} - 7d 10:00' or '{name} + 2h', got '{value}'",
            name=shown(name),
            value=shown(words),
        )
    )
