"""What a check has found as SARIF 2.1.0, which code review sites show in place.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from config.check import Report
from domain.errors import Problem
from domain.findings import FINDINGS
from domain.phrases import Phrasebook

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_HOME = "https://github.com/kairanban/kairanban"
_HELP = f"{_HOME}/blob/main/docs/reference/findings.md"


def sarif(report: Report, book: Phrasebook) -> dict[str, Any]:
    """Return a log of one run; silenced warnings are in it as suppressed."""
    results = [
        *_results(report.found, book, {}),
        *_results(report.silenced, book, {"suppressions": [{"kind": "inSource"}]}),
    ]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(book)},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def _driver(book: Phrasebook) -> dict[str, Any]:
    return {
        "name": "kairanban",
        "version": version("kairanban"),
        "informationUri": _HOME,
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": book.read(finding.meaning)},
                "helpUri": f"{_HELP}#{name}",
                "defaultConfiguration": {"level": str(finding.severity)},
            }
            for name, finding in FINDINGS.items()
        ],
    }


def _results(
    problems: Iterable[Problem], book: Phrasebook, more: dict[str, Any]
) -> Iterable[dict[str, Any]]:
    numbers = {name: number for number, name in enumerate(FINDINGS)}
    for problem in problems:
        said = book.read(problem.what)
        yield {
            "ruleId": problem.name,
            "ruleIndex": numbers[problem.name],
            "level": str(FINDINGS[problem.name].severity),
            "message": {"text": f"{problem.where}: {said}" if problem.where else said},
            "locations": [_location(problem)],
            **more,
        }


def _location(problem: Problem) -> dict[str, Any]:
    file = {"uri": quote(problem.file), "uriBaseId": "%SRCROOT%"}
    place: dict[str, Any] = {"artifactLocation": file}
    if problem.line:
        place["region"] = {"startLine": problem.line}
    if problem.line and problem.column:
        place["region"]["startColumn"] = problem.column
    return {"physicalLocation": place}
