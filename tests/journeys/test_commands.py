"""Every command, used as a person would, without a daemon: right and wrong."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.journeys.program import Program, QuickProgram
from tests.memories import lay_database

FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox}
  bsky: {platform: bluesky, handle: makers.test}
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return the program in a project of two accounts and one post."""
    program = QuickProgram(tmp_path / "project")
    (program.folder / "queue").mkdir(parents=True)
    lay_database(program.folder / ".kairanban")
    (program.folder / "kairanban.yaml").write_text(FRONT)
    (program.folder / "queue" / "posts.yaml").write_text(
        "- {id: hello, at: 2036-11-24 09:00, to: box, text: Hello}\n"
    )
    return program


def test_check_names_every_mistake_at_once(program: Program) -> None:
    """One run of check is enough to mend everything."""
    queue = program.folder / "queue" / "posts.yaml"
    queue.write_text(
        "- {id: a, at: 25:00, too: box}\n- {id: a, at: 2036-11-24 09:00}\n"
    )
    told = program("check")
    for_programs = program("check", "--json")

    assert told.code == 1
    assert "queue/posts.yaml:1:18: error: a.too: unknown key; did you mean" in told.err
    assert {problem["line"] for problem in for_programs.json["findings"]} == {1, 2}
    assert "Traceback" not in told.err


def test_a_broken_queue_keeps_nobody_from_reading_the_inbox(program: Program) -> None:
    """Answering people needs no plan."""
    (program.folder / "queue" / "posts.yaml").write_text("- {id: a")

    assert program("plan").code == 1
    assert program.entries() == []


def test_a_folder_without_a_project_is_told_to_init(tmp_path: Path) -> None:
    """The way in is one command away."""
    told = QuickProgram(tmp_path)("inbox", "list")

    assert told.code == 1
    assert "kairanban init" in told.err


def test_init_leaves_alone_what_is_there(program: Program) -> None:
    """A second init overwrites nothing."""
    told = program("init", "--name", "Others", "--timezone", "UTC")

    assert told.code == 1
    assert (program.folder / "kairanban.yaml").read_text() == FRONT


def test_plan_shows_and_changes_nothing(program: Program) -> None:
    """Looking at a plan is free: the next look says the same."""
    first = program.well("plan", "--json").json
    second = program.well("plan", "--json").json

    assert [c["change"] for c in first["changes"]] == ["added"]
    assert first == second
    assert program.deliveries() == []


def test_a_missing_secret_is_explained_without_a_trace(program: Program) -> None:
    """The three ways to give it are named; the other account is well."""
    told = program("accounts", "check", "--json")
    by_account = {row["account"]: row for row in told.json}

    assert told.code == 1
    assert by_account["box"]["ok"]
    assert "KAIRANBAN_BSKY_PASSWORD" in by_account["bsky"]["problem"]


def test_an_unknown_account_gets_a_guess(program: Program) -> None:
    """A slip of the finger is understood."""
    told = program("accounts", "check", "bskyy")

    assert told.code == 1
    assert "did you mean 'bsky'?" in told.err


def test_the_doctor_names_the_missing_secret(program: Program) -> None:
    """Trouble is found before it strikes."""
    found = program("doctor", "--json")
    bad = [row["message"] for row in found.json if row["level"] == "bad"]

    assert found.code == 1
    assert len(bad) == 1
    assert "bsky.password" in bad[0]


def test_numbers_that_do_not_exist_are_said_so(program: Program) -> None:
    """A wrong number is the person's slip, not our crash."""
    for words in (
        ("queue", "show", "7"),
        ("queue", "cancel", "7"),
        ("inbox", "show", "7"),
        ("inbox", "done", "7"),
        ("inbox", "reply", "7", "Hello"),
    ):
        told = program(*words)

        assert told.code in {1, 2}, words
        assert "7" in told.err
        assert "Traceback" not in told.err


def test_help_and_errors_speak_japanese(program: Program) -> None:
    """Everything a person sees speaks their language."""
    helped = program("--language", "ja", "--help")
    front = program.folder / "kairanban.yaml"
    front.write_text(
        FRONT.replace("language: en", "language: ja").replace("box:", "1:")
    )
    told = program("check")

    assert "受信箱" in helped.out
    assert "問題" in told.err


def test_the_digest_comes_in_every_form(program: Program) -> None:
    """One digest, five dresses."""
    assert "Nobody is waiting" in program.well("digest").out
    assert "Nobody is waiting" in program.well("digest", "--format", "text").out
    assert "# " in program.well("digest", "--format", "markdown").out
    assert "<html" in program.well("digest", "--format", "html").out
    assert program.well("digest", "--json").json["groups"] == []
    assert program("digest", "--format", "pdf").code == 2


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)
def test_the_unit_is_one_that_systemd_takes(program: Program, tmp_path: Path) -> None:
    """systemd's own checker has nothing to say against it."""
    unit = tmp_path / "kairanban.service"
    unit.write_text(program.well("service", "unit", "--program", "/bin/true").out)
    verdict = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "LoadCredential=bsky.password:" in unit.read_text()
    assert verdict.stderr == ""
    assert verdict.returncode == 0
