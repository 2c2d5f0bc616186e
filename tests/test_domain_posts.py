"""What is said, how it is shown, and where it is said otherwise."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.posts import (
    AS_USUAL,
    Focus,
    Manner,
    MediaFile,
    Message,
    Poll,
    Variant,
    Visibility,
)
from tests.builders import a_post

PLAIN = a_post(
    text="Hello", media=(MediaFile(Path("/a.png"), "cat"),), thread=(Message("two"),)
)
POLL = Poll(("yes", "no"), timedelta(days=1))


def test_what_was_approved_before_stays_approved() -> None:
    """These hashes were taken before there were manners and variants."""
    assert Message("Hello").content_hash == (
        "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"
    )
    assert PLAIN.content_hash == (
        "5085857bca036d96806e9266162bb3ae1ce2b738c937790cd6182ca714efe468"
    )


@pytest.mark.parametrize(
    "wish",
    [
        {"content_warning": "spoilers"},
        {"visibility": Visibility.UNLISTED},
        {"language": "ja"},
        {"quote": "https://example.org/1"},
        {"card": ""},
        {"card": "https://example.org/2"},
        {"poll": POLL},
        {"poll": replace(POLL, several=True)},
    ],
    ids=str,
)
def test_every_wish_is_part_of_what_is_approved(wish: dict[str, object]) -> None:
    """Somebody said yes to exactly what will be seen."""
    manner = replace(AS_USUAL, **wish)  # type: ignore[arg-type]  # its own fields

    assert Message("a", manner=manner).content_hash != Message("a").content_hash
    assert replace(PLAIN, manner=manner).content_hash != PLAIN.content_hash


def test_what_must_stay_in_sight_is_part_of_what_is_approved() -> None:
    """It decides what of a picture is seen."""
    picture = MediaFile(Path("/a.png"), "cat")
    focused = replace(picture, focus=Focus(0.7, 0.2))

    assert (
        Message("a", (focused,)).content_hash != Message("a", (picture,)).content_hash
    )


def test_a_post_says_something_else_where_it_has_a_variant() -> None:
    """Everywhere else it says the usual."""
    there = (Message("Toot"), Message("more"))
    post = replace(PLAIN, variants=(Variant("masto", there),))

    assert post.messages_for("masto") == there
    assert post.messages_for("box") == PLAIN.messages
    assert post.content_hash != PLAIN.content_hash


def test_whom_it_answers_is_part_of_what_is_approved() -> None:
    """The same words to somebody else are another post."""
    answering = replace(PLAIN, answers="https://example.org/1")

    assert answering.content_hash != PLAIN.content_hash


def test_wishes_are_told_by_name() -> None:
    """So that a new kind of wish, as usual, changes no hash."""
    assert AS_USUAL.wishes == ""
    assert Manner(language="ja").wishes == "language='ja'"
