"""`kairanban post`: from a sentence on the command line to an entry of the queue."""

import re
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.write import prepared, queue_file
from domain.errors import ConfigurationError, RequestError
from kairanban.new_post import NewPost, Wish, free_key, new_post, parts_of
from tests.journeys.program import QuickProgram
from tests.project_files import PNG, write

FRONT = """\
# ours
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox}
  bsky: {platform: bluesky, handle: example.bsky.social}
campaigns: {spring: }
"""
#: Wednesday 2026-11-25, 20:00 in Tokyo.
NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a project with a queue that has a post, and comments."""
    write(tmp_path, "kairanban.yaml", FRONT)
    write(
        tmp_path,
        "queue/2026-11.yaml",
        "# November\n"
        "- id: old   # mine\n  at: 2030-01-01 9:00\n  to: box\n  text: 'a'\n",
    )
    write(tmp_path, "media/map.png", PNG)
    return tmp_path


def asked(folder: Path, **changes: Any) -> NewPost:
    """Prepare a post, as the command does."""
    known: dict[str, Any] = {"text": "Hi", "accounts": ["box"], "at": "tomorrow 9:00"}
    return new_post(folder, Wish(**known | changes), NOW)


def files(folder: Path) -> Mapping[str, bytes]:
    """Return everything that stands in the queue."""
    return {p.name: p.read_bytes() for p in (folder / "queue").iterdir()}


def test_a_post_is_put_behind_the_others_of_its_month(folder: Path) -> None:
    """What stands there stays to the byte; the id is its time."""
    before = files(folder)["2026-11.yaml"]
    asked(folder, accounts=["box", "bsky"], text="Hello #makers").prepared.make()
    after = files(folder)["2026-11.yaml"]

    assert after.startswith(before)
    assert after[len(before) :].decode() == (
        "\n- id: 2026-11-26-0900\n  at: 2026-11-26 09:00\n  to: [box, bsky]\n"
        '  text: "Hello #makers"\n'
    )


def test_nothing_is_written_before_it_is_made(folder: Path) -> None:
    """So that a person can look first; and what is shown is what is loaded."""
    before = files(folder)
    new = asked(folder)

    assert files(folder) == before
    assert new.post.at == datetime(2026, 11, 26, 0, tzinfo=UTC)
    assert str(new.post.source) == "queue/2026-11.yaml:7"


def test_a_post_can_wait_for_the_next_free_slot(folder: Path) -> None:
    """Then it has no time yet, and its id says the day on which it was written."""
    slots = "box: {platform: sandbox, slots: {morning: [monday 09:00]}}"
    write(folder, "kairanban.yaml", FRONT.replace("box: {platform: sandbox}", slots))
    new = asked(folder, at="next  morning slot")

    assert new.moment is None
    assert new.post.key == "2026-11-25-slot"
    assert "  at: next morning slot\n" in new.prepared.new


def test_another_month_gets_a_file_of_its_own(folder: Path) -> None:
    """In the community's zone: 1 December begins earlier in Tokyo."""
    asked(folder, at="1 dec 0:30").prepared.make()

    assert set(files(folder)) == {"2026-11.yaml", "2026-12.yaml"}


def test_a_thread_with_pictures_and_wishes_is_written_whole(folder: Path) -> None:
    """Parts are divided by a line of three dashes."""
    new = asked(
        folder,
        text="one\n---\ntwo\nlines",
        media=[Path("media/map.png")],
        alts=["A map"],
        campaign="spring",
        needs_approval=True,
        file="spring/a.yaml",
    )
    new.prepared.make()
    (post,) = [p for p in new.prepared.loaded.project.posts if p.key != "old"]

    assert [m.text for m in post.messages] == ["one", "two\nlines"]
    assert post.media[0].alt == "A map"
    assert (post.campaign, post.needs_approval) == ("spring", True)
    assert (folder / "queue/spring/a.yaml").is_file()


