"""Events come from calendars, too: a file of the project, or one on the web."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.calendar_events import around, read_calendar
from config.load import Loaded
from config.values import WrongValueError
from domain.events import Calendar, kept_file
from domain.late import LateAction
from tests.project_files import loaded, problems, write

FRONT = """
community: {name: Sakura Street, timezone: Asia/Tokyo}
accounts: {box: {platform: plain}}
"""

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VEVENT
UID:moon@example.org
DTSTAMP:20261101T000000Z
LAST-MODIFIED:20261102T030000Z
DTSTART;TZID=Europe/Berlin:20270310T190000
DTEND;TZID=Europe/Berlin:20270310T210000
SUMMARY:Moon\\, and a walk
LOCATION:Moon Hall
URL:https://example.org/moon
END:VEVENT
BEGIN:VEVENT
UID:old@example.org
DTSTAMP:20261101T000000Z
DTSTART:20200101T000000Z
DURATION:PT2H
SUMMARY:Long ago
END:VEVENT
BEGIN:VEVENT
UID:day@example.org
DTSTAMP:20261101T000000Z
DTSTART;VALUE=DATE:20270401
SUMMARY:Open day
LOCATION:https://example.org/live
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")

EVENTS = """
calendar: events/town.ics
since: 2026-11-24
to: box
posts: [7-days, live-now]
checklist: online
"""

WEB = EVENTS.replace("events/town.ics", "https://example.org/town.ics")
UID = "moon@example.org"
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = around(datetime(2027, 3, 1, tzinfo=UTC))

WEEKLY = CALENDAR.replace("SUMMARY:Moon", "RRULE:FREQ=WEEKLY\r\nSUMMARY:Moon")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "kairanban.yaml", FRONT)
    write(tmp_path, "events/town.ics", CALENDAR)
    write(tmp_path, "events/town.yaml", EVENTS)
    return tmp_path


def keep(folder: Path, content: str) -> None:
    """Lay what was fetched of the calendar where the daemon lays it."""
    path = kept_file(folder / ".kairanban", "https://example.org/town.ics")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())


def keys(found: Loaded) -> list[str]:
    return [post.key for post in found.project.posts]


def test_events_come_from_a_calendar(folder: Path) -> None:
    """With their zone, place and tasks; what lies before the first day is left out."""
    first, second = loaded(folder).project.events

    assert (first.title, first.zone.key) == ("Moon, and a walk", "Europe/Berlin")
    assert first.starts == datetime(2027, 3, 10, 18, tzinfo=UTC)
    assert (first.venue.name, first.uid) == ("Moon Hall", UID)
    assert first.tasks
    assert second.is_all_day
    assert second.online == "https://example.org/live"


def test_they_bring_their_posts(folder: Path) -> None:
    """A day without hours has nothing that goes live."""
    posts = loaded(folder).project.posts

    assert [post.key.rsplit(".", 1)[-1] for post in posts] == [
        "7-days",
        "live-now",
        "7-days",
    ]
    assert posts[0].at == datetime(2027, 3, 3, 9, tzinfo=UTC)
    assert "Wed, 10 March 2027, 19:00–21:00 CET" in posts[0].text


def test_a_moved_event_of_a_calendar_keeps_its_posts(folder: Path) -> None:
    """They are known by its UID, whatever else of it changes."""
    before = keys(loaded(folder))
    moved = CALENDAR.replace("20270310", "20270312").replace("Moon\\,", "Sun\\,")
    write(folder, "events/town.ics", moved)

    assert keys(loaded(folder)) == before


def test_a_cancelled_event_of_a_calendar_takes_its_posts_back(folder: Path) -> None:
    """Whoever asked for the notice gets it, with the time of the calendar's word."""
    cancelled = CALENDAR.replace("LOCATION:Moon Hall", "STATUS:CANCELLED")
    write(folder, "events/town.ics", cancelled)
    silent = loaded(folder).project
    write(folder, "events/town.yaml", EVENTS.replace("7-days", "7-days, cancelled"))
    told = loaded(folder).project

    assert len(silent.posts) == 1
    assert [post.key.split(".")[-1] for post in told.posts] == ["cancelled", "7-days"]
    assert told.posts[0].at == datetime(2026, 11, 2, 3, tzinfo=UTC)
    assert told.posts[0].late.otherwise is LateAction.SKIP


def test_a_calendar_on_the_web_waits_for_the_daemon(folder: Path) -> None:
    """It is named to the daemon; until it was fetched, nothing is known of it."""
    write(folder, "events/town.yaml", WEB)
    found = loaded(folder)
    (calendar,) = found.project.calendars

    assert calendar.url == "https://example.org/town.ics"
    assert isinstance(calendar, Calendar)
    assert found.project.events == ()
    assert "kairanban fetch" in str(found.warnings[0])


def test_what_was_fetched_is_read(folder: Path) -> None:
    """The same events, wherever the calendar lies."""
    write(folder, "events/town.yaml", WEB)
    keep(folder, CALENDAR)

    assert len(loaded(folder).project.events) == 2


def test_a_stranger_cannot_stop_us(folder: Path) -> None:
    """What somebody else's calendar says too long is left out, and warned of."""
    write(folder, "events/town.yaml", WEB.replace("7-days", long_text()))
    keep(folder, CALENDAR.replace("URL:", f"DESCRIPTION:{'x' * 600}\r\nURL:"))
    found = loaded(folder)

    assert [post.key.rsplit(".", 1)[-1] for post in found.project.posts] == ["live-now"]
    assert any("too long" in str(warning) for warning in found.warnings)


