"""`queue review|mark-sent|send-again|give-up|cancel|delete-remote`: a person's word."""

from typing import TYPE_CHECKING, Annotated

import typer

from kairanban.cli.asking import Yes, require_yes
from kairanban.cli.desk import AsJson, By, Desk, DryRun, desk_of

if TYPE_CHECKING:
    from domain.deliveries import Delivery
    from kairanban.bootstrap import House

Number = Annotated[int, typer.Argument(help="The number in `queue list`.")]


def add_to(group: typer.Typer) -> None:
    """Put the commands of this file into the group of the queue."""
    group.command("review")(review)
    group.command("mark-sent")(mark_sent)
    group.command("send-again")(send_again)
    group.command("give-up")(give_up)
    group.command("cancel")(cancel)
    group.command("delete-remote")(delete_remote)


def review(context: typer.Context, as_json: AsJson = False) -> None:
    """List what waits for a person: where to look, and what can be said."""
    from kairanban.cli import show_review

    desk = desk_of(context)
    with desk.house() as house:
        show_review.show(desk, house, as_json=as_json)


def mark_sent(
    context: typer.Context,
    number: Number,
    url: Annotated[
        str, typer.Argument(help="The address of our post, as the platform shows it.")
    ],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Say that something is out: you looked, and found it at this address."""
    from kairanban.deliveries import find_delivery, names
    from kairanban.mark_sent import find_receipt
    from kairanban.mark_sent import mark_sent as mark

    desk = desk_of(context)
    with desk.house() as house:
        delivery = find_delivery(house.memory, number)
        receipt = find_receipt(house, delivery, url)
        known = {**names(delivery), "url": receipt.url or receipt.remote_id}
        if dry_run:
            desk.write(
                desk.say("Would mark {post} on {account} as sent: {url}", **known)
            )
            return
        mark(house, delivery, receipt, by=by)
        desk.write(
            desk.say("{post} on {account} is marked as sent: {url}", **known),
            style="green",
        )
        if delivery.part + 1 < len(delivery.post.messages_for(delivery.account)):
            desk.write(desk.say("The rest of its thread follows."))


def send_again(
    context: typer.Context,
    number: Number,
    by: By = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Let something go out now that was missed, failed, cancelled, or is in review."""
    from kairanban.deliveries import find_delivery, names
    from kairanban.send_again import require_repeatable, revived_with

    desk = desk_of(context)
    with desk.house() as house:
        delivery = find_delivery(house.memory, number)
        require_repeatable(house, delivery)
        if dry_run:
            for one in (delivery, *revived_with(house, delivery)):
                desk.write(desk.say("Would send {post} on {account}.", **names(one)))
            return
        _ask_for_review(desk, house, delivery, yes=yes)
        if not _send_again(desk, house, delivery, by):
            raise typer.Exit(1)


def give_up(
    context: typer.Context,
    number: Number,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Put aside what waits for a person's word: it is not sent."""
    _cancel(desk_of(context), number, by, dry_run=dry_run)


def cancel(
    context: typer.Context,
    number: Number,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Take back a post that has not gone out; YAML will not bring it back."""
    _cancel(desk_of(context), number, by, dry_run=dry_run)


def delete_remote(
    context: typer.Context,
    number: Number,
    thread: Annotated[
        bool,
        typer.Option("--thread", help="The whole thread, from its end to its start."),
    ] = False,
    by: By = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Take down on the platform what is out; nothing brings it back by itself."""
    from kairanban.cli.show_decisions import line_of, show_words
    from kairanban.delete_remote import removal_of, take_down
    from kairanban.deliveries import find_delivery

    desk = desk_of(context)
    with desk.house() as house:
        delivery = find_delivery(house.memory, number)
        removal = removal_of(house, delivery, whole_thread=thread)
        desk.write(desk.say("To be taken down:"))
        for one in removal.out:
            show_words(desk, house, one)
            desk.write(f"      {_address(one)}", style="blue")
        for one in removal.waiting:
            desk.write(desk.say("Would be cancelled: {what}", what=line_of(one)))
        if dry_run:
            return
        require_yes(desk, desk.say("Take it down on the platform?"), yes=yes)
        for one in take_down(house, removal, by=by):
            desk.write(desk.say("Taken down: {url}", url=_address(one)), style="green")


def _address(delivery: "Delivery") -> str:
    receipt = delivery.receipt
    return (receipt.url or receipt.remote_id) if receipt else ""


def _cancel(desk: Desk, number: int, by: str, *, dry_run: bool) -> None:
    from kairanban.cancel import cancel as take_back
    from kairanban.deliveries import find_delivery, names

    with desk.house() as house:
        delivery = find_delivery(house.memory, number)
        for one in take_back(house, delivery, by=by, dry_run=dry_run):
            desk.write(
                desk.say("Would cancel {post} on {account}.", **names(one))
                if dry_run
                else desk.say("Cancelled {post} on {account}.", **names(one))
            )


def _ask_for_review(
    desk: Desk, house: "House", delivery: "Delivery", *, yes: bool
) -> None:
    """Ask whether the person has looked, where it may be out already."""
    from domain.deliveries import DeliveryState
    from kairanban.cli.show_decisions import show_words
    from kairanban.review import link_of

    if delivery.state is not DeliveryState.REVIEW:
        return
    if not yes:
        show_words(desk, house, delivery)
    question = desk.say(
        "It may have been posted already. Have you looked at {link}? Send it again?",
        link=link_of(house, delivery) or delivery.account,
    )
    require_yes(desk, question, yes=yes)


def _send_again(desk: Desk, house: "House", delivery: "Delivery", by: str) -> bool:
    """Send it again, tell what became of it, and return whether that is well."""
    from domain.deliveries import DeliveryState
    from kairanban.cli.show_decisions import show_sent_again
    from kairanban.deliveries import is_next, pause_of
    from kairanban.outcome import Outcome, daemon_runs, wait_for
    from kairanban.send_again import send_again as say_again

    after, runs = say_again(house, delivery, by=by), daemon_runs(house)
    outcome = Outcome(after, pause_of(house.memory, after))
    may_leave = after.state is DeliveryState.QUEUED and is_next(house.memory, after)
    if runs and may_leave:
        outcome = wait_for(house, after)
    show_sent_again(desk, house, outcome, runs=runs)
    return outcome.is_well
