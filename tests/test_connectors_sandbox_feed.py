"""What the sandbox's ledger says at a moment, and what is new since a cursor."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from connectors.sandbox.feed import PAGE_LIMIT, feed_at, find_published, news_since
from connectors.sandbox.lines import Deleted, Edited, Line, Published, Said
from tests.clocks import NOON


def later(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def said(known: str, at: datetime = NOON, **more: str) -> Said:
    return Said(at, known, "aiko", f"words of {known}", **more)


def all_news(lines: Sequence[Line], *moments: datetime) -> list[list[str]]:
    cursor, brought = "", []
    for moment in moments:
        news = news_since(lines, cursor, moment)
        cursor = news.next_cursor
        brought.append(list(news.ids))
    return brought


def test_what_lies_in_the_future_comes_when_its_time_has_come() -> None:
    """Nothing early, nothing twice, nothing left out."""
    lines: list[Line] = [said("now"), said("late", later(9)), said("soon", later(2))]

    assert all_news(lines, NOON, later(2), later(5), later(9), later(99)) == [
        ["now"],
        ["soon"],
        [],
        ["late"],
        [],
    ]


def test_a_clock_that_goes_back_skips_nothing() -> None:
    """What is added "in the past" is new all the same."""
    lines: list[Line] = [said("one", later(60))]
    first = news_since(lines, "", later(60))
    lines.append(said("two", NOON))
    second = news_since(lines, first.next_cursor, NOON)

    assert first.ids == ("one",)
    assert second.ids == ("two",)


def test_our_own_words_are_out_whatever_the_clock_says() -> None:
    """A clock set back unsays nothing, and brings nothing back."""
    ours = Published(later(60), "ours", "Hello", "key")
    taken = Published(later(60), "taken", "Oops", "other")
    feed = feed_at([ours, taken, Deleted(later(61), "taken")], NOON)

    assert list(feed.messages) == ["ours"]
    assert list(feed.gone) == ["taken"]


def test_an_edited_message_is_news_once_as_it_reads_now() -> None:
    """Two edits in one page are one piece of news."""
    lines: list[Line] = [
        said("one"),
        Edited(NOON, "one", "second"),
        Edited(NOON, "one", "third"),
    ]
    message = feed_at(lines, NOON).messages["one"]

    assert all_news(lines, NOON) == [["one"]]
    assert (message.text, message.revision) == ("third", 3)


def test_nobody_answers_what_is_no_longer_there() -> None:
    """Answers that were still to come to a deleted post never come."""
    lines: list[Line] = [
        Published(NOON, "post", "Hello"),
        said("early", later(2), parent="post"),
        said("late", later(9), parent="post"),
        said("to-late", later(12), parent="late"),
        said("quote", later(14), quotes="post"),
        Deleted(later(5), "post"),
    ]

    assert list(feed_at(lines, later(60)).messages) == ["early"]


def test_a_thread_remembers_its_top() -> None:
    """However deep an answer stands, its root is the first message."""
    lines: list[Line] = [
        said("top"),
        said("one", parent="top"),
        said("two", parent="one"),
    ]
    messages = feed_at(lines, NOON).messages

    assert [m.root for m in messages.values()] == ["top", "top", "top"]


def test_an_edit_of_nothing_and_a_second_birth_are_passed_over() -> None:
    """A ledger mended by hand may say odd things."""
    lines: list[Line] = [said("one"), said("one"), Edited(NOON, "nobody", "x")]

    assert list(feed_at(lines, NOON).messages) == ["one"]


def test_a_crowd_comes_in_pages() -> None:
    """A long page is cut, and the next one goes on where it stopped."""
    waiting = [said(f"w{n}", later(5)) for n in range(PAGE_LIMIT + 5)]
    lines: list[Line] = [*waiting, *(said(f"n{n}") for n in range(PAGE_LIMIT + 1))]
    cursor = ""
    sizes: list[tuple[int, bool]] = []
    ids: list[str] = []
    for moment in (NOON, NOON, later(5), later(5)):
        news = news_since(lines, cursor, moment)
        cursor = news.next_cursor
        sizes.append((len(news.ids), news.more))
        ids += news.ids

    assert sizes == [(50, True), (1, False), (50, True), (5, False)]
    assert len(set(ids)) == len(lines)


@pytest.mark.parametrize(
    "cursor",
    ["", "nonsense", "at://other", "9:", "2:2", "1:7", "-1:", "2:0,"],
)
def test_a_cursor_that_is_not_ours_begins_anew(cursor: str) -> None:
    """Seen twice is better than never seen."""
    lines: list[Line] = [said("one"), said("two")]

    assert news_since(lines, cursor, NOON).ids == ("one", "two")


def test_a_key_is_honoured_even_for_what_is_gone() -> None:
    """The same request never publishes again, not even after a deletion."""
    ours = Published(NOON, "ours", "Hello", "key")
    lines: list[Line] = [ours, Deleted(NOON, "ours")]

    assert find_published(lines, "key") == ours
    assert find_published(lines, "another") is None
