"""The morning paper says what is to be done for events."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.as_json import as_json
from digest.choose import Sources, compose
from digest.paper import Digest
from digest.render import render
from digest.tasks import task_notices
from domain.events import Cancellation, Event, Task
from domain.feeds import SourceTrouble
from domain.phrases import ENGLISH, phrase
from domain.project import DigestFormat
from tests.clocks import NOON
from tests.papers import DAY, PROJECT

TOKYO = ZoneInfo("Asia/Tokyo")
TODAY = date(2026, 11, 24)


def a_task(key: str, days: int | None, **changes: object) -> Task:
    """Return a task that is due in so many days."""
    due = None if days is None else TODAY + timedelta(days=days)
    return replace(Task(key, f"Do {key}", due=due), **changes)  # type: ignore[arg-type]  # of a dataclass's own names


def an_event(*tasks: Task, key: str = "spring", days: int = 30) -> Event:
    """Return an event in so many days."""
    starts = NOON + timedelta(days=days)
    return Event(
        key, key.title(), starts, starts + timedelta(hours=2), TOKYO, tasks=tasks
    )


def a_paper(*events: Event) -> Digest:
    """Return the paper of a project with these events."""
    return compose(Sources(replace(PROJECT, events=events)), NOON - DAY, NOON)


def test_what_is_overdue_or_soon_due_is_told() -> None:
    """What is due in a month is only counted."""
    event = an_event(a_task("a", -2), a_task("b", 0), a_task("c", 7), a_task("d", 8))
    found = task_notices([event], NOON)

    assert [one.task for one in found] == ["a", "b", "c"]
    assert [one.overdue_by for one in found] == [timedelta(days=2), None, None]
    assert [one.more for one in found] == [0, 0, 1]


def test_an_event_of_which_nothing_is_due_says_how_much_is_open() -> None:
    """So that a month of quiet does not hide a month of work."""
    (one,) = task_notices([an_event(a_task("a", 20), a_task("b", None))], NOON)

    assert (one.task, one.more, one.due) == ("", 2, TODAY + timedelta(days=20))


def test_what_is_done_or_cancelled_is_not_told() -> None:
    """Nobody books a hall for what does not take place."""
    event = an_event(a_task("a", -2))
    done = an_event(a_task("a", -2, is_done=True))

    assert task_notices([done], NOON) == ()
    assert task_notices([replace(event, cancellation=Cancellation())], NOON) == ()


def test_the_next_event_comes_first() -> None:
    """Whatever their names."""
    late, soon = (
        an_event(a_task("a", 0), days=9),
        an_event(a_task("a", 0), key="z", days=2),
    )

    assert [one.event for one in task_notices([late, soon], NOON)] == ["z", "spring"]


@pytest.mark.parametrize("kind", DigestFormat)
def test_every_format_says_what_is_to_be_done(kind: DigestFormat) -> None:
    """When, for what, and who has taken it on."""
    event = an_event(a_task("a", -2, owner="Aiko"), a_task("b", 1), a_task("c", 20))
    page = " ".join(render(a_paper(event), kind, ENGLISH).replace("\\", "").split())

    for words in (
        "1 task of an event is overdue.",
        "To do for events",
        "overdue for 2 days",
        "by Wed 25 Nov 2026",
        "Spring",
        "Do a",
        "who: Aiko",
        "nobody has taken it on yet",
        "1 more task of this event is open: kairanban events show spring",
    ):
        assert words in page, words


def test_programs_get_tasks_too() -> None:
    """With the day as ISO 8601."""
    (found,) = as_json(a_paper(an_event(a_task("a", -2))), ENGLISH)["tasks"]

    assert (found["event"], found["due"]) == ("spring", "2026-11-22")
    assert found["overdue_by"] == 2 * 86400


def test_a_feed_that_is_silent_for_long_is_told_of() -> None:
    """An hour is weather; a day is somebody's to mend."""
    troubles = [
        SourceTrouble("blog", phrase("does not answer"), NOON - DAY),
        SourceTrouble("town", phrase("does not answer"), NOON - timedelta(hours=1)),
    ]
    paper = compose(Sources(PROJECT, silent=troubles), NOON - DAY, NOON)
    page = render(paper, DigestFormat.TEXT, ENGLISH)

    assert "Feeds and calendars in trouble" in page
    assert "since Mon 23 Nov, 12:00  blog" in page
    assert "town" not in page


def test_no_events_no_section() -> None:
    """Who has none hears nothing of them."""
    assert "events" not in render(a_paper(), DigestFormat.TEXT, ENGLISH)
