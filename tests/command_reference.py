"""Prints docs/reference/command-line.md: every command, as it explains itself.

python -m tests.command_reference > docs/reference/command-line.md
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from kairanban.__main__ import DONE, INTERRUPTED, OURS, YOURS
from kairanban.cli.app import app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "command-line.md"

Entry = TyperCommand | TyperGroup

#: Of a command line that makes no sense; Typer's own.
_WRONG_COMMAND_LINE = 2

_HEAD = f"""\
# Command line

This page is printed by the program: `python -m tests.command_reference`. Every
command also explains itself: `kairanban inbox reply --help`, in Japanese with
`kairanban --language ja inbox reply --help`.

- Commands work on the project in the current folder; `-C` (or `KAIRANBAN_PROJECT`)
  names another. Only `init` and `demo` need none.
- They speak the project's `community.language`; `--language`, else
  `KAIRANBAN_LANGUAGE`, says otherwise.
- Results go to standard output, complaints to standard error. `--json` prints the same
  for programs: stable keys, times in ISO 8601 and UTC. `--dry-run` says what would be
  done.
- They need no running daemon and may be used beside one.

| exit code | meaning |
|---|---|
| {DONE} | done |
| {YOURS} | your files or your request must change; the message says how |
| {_WRONG_COMMAND_LINE} | there is no such command, option or value |
| {OURS} | a bug in Kairanban; the message names a file to send us |
| {INTERRUPTED} | interrupted with Ctrl-C |
"""


def commands() -> Iterator[tuple[str, TyperCommand]]:
    """Yield every command that does something, with its words."""
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    yield from _below(root, "")


def _below(group: TyperGroup, before: str) -> Iterator[tuple[str, TyperCommand]]:
    for name, entry in group.commands.items():
        if isinstance(entry, TyperGroup):
            yield from _below(entry, f"{before}{name} ")
        elif isinstance(entry, TyperCommand):
            yield f"{before}{name}", entry


def help_of(words: str) -> str:
    """Return what the program prints when asked to explain a command."""
    answer = CliRunner().invoke(
        app,
        [*words.split(), "--help"],
        prog_name="kairanban",
        env={"COLUMNS": "100", "KAIRANBAN_PROJECT": None, "KAIRANBAN_BY": None},
    )
    assert answer.exit_code == DONE, answer.output
    return "\n".join(line.rstrip() for line in answer.output.strip().splitlines())


def page() -> str:
    """Return the whole page."""
    found = list(commands())
    index = [
        f"| [`{words}`](#{_anchor(words)}) | {_sentence(entry)} |"
        for words, entry in found
    ]
    return "\n".join(
        [
            _HEAD,
            "| command | |\n|---|---|",
            *index,
            _section("Options before the command", ""),
            *(_section(f"`kairanban {words}`", words) for words, _ in found),
        ]
    )


def _sentence(entry: TyperCommand) -> str:
    return " ".join((entry.help or "").split())


def _anchor(words: str) -> str:
    """Return the address of a heading as GitHub makes it."""
    return f"kairanban {words}".replace(" ", "-")


def _section(title: str, words: str) -> str:
    return f"\n## {title}\n\n```text\n{help_of(words)}\n```"


if __name__ == "__main__":
    sys.stdout.write(page() + "\n")
