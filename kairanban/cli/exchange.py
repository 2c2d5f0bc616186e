"""`import` and `export`: posts from other programs, and back."""

from pathlib import Path
from typing import Annotated

import typer

from kairanban.cli.asking import Yes
from kairanban.cli.desk import AsJson, DryRun, desk_of
from kairanban.exchange.kinds import DateOrder, ExportFormat, Source


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    app.command("import")(import_posts)
    app.command("export")(export)


def import_posts(  # noqa: PLR0913, PLR0917 - each option of a command is an argument
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The other program's file.")],
    source: Annotated[
        Source | None,
        typer.Option("--from", help="What it is; found out if not given."),
    ] = None,
    account: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=ACCOUNT",
            help="What an account is called there, and what it is called here.",
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ACCOUNT", help="Where posts go of which the file does not say so."
        ),
    ] = None,
    into: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Into which file of the queue; a new one if not given."
        ),
    ] = "",
    dates: Annotated[
        DateOrder | None,
        typer.Option(help="How days such as 03/04/2026 are meant."),
    ] = None,
    encoding: Annotated[
        str, typer.Option(help="How its letters are written, such as cp932.")
    ] = "",
    leave_media: Annotated[
        bool,
        typer.Option(
            "--leave-media",
            help="Take posts without the pictures that are on the web; their addresses "
            "stay beside them as a note.",
        ),
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out rows with problems.")
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take posts from Buffer, Hootsuite, Postiz, a table or a calendar."""
    from kairanban.cli import show_exchange

    asked = show_exchange.Asked(
        file=file,
        source=source,
        accounts=account or (),
        to=to or (),
        into=into,
        order=dates,
        encoding=encoding,
        leave_media=leave_media,
        skip_bad=skip_bad,
    )
    show_exchange.take_in(
        desk_of(context), asked, yes=yes, dry_run=dry_run, as_json=as_json
    )


def export(
    context: typer.Context,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="As what.")
    ] = ExportFormat.CSV,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Into a file, not to the terminal."),
    ] = None,
) -> None:
    """Give the posts of the queue to other programs."""
    from kairanban.cli import show_exchange

    show_exchange.give(desk_of(context), form, output)
