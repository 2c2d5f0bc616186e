"""What every command works with: the project, the language and the screen."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.phrases import Phrase, Phrasebook
from kairanban.phrasebooks import language_of_environment, phrasebook

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from kairanban.bootstrap import House


@dataclass
class Desk:
    """The command line's own context; one per call."""

    folder: Path
    asked_language: str | None = None

    @cached_property
    def book(self) -> Phrasebook:
        """Speak the language asked for, else the project's, else the terminal's."""
        asked = self.asked_language or os.environ.get("KAIRANBAN_LANGUAGE")
        return phrasebook(asked or self._language_of_project())

    def _language_of_project(self) -> str:
        if not (self.folder / "kairanban.yaml").is_file():
            return language_of_environment()
        from config.language import language_of

        return language_of(self.folder)

    @cached_property
    def screen(self) -> "Console":
        """Write for people on standard output."""
        from rich.console import Console

        return Console(highlight=False)

    @contextmanager
    def house(self, *, with_posts: bool = False) -> "Iterator[House]":
        """Open the project's memory and accounts, and close them afterwards."""
        from kairanban.bootstrap import open_house

        house = open_house(self.folder, with_posts=with_posts)
        try:
            yield house
        finally:
            house.close()

    def say(self, message: str, **values: object) -> str:
        """Return *message* in the desk's language."""
        return self.book.say(message, **values)

    def read(self, phrase: Phrase | None) -> str:
        """Return *phrase* in the desk's language; "" for none."""
        return self.book.read(phrase) if phrase is not None else ""

    def write(self, text: str, style: str | None = None) -> None:
        """Print a line as it is: square brackets in it are no mark-up."""
        self.screen.print(text, style=style, markup=False, soft_wrap=True)

    def write_json(self, value: Any) -> None:
        """Print *value* as JSON for programs."""
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))

    def table(self, *columns: str, title: str | None = None) -> "Table":
        """Return an empty table with these headings."""
        from rich import box
        from rich.table import Table

        table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
        for column in columns:
            table.add_column(column, overflow="fold")
        return table

    def write_table(self, table: "Table", rows: Sequence[Sequence[str]]) -> None:
        """Fill and print a table; members' square brackets stay as they are."""
        from rich.text import Text

        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self.screen.print(table)


def desk_of(context: typer.Context) -> Desk:
    """Return the desk that the main callback laid out."""
    desk = context.find_object(Desk)
    if desk is None:
        raise AssertionError("the main callback runs before every command")
    return desk


def _or_login_name(name: str) -> str:
    """Let the journal always say who: nobody is asked twice for their name."""
    from getpass import getuser

    try:
        return name.strip() or getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return ""


AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON for programs instead of a table.")
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        envvar="KAIRANBAN_BY",
        callback=_or_login_name,
        help="Your name, for the journal; your login name if not given.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
]