def test_two_posts_of_one_time_have_two_ids(folder: Path) -> None:
    """Nobody is asked for a name."""
    asked(folder).prepared.make()

    assert asked(folder, accounts=["bsky"]).post.key == "2026-11-26-0900-2"
    assert free_key("a", {"a", "a-2"}) == "a-3"


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"accounts": ["bx"]}, "no account 'bx'; did you mean 'box'"),
        ({"at": "soon"}, "'soon' is not understood"),
        ({"at": "today 9:00"}, "is past"),
        ({"media": [Path("media/map.png")]}, "say with --alt"),
        ({"file": "../kairanban.yaml"}, "is no file of the queue"),
        ({"file": "kairanban.txt"}, "is no file of the queue"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    wish: Mapping[str, Any], why: str, folder: Path
) -> None:
    """One sentence with the remedy."""
    before = files(folder)
    with pytest.raises(RequestError, match=why):
        asked(folder, **wish)

    assert files(folder) == before


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"text": "x" * 600}, "too long"),
        ({"key": "old"}, "'old' is taken already"),
        ({"campaign": "sprig"}, "no campaign 'sprig'"),
        ({"media": [Path("media/gone.png")], "alts": ["x"]}, "is not there"),
    ],
    ids=str,
)
def test_a_post_that_would_be_wrong_is_never_written(
    wish: Mapping[str, Any], why: str, folder: Path
) -> None:
    """The whole project is read with it first."""
    before = files(folder)
    with pytest.raises(ConfigurationError) as caught:
        asked(folder, **wish)

    assert why in " ".join(map(str, caught.value.problems))
    assert files(folder) == before


def test_a_file_that_changed_meanwhile_is_left_alone(folder: Path) -> None:
    """Somebody saved in the editor while we asked."""
    new = asked(folder)
    write(folder, "queue/2026-11.yaml", "# theirs\n")
    with pytest.raises(RequestError, match="changed meanwhile; nothing was written"):
        new.prepared.make()

    assert files(folder)["2026-11.yaml"] == b"# theirs\n"


def test_who_may_read_a_file_stays_as_it_was(folder: Path) -> None:
    """A private queue does not become public by a post."""
    file = folder / "queue/2026-11.yaml"
    file.chmod(0o600)
    asked(folder).prepared.make()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_in_the_queue_stays_a_link(folder: Path) -> None:
    """What it points to is written, as an editor would; outside of it, nothing is."""
    (folder / "queue/link.yaml").symlink_to("2026-11.yaml")
    (folder / "queue/out.yaml").symlink_to("/tmp/elsewhere.yaml")  # noqa: S108 - nobody writes there

    assert queue_file(folder.resolve(), "link.yaml").name == "2026-11.yaml"
    with pytest.raises(RequestError, match="is no file of the queue"):
        queue_file(folder.resolve(), "out.yaml")


def test_a_file_of_the_queue_may_be_named_with_or_without_its_folder(
    folder: Path,
) -> None:
    """Both are what people type."""
    home = folder.resolve()

    assert queue_file(home, "may.yaml") == queue_file(home, "queue/may.yaml")


def test_a_broken_project_is_mended_first(folder: Path) -> None:
    """Nobody can tell what a post does in a project that cannot be read."""
    write(folder, "queue/b.yaml", "- id: [\n")
    with pytest.raises(ConfigurationError):
        prepared(folder, "a.yaml", [{"id": "n"}])


def test_parts_of_a_text_are_divided_by_dashes_alone_on_a_line() -> None:
    """A dash in a sentence is none."""
    assert parts_of("a --- b\n\n---\nc\n") == ["a --- b", "c"]


def test_the_command_shows_writes_and_names_the_place(folder: Path) -> None:
    """With --dry-run it only shows; nobody at the terminal, so it wants --yes."""
    program = QuickProgram(folder)
    seen = program.well(
        "post", "明日です", "--to", "box,bsky", "--at", "明日 9:00", "--dry-run"
    )
    asked_first = program("post", "Hi", "--to", "box", "--at", "tomorrow 9:00")
    done = program.well(
        "post", "Hi", "--to", "box", "--at", "1 jan 9:00", "--yes", "--json"
    )

    # Tomorrow at nine is less than a day away for whoever asks in the morning.
    assert re.search(r"09:00 \(Asia/Tokyo\), in (1 day|\d+ h)", seen.out)
    assert "bsky: 4 of 300 characters" in seen.out
    assert "Would write" in seen.out
    assert asked_first.code == 1
    assert "add --yes. Nothing was changed" in asked_first.err
    assert done.json["file"].startswith("queue/20")
    assert done.json["accounts"] == ["box"]
    assert program.well("check").out.startswith("All well: 2 accounts, 2 posts.")


def test_the_command_says_what_it_still_needs(folder: Path) -> None:
    """Text, place and time; each in one sentence."""
    program = QuickProgram(folder)

    assert "say what to post" in program("post", "--at", "tomorrow 9:00").err
    assert "--to; there are box, bsky" in program("post", "Hi", "--at", "9:00").err
    assert "--at 'tomorrow 9:00'" in program("post", "Hi", "--to", "box").err
