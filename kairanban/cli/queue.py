"""`queue list|show|cancel`: what we mean to say, and what became of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from domain.deliveries import Delivery, DeliveryState
from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.cli.desk import AsJson, By, DryRun, desk_of

if TYPE_CHECKING:
    from kairanban.bootstrap import House


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    group = typer.Typer(
        no_args_is_help=True, help="What we mean to say, and what became of it."
    )
    group.command("list")(list_deliveries)
    group.command("show")(show_delivery)
    group.command("cancel")(cancel_delivery)
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
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List posts and replies with their state, by due time."""
    from kairanban.cli import show_queue

    desk = desk_of(context)
    with desk.house() as house:
        rows = house.memory.outbox.deliveries(state, account=account, limit=limit)
        show_queue.show_list(desk, rows, house.project, as_json=as_json)


def show_delivery(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The number in `queue list`.")],
    as_json: AsJson = False,
) -> None:
    """Show one post on one account, with everything that happened to it."""
    from kairanban.cli import show_queue

    desk = desk_of(context)
    with desk.house() as house:
        delivery = _find(house, number)
        history = house.memory.journal.read(delivery_id=number)
        show_queue.show_one(desk, delivery, history, house.project, as_json=as_json)


def cancel_delivery(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The number in `queue list`.")],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Take back a post that has not gone out; YAML will not bring it back."""
    from kairanban.cancel import cancel

    desk = desk_of(context)
    with desk.house() as house:
        delivery = _find(house, number)
        cancel(house, delivery, by=by, dry_run=dry_run)
        message = (
            desk.say("Would cancel {post} on {account}.", **_names(delivery))
            if dry_run
            else desk.say("Cancelled {post} on {account}.", **_names(delivery))
        )
        desk.write(message)


def _names(delivery: Delivery) -> dict[str, str]:
    return {"post": delivery.post_key, "account": delivery.account}


def _find(house: "House", number: int) -> Delivery:
    delivery = house.memory.outbox.delivery(number)
    if delivery is None:
        raise RequestError(
            phrase("there is no number {number} in the queue", number=number)
        )
    return delivery
