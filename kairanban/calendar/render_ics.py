"""The plan as a calendar that other programs read (RFC 5545)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from digest.columns import shorten
from domain.phrases import Phrasebook
from domain.project import Community
from kairanban.calendar.entries import Entry

#: Calendars show nothing of what takes no time.
_LENGTH = timedelta(minutes=15)
_SHOWN = 60


def render_ics(
    entries: Sequence[Entry], community: Community, now: datetime, book: Phrasebook
) -> bytes:
    """Return what goes out as a calendar; what is cancelled is marked so.

    The same post at the same time has the same UID in every such file, so a calendar
    that takes in a newer one shows nothing twice.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Kairanban//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = book.say("{community}: what goes out", community=community.name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", community.timezone.key)
    for entry in entries:
        calendar.add_component(_event(entry, now, book))
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime, book: Phrasebook) -> Event:
    event = Event()
    event.add("uid", _uid(entry))
    event.add("dtstamp", now)
    event.add("dtstart", entry.at)
    event.add("dtend", entry.at + _LENGTH)
    event.add("summary", _summary(entry))
    event.add("description", _description(entry, book))
    event.add("status", _status(entry))
    event.add("transp", "TRANSPARENT")
    event.add("x-kairanban-post", entry.post_key)
    event.add("x-kairanban-accounts", ",".join(entry.accounts))
    if entry.campaign:
        event.add("categories", [entry.campaign])
    return event


def _uid(entry: Entry) -> str:
    where = "+".join(entry.accounts)
    return f"{entry.post_key}/{entry.part}/{where}/{entry.at:%Y%m%dT%H%M%SZ}@kairanban"


def _summary(entry: Entry) -> str:
    words = " ".join(entry.text.split()) or entry.name
    return shorten(f"{', '.join(entry.accounts)}: {words}", _SHOWN)


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    is_open = entry.awaits_approval or entry.is_paused
    return "TENTATIVE" if is_open else "CONFIRMED"


def _description(entry: Entry, book: Phrasebook) -> str:
    notes = "\n".join(map(book.read, entry.manner))
    parts = [notes, entry.text, *entry.thread]
    parts += [
        book.say("Picture: {alt}", alt=one.alt or one.path.name) for one in entry.media
    ]
    return "\n\n".join(part for part in parts if part)
