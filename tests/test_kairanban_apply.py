"""`kairanban apply`: what `plan` shows is scheduled, and nothing else happens."""

from pathlib import Path

import pytest

from tests.journeys.program import QuickProgram
from tests.memories import lay_database
from tests.project_files import write

FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts: {box: {platform: sandbox}}
"""
POST = "- {id: tea, at: 2090-01-01 9:00, to: box, text: Tea}\n"


@pytest.fixture
def program(tmp_path: Path) -> QuickProgram:
    """Make a project with a post that nobody has scheduled."""
    write(tmp_path, "kairanban.yaml", FRONT)
    write(tmp_path, "queue/a.yaml", POST)
    lay_database(tmp_path / ".kairanban")
    return QuickProgram(tmp_path)


def test_what_was_shown_is_scheduled_and_then_there_is_nothing_left(
    program: QuickProgram,
) -> None:
    """The second time, the files and the outbox agree."""
    first, second = program.well("apply", "--yes"), program.well("apply", "--yes")
    (row,) = program.deliveries()

    assert "+ tea (box): added 2090-01-01 09:00" in first.out
    assert "1 message scheduled or changed." in first.out
    assert "Nothing was changed." in second.out
    assert (row["post"], row["state"]) == ("tea", "queued")


def test_looking_changes_nothing(program: QuickProgram) -> None:
    """Nor does a question that nobody could answer."""
    looked, asked = program.well("apply", "--dry-run"), program("apply")

    assert "added" in looked.out
    assert "Nothing was changed." in looked.out
    assert asked.code == 1
    assert "add --yes" in asked.err
    assert program.deliveries() == []


def test_a_post_that_is_gone_from_the_files_is_taken_back(
    program: QuickProgram,
) -> None:
    """Programs are told the same."""
    program.well("apply", "--yes")
    write(program.folder, "queue/a.yaml", "")
    found = program.well("apply", "--yes", "--json").json

    assert found["applied"] == 1
    assert found["counts"] == {"cancelled": 1}
    assert program.delivery("tea")["state"] == "cancelled"
