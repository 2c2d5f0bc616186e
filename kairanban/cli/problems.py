"""Shows what is wrong in the project's files."""

from collections.abc import Sequence
from typing import Any

from domain.errors import Problem
from domain.phrases import Phrasebook


def line_of(problem: Problem, book: Phrasebook) -> str:
    """Return ``file:line: where: what`` in the reader's language."""
    return f"{problem.place()}: {book.read(problem.what)}"


def show_problems(problems: Sequence[Problem], book: Phrasebook) -> None:
    """Print every problem on standard error, in colour where there is a terminal."""
    from rich.console import Console
    from rich.text import Text

    screen = Console(stderr=True, highlight=False, soft_wrap=True)
    for problem in problems:
        line = Text(problem.place() + ": ", style="bold")
        screen.print(line.append(book.read(problem.what), style="red"))
    screen.print(
        book.say_many(
            "{count} problem; nothing was changed.",
            "{count} problems; nothing was changed.",
            len(problems),
        )
    )


def problem_json(problem: Problem, book: Phrasebook) -> dict[str, Any]:
    """Return a problem for programs."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "where": problem.where,
        "message": book.read(problem.what),
    }
