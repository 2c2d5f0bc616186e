"""A new project teaches, and works at once."""

import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.init import init
from config.language import language_of
from config.load import load
from domain.errors import RequestError
from tests.clocks import NOON


def make(folder: Path, **changes: Any) -> tuple[Path, ...]:
    known: dict[str, Any] = {
        "name": "Sakura Street",
        "timezone": "Asia/Tokyo",
        "now": NOON,
    }
    return init(folder, **known | changes)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_new_project_loads_without_a_word(language: str, tmp_path: Path) -> None:
    """The first `kairanban check` is a good one."""
    make(tmp_path / "new" / "home", language=language)
    found = load(tmp_path / "new" / "home", environment={})

    assert not found.warnings
    assert found.project.community.name == "Sakura Street"
    assert found.project.community.language == language
    assert language_of(tmp_path / "new" / "home") == language
    assert [a.platform for a in found.project.accounts.values()] == ["sandbox"]


def test_its_posts_are_due_soon(tmp_path: Path) -> None:
    """Tomorrow morning there is something to see."""
    make(tmp_path)
    posts = load(tmp_path, environment={}).project.posts

    assert [post.at for post in posts] == [
        datetime(2026, 11, 25, 0, 0, tzinfo=UTC),
        datetime(2026, 11, 26, 3, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_commented_out_works_too(language: str, tmp_path: Path) -> None:
    """Taking the "#" away is all there is to it."""
    make(tmp_path, language=language)
    front = tmp_path / "kairanban.yaml"
    lines = front.read_text().replace("  # bsky:", "  bsky:")
    lines = lines.replace("  # masto:", "  masto:")
    lines = lines.replace("  #   platform", "    platform")
    lines = lines.replace("  #   server", "    server")
    lines = lines.replace("  #   handle", "    handle")
    lines = lines.replace("# team:", "team:").replace("#   - name", "  - name")
    lines = lines.replace("#     handles:", "    handles:")
    lines = lines.replace("#       bluesky:", "      bluesky:")
    lines = lines.replace("# approval:", "approval:")
    lines = lines.replace("# campaigns:", "campaigns:")
    lines = lines.replace("#   spring:", "  spring:").replace(
        "#     title", "    title"
    )
    front.write_text(lines.replace("  # guidelines", "  guidelines"))
    project = load(tmp_path, environment={}).project

    assert project.accounts["bsky"].handle == "brand.bsky.social"
    assert project.accounts["masto"].options == {"server": "https://mastodon.social"}
    assert project.team[0].handles == {"bluesky": "aiko.bsky.social"}
    assert project.community.guidelines_url
    assert project.needs_approval
    assert project.campaigns["spring"].title


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_thread_that_is_commented_out_works_too(
    language: str, tmp_path: Path
) -> None:
    """The same in the queue, for all that follows the thread."""
    make(tmp_path, language=language)
    queue = tmp_path / "queue" / "welcome.yaml"
    before, mark, after = queue.read_text().partition("# - id: house-rules")
    queue.write_text(before + re.sub(r"(?m)^# (?=[ -])", "", mark + after))
    found = load(tmp_path, environment={})
    *_, rules, fair = found.project.posts

    assert rules.key == "house-rules"
    assert len(rules.thread) == 2
    assert fair.text in {"Spring fair! Saturday, ten. Tea?", "春まつり、土曜10時から。"}
    assert [draft.key for draft in found.drafts] == ["someday"]


def test_a_handle_that_is_known_stands_there_at_once(tmp_path: Path) -> None:
    """Who has an account need not uncomment anything."""
    make(tmp_path, handles={"bluesky": "@sakura.example"})
    project = load(tmp_path, environment={}).project

    assert project.accounts["bsky"].handle == "sakura.example"
    assert "masto" not in project.accounts


def test_a_handle_on_mastodon_brings_its_server_along(tmp_path: Path) -> None:
    """People know their whole name; the address of the server follows from it."""
    make(tmp_path, handles={"mastodon": "@sakura@mastodon.example"})
    masto = load(tmp_path, environment={}).project.accounts["masto"]

    assert (masto.platform, masto.handle) == ("mastodon", "sakura")
    assert masto.options == {"server": "https://mastodon.example"}


@pytest.mark.parametrize(
    "name", ['A "B" #1: C', "桜町 {町内会}", "\\n", "- x", "$name", "no"]
)
def test_any_name_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    """People call their communities what they like."""
    make(tmp_path, name=name)

    assert load(tmp_path, environment={}).project.community.name == name


def test_secrets_and_memory_are_kept_from_git(tmp_path: Path) -> None:
    """The first `git add .` does no harm."""
    make(tmp_path)

    assert (tmp_path / ".gitignore").read_text() == "/.kairanban/\n/secrets/\n"
    assert (tmp_path / "secrets" / ".gitignore").read_text() == "*\n"
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_what_git_ignores_already_stays(tmp_path: Path) -> None:
    """Lines are added, once."""
    (tmp_path / ".gitignore").write_text("/secrets/\n*.bak")
    make(tmp_path)

    assert (tmp_path / ".gitignore").read_text() == "/secrets/\n*.bak\n/.kairanban/\n"


@pytest.mark.parametrize(
    "name", ["kairanban.yaml", "queue/welcome.yaml", "media/README.md"]
)
def test_nothing_is_overwritten(name: str, tmp_path: Path) -> None:
    """And nothing else is written when one thing is in the way."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    with pytest.raises(RequestError, match="is there already; nothing was changed"):
        make(tmp_path)

    assert path.read_text() == "mine"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


WRONG = [
    ({"timezone": "Tokio"}, "did you mean 'Asia/Tokyo'"),
    ({"language": "fr"}, "does not speak 'fr'"),
    ({"name": " "}, "should not be empty"),
    ({"name": "a\x07b"}, "the control character U\\+0007"),
    ({"handles": {"bluesky": "a b"}}, "should be a handle"),
    ({"handles": {"mastodon": "sakura"}}, "with its server: board@mastodon"),
]


@pytest.mark.parametrize(("changes", "said"), WRONG, ids=[w[1] for w in WRONG])
def test_a_wrong_wish_is_refused_before_anything_is_written(
    changes: dict[str, Any], said: str, tmp_path: Path
) -> None:
    """Half a project helps nobody."""
    with pytest.raises(RequestError, match=said):
        make(tmp_path / "new", **changes)

    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in its place, a disk that is read-only: in words."""
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match=r"cannot write .*: Not a directory"):
        make(tmp_path / "file" / "new")
