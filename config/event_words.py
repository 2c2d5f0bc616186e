"""What the texts of an event's posts can name: `{{title}}`, `{{when}}`, `{{where}}`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.events import Event

#: Stands where nobody said why something is cancelled.
_NO_REASON = {
    "en": "Unfortunately, it cannot take place.",
    "ja": "やむを得ない事情により、開催できなくなりました。",
}

_INSTANT = timedelta(microseconds=1)

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = {
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    "ja": list("月火水木金土日"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """In which words something is said, and to whom."""

    #: Language; others than English and Japanese get days in digits.
    language: str
    #: Where the community lives: elsewhere, and on line, the zone is said.
    home: ZoneInfo


def names_of(event: Event, voice: Voice) -> Mapping[str, str]:
    """Return what can be named in a text about *event*; what it lacks is not there."""
    known = {
        "title": event.title,
        "date": day_in_words(event.starts.astimezone(event.zone), voice),
        "time": _time(event, voice),
        "when": _when(event, voice),
        "where": _where(event, voice),
        "about": event.about,
        "venue": event.venue.name,
        "address": event.venue.address,
        "access": event.venue.access,
        "capacity": "" if event.venue.capacity is None else str(event.venue.capacity),
        "map": event.venue.map_url,
        "online": event.online,
        "speakers": _listed([one.name for one in event.speakers], voice),
        "programme": "\n".join(_programme(event)),
        "safety": event.safety,
        "accessibility": event.accessibility,
        "reason": _reason(event, voice),
    }
    return {name: words for name, words in known.items() if words}


def _reason(event: Event, voice: Voice) -> str:
    said = event.cancellation.reason if event.cancellation else ""
    return said or _NO_REASON.get(voice.language.split("-")[0], "")


def _is_in(voice: Voice, language: str) -> bool:
    return voice.language.split("-")[0] == language


def day_in_words(local: datetime, voice: Voice) -> str:
    """Say which day a wall time is of."""
    if _is_in(voice, "ja"):
        weekday = _WEEKDAYS["ja"][local.weekday()]
        return f"{local.year}年{local.month}月{local.day}日({weekday})"
    if _is_in(voice, "en"):
        weekday = _WEEKDAYS["en"][local.weekday()]
        return f"{weekday}, {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local:%Y-%m-%d}"


def _time(event: Event, voice: Voice) -> str:
    if event.is_all_day:
        return ""
    clock = f"{event.starts.astimezone(event.zone):%H:%M}"
    return f"{clock}{_zone(event, voice)}"


def _when(event: Event, voice: Voice) -> str:
    """Say from when till when: the day once, if it is one day."""
    starts, ends = (at.astimezone(event.zone) for at in (event.starts, event.ends))
    dash = "〜" if _is_in(voice, "ja") else "–"
    if event.is_all_day:
        last = (event.ends - _INSTANT).astimezone(event.zone)
        days = [day_in_words(starts, voice)]
        days += [day_in_words(last, voice)] if last.date() != starts.date() else []
        return f" {dash} ".join(days)
    is_short = ends.date() == starts.date() or ends - starts < timedelta(hours=12)
    till = f"{ends:%H:%M}" if is_short else f" {day_in_words(ends, voice)} {ends:%H:%M}"
    gap = " " if _is_in(voice, "ja") else ", "
    said = f"{day_in_words(starts, voice)}{gap}{starts:%H:%M}{dash}{till}"
    return f"{said}{_zone(event, voice)}"


def _zone(event: Event, voice: Voice) -> str:
    """Say by which clock, where somebody might take it for another one."""
    local = event.starts.astimezone(event.zone)
    is_plain = local.utcoffset() == event.starts.astimezone(voice.home).utcoffset()
    if is_plain and not event.online:
        return ""
    name = local.tzname() or ""
    return f" {name}" if name.isalpha() else f" UTC{local:%z}"


def _where(event: Event, voice: Voice) -> str:
    venue = event.venue
    in_brackets = "{0}({1})" if _is_in(voice, "ja") else "{0} ({1})"
    place = venue.name or venue.address
    if venue.name and venue.address:
        place = in_brackets.format(venue.name, venue.address)
    return "\n".join(filter(None, (place, event.online)))


def _listed(names: list[str], voice: Voice) -> str:
    return ("、" if _is_in(voice, "ja") else ", ").join(names)


def _programme(event: Event) -> list[str]:
    lines = []
    for one in event.programme:
        clock = f"{one.at.astimezone(event.zone):%H:%M}" if one.at else ""
        who = f"({one.speaker})" if one.speaker else ""
        lines.append(" ".join(filter(None, (clock, one.title, who))))
    return lines
