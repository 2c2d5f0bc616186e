"""`demo`: one message travels all the way round, in both directions."""

from pathlib import Path
from typing import Annotated

import typer

from kairanban.cli.desk import desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Option(help="Where; a new temporary folder if not given.")
    ] = None,
) -> None:
    """Watch a post go out, answers come in, a reply sent and the digest printed."""
    from kairanban.demo import Demo

    desk = desk_of(context)
    raise typer.Exit(Demo(desk, folder).run())
