"""Which of our own posts is the one that was frozen?"""

from datetime import timedelta

import pytest

from domain.likeness import SKEW, OwnPost, find, has_link, likeness_of, normalised
from domain.posts import Draft, Likeness, Receipt
from tests.clocks import NOON

HELLO = Likeness("Hello, everybody!", 0)


def an_own_post(
    number: int, text: str = "Hello, everybody!", **changes: object
) -> OwnPost:
    known: dict[str, object] = {"media": 0, "created_at": NOON, "parent": ""}
    return OwnPost(Receipt(f"post-{number}"), text, **known | changes)  # type: ignore[arg-type]  # defaults of one test


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param("a  b\r\n\r\nc", "a b\nc", id="blanks and line ends"),
        pytest.param("ｶﾅ と ＡＢＣ", "カナ と ABC", id="half and full width"),
        pytest.param("e\u0301", "\u00e9", id="composed letters"),
        pytest.param("❤\ufe0f", "❤", id="signs that are not seen"),
        pytest.param(
            "see https://a.example/x?y=1 now", "see https://t.co/abc now", id="links"
        ),
        pytest.param("read www.a.example", "read https://a.example/", id="bare links"),
    ],
)
def test_what_platforms_change_makes_no_difference(ours: str, theirs: str) -> None:
    """They fold blanks, shorten links, and compose letters."""
    assert normalised(ours) == normalised(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param("at 7", "at 8", id="a digit"),
        pytest.param("はい", "はい。", id="a full stop"),
        pytest.param("Good", "good", id="a capital"),
        pytest.param("see https://a.example", "see", id="a link that is not there"),
    ],
)
def test_other_words_stay_other_words(ours: str, theirs: str) -> None:
    """A wrong match would lose a post."""
    assert normalised(ours) != normalised(theirs)


@pytest.mark.parametrize(
    "other",
    [
        an_own_post(1, "Other words"),
        an_own_post(1, media=1),
        an_own_post(1, parent="somebody"),
        an_own_post(1, created_at=NOON - SKEW - timedelta(seconds=1)),
    ],
    ids=["text", "media", "parent", "older"],
)
def test_everything_that_was_frozen_must_agree(other: OwnPost) -> None:
    """Text, number of pictures, what it answers, and when."""
    assert find(HELLO, [other], NOON) is None


def test_a_clock_that_goes_slow_is_forgiven() -> None:
    """The platform's clock is not ours."""
    post = an_own_post(1, created_at=NOON - SKEW)

    assert find(HELLO, [post], NOON) == post.receipt


def test_what_belongs_to_another_delivery_is_passed_over() -> None:
    """The same words twice a day are two posts; of several the oldest is meant."""
    posts = [an_own_post(n, created_at=NOON + timedelta(minutes=n)) for n in (3, 2, 1)]

    assert find(HELLO, posts, NOON, {"post-1"}) == Receipt("post-2")


def test_a_draft_looks_like_what_it_will_be() -> None:
    """Its text normalised, its pictures counted."""
    assert likeness_of(Draft("Hello,  everybody!")) == HELLO


@pytest.mark.parametrize(
    ("text", "expected"),
    [("see https://a.example", True), ("www.a.example", True), ("no link", False)],
)
def test_a_link_is_seen(text: str, *, expected: bool) -> None:
    """It may cost more."""
    assert has_link(text) is expected
