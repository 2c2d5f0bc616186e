"""How quickly people were answered, in two plain numbers and a share."""

from datetime import timedelta
from typing import Any

from domain.items import EntryStatus, InboxEntry
from domain.response_times import ResponseTimes
from insights.response_times import response_times
from tests.builders import a_judgement, an_entry, an_item
from tests.clocks import NOON

DAY = timedelta(days=1)


def an_answered(hours: int, **changes: Any) -> InboxEntry:
    """Return an entry answered now, *hours* after it was written."""
    known: dict[str, Any] = {
        "item": an_item(created_at=NOON - timedelta(hours=hours)),
        "status": EntryStatus.ANSWERED,
        "closed_at": NOON,
    }
    return an_entry(**known | changes)


def times(*entries: InboxEntry) -> ResponseTimes:
    """Return the times of the day around now."""
    return response_times(entries, NOON - DAY, NOON + DAY)


def test_without_answers_there_are_no_times() -> None:
    """Nothing is not zero."""
    assert times() == ResponseTimes()


def test_half_and_nine_tenths_are_told() -> None:
    """One slow answer hides in a median, not in nine of ten."""
    found = times(*(an_answered(hours) for hours in (10, 1, 2, 3, 4, 5, 6, 7, 8, 50)))

    assert found.answered == 10
    assert found.median == timedelta(hours=5)
    assert found.ninth_tenth == timedelta(hours=10)


def test_a_single_answer_is_all_of_them() -> None:
    """One value is its own median."""
    assert times(an_answered(3)).median == timedelta(hours=3)
    assert times(an_answered(3)).ninth_tenth == timedelta(hours=3)


def test_only_answers_of_the_window_count() -> None:
    """The window holds its beginning and not its end; done is not answered."""
    found = times(
        an_answered(1, closed_at=NOON - DAY),
        an_answered(1, closed_at=NOON + DAY),
        an_answered(1, status=EntryStatus.DONE),
        an_entry(),
    )

    assert found.answered == 1


def test_answers_in_time_are_those_by_the_due_time() -> None:
    """Who had no due time is neither in time nor late."""
    found = times(
        an_answered(1, judgement=a_judgement(due_at=NOON)),
        an_answered(1, judgement=a_judgement(due_at=NOON - timedelta(minutes=1))),
        an_answered(1, judgement=a_judgement(due_at=None)),
        an_answered(1, judgement=None),
    )

    assert (found.in_time, found.with_due) == (1, 2)


def test_clocks_that_disagree_make_no_negative_times() -> None:
    """A platform's clock may run ahead of ours."""
    assert times(an_answered(-1)).median == timedelta(0)
