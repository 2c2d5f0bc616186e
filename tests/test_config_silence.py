"""Warnings are silenced by name, where they stand, and nowhere else."""

from datetime import UTC, datetime
from pathlib import Path

from config.check import Report, check
from config.told import Told
from domain.findings import WARNINGS
from tests.project_files import FRONT, PLATFORMS, a_folder, problems, write

NOW = datetime(2026, 11, 20, tzinfo=UTC)

TWO = """
- id: one
  at: 2026-11-24 09:30
  to: box
  text: Hello dear neighbours of ours
- id: two
  at: 2026-11-24 09:31
  to: box
  text: Something else altogether, for once
"""


OTHERS = (
    TWO.replace("one", "three")
    .replace("two", "four")
    .replace("-24", "-26")
    .replace("Hello dear", "Goodbye my old")
    .replace("altogether", "quite")
)


def checked(folder: Path, *quiet: str) -> Report:
    return check(
        folder,
        NOW,
        lambda _: Told(),
        quiet=quiet,
        platforms=PLATFORMS,
        environment={},
    )


def names(report: Report) -> list[str]:
    return [f"{one.file}:{one.line} {one.name}" for one in report.found]


def test_a_warning_is_heard_until_its_post_silences_it(tmp_path: Path) -> None:
    """Who means it says so where it stands."""
    loud = checked(a_folder(tmp_path, TWO))
    write(tmp_path, "queue/a.yaml", TWO + "  silence: clash\n")
    still = checked(tmp_path)

    assert names(loud) == ["queue/a.yaml:7 clash"]
    assert names(still) == []
    assert [one.name for one in still.silenced] == ["clash"]


def test_another_post_does_not_silence_it(tmp_path: Path) -> None:
    """Silence reaches to where the next post begins; in vain, it is told so."""
    first, second = TWO.split("- id: two")
    post = f"{first}  silence: [clash]\n- id: two{second}"

    assert names(checked(a_folder(tmp_path, post))) == [
        "queue/a.yaml:6 unused-silence",
        "queue/a.yaml:8 clash",
    ]


def test_a_file_and_the_project_silence_all_that_is_theirs(tmp_path: Path) -> None:
    """A habit needs to be written once, and may have nothing to silence."""
    posts = "silence: [clash, past]\nposts:" + TWO
    a_folder(tmp_path, posts)
    write(tmp_path, "queue/b.yaml", OTHERS)
    of_file = names(checked(tmp_path))
    write(tmp_path, "kairanban.yaml", FRONT + "silence: [clash, near-duplicate]\n")

    assert any(name.startswith("queue/b.yaml") for name in of_file)
    assert not any(name.startswith("queue/a.yaml") for name in of_file)
    assert names(checked(tmp_path)) == []


def test_a_run_can_be_told_not_to_say_it(tmp_path: Path) -> None:
    """In CI nobody knows what went out."""
    report = checked(a_folder(tmp_path, TWO), "clash")

    assert names(report) == []
    assert len(report.silenced) == 1


def test_what_is_no_warning_cannot_be_silenced(tmp_path: Path) -> None:
    """A slip would leave somebody wondering; an error is no matter of taste."""
    post = TWO + "  silence: [clahs, too-long, 7]\n"

    assert problems(a_folder(tmp_path, post)) == [
        (
            "queue/a.yaml:10: two.silence.1: there is no warning 'clahs';"
            " did you mean 'clash'?"
        ),
        "queue/a.yaml:10: two.silence.2: 'too-long' cannot be silenced",
        "queue/a.yaml:10: two.silence.3: there is no warning '7'; there is: "
        + ", ".join(WARNINGS),
    ]


def test_what_only_the_memory_knows_is_not_called_unused_without_it(
    tmp_path: Path,
) -> None:
    """CI must not ask for a silence to be taken out that is needed at home."""
    folder = a_folder(tmp_path, TWO + "  silence: [clash, near-duplicate]\n")
    without = check(folder, NOW, platforms=PLATFORMS, environment={})

    assert names(without) == []
    assert names(checked(folder)) == ["queue/a.yaml:10 unused-silence"]
