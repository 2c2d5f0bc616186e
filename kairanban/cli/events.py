"""`events list|show|ics`: what is to take place, and what is to be done for it."""

from pathlib import Path
from typing import Annotated

import typer

from kairanban.cli.desk import AsJson, desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    group = typer.Typer(
        no_args_is_help=True,
        help="What is to take place, and what is still to be done for it.",
    )
    group.command("list")(list_events)
    group.command("show")(show_event)
    group.command("ics")(write_calendar)
    app.add_typer(group, name="events")


def list_events(
    context: typer.Context,
    every: Annotated[
        bool, typer.Option("--all", help="Those that are over, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List events with their open and overdue tasks, by when they start."""
    from kairanban.cli import show_events

    desk = desk_of(context)
    with desk.house() as house:
        show_events.show_list(desk, house, every=every, as_json=as_json)


def show_event(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="EVENT", help="Its id, as in `events list`.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show one event: when, where, who, its tasks and its posts."""
    from kairanban.cli import show_events

    desk = desk_of(context)
    with desk.house(with_posts=True) as house:
        show_events.show_one(desk, house, name, as_json=as_json)


def write_calendar(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[EVENT]...", help="Only these; all if none is named."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write it to this file."),
    ] = None,
) -> None:
    """Give events as a calendar (ICS) that other programs read."""
    from domain.files import disk_in_words, write_whole
    from kairanban.cli import show_events

    desk = desk_of(context)
    with desk.house() as house:
        calendar = show_events.calendar(desk, house, names or [])
    if output is None:
        typer.echo(calendar, nl=False)
        return
    with disk_in_words(output):
        write_whole(output, calendar.decode())
    typer.echo(desk.say("Written: {path}", path=str(output)), err=True)
