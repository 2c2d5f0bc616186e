"""Events, on line and off: when, where, who speaks, and what is still to be done."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from domain.clock import require_aware
from domain.posts import SourceLine

#: Larger calendars are refused.
CALENDAR_LIMIT_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Venue:
    """Where people meet; "" for what nobody said."""

    name: str = ""
    address: str = ""
    #: How to get there.
    access: str = ""
    #: How many people it holds.
    capacity: int | None = None
    #: Address of a map.
    map_url: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and on what."""

    name: str
    about: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One entry of the programme."""

    title: str
    #: Aware UTC; None where only the order is known.
    at: datetime | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Helper:
    """Who helps, and with what."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done before, at or after an event."""

    #: Of its checklist, or derived from its place; unique in its event.
    key: str
    title: str
    owner: str = ""
    #: A day in the event's zone.
    due: date | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Cancellation:
    """That an event does not take place."""

    reason: str = ""
    #: When people are told, aware UTC; None when they are not.
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """People meet, in a place or on line."""

    #: Unique in the project; its posts are called by it.
    key: str
    title: str
    #: Aware UTC.
    starts: datetime
    #: Aware UTC; not before it starts.
    ends: datetime
    #: Its wall clock.
    zone: ZoneInfo
    about: str = ""
    venue: Venue = Venue()
    #: Where it is to be followed on line.
    online: str = ""
    programme: tuple[Session, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    safety: str = ""
    accessibility: str = ""
    staff: tuple[Helper, ...] = ()
    #: By due day, those without one last.
    tasks: tuple[Task, ...] = ()
    cancellation: Cancellation | None = None
    #: It is of days, not of hours; ends is the midnight after its last day.
    is_all_day: bool = False
    #: What calendars know it by, where it comes from one.
    uid: str = ""
    source: SourceLine | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Refuse times without a zone."""
        object.__setattr__(self, "starts", require_aware(self.starts, "starts"))
        object.__setattr__(self, "ends", require_aware(self.ends, "ends"))

    @property
    def is_cancelled(self) -> bool:
        """Does it not take place?"""
        return self.cancellation is not None

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """Return what is still to be done; nothing once it is cancelled."""
        if self.is_cancelled:
            return ()
        return tuple(task for task in self.tasks if not task.is_done)

    def overdue(self, now: datetime) -> tuple[Task, ...]:
        """Return the open tasks whose day has passed, by the event's own clock."""
        today = now.astimezone(self.zone).date()
        return tuple(one for one in self.open_tasks if one.due and one.due < today)

    def is_over(self, now: datetime) -> bool:
        """Has it ended?"""
        return self.ends <= now


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar on the web that events come from."""

    #: The file in which it is named, without its ending.
    name: str
    url: str
    poll_every: timedelta


def kept_file(state_folder: Path, url: str) -> Path:
    """Return where what was last fetched of a calendar lies."""
    name = sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return state_folder / "calendars" / f"{name}.ics"