def long_text() -> str:
    """Return a post that says everything about its event."""
    return '{id: all, at: -1d, text: "{{about}}"}'


def test_our_own_slip_is_an_error_there_too(folder: Path) -> None:
    """An account that there is not is no stranger's fault."""
    write(folder, "events/town.yaml", WEB.replace("to: box", "to: bux"))
    keep(folder, CALENDAR)

    assert any("did you mean 'box'?" in one for one in problems(folder))


WRONG = {
    "not there": ("town.ics", "tone.ics", "is not there"),
    "outside": ("events/town.ics", "../town.ics", "outside of the project's folder"),
    "no day": ("since: 2026-11-24\n", "", "since: is missing"),
    "no address": ("events/town.ics", "https://", "should be an address"),
}


@pytest.mark.parametrize(("old", "new", "what"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_with_a_calendar_is_said(
    folder: Path, old: str, new: str, what: str
) -> None:
    """In the file that names it."""
    write(folder, "events/town.yaml", EVENTS.replace(old, new))

    assert any(what in one for one in problems(folder))


def test_every_beginning_of_a_calendar_is_refused() -> None:
    """A file of which half was written changes nothing."""
    content = CALENDAR.strip().encode()
    for length in range(len(content)):
        with pytest.raises(WrongValueError):
            read_calendar(content[:length], "town", TOKYO, NOW)


ODD = {
    "no events": "",
    "no uid": "BEGIN:VEVENT\nDTSTART:20270101T000000Z\nSUMMARY:x\nEND:VEVENT\n",
    "no start": "BEGIN:VEVENT\nUID:x\nSUMMARY:x\nEND:VEVENT\n",
    "a broken start": "BEGIN:VEVENT\nUID:x\nSUMMARY:x\nDTSTART:soon\nEND:VEVENT\n",
    "an end before": (
        "BEGIN:VEVENT\nUID:x\nSUMMARY:x\nDTSTART:20270101T000000Z\n"
        "DTEND:20260101T000000Z\nEND:VEVENT\n"
    ),
    "the end of time": "BEGIN:VEVENT\nUID:x\nSUMMARY:x\nDTSTART:99991231\nEND:VEVENT\n",
}


@pytest.mark.parametrize("events", ODD.values(), ids=ODD.keys())
def test_what_is_no_event_is_passed_over(events: str) -> None:
    """One odd entry does not hide the others, and never ends in a traceback."""
    content = f"BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n".encode()

    assert read_calendar(content, "x", TOKYO, NOW) == ()


def test_a_time_of_no_zone_is_meant_where_the_community_lives() -> None:
    """RFC 5545 calls it floating."""
    content = CALENDAR.replace(";TZID=Europe/Berlin", "").encode()
    first = read_calendar(content, "town", TOKYO, NOW)[0].event

    assert first.starts == datetime(2027, 3, 10, 10, tzinfo=UTC)


def times(content: str) -> list[tuple[str, str]]:
    """Return when the walk takes place, by its own clock, and under which key."""
    found = read_calendar(content.encode(), "town", TOKYO, NOW)
    walks = [one.event for one in found if one.event.uid == UID]
    return [
        (one.key, f"{one.starts.astimezone(one.zone):%m-%d %H:%M}") for one in walks
    ]


def test_what_repeats_is_taken_for_the_coming_weeks() -> None:
    """By the wall clock of its zone, each time under a name of its own."""
    found = times(WEEKLY)
    days = [when for _, when in found]

    assert days[:4] == ["03-10 19:00", "03-17 19:00", "03-24 19:00", "03-31 19:00"]
    assert len(found) == len({key for key, _ in found}) == 12
    assert found[0][0].endswith(".20270310")


def test_one_time_of_what_repeats_may_be_left_out() -> None:
    """EXDATE says so."""
    without = "EXDATE;TZID=Europe/Berlin:20270317T190000\r\nRRULE:"
    days = [when for _, when in times(WEEKLY.replace("RRULE:", without))]

    assert days[:2] == ["03-10 19:00", "03-24 19:00"]


def test_one_time_of_what_repeats_may_be_moved() -> None:
    """It keeps its name, so its posts move with it."""
    moved = (
        f"BEGIN:VEVENT\r\nUID:{UID}\r\nSUMMARY:Walk\r\n"
        "RECURRENCE-ID;TZID=Europe/Berlin:20270317T190000\r\n"
        "DTSTART;TZID=Europe/Berlin:20270318T200000\r\nDURATION:PT1H\r\n"
        "END:VEVENT\r\nEND:VCALENDAR"
    )
    found = dict(times(WEEKLY.replace("END:VCALENDAR", moved)))
    (key,) = [key for key in found if key.endswith(".20270317")]

    assert found[key] == "03-18 20:00"


def test_a_rule_that_we_cannot_follow_is_said() -> None:
    """Its first time is taken all the same."""
    hourly = WEEKLY.replace("FREQ=WEEKLY", "FREQ=HOURLY;BYSECOND=1")
    found = read_calendar(hourly.encode(), "town", TOKYO, NOW)

    assert [one.is_riddle for one in found] == [True, False, False]
