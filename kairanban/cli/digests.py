"""`digest`: who is waiting, what went out, what is due."""

from enum import StrEnum
from typing import Annotated

import typer

from kairanban.cli.desk import AsJson, desk_of


class DigestForm(StrEnum):
    """How a digest is laid out."""

    TERMINAL = "terminal"
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    app.command("digest")(digest)


def digest(
    context: typer.Context,
    form: Annotated[
        DigestForm,
        typer.Option("--format", help="How it is laid out."),
    ] = DigestForm.TERMINAL,
    write: Annotated[
        bool, typer.Option("--write", help="Also write the files of the daily digest.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show who is waiting longest, what was published, and what is due today."""
    from kairanban.cli.show_digest import show

    desk = desk_of(context)
    with desk.house() as house:
        show(desk, house, form=DigestForm.JSON if as_json else form, write=write)
