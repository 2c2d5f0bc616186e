"""How a message is shown: what is read, and what a platform cannot do."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.findings import FINDINGS, Severity
from domain.posts import Manner, Poll, Visibility
from tests.films import MP4, WEBM
from tests.project_files import (
    PNG,
    RICH_FRONT,
    a_folder,
    loaded,
    problems,
    write,
)
from tests.test_config_variants import a_post_of

EVERYTHING = """\
- id: hello
  at: 2026-11-24 09:30
  to: rich
  text: Which?
  content_warning: Spoilers
  visibility: followers
  language: ja
  quote: https://rich.test/@aiko/1
  card: https://example.org/page
  poll:
    options: [Tea, Coffee]
    open_for: 1d
"""


def test_everything_is_read(tmp_path: Path) -> None:
    """On a platform that can do it all."""
    found = loaded(a_folder(tmp_path, EVERYTHING, RICH_FRONT))

    assert found.warnings == ()
    assert found.project.posts[0].manner == Manner(
        content_warning="Spoilers",
        visibility=Visibility.FOLLOWERS,
        language="ja",
        quote="https://rich.test/@aiko/1",
        card="https://example.org/page",
        poll=Poll(("Tea", "Coffee"), timedelta(days=1)),
    )


@pytest.mark.parametrize(("word", "card"), [("none", ""), ('""', "")])
def test_no_card_is_a_wish_too(word: str, card: str, tmp_path: Path) -> None:
    """Unlike nothing said."""
    queue = a_post_of(f"card: {word}", to="rich")
    (post,) = loaded(a_folder(tmp_path, queue, RICH_FRONT)).project.posts

    assert post.manner.card == card


LACKS = [
    ("visibility: unlisted", "no-visibility", "cannot show a post as 'unlisted'"),
    ("content_warning: x", "no-content-warning", "has no content warnings; put"),
    ("quote: https://x.test/1", "no-quotes", "cannot show a post inside of another"),
    ("reply_to: https://x.test/1", "no-replies", "cannot answer a post by its address"),
    ("poll: {options: [a, b], open_for: 1d}", "no-polls", "Plain has no polls"),
]


@pytest.mark.parametrize(("line", "name", "said"), LACKS, ids=[w[1] for w in LACKS])
def test_what_a_platform_lacks_is_an_error_with_a_name(
    line: str, name: str, said: str, tmp_path: Path
) -> None:
    """What was meant for a few, or with a warning, never goes out otherwise."""
    (found,) = problems(a_folder(tmp_path, a_post_of(line, to="box")))

    assert FINDINGS[name].severity is Severity.ERROR
    assert said in found
    assert found.startswith("queue/a.yaml:5: hello.")


@pytest.mark.parametrize(
    ("line", "name"),
    [("language: ja", "no-language"), ("card: https://x.test", "no-card")],
)
def test_what_does_no_harm_is_a_warning_with_a_name(
    line: str, name: str, tmp_path: Path
) -> None:
    """The words are the same without it."""
    (warning,) = loaded(a_folder(tmp_path, a_post_of(line, to="box"))).warnings

    assert warning.name == name
    assert FINDINGS[name].severity is Severity.WARNING


def poll(text: str) -> str:
    return f"poll: {{{text}}}"


WRONG = [
    ("visibility: private", "visibility: 'private' is not known here"),
    ("language: german", "language: 'german' is no language code"),
    ("quote: nonsense", "quote: should be the address of a post"),
    ("quote: https://a:b@x.test/1", "quote: should not hold a user name"),
    ("reply_to: [a]", "reply_to: should be text, got a list"),
    ("card: nonsense", "card: should be an address such as"),
    (poll("options: [a], open_for: 1d"), "has 2 to 3 options, not 1"),
    (poll("options: [a, b, c, d], open_for: 1d"), "has 2 to 3 options, not 4"),
    (poll("options: [a, a], open_for: 1d"), "poll.options: two options are the same"),
    (poll("options: [a, twelve chars], open_for: 1d"), "options.2: is 2 characters"),
    (poll("options: [a, b], open_for: 1m"), "open_for: a poll on Rich is open for 1h"),
    (poll("options: [a, b], open_for: 8d"), "is open for 1h to 7d"),
    (poll("options: [a, b]"), "poll.open_for: is missing"),
    (poll("options: [a, b], open_for: 1d, several: true"), "takes one answer only"),
    (poll("options: [a, b], open_for: 1d, several: yes"), "should be true or false"),
]


@pytest.mark.parametrize(("line", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_a_wrong_wish_is_told_in_words(line: str, said: str, tmp_path: Path) -> None:
    """At its own place."""
    (found,) = problems(a_folder(tmp_path, a_post_of(line, to="rich"), RICH_FRONT))

    assert said in found


def test_a_content_warning_counts_where_the_platform_counts_it(tmp_path: Path) -> None:
    """Text and warning share one limit there."""
    queue = a_post_of("content_warning: " + "w" * 490, to="rich", text="a" * 12)
    (found,) = problems(a_folder(tmp_path, queue, RICH_FRONT))

    assert "is 2 characters too long for Rich: it has 502 of at most 500" in found


MEDIA = [
    (["film.mp4"], []),
    (["a.png", "a.png"], []),
    (["film.mp4", "a.png"], ["Rich shows either pictures or a film, not both"]),
    (
        ["film.mp4", "film.mp4"],
        ["Rich takes at most 1 film in a post, not 2"],
    ),
    (["big.mp4"], ["has 2,032 bytes, 32 more than Rich takes"]),
    (["film.webm"], ["is video/webm; Rich takes image/png, video/mp4"]),
]


@pytest.mark.parametrize(("files", "said"), MEDIA, ids=[str(m[0]) for m in MEDIA])
def test_films_have_limits_of_their_own(
    files: list[str], said: list[str], tmp_path: Path
) -> None:
    """A platform may take larger films than pictures, and fewer of them."""
    write(tmp_path, "a.png", PNG)
    write(tmp_path, "film.mp4", MP4)
    write(tmp_path, "big.mp4", MP4 + bytes(2032 - len(MP4)))
    write(tmp_path, "film.webm", WEBM)
    shown = ", ".join(f"{{file: {name}, alt: x}}" for name in files)
    folder = a_folder(tmp_path, a_post_of(f"media: [{shown}]", to="rich"), RICH_FRONT)
    found = problems(folder) if said else []
    loaded(folder) if not said else None

    assert [line.split(": ", 2)[2] for line in found] == said


def test_a_card_or_a_poll_stands_not_beside_pictures(tmp_path: Path) -> None:
    """Where there is room for one of them only."""
    write(tmp_path, "a.png", PNG)
    lines = [
        "media: [{file: a.png, alt: x}]",
        "card: https://x.test",
        poll("options: [a, b], open_for: 1d"),
    ]
    found = problems(a_folder(tmp_path, a_post_of(*lines, to="rich"), RICH_FRONT))

    assert [line.split(": ", 2)[2] for line in found] == [
        "Rich shows either media or a card, not both",
        "Rich shows either media or a poll, not both",
    ]
