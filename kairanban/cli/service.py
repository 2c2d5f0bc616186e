"""`service unit`: the systemd unit that fits this installation."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kairanban.cli.desk import desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    group = typer.Typer(no_args_is_help=True, help="Run as a systemd service.")
    group.callback()(_group)
    group.command("unit")(unit)
    app.add_typer(group, name="service")


def _group() -> None:
    """Run as a systemd service."""


def unit(
    context: typer.Context,
    program: Annotated[
        Path | None,
        typer.Option(help="The kairanban script; this one if not given."),
    ] = None,
) -> None:
    """Print the systemd unit for this project; standard error tells where to put it."""
    from config.load import load
    from connectors.registry import PLATFORMS
    from kairanban.unit import unit_for

    desk = desk_of(context)
    project = load(desk.folder, with_posts=False).project
    script = program or Path(sys.argv[0])
    typer.echo(unit_for(project, script.resolve(), PLATFORMS), nl=False)
    typer.echo(
        desk.say(
            "Save this as /etc/systemd/system/kairanban.service, then: "
            "systemctl daemon-reload && systemctl enable --now kairanban"
        ),
        err=True,
    )
