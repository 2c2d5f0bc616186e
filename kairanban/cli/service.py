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
    from kairanban.installation import find_installation
    from kairanban.unit import unit_for
    from kairanban.unit_advice import advice_for

    desk = desk_of(context)
    project = load(desk.folder, with_posts=False).project
    installation = find_installation(program, sys.argv[0])
    typer.echo(unit_for(project, installation, PLATFORMS), nl=False)
    for advice in advice_for(project, installation, PLATFORMS):
        typer.echo(desk.say("Mind: {what}.", what=advice), err=True)
    typer.echo(
        desk.say(
            "Save this as /etc/systemd/system/kairanban.service, then: "
            "systemctl daemon-reload && systemctl enable --now kairanban"
        ),
        err=True,
    )
