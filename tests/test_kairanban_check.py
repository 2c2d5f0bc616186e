"""`kairanban check`, as people, editors and CI read it."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from domain.findings import FINDINGS
from tests.journeys.program import QuickProgram
from tests.sarif import SCHEMA

FRONT = """
community: {name: Makers, timezone: Asia/Tokyo}
accounts: {box: {platform: sandbox}}
"""
ODD = "- {id: old, at: 2025-11-24 09:00, to: box, text: Hello}\n"
HUSHED = "- {id: old, at: 2025-11-24 09:00, to: box, text: Hi, silence: past}\n"
WRONG = "- {id: old, at: 25:00, to: boks, text: '[bold]Hi'}\n"


@pytest.fixture
def program(tmp_path: Path) -> QuickProgram:
    """Return the program in a project without posts."""
    program = QuickProgram(tmp_path / "a project")
    (program.folder / "queue").mkdir(parents=True)
    (program.folder / "kairanban.yaml").write_text(FRONT)
    return program


def write(program: QuickProgram, post: str, name: str = "posts.yaml") -> None:
    (program.folder / "queue" / name).write_text(post)


def test_a_warning_is_told_and_nothing_fails(program: QuickProgram) -> None:
    """Odd is not wrong, unless CI wants it so."""
    write(program, ODD)
    told = program("check")

    assert told.code == 0
    assert told.out == (
        "queue/posts.yaml:1:17: warning: old.at: this time has gone by [past]\n"
        "1 warning. Nothing is wrong: 1 account, 1 post.\n"
    )
    assert program("check", "--strict").code == 1
    assert program("check", "--strict", "--silence", "past").code == 0


def test_only_warnings_can_be_silenced_on_the_command_line(
    program: QuickProgram,
) -> None:
    """A slip is told with all that there is."""
    told = program("check", "--silence", "too-long")

    assert told.code == 2
    assert "near-duplicate" in told.err


def test_an_error_fails_it_with_its_place_and_name(program: QuickProgram) -> None:
    """Editors follow file:line:column."""
    write(program, WRONG)
    told = program("check")

    assert told.code == 1
    assert re.findall(
        r"^queue/posts\.yaml:1:\d+: error: .* \[[a-z-]+\]$", told.err, re.MULTILINE
    )
    assert told.err.endswith("\n2 problems; nothing was changed.\n")
    assert told.out == ""


def test_json_has_the_shape_that_the_page_tells(program: QuickProgram) -> None:
    """Programs read this, and the page names every key."""
    write(program, ODD)
    write(program, HUSHED.replace("old", "older"), "b.yaml")
    said = program("check", "--json").json
    page = Path("docs/reference/findings.md").read_text(encoding="utf-8")

    assert (said["errors"], said["warnings"], said["posts"]) == (0, 1, 2)
    assert said["findings"] == [
        {
            "name": "past",
            "severity": "warning",
            "file": "queue/posts.yaml",
            "line": 1,
            "column": 17,
            "where": "old.at",
            "message": "this time has gone by",
        }
    ]
    assert [one["name"] for one in said["silenced"]] == ["past"]
    assert all(f"`{key}`" in page for key in said)


def validated(text: str) -> Any:
    said = json.loads(text)
    jsonschema.validate(said, SCHEMA)
    return said["runs"][0]


def test_sarif_is_as_oasis_wants_it(program: QuickProgram) -> None:
    """Errors, warnings and what is silenced, each under its rule."""
    write(program, WRONG, "漢 字.yaml")
    write(program, HUSHED.replace("old", "older"))
    told = program("check", "--sarif")
    run = validated(told.out)
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]

    assert told.code == 1
    assert names == list(FINDINGS)
    assert all(names[one["ruleIndex"]] == one["ruleId"] for one in run["results"])
    assert [one["level"] for one in run["results"]] == ["error", "error", "warning"]
    assert [one.get("suppressions") for one in run["results"]][-1]
    assert places[0]["artifactLocation"]["uri"] == "queue/%E6%BC%A2%20%E5%AD%97.yaml"


def test_a_file_that_cannot_be_placed_in_still_makes_good_sarif(
    program: QuickProgram,
) -> None:
    """A folder called a.yaml has no first line."""
    (program.folder / "queue" / "a.yaml").mkdir()
    run = validated(program("check", "--sarif").out)

    assert [one["ruleId"] for one in run["results"]] == []
    (program.folder / "queue" / "b.yaml").symlink_to("nowhere")
    (result,) = validated(program("check", "--sarif").out)["results"]
    assert result["ruleId"] == "unreadable-file"
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_colours_are_for_people_who_want_them(
    program: QuickProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe gets none, nor does who set NO_COLOR; square brackets stay themselves."""
    write(program, ODD)
    plain = program("check").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = program("check").out
    monkeypatch.setenv("NO_COLOR", "1")
    bold_at_most = program("check").out

    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b[1;33m" in coloured
    assert not re.search(r"\x1b\[[\d;]*3\d", bold_at_most)


def test_a_memory_that_cannot_be_asked_is_no_reason_to_fail(
    program: QuickProgram,
) -> None:
    """The files are as they are; what could not be compared is said."""
    write(program, ODD)
    (program.folder / ".kairanban").mkdir(mode=0o700)
    (program.folder / ".kairanban" / "kairanban.sqlite3").write_bytes(b"no database")
    told = program("check")

    assert told.code == 0
    assert "Nothing was compared with what went out already" in told.err
    assert "[past]" in told.out
