"""The names of findings: one table, one page, and every name in use."""

import re
from pathlib import Path

from domain.findings import FINDINGS, WARNINGS, Severity

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reference" / "findings.md").read_text(encoding="utf-8")
ROOMS = ("config", "scheduler", "kairanban", "domain")


def rows(heading: str) -> list[str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)


def test_every_finding_is_on_the_page_in_its_order() -> None:
    """Who reads a name in brackets can look it up."""
    for heading, severity in (
        ("Errors", Severity.ERROR),
        ("Warnings", Severity.WARNING),
    ):
        names = [n for n, found in FINDINGS.items() if found.severity is severity]

        assert rows(heading) == names


def test_names_are_words_with_hyphens() -> None:
    """A name is typed by people."""
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in FINDINGS)
    assert set(WARNINGS) < set(FINDINGS)


def test_every_name_is_used_somewhere() -> None:
    """A name that nothing bears would be a promise without a hand."""
    code = "".join(
        path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.name != "findings.py" or room == "config"
    )

    assert [n for n in FINDINGS if f'"{n}"' not in code] == ["wrong-value", "odd"]
