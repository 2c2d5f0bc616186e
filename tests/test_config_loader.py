"""What is loaded again is what a fresh look at all files gives."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.load import Loader
from domain.errors import KairanbanError
from tests.machine_settings import examples
from tests.project_files import FRONT, PLATFORMS, POST, a_folder, write

TWICE = POST + POST.replace("hello", "again")
ODD = POST.replace("2026-11-24 09:30", "2026-03-29 01:30").replace("hello", "odd")
FILES: dict[str, list[str | None]] = {
    "queue/a.yaml": [POST, TWICE, POST.replace("Hello", "Hullo"), "", "- {", None],
    "queue/b.yaml": [
        POST,
        ODD,
        ODD + "  silence: clocks-change\n",
        POST.replace("hello", "other"),
        "posts: 7\n",
        "draft: true\nposts:" + POST,
        None,
    ],
    "kairanban.yaml": [
        FRONT,
        FRONT.replace("Asia/Tokyo", "Europe/London"),
        FRONT.replace("box:", "bax:"),
    ],
    "people.yaml": ["aiko: {handles: {tiny: aiko}}\n", None],
    "campaigns/c.yaml": ["id: c\nposts:" + POST.replace("hello", "other"), None],
}
EDITS = st.lists(
    st.sampled_from([(name, text) for name, texts in FILES.items() for text in texts]),
    min_size=1,
    max_size=10,
)


def outcome(loader: Loader) -> tuple[Any, ...]:
    try:
        found = loader.load()
    except KairanbanError as error:
        return (str(error),)
    sources = [post.source for post in found.project.posts]
    return replace(found, fingerprint=""), sources


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(EDITS)
def test_whatever_is_edited_a_loader_tells_what_stands_there(
    tmp_path: Path, edits: Sequence[tuple[str, str | None]]
) -> None:
    """Remembering makes it quick, and changes nothing else."""
    folder = a_folder(tmp_path)
    for name in FILES:
        if name not in {"kairanban.yaml", "queue/a.yaml"}:
            (folder / name).unlink(missing_ok=True)
    loader = Loader(folder, PLATFORMS, {})
    loader.load()
    for name, text in edits:
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            write(folder, name, text)

        assert outcome(loader) == outcome(Loader(folder, PLATFORMS, {}))


def test_posts_of_a_file_that_did_not_change_are_the_same_posts(tmp_path: Path) -> None:
    """Nothing is made anew, so that what has changed is quickly found."""
    loader = Loader(a_folder(tmp_path), PLATFORMS, {})
    (first,) = loader.load().project.posts
    write(tmp_path, "queue/b.yaml", POST.replace("hello", "other"))
    again, _ = loader.load().project.posts

    assert again is first


def test_a_picture_that_comes_or_goes_is_noticed(tmp_path: Path) -> None:
    """What a post shows is part of what it says, wherever it lies."""
    shown = POST + "  media: [{file: media/a.png, alt: ''}]\n"
    folder = a_folder(tmp_path, POST)
    loader = Loader(folder, PLATFORMS, {})
    loader.load()
    write(folder, "queue/a.yaml", shown)
    lacking = outcome(loader)
    write(
        folder,
        "media/a.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1" + bytes(8),
    )
    there = outcome(loader)
    (folder / "media" / "a.png").unlink()

    assert len(lacking) == 1
    assert len(there) == 2
    assert lacking == outcome(loader)
