"""A draft is measured before it leaves; all that is wrong is told at once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from domain.capabilities import Capabilities, IdempotencyClass, MediaLimit, TextLimit
from domain.posts import Draft, KeptMedia
from rules.limits import problems

PLATFORM = Capabilities(
    platform="sandbox",
    title="Sandbox",
    idempotency=IdempotencyClass.LOOK_UP,
    text=TextLimit(count=len, limit=10, limit_bytes=20),
    media=MediaLimit(1, 1_000_000, frozenset({"image/png", "image/jpeg"}), 5),
    pulls=frozenset(),
)


def a_picture(**changes: Any) -> KeptMedia:
    """Return a picture that fits."""
    known: dict[str, Any] = {
        "path": Path("/kept/cat"),
        "alt": "a cat",
        "sha256": "00",
        "mime_type": "image/png",
        "size_bytes": 1_000_000,
    }
    return KeptMedia(**known | changes)


def told(
    text: str, *media: KeptMedia, capabilities: Capabilities = PLATFORM
) -> list[str]:
    """Return the problems in English."""
    return list(map(str, problems(Draft(text, media), capabilities)))


def test_what_fits_has_no_problem() -> None:
    """Limits include their last value."""
    assert told("a" * 10, a_picture()) == []
    assert told("", a_picture()) == []


def test_nothing_cannot_be_said() -> None:
    """A post has words or pictures."""
    assert told(" \n") == ["there is nothing to say: no text, no picture"]


def test_a_long_text_is_told_by_how_much() -> None:
    """Whoever must shorten it wants to know by how much."""
    assert told("a" * 11) == ["the text is 1 character too long; Sandbox takes 10"]
    assert told("月" * 10) == ["the text is 10 bytes too long; Sandbox takes 20 bytes"]


def test_every_problem_is_told_at_once() -> None:
    """Nobody likes to try five times."""
    bad = a_picture(mime_type="image/gif", size_bytes=1_000_001, alt="a cat!!")

    assert told("a" * 12, a_picture(), bad) == [
        "the text is 2 characters too long; Sandbox takes 10",
        "there is 1 picture too many; Sandbox takes 1",
        "picture 2 is image/gif; Sandbox takes image/jpeg, image/png",
        "picture 2 has 1,001 kB; Sandbox takes 1,000 kB",
        "the alt text of picture 2 is 2 characters too long",
    ]


def test_a_file_of_unknown_kind_is_named_so() -> None:
    """Bytes may tell nothing."""
    assert "picture 1 is of an unknown kind" in told("a", a_picture(mime_type=""))[0]


def test_a_platform_without_pictures_says_so_once() -> None:
    """Sizes do not matter where no picture is taken."""
    limits = MediaLimit(0, 0, frozenset(), 0)
    words_only = replace(PLATFORM, media=limits)

    assert told("a", a_picture(), capabilities=words_only) == [
        "Sandbox takes no pictures here"
    ]


def test_a_platform_without_bounds_has_none() -> None:
    """0 bytes means no second bound; 0 alt characters means that none is stored."""
    roomy = replace(
        PLATFORM,
        text=TextLimit(count=len, limit=100),
        media=replace(PLATFORM.media, limit_alt=0),
    )

    assert told("月" * 50, a_picture(alt="x" * 99), capabilities=roomy) == []
