"""`inbox list|show|done|reply`: what people said to us."""

from typing import Annotated

import typer

from kairanban.cli.desk import AsJson, By, DryRun, desk_of

Number = Annotated[int, typer.Argument(help="The number in `inbox list`.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    group = typer.Typer(no_args_is_help=True, help="What people said to us.")
    group.command("list")(list_entries)
    group.command("show")(show_entry)
    group.command("done")(mark_done)
    group.command("reply")(reply)
    app.add_typer(group, name="inbox")


def list_entries(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that need no reply from us.")
    ] = False,
    account: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this account.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List who is waiting for a reply, most urgent and longest waiting first."""
    from domain.ports import EntryFilter
    from kairanban.cli import show_inbox

    desk = desk_of(context)
    wanted = EntryFilter(account=account, waiting_only=not everything, limit=limit)
    with desk.house() as house:
        rows = house.memory.inbox.entries(wanted)
        show_inbox.show_list(desk, rows, house, as_json=as_json)


def show_entry(
    context: typer.Context,
    number: Number,
    as_json: AsJson = False,
) -> None:
    """Show one message: its thread, its history, and why it needs a reply or not."""
    from kairanban.cli import show_inbox
    from kairanban.replies import find_entry

    desk = desk_of(context)
    with desk.house() as house:
        entry = find_entry(house.memory, number)
        show_inbox.show_one(desk, entry, house, as_json=as_json)


def mark_done(
    context: typer.Context,
    numbers: Annotated[
        list[int], typer.Argument(metavar="NUMBER", help="Numbers in `inbox list`.")
    ],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Mark messages as dealt with, without a reply."""
    from domain.items import EntryStatus
    from kairanban.replies import find_entry

    desk = desk_of(context)
    with desk.house() as house:
        entries = [find_entry(house.memory, number) for number in numbers]
        for entry in entries:
            if not dry_run:
                now = house.clock.now()
                house.memory.inbox.close(entry.id, EntryStatus.DONE, by, now)
            desk.write(
                desk.say("{number} is done.", number=entry.id)
                if not dry_run
                else desk.say("Would mark {number} as done.", number=entry.id)
            )


def reply(
    context: typer.Context,
    number: Number,
    text: Annotated[str, typer.Argument(help="What to say.")],
    by: By = "",
    again: Annotated[
        bool, typer.Option("--again", help="Although it has been answered already.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Answer a message in its own thread, now."""
    from kairanban.cli import show_inbox
    from kairanban.replies import find_entry, require_unanswered, send_reply

    desk = desk_of(context)
    with desk.house() as house:
        entry = find_entry(house.memory, number)
        require_unanswered(house.memory, entry, again=again)
        outcome = send_reply(house, entry, text, by=by, dry_run=dry_run)
        show_inbox.show_outcome(desk, house, entry, outcome)
        if outcome is not None and not outcome.is_well:
            raise typer.Exit(1)
