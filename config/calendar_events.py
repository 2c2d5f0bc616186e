"""Events out of a calendar (RFC 5545), as icalendar reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from config.event_times import midnight
from config.values import WrongValueError
from config.zones import zone_named
from domain.events import Cancellation, Event, Venue
from domain.phrases import phrase
from domain.posts import Post, Repeat
from scheduler.recurrence import BadRuleError, occurrences

_ONE_DAY = timedelta(days=1)

#: Of what repeats, times are taken from so long ago (their posts may still be due)
#: till so far ahead.
_BEHIND = timedelta(days=14)
_AHEAD = timedelta(days=90)

_TITLE_LIMIT = 300
#: What icalendar raises over what is no calendar, or no such value.
_FAILURES = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Found:
    """One event of a calendar."""

    event: Event
    #: Address of its page; "" where it has none.
    link: str = ""
    #: It comes again by a rule that we cannot follow; this is its first time only.
    is_riddle: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """In which time what repeats is taken: from, and until; aware UTC."""

    after: datetime
    until: datetime


def around(now: datetime) -> Window:
    """Return the window in which what repeats is taken at *now*."""
    return Window(now - _BEHIND, now + _AHEAD)


def read_calendar(
    content: bytes, name: str, home: ZoneInfo, window: Window
) -> tuple[Found, ...]:
    """Return the events of a calendar; what is no event is passed over.

    Args:
        content: The whole of it.
        name: What its events' keys begin with.
        home: In which times are meant that name no zone.
        window: Of an event that repeats, the times in it are taken.

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
    return tuple(_events(calendar.walk("VEVENT"), name, home, window))


def _events(
    components: Sequence[Component], name: str, home: ZoneInfo, window: Window
) -> Iterator[Found]:
    moved = {_key(one, name) for one in components if "recurrence-id" in one}
    for component in components:
        try:
            found = _found(component, name, home)
            if found is None:
                continue
            times = _times(component, found, window) if _repeats(component) else [found]
            yield from (
                one for one in times if one is found or one.event.key not in moved
            )
        except _FAILURES:
            continue


def _repeats(component: Component) -> bool:
    return "rrule" in component and "recurrence-id" not in component


def _times(component: Component, found: Found, window: Window) -> list[Found]:
    """Return the times of an event that repeats."""
    event, rule = found.event, component["rrule"]
    if isinstance(rule, list):
        return [replace(found, is_riddle=True)]
    said = rule.to_ical()
    words = said.decode() if isinstance(said, bytes) else str(said)
    post = Post("", "", (), event.starts, repeat=Repeat(words, event.zone.key))
    length, left_out = event.ends - event.starts, _exceptions(component, event.zone)
    try:
        return [
            replace(
                found,
                event=replace(
                    event,
                    key=f"{event.key}.{starts.astimezone(event.zone):%Y%m%d}",
                    starts=starts,
                    ends=starts + length,
                ),
            )
            for starts in occurrences(post, window.after, window.until)
            if starts not in left_out
        ]
    except BadRuleError:
        return [replace(found, is_riddle=True)]


def _exceptions(component: Component, zone: ZoneInfo) -> frozenset[datetime]:
    """Return the times that are left out of a rule."""
    said = component.get("exdate", [])
    lists = said if isinstance(said, list) else [said]
    return frozenset(_moment(one.dt, zone) for some in lists for one in some.dts)


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
        key=_key(component, name),
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
    return Found(event, _text(component, "url"))


def _key(component: Component, name: str) -> str:
    """Return a key that stays while the event keeps its UID.

    What was moved out of a rule keeps the day on which the rule has it.
    """
    uid = _text(component, "uid")
    mark = sha256(uid.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    again = component.get("recurrence-id")
    day = f".{again.dt:%Y%m%d}" if again is not None else ""
    return f"{name}.{mark}{day}"


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
