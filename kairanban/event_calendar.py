"""Events as a calendar that other programs read (RFC 5545)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from domain.events import Event, Session, Speaker
from domain.phrases import Phrasebook
from kairanban import __version__
from kairanban.event_revisions import Revision

#: Rules of zones are told from so long before the first event till so long after.
_AROUND = timedelta(days=366)


def calendar_of(
    community: str,
    events: Sequence[Event],
    revisions: Mapping[str, Revision],
    book: Phrasebook,
) -> bytes:
    """Return *events* as the text of a calendar.

    Args:
        community: Its name, which the calendar bears.
        events: In any order.
        revisions: By the events' keys.
        book: The language of what stands between their own words.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Kairanban//Kairanban {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", community)
    for event in events:
        one = _component(community, event, revisions[event.key], book)
        calendar.add_component(one)
    if events:
        first = min(one.starts for one in events) - _AROUND
        last = max(one.ends for one in events) + _AROUND
        calendar.add_missing_timezones(first.date(), last.date())
    text: bytes = calendar.to_ical()
    return text


def uid_of(community: str, event: Event) -> str:
    """Return by what calendars know *event*, for ever."""
    if event.uid:
        return event.uid
    place = sha256(community.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{event.key}@{place}.kairanban"


def _component(
    community: str, event: Event, revision: Revision, book: Phrasebook
) -> CalendarEvent:
    told: dict[str, object] = {
        "uid": uid_of(community, event),
        "dtstamp": revision.changed_at,
        "last-modified": revision.changed_at,
        "sequence": revision.sequence,
        "status": "CANCELLED" if event.is_cancelled else "CONFIRMED",
        "summary": event.title,
        "dtstart": _moment(event.starts, event),
        "dtend": _moment(event.ends, event),
        "location": ", ".join(filter(None, (event.venue.name, event.venue.address))),
        "description": "\n\n".join(_description(event, book)),
        "url": event.online or event.venue.map_url,
    }
    one = CalendarEvent()
    for name, value in told.items():
        if value != "":
            one.add(name, value)
    return one


def _moment(moment: datetime, event: Event) -> date | datetime:
    """Return a time by the event's wall clock, or a day of one that has no hours."""
    local = moment.astimezone(event.zone)
    if event.is_all_day:
        return local.date()
    return moment.astimezone(UTC) if event.zone.key == "UTC" else local


def _description(event: Event, book: Phrasebook) -> Iterator[str]:
    if event.cancellation is not None:
        yield book.say("Cancelled. {reason}", reason=event.cancellation.reason).strip()
    parts = (
        ("", event.about),
        (book.say("On line"), event.online),
        (book.say("Programme"), "\n".join(_session(s, event) for s in event.programme)),
        (book.say("Speakers"), "\n".join(map(_speaker, event.speakers))),
        (book.say("How to get there"), event.venue.access),
        (book.say("Map"), event.venue.map_url),
        (book.say("Safety"), event.safety),
        (book.say("Accessibility"), event.accessibility),
    )
    for title, words in parts:
        if words:
            yield (
                f"{title}: {words}"
                if title and "\n" not in words
                else _under(title, words)
            )


def _under(title: str, words: str) -> str:
    return f"{title}:\n{words}" if title else words


def _session(session: Session, event: Event) -> str:
    at = f"{session.at.astimezone(event.zone):%H:%M} " if session.at else ""
    return f"{at}{session.title}" + (f" ({session.speaker})" if session.speaker else "")


def _speaker(speaker: Speaker) -> str:
    return ": ".join(filter(None, (speaker.name, speaker.about)))
