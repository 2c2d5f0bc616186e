"""`post`: a post from the command line into the queue."""

from pathlib import Path
from typing import Annotated

import typer

from kairanban.cli.asking import Yes
from kairanban.cli.desk import AsJson, DryRun, desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    app.command()(post)


def post(  # noqa: PLR0913, PLR0917 - every argument is an option that a person may give
    context: typer.Context,
    text: Annotated[
        str | None,
        typer.Argument(
            help="What to say; - reads it from standard input, nothing opens an "
            "editor. A line --- begins the next part of a thread."
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="ACCOUNT", help="Where; may be given several times."),
    ] = None,
    at: Annotated[
        str,
        typer.Option(
            metavar="TIME", help="When, such as 'tomorrow 9:00' or '明日 9:00'."
        ),
    ] = "",
    media: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A picture in the project, to be shown."),
    ] = None,
    alt: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="What the picture shows, for each of them."),
    ] = None,
    campaign: Annotated[
        str, typer.Option(metavar="ID", help="The campaign that it belongs to.")
    ] = "",
    approval: Annotated[
        bool, typer.Option("--approval", help="Somebody must say yes to it first.")
    ] = False,
    key: Annotated[
        str, typer.Option("--id", metavar="ID", help="Its id; made of its time if not.")
    ] = "",
    file: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Into which file of the queue; that of its month if not.",
        ),
    ] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put a post into the queue: say what, where and when."""
    from domain.clock import SystemClock
    from kairanban.cli import show_post
    from kairanban.cli.asking import require_yes
    from kairanban.new_post import Wish, new_post

    desk = desk_of(context)
    wish = Wish(
        text=show_post.text_from(desk, text),
        accounts=show_post.required_accounts(desk, to or ()),
        at=show_post.required_time(at),
        media=media or (),
        alts=alt or (),
        campaign=campaign,
        needs_approval=approval,
        key=key,
        file=file,
    )
    now = SystemClock().now()
    new = new_post(desk.folder, wish, now)
    show_post.show(desk, new, now, to_errors=as_json)
    if not dry_run:
        require_yes(desk, desk.say("Write it?"), yes=yes)
        new.prepared.make()
    if as_json:
        desk.write_json(show_post.post_json(desk, new))
    else:
        show_post.show_written(desk, new, dry_run=dry_run)
