"""`init`, `check`, `plan` and `run`: from an empty folder to a running daemon."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kairanban.cli.asking import Yes
from kairanban.cli.check import check
from kairanban.cli.desk import AsJson, DryRun, desk_of
from kairanban.log_format import LogFormat


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    for function in (init, check, plan, apply, run):
        app.command()(function)


def init(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="Where; the project's folder if not given.")
    ] = None,
    name: Annotated[str, typer.Option(help="The community's name.")] = "",
    timezone: Annotated[
        str, typer.Option(help="Where the community lives, such as Asia/Tokyo.")
    ] = "",
    bluesky: Annotated[
        str, typer.Option(help="Your handle on Bluesky, if you want it in at once.")
    ] = "",
    mastodon: Annotated[
        str, typer.Option(help="The same on Mastodon, such as board@mastodon.social.")
    ] = "",
) -> None:
    """Make a project folder with comments that teach."""
    from config.init import init as make
    from domain.clock import SystemClock
    from kairanban.machine import local_timezone

    desk = desk_of(context)
    target = (folder or desk.folder).resolve()
    written = make(
        target,
        name=name or target.name,
        timezone=timezone or local_timezone(),
        language=desk.book.language,
        handles={"bluesky": bluesky, "mastodon": mastodon},
        now=SystemClock().now(),
    )
    for path in written:
        desk.write(f"  {path.relative_to(target)}")
    desk.write(
        desk.say(
            "The project stands in {folder}. Now look at queue/, then type: "
            "kairanban -C {folder} plan",
            folder=str(target),
        )
    )


def plan(
    context: typer.Context,
    weeks: Annotated[
        int,
        typer.Option(min=1, max=26, help="How many weeks the calendar shows."),
    ] = 4,
    ics: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write it as a calendar that other programs read."
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it as a page for a browser."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed since the last run, and what will go out when."""
    from kairanban.cli import show_plan, write_plan

    desk = desk_of(context)
    with desk.house(with_posts=True) as house:
        write_plan.write(desk, house, ics=ics, html=html, weeks=weeks)
        if as_json or (ics is None and html is None):
            show_plan.show(desk, house, as_json=as_json, weeks=weeks)


def apply(
    context: typer.Context,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Schedule what the files say now; `run` does the same by itself."""
    from kairanban.cli import apply_plan

    desk = desk_of(context)
    with desk.house(with_posts=True) as house:
        apply_plan.apply(desk, house, yes=yes, dry_run=dry_run, as_json=as_json)


def run(
    context: typer.Context,
    log: Annotated[
        LogFormat, typer.Option(help="How log lines look.")
    ] = LogFormat.AUTO,
    dry_run: DryRun = False,
) -> None:
    """Run the daemon: pull, judge, publish, write the digest, until told to stop."""
    from kairanban.daemon import run as run_daemon

    desk = desk_of(context)
    if sys.stderr.isatty():
        typer.echo(desk.say("Ctrl-C stops in good order."), err=True)
    raise typer.Exit(run_daemon(desk.folder, log_format=log, dry_run=dry_run))
