"""Events as other programs read them, and as people see them in the terminal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component, Timezone

from domain.events import Cancellation, Event, Session, Speaker, Task, Venue
from domain.phrases import ENGLISH
from kairanban.event_calendar import calendar_of
from kairanban.event_revisions import Revision, revision
from storage.memory import Memory
from tests.clocks import NOON, ManualClock
from tests.memories import a_memory

BERLIN = ZoneInfo("Europe/Berlin")

EVENT = Event(
    key="spring",
    title="Spring; meetup, 回覧板",
    starts=datetime(2027, 3, 27, 18, tzinfo=UTC),
    ends=datetime(2027, 3, 28, 18, tzinfo=UTC),
    zone=BERLIN,
    about="Line one\nLine two",
    venue=Venue("Moon Hall", "1, Sakura", "North exit", 40, "https://example.org/map"),
    online="https://example.org/live",
    programme=(Session("Welcome", datetime(2027, 3, 27, 18, tzinfo=UTC), "Aiko"),),
    speakers=(Speaker("Aiko", "Boards"),),
    tasks=(Task("venue", "Book it"),),
)


def component(event: Event = EVENT, sequence: int = 0) -> Component:
    """Return the only event of the calendar, as another program reads it."""
    revisions = {event.key: Revision(sequence, NOON)}
    text = calendar_of("Moon", [event], revisions, ENGLISH)
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    return found


def test_a_calendar_is_read_back() -> None:
    """Commas, semicolons, lines and Japanese survive; times are where they were."""
    found = component()

    assert str(found["summary"]) == EVENT.title
    assert found.decoded("dtstart") == EVENT.starts
    assert found.decoded("dtend") == EVENT.ends
    assert str(found["location"]) == "Moon Hall, 1, Sakura"
    assert "Line one\nLine two" in str(found["description"])
    assert "Boards" in str(found["description"])


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo"])
def test_a_zone_is_told_with_its_rules(zone: str) -> None:
    """The wall clock is kept, and whoever has no zones of their own can reckon it."""
    event = replace(EVENT, zone=ZoneInfo(zone))
    text = calendar_of("Moon", [event], {"spring": Revision(0, NOON)}, ENGLISH)
    (rules,) = Calendar.from_ical(text).walk("VTIMEZONE")
    assert isinstance(rules, Timezone)
    found = rules.to_tz(lookup_tzid=False)
    for moment in (EVENT.starts, EVENT.ends):
        wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

        assert wall.replace(tzinfo=found).utcoffset() == (
            wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()
        )
    assert f"DTSTART;TZID={zone}:".encode() in text


def test_what_is_in_utc_needs_no_zone() -> None:
    """A Z says it all."""
    event = replace(EVENT, zone=ZoneInfo("UTC"))
    text = calendar_of("Moon", [event], {"spring": Revision(0, NOON)}, ENGLISH)

    assert b"DTSTART:20270327T180000Z" in text
    assert b"VTIMEZONE" not in text


def test_a_day_has_no_hours() -> None:
    """Its end is the day after, as RFC 5545 wants it."""
    day = datetime(2027, 3, 27, tzinfo=BERLIN)
    event = replace(EVENT, starts=day, ends=day + timedelta(days=1), is_all_day=True)
    found = component(event)

    assert found.decoded("dtstart") == day.date()
    assert found.decoded("dtend") == day.date() + timedelta(days=1)


def test_a_cancelled_event_is_told_as_such() -> None:
    """Whoever has it in a calendar sees it struck out, not vanish."""
    found = component(
        replace(EVENT, cancellation=Cancellation("Too windy")), sequence=3
    )

    assert (str(found["status"]), found["sequence"]) == ("CANCELLED", 3)
    assert "Too windy" in str(found["description"])


def test_an_event_from_a_calendar_keeps_its_name_there() -> None:
    """So that one who reads both calendars has it once."""
    assert str(component(replace(EVENT, uid="x@y"))["uid"]) == "x@y"


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return a_memory(tmp_path, ManualClock())


def test_each_change_is_a_new_version(memory: Memory) -> None:
    """Calendars take a higher SEQUENCE for news; the same event keeps its own."""
    moved = replace(EVENT, ends=EVENT.ends + timedelta(hours=1))
    later = NOON + timedelta(hours=1)
    found = [
        revision(event, memory.notes, at)
        for event, at in [(EVENT, NOON), (EVENT, later), (moved, later)]
    ]

    assert found == [Revision(0, NOON), Revision(0, NOON), Revision(1, later)]


def test_what_nobody_outside_sees_is_no_change(memory: Memory) -> None:
    """A task that was done makes no calendar ring."""
    done = replace(EVENT, tasks=(Task("venue", "Book it", is_done=True),))
    revision(EVENT, memory.notes, NOON)

    assert revision(done, memory.notes, NOON).sequence == 0
