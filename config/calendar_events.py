"""Events out of a calendar (RFC 5545), as icalendar reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from config.event_times import midnight
from config.values import WrongValueError
from config.zones import zone_named
from domain.events import Cancellation, Event, Venue
from domain.phrases import phrase

_ONE_DAY = timedelta(days=1)
_TITLE_LIMIT = 300
#: What icalendar raises over what is no calendar, or no such value.
_FAILURES = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Found:
    """One event of a calendar."""

    event: Event
    #: Address of its page; "" where it has none.
    link: str
    #: It comes again; this is its first time only.
    repeats: bool


def read_calendar(content: bytes, name: str, home: ZoneInfo) -> tuple[Found, ...]:
    """Return the events of a calendar, in its order; what is no event is passed over.

    Args:
        content: The whole of it.
        name: What its events' keys begin with.
        home: In which times are meant that name no zone.

    Raises:
        WrongValueError: It is no calendar, or only the beginning of one.
    """
    # A file of which half was written may read well: what it lacks is its end.
    if not content.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise WrongValueError(phrase("is no whole calendar: its end is missing"))
    try:
        calendar = Calendar.from_ical(content)
    except _FAILURES:
        raise WrongValueError(phrase("cannot be read as a calendar")) from None
    return tuple(_events(calendar, name, home))


def _events(calendar: Component, name: str, home: ZoneInfo) -> Iterator[Found]:
    for component in calendar.walk("VEVENT"):
        try:
            found = _found(component, name, home)
        except _FAILURES:
            continue
        if found is not None:
            yield found


def _found(component: Component, name: str, home: ZoneInfo) -> Found | None:
    first = component.decoded("dtstart")
    zone = _zone(first, home)
    starts = _moment(first, zone)
    ends = _end(component, first, starts, zone)
    uid, title = _text(component, "uid"), _text(component, "summary")
    if not uid or not title or ends <= starts:
        return None
    place = _text(component, "location")
    is_address = place.startswith(("https://", "http://"))
    event = Event(
        key=_key(component, name, uid),
        title=title[:_TITLE_LIMIT],
        starts=starts,
        ends=ends,
        zone=zone,
        about=_text(component, "description"),
        venue=Venue("" if is_address else place),
        online=place if is_address else _text(component, "conference"),
        cancellation=_cancellation(component),
        is_all_day=not isinstance(first, datetime),
        uid=uid,
    )
    return Found(event, _text(component, "url"), repeats="rrule" in component)


def _key(component: Component, name: str, uid: str) -> str:
    """Return a key that stays while the event keeps its UID."""
    again = component.get("recurrence-id")
    whole = f"{uid}\0{again.to_ical().decode()}" if again is not None else uid
    return f"{name}.{sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _text(component: Component, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return " ".join(str(value).split(" ")).strip() if value is not None else ""


def _zone(value: date | datetime, home: ZoneInfo) -> ZoneInfo:
    """Return the zone whose wall clock a time follows; the community's, of others."""
    key = getattr(getattr(value, "tzinfo", None), "key", "")
    return zone_named(key) or home if key else home


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return midnight(value, zone)
    aware = value if value.tzinfo else value.replace(tzinfo=zone)
    return aware.astimezone(UTC)


def _end(
    component: Component, first: date | datetime, starts: datetime, zone: ZoneInfo
) -> datetime:
    """Return when it ends; without a word of that, RFC 5545 says a day, or at once."""
    if "dtend" in component:
        return _moment(component.decoded("dtend"), zone)
    if "duration" in component:
        length: timedelta = component.decoded("duration")
        return starts + length
    if isinstance(first, datetime):
        return starts + timedelta(hours=1)  # an event of no length is of no use
    return midnight(first + _ONE_DAY, zone)


def _cancellation(component: Component) -> Cancellation | None:
    if _text(component, "status").upper() != "CANCELLED":
        return None
    for name in ("last-modified", "dtstamp"):
        if name in component:
            changed: datetime = component.decoded(name)
            return Cancellation("", changed.astimezone(UTC))
    return Cancellation()
