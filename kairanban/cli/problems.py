"""Shows what is wrong, or odd, in the project's files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.errors import Problem
from domain.findings import FINDINGS, WRONG_VALUE, Severity
from domain.phrases import Phrase, Phrasebook, phrase, phrase_many

if TYPE_CHECKING:
    from rich.text import Text

_SEVERITIES: dict[Severity, tuple[Phrase, str]] = {
    Severity.ERROR: (phrase("error"), "bold red"),
    Severity.WARNING: (phrase("warning"), "bold yellow"),
}


def severity(problem: Problem) -> Severity:
    """Return whether a problem is an error or a warning."""
    return FINDINGS[problem.name or WRONG_VALUE].severity


def line_of(problem: Problem, book: Phrasebook) -> str:
    """Return ``file:line:column: error: where: what [name]`` in the reader's language.

    So write compilers, and editors follow it to the place.
    """
    return "".join(part for part, _ in _parts(problem, book))


def _parts(problem: Problem, book: Phrasebook) -> list[tuple[str, str]]:
    word, style = _SEVERITIES[severity(problem)]
    where = f"{problem.where}: " if problem.where else ""
    return [
        (f"{problem.spot()}: ", "bold"),
        (f"{book.read(word)}: ", style),
        (where + book.read(problem.what), ""),
        (f" [{problem.name or WRONG_VALUE}]", "dim"),
    ]


def in_colour(problem: Problem, book: Phrasebook) -> "Text":
    """Return the same line for a screen, which leaves the colours out by itself."""
    from rich.text import Text

    return Text.assemble(*_parts(problem, book))


def show_problems(problems: Sequence[Problem], book: Phrasebook) -> None:
    """Print every problem on standard error, in colour where there is a terminal."""
    from rich.console import Console

    screen = Console(stderr=True, highlight=False, soft_wrap=True)
    for problem in problems:
        screen.print(in_colour(problem, book))
    screen.print(book.read(_count(problems)))


def _count(problems: Sequence[Problem]) -> Phrase:
    errors = sum(severity(one) is Severity.ERROR for one in problems)
    told = phrase_many(
        "{count} problem; nothing was changed.",
        "{count} problems; nothing was changed.",
        errors,
    )
    if errors == len(problems):
        return told
    return phrase(
        "{warnings} {errors}",
        warnings=count_warnings(len(problems) - errors),
        errors=told,
    )


def count_warnings(count: int) -> Phrase:
    """Return how many warnings there are."""
    return phrase_many("{count} warning.", "{count} warnings.", count)


def problem_json(problem: Problem, book: Phrasebook) -> dict[str, Any]:
    """Return a problem for programs."""
    return {
        "name": problem.name or WRONG_VALUE,
        "severity": str(severity(problem)),
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "where": problem.where,
        "message": book.read(problem.what),
    }
