"""`queue list|show`: what we mean to say, and what became of it."""

from typing import Annotated

import typer

from domain.deliveries import DeliveryState
from kairanban.cli import approvals, decisions
from kairanban.cli.desk import AsJson, desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file, and what a person can say, on the command line."""
    group = typer.Typer(
        no_args_is_help=True, help="What we mean to say, and what became of it."
    )
    group.command("list")(list_deliveries)
    group.command("show")(show_delivery)
    decisions.add_to(group)
    approvals.add_to(group)
    app.add_typer(group, name="queue")


def list_deliveries(
    context: typer.Context,
    state: Annotated[
        list[DeliveryState] | None,
        typer.Option(
            metavar="STATE", help="Only this state; may be given several times."
        ),
    ] = None,
    account: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this account.")
    ] = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this campaign.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List posts and replies with their state, by due time."""
    from kairanban.cli import show_queue

    desk = desk_of(context)
    with desk.house() as house:
        rows = house.memory.outbox.deliveries(
            state, account=account, campaign=campaign, limit=limit
        )
        show_queue.show_list(desk, rows, house, as_json=as_json)


def show_delivery(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The number in `queue list`.")],
    as_json: AsJson = False,
) -> None:
    """Show one post on one account, with everything that happened to it."""
    from kairanban.cli import show_queue
    from kairanban.deliveries import find_delivery

    desk = desk_of(context)
    with desk.house() as house:
        delivery = find_delivery(house.memory, number)
        history = house.memory.journal.read(delivery_id=number)
        show_queue.show_one(desk, delivery, history, house, as_json=as_json)
