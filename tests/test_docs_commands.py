"""What a document tells the reader to type can be typed."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from kairanban.cli.app import app
from tests.command_reference import PAGE, Entry, commands, page
from tests.documents import DOCUMENTS, ROOT, blocks, inline_code, name_of

COMMANDS = dict(commands())

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))

#: The script, wherever it lies.
_SCRIPT = re.compile(r"(?:\S*/)?kairanban")


def typed() -> Iterator[tuple[str, str]]:
    """Yield every line of a shell block, with where it stands."""
    for block in blocks("sh", "console", "bash"):
        for line in block.body.splitlines():
            yield f"{block}: {line.strip()}", line.strip()


def calls(line: str) -> list[list[str]]:
    """Return the words after `kairanban` in a line; `list|show` gives two answers."""
    first, *words = shlex.split(line, comments=True) or [""]
    if not _SCRIPT.fullmatch(first):
        return []
    if "|" in words:  # a pipe
        words = words[: words.index("|")]
    return [list(one) for one in product(*(word.split("|") for word in words))]


def complaint(words: list[str]) -> str:
    """Return what is wrong with the words after `kairanban`; "" if nothing is."""
    entry: Entry = root()
    options = _options(entry)
    takes_value = False
    for word in words:
        if takes_value:
            takes_value = False
        elif word.startswith("-"):
            if word not in options:
                return f"no option {word}"
            takes_value = options[word]
        elif isinstance(entry, TyperGroup):
            found = entry.commands.get(word)
            if not isinstance(found, TyperCommand | TyperGroup):
                return f"no command {word}"
            entry = found
            options = _options(entry)
    return ""


@cache
def root() -> TyperGroup:
    """Return the whole command line."""
    found = get_command(app)
    assert isinstance(found, TyperGroup)
    return found


def _options(entry: Entry) -> dict[str, bool]:
    """Return the options of a command: does each take a value?"""
    known = {"-h": False, "--help": False}
    for parameter in entry.params:
        is_flag = bool(getattr(parameter, "is_flag", False))
        known |= {name: not is_flag for name in parameter.opts if name[0] == "-"}
    return known


def test_the_reference_page_is_what_the_program_prints() -> None:
    """`python -m tests.command_reference > docs/reference/command-line.md` mends it."""
    assert PAGE.read_text(encoding="utf-8") == page() + "\n"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_and_option_explains_itself(words: str) -> None:
    """`--help` leaves nobody alone."""
    silent = [p.name for p in COMMANDS[words].params if not getattr(p, "help", None)]

    assert (COMMANDS[words].help or "").endswith(".")
    assert silent == []


def test_the_commands_are_really_found() -> None:
    """The tests here would be worth nothing over half of the commands."""
    assert {"init", "run", "inbox reply", "service unit"} <= set(COMMANDS)
    assert complaint(["inbox", "reply", "3", "Yes", "--by", "Aiko"]) == ""
    assert complaint(["inbox", "answer"]) == "no command answer"
    assert complaint(["run", "--fast"]) == "no option --fast"


def test_every_command_in_a_shell_block_exists() -> None:
    """A reader copies a block, pastes it, and it runs."""
    called = [(where, words) for where, line in typed() for words in calls(line)]

    assert len(called) > len(COMMANDS)
    assert [(w, what) for w, words in called if (what := complaint(words))] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_named_in_a_sentence_exists(document: Path) -> None:
    """`kairanban something` in the middle of a sentence counts, too."""
    called = [words for code in inline_code(document) for words in calls(code)]

    assert [words for words in called if complaint(words)] == []


def test_every_make_target_that_is_named_exists() -> None:
    """`make help` knows it."""
    spoken = [x for d in DOCUMENTS for x in inline_code(d)]
    lines = [*(line for _, line in typed()), *spoken]
    named = {m for line in lines for m in re.findall(r"^make ([a-z-]+)", line)}

    assert {"demo", "test"} <= named <= TARGETS


def test_other_programs_in_the_readme_are_none_but_the_shells_own() -> None:
    """A newcomer needs nothing but what the README asks for."""
    first = {
        line.split()[0]
        for block in blocks("sh")
        if block.document.parent == ROOT
        for line in block.body.splitlines()
        if line.strip()
    }

    assert first <= {"make", "kairanban", "cd", "."}
