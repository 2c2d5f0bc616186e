"""Puts the command groups together and speaks the reader's language in `--help`."""

import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from domain.phrases import Phrasebook
from kairanban import __version__
from kairanban.cli import (
    accounts,
    demonstration,
    digests,
    doctor,
    exchange,
    inbox,
    pauses,
    posts,
    projects,
    queue,
    schemas,
    service,
)
from kairanban.cli.desk import Desk
from kairanban.cli.typer_words import let_typer_speak, speaking_context
from kairanban.phrasebooks import Spoken

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)


def _version(value: bool) -> None:  # noqa: FBT001 - click hands it over by position
    if value:
        typer.echo(f"kairanban {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    project: Annotated[
        Path,
        typer.Option(
            "--project",
            "-C",
            envvar="KAIRANBAN_PROJECT",
            help="The project's folder.",
        ),
    ] = Path(),
    language: Annotated[
        Spoken | None,
        typer.Option("--language", help="Speak this language this time."),
    ] = None,
    _version_asked: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Look after a community: one inbox, posts as YAML, a digest each morning."""
    context.obj = Desk(project.resolve(), language)


for module in (
    projects,
    posts,
    exchange,
    queue,
    pauses,
    inbox,
    digests,
    accounts,
    doctor,
    demonstration,
    schemas,
    service,
):
    module.add_to(app)


def command(arguments: Sequence[str]) -> TyperGroup:
    """Return the whole command line, its help in the reader's language."""
    root = get_command(app)
    if not isinstance(root, TyperGroup):
        raise TypeError("the command line is a group of commands")
    book = book_for(arguments)
    let_typer_speak(book.language)
    _translate(root, book)
    return root


def book_for(arguments: Sequence[str]) -> Phrasebook:
    """Return the phrasebook that fits a command line, without running it."""
    folder, language = Path(os.environ.get("KAIRANBAN_PROJECT", ".")), None
    for name, value in pairwise(arguments):
        if name in {"-C", "--project"}:
            folder = Path(value)
        if name == "--language":
            language = value
    return Desk(folder, language).book


def _translate(entry: TyperCommand | TyperGroup, book: Phrasebook) -> None:
    entry.context_class = speaking_context(book)
    if entry.help:
        told = " ".join(entry.help.split())
        entry.help = book.say(told)
    for parameter in entry.params:
        text = getattr(parameter, "help", None)
        if text:
            vars(parameter)["help"] = book.say(text)
    if isinstance(entry, TyperGroup):
        for child in entry.commands.values():
            if isinstance(child, TyperCommand | TyperGroup):
                _translate(child, book)
