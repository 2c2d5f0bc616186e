"""Threads: what follows a post is checked part by part, as the post itself is."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.load import load
from domain.errors import ConfigurationError
from domain.posts import MediaFile, Message
from tests.project_files import (
    FRONT,
    PLATFORMS,
    PNG,
    POST,
    a_folder,
    loaded,
    problems,
    write,
)

BIRD = POST.replace("box", "[box, bird]")


def a_thread(*parts: str, post: str = POST) -> str:
    return f"{post}  thread:\n" + "".join(f"  - {part}\n" for part in parts)


def test_a_thread_is_a_list_of_texts_and_pictures(tmp_path: Path) -> None:
    """A part is a text, or a text with something to show, or something to show."""
    write(tmp_path, "media/a.png", PNG)
    queue = a_thread(
        "Second.",
        "{text: Third., media: [{file: media/a.png, alt: A lamp}]}",
        '{media: [{file: media/a.png, alt: ""}]}',
        "|\n    Last.\n\n",
    )
    (post,) = loaded(a_folder(tmp_path, queue)).project.posts
    path = tmp_path.resolve() / "media" / "a.png"

    assert post.thread == (
        Message("Second."),
        Message("Third.", (MediaFile(path, "A lamp"),)),
        Message("", (MediaFile(path, ""),)),
        Message("Last."),
    )
    assert post.messages[0] == Message("Hello!")


def test_an_empty_thread_is_none(tmp_path: Path) -> None:
    """Somebody may be about to write it."""
    for thread in ("[]", ""):
        queue = f"{POST}  thread: {thread}\n"
        assert loaded(a_folder(tmp_path, queue)).project.posts[0].thread == ()


WRONG = [
    ("''", "1: a part needs a text, or something to show under 'media'"),
    ("{text: ' '}", "1.text: a part needs a text, or something to show"),
    ("{x-y: 1}", "1.text: a part needs a text, or something to show"),
    ("{media: []}", "1.text: a part needs a text, or something to show"),
    ("", "1: has no value"),
    ("[a, b]", "1: should be a text, or a mapping with text and media, got a list"),
    ("{text: [a]}", "1.text: should be text, got a list"),
    ("{txt: a}", "1.txt: unknown key; did you mean 'text'?"),
    ("{text: a, at: 09:30}", "1.at: unknown key"),
    ("Fine but long", "1: is 3 characters too long for Tiny: it has 13 of at most"),
    ("{text: Fine but long}", "1.text: is 3 characters too long for Tiny: it has 13"),
    ("{text: かいらんばん}", "1.text: is 3 bytes too large for Tiny: it has 18 of at"),
    ("{media: [{file: b.png}]}", "1.media.1.alt: is missing: describe the picture"),
    ("{media: [{file: b.png, alt: x}]}", "1.media.1.file: is not there"),
    ("{media: a.png}", "1.media: should be a list, got 'a.png'"),
    (
        "{media: [{file: media/big.png, alt: x}]}",
        "1.media.1.file: has 40 bytes, 8 more than Tiny takes",
    ),
    (
        "{media: [{file: media/a.png, alt: x}, {file: media/a.png, alt: x}]}",
        "1.media: Tiny takes at most 1 picture in a post, not 2",
    ),
]


@pytest.mark.parametrize(("part", "said"), WRONG, ids=[w for w, _ in WRONG])
def test_a_wrong_part_is_told_where_it_stands(
    part: str, said: str, tmp_path: Path
) -> None:
    """By its number in the thread, on its own line."""
    write(tmp_path, "media/a.png", PNG)
    write(tmp_path, "media/big.png", PNG + bytes(8))
    found = problems(a_folder(tmp_path, a_thread(part, "Fine.", post=BIRD)))

    assert found[0].startswith(f"queue/a.yaml:7: hello.thread.{said}")
    assert len(found) == 1


def test_every_part_is_looked_at_whatever_is_wrong_with_others(tmp_path: Path) -> None:
    """All of it at once, in the order of the file."""
    parts = "{txt: a}", "Much too long for the bird", "[a]", "{text: Fine but long}"
    queue = a_thread(*parts, post=BIRD.replace("Hello!", "Hello, hello!"))
    found = problems(a_folder(tmp_path, queue))

    assert [line.split(": ")[1] for line in found] == [
        "hello.text",
        "hello.thread.1.txt",
        "hello.thread.2",
        "hello.thread.2",
        "hello.thread.3",
        "hello.thread.4.text",
    ]


@pytest.mark.parametrize("thread", ["More.", "{text: More.}"])
def test_a_thread_that_is_no_list_is_told(thread: str, tmp_path: Path) -> None:
    """Even of one part."""
    (found,) = problems(a_folder(tmp_path, f"{POST}  thread: {thread}\n"))

    assert "hello.thread: should be a list, got" in found


def test_a_platform_that_takes_no_replies_takes_no_threads(tmp_path: Path) -> None:
    """Better now than after the first part is out."""
    plain = PLATFORMS["plain"]
    mute = replace(plain.capabilities, can_reply=False)
    platforms = {**PLATFORMS, "plain": replace(plain, capabilities=mute)}
    a_folder(tmp_path, a_thread("More."), FRONT)
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, platforms, {})

    assert str(caught.value) == ("queue/a.yaml:6: hello.thread: Plain knows no threads")
