"""`digest`: who is waiting, what went out, what is due."""

from typing import Annotated

import typer

from kairanban.cli.desk import AsJson, desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    app.command("digest")(digest)


def digest(
    context: typer.Context,
    form: Annotated[
        str,
        typer.Option("--format", help="terminal, text, markdown or html."),
    ] = "terminal",
    write: Annotated[
        bool, typer.Option("--write", help="Also write the files of the daily digest.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show who is waiting longest, what was published, and what is due today."""
    from kairanban.cli.show_digest import FORMATS, show

    desk = desk_of(context)
    if form not in FORMATS:
        raise typer.BadParameter(f"choose one of: {', '.join(FORMATS)}")
    with desk.house() as house:
        show(desk, house, form="json" if as_json else form, write=write)
