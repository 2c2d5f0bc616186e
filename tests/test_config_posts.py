"""The queue: posts, checked against the places they go to."""

import os
import unicodedata
from pathlib import Path

import pytest

from domain.posts import Focus, MediaFile
from tests.films import FTYP, MP4, WEBM
from tests.project_files import PNG, POST, a_folder, loaded, problems, write

WRONG = [
    ("id: hello", "id: a b", "a b.id: should be at most 100 letters, digits"),
    ("id: hello", "id: reply/1/2", "should be at most 100 letters"),
    ("id: hello", "id: -x", "should be at most 100 letters"),
    ("id: hello", "id: [a]", "1.id: should be text, got a list"),
    ("at: 2026-11-24 09:30", "at: soon", "hello.at: should be a time such as"),
    ("at: 2026-11-24 09:30", "x-y: 1", "hello.at: is missing: say when"),
    ("at: 2026-11-24 09:30", "at: [1]", "hello.at: should be text, got a list"),
    ("to: box", "to: bx", "hello.to: there is no account 'bx'; did you mean 'box'?"),
    ("to: box", "to: zzz", "no account 'zzz'; there is: box, bird"),
    ("to: box", "to: [box, bx]", "hello.to.2: there is no account 'bx'"),
    ("to: box", "to: [box, box]", "hello.to.2: the account 'box' stands here twice"),
    ("to: box", "to: []", "hello.to: name at least one account"),
    ("to: box", "to: {a: b}", "hello.to: should be a list, got a mapping"),
    ("to: box", "x-y: 1", "hello.to: is missing: name the account"),
    ("to: box", "to: box\n  too: b", "hello.too: unknown key; did you mean 'to'?"),
    ("text: Hello!", "text: ''", "hello.text: a post needs a text, or something"),
    ("text: Hello!", "text: ' '", "hello.text: a post needs a text, or something"),
    ("text: Hello!", "x-y: 1", "hello.text: a post needs a text, or something"),
    ("text: Hello!", "text: [a]", "hello.text: should be text, got a list"),
    ("text: Hello!", "text:\n  media: []", "hello.text: a post needs a text"),
    (
        "text: Hello!",
        "text: a\n  media: a.png",
        "hello.media: should be a list, got 'a.png'",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[w[1] for w in WRONG])
def test_a_wrong_post_is_told_in_words(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    """One mistake, one sentence, with the post's own name."""
    (found,) = problems(a_folder(tmp_path, POST.replace(old, new)))

    assert said in found


FILES = [
    ("", []),
    ("# nothing yet", []),
    ("[]", []),
    ("posts:", []),
    ("posts: []\nx-by: me", []),
    (POST, ["hello"]),
    (f"posts:\n{POST}", ["hello"]),
]


@pytest.mark.parametrize(("text", "keys"), FILES)
def test_a_queue_file_is_a_list_of_posts_or_has_one(
    text: str, keys: list[str], tmp_path: Path
) -> None:
    """An empty file is fine: a person has just begun to write."""
    project = loaded(a_folder(tmp_path, text)).project

    assert [post.key for post in project.posts] == keys


SHAPES = [
    ("hello", "queue/a.yaml:1: should be a list of posts, got 'hello'"),
    ("posts: hello", "queue/a.yaml:1: posts: should be a list of posts, got 'hello'"),
    ("posts: []\npost: 1", "queue/a.yaml:2: post: unknown key; did you mean 'posts'?"),
    ("- hello", "queue/a.yaml:1: 1: should be a mapping, got 'hello'"),
    ("-", "queue/a.yaml:1: 1: should be a mapping, got nothing"),
]


@pytest.mark.parametrize(("text", "said"), SHAPES)
def test_a_queue_file_of_another_shape_is_told(
    text: str, said: str, tmp_path: Path
) -> None:
    """The place is the line where the wrong thing stands."""
    assert problems(a_folder(tmp_path, text)) == [said]


IDS = ["2026", "017", "no", "1.5", "夏まつり-1", "Käse_fest", "ぱーてぃー", "0x1F"]


@pytest.mark.parametrize("name", IDS)
def test_an_id_is_what_was_typed(name: str, tmp_path: Path) -> None:
    """Bare numbers and words are names here, in any script."""
    project = loaded(a_folder(tmp_path, POST.replace("hello", name))).project

    assert project.posts[0].key == name


def test_ids_that_look_alike_are_alike(tmp_path: Path) -> None:
    """A Mac may write が as two characters; it is the same name."""
    a_folder(tmp_path, POST.replace("hello", "が"))
    write(
        tmp_path,
        "queue/b.yaml",
        POST.replace("hello", unicodedata.normalize("NFD", "が")),
    )
    (found,) = problems(tmp_path)

    assert found.startswith("queue/b.yaml:2: ")
    assert found.endswith("'が' is taken already, in queue/a.yaml:2")


def test_every_mistake_of_a_post_is_told_at_once(tmp_path: Path) -> None:
    """One wrong key does not hide the others."""
    post = """\
    - id: a
      at: soon
      to: [bird, bx]
      text: Much too long for the bird
      txt: 1
      media: [{file: gone.png}]
    """
    found = problems(a_folder(tmp_path, post))

    assert [line.split(": ")[1] for line in found] == [
        "a.at",
        "a.to.2",
        "a.text",
        "a.text",
        "a.txt",
        "a.media.1.alt",
    ]


def test_text_is_measured_as_each_platform_does(tmp_path: Path) -> None:
    """The number over is what a writer needs to know."""
    post = POST.replace("box", "[box, bird]").replace(
        "Hello!", "こんにちは、回覧板です。"
    )
    found = problems(a_folder(tmp_path, post))

    assert [line.split(": ", 2)[2] for line in found] == [
        "is 2 characters too long for Tiny: it has 12 of at most 10",
        "is 21 bytes too large for Tiny: it has 36 of at most 15",
    ]


def test_a_text_that_just_fits_is_fine(tmp_path: Path) -> None:
    """The limit itself is allowed."""
    post = POST.replace("box", "bird").replace("Hello!", "0123456789")

    assert loaded(a_folder(tmp_path, post)).project.posts


def test_breaks_around_a_text_do_not_count(tmp_path: Path) -> None:
    """A block scalar ends in a line break that nobody meant to publish."""
    post = POST.replace("Hello!", "|\n\n    Hello!\n\n      Bye.  \n\n")
    (found,) = loaded(a_folder(tmp_path, post)).project.posts

    assert found.text == "Hello!\n\n  Bye."


def with_media(*entries: str, to: str = "bird") -> str:
    media = "\n".join(f"  - {entry}" for entry in entries)
    return POST.replace("to: box\n  text: Hello!", f"to: {to}\n  media:\n{media}")


def test_a_post_may_be_a_picture_alone(tmp_path: Path) -> None:
    """Decoration says so, with an empty `alt`."""
    write(tmp_path, "media/a.png", PNG)
    project = loaded(
        a_folder(tmp_path, with_media('{file: media/a.png, alt: ""}'))
    ).project

    assert project.posts[0].text == ""
    assert project.posts[0].media == (
        MediaFile(tmp_path.resolve() / "media" / "a.png", ""),
    )


def test_a_picture_may_say_what_must_stay_in_sight(tmp_path: Path) -> None:
    """From the left, and from above."""
    write(tmp_path, "media/a.png", PNG)
    media = with_media("{file: media/a.png, alt: x, focus: 70% 20%}")
    [post] = loaded(a_folder(tmp_path, media)).project.posts

    assert [file.focus for file in post.media] == [Focus(0.7, 0.2)]


MEDIA = [
    ("{file: media/a.png, alt: x, focus: 70%}", "how far across and how far down"),
    ("{file: media/a.png, alt: x, focus: 101% 0%}", "such as 70% 20%, got '101% 0%'"),
    ("{file: media/a.png}", "media.1.alt: is missing: describe the picture"),
    ("{file: media/a.png, alt: }", "media.1.alt: has no value"),
    ("{alt: x}", "media.1.file: is missing"),
    ("{file: a.png, alt: x}", "is not there; did you mean 'media/a.png'?"),
    ("{file: media/aa.png, alt: x}", "is not there; did you mean 'media/a.png'?"),
    ("{file: zzz/b, alt: x}", "media.1.file: is not there"),
    ("{file: media/a.png/b, alt: x}", "media.1.file: is not there"),
    ("{file: ../a.png, alt: x}", "lies outside of the project's folder"),
    ("{file: /etc/hostname, alt: x}", "lies outside of the project's folder"),
    ("{file: media/out.png, alt: x}", "lies outside of the project's folder"),
    ("{file: media/loop.png, alt: x}", "media.1.file: "),
    ("{file: media, alt: x}", "media.1.file: cannot be read: Is a directory"),
    ("{file: media/pipe, alt: x}", "media.1.file: cannot be read: it is not a file"),
    ("{file: media/text, alt: x}", "media.1.file: is no picture or film that we know"),
    ("{file: media/a.jpg, alt: x}", "is image/jpeg; Tiny takes image/gif, image/png"),
    ("{file: media/cut.png, alt: x}", "is damaged: it ends before it tells how large"),
    ("{file: media/cut.mp4, alt: x}", "is damaged: a part of the film is missing"),
    ("{file: media/big.png, alt: x}", "has 1,508 bytes, 1,476 more than Tiny takes"),
]


@pytest.mark.parametrize(("entry", "said"), MEDIA, ids=[m[0] for m in MEDIA])
def test_a_wrong_picture_is_told_in_words(
    entry: str, said: str, tmp_path: Path
) -> None:
    """Better now than when the post is due."""
    write(tmp_path, "media/a.png", PNG)
    write(tmp_path, "media/a.jpg", b"\xff\xd8\xff\xc0\0\x11\x08\0\1\0\1")
    write(tmp_path, "media/cut.png", PNG[:12])
    write(tmp_path, "media/cut.mp4", FTYP)
    write(tmp_path, "media/big.png", PNG + bytes(1476))
    write(tmp_path, "media/text", "hello")
    (tmp_path / "media" / "out.png").symlink_to("/etc/hostname")
    (tmp_path / "media" / "loop.png").symlink_to("loop.png")
    os.mkfifo(tmp_path / "media" / "pipe")
    found = problems(a_folder(tmp_path, with_media(entry)))

    assert any(said in line for line in found)
    assert all(".media.1" in line for line in found)


KINDS = [
    (PNG, "image/png"),
    (b"GIF89a\2\0\1\0", "image/gif"),
    (b"RIFF\0\0\0\0WEBPVP8X" + bytes(14), "image/webp"),
    (b"RIFF\0\0\0\0WAVE", None),
    (b"\0\0\0\x20ftypavif", "image/avif"),
    (MP4, "video/mp4"),
    (WEBM, "video/webm"),
    (b"", None),
]


@pytest.mark.parametrize(("head", "kind"), KINDS, ids=[repr(k[0]) for k in KINDS])
def test_the_kind_of_a_file_is_read_from_its_bytes(
    head: bytes, kind: str | None, tmp_path: Path
) -> None:
    """A name is only a promise."""
    write(tmp_path, "media/a.png", head)
    project = a_folder(tmp_path, with_media("{file: media/a.png, alt: x}", to="box"))
    if kind == "image/png":
        assert loaded(project).project.posts
    else:
        (found,) = problems(project)
        assert (f"is {kind};" if kind else "is no picture or film") in found


def test_pictures_are_counted_and_their_words_measured(tmp_path: Path) -> None:
    """Each platform has its own limits: one counts pictures, the other letters."""
    write(tmp_path, "media/a.png", PNG)
    entry = "{file: media/a.png, alt: A table under paper lanterns}"
    found = problems(a_folder(tmp_path, with_media(entry, entry, to="[box, bird]")))
    wordy = "is 8 characters too long for Plain: it has 28 of at most 20"

    assert [line.split(": ", 1)[1] for line in found] == [
        "hello.media: Tiny takes at most 1 picture in a post, not 2",
        f"hello.media.1.alt: {wordy}",
        f"hello.media.2.alt: {wordy}",
    ]
