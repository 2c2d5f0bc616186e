"""`queue approve|reject`: a second person's word before something goes out."""

from typing import TYPE_CHECKING, Annotated

import typer

from kairanban.cli.desk import By, Desk, DryRun, desk_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.deliveries import Delivery
    from kairanban.approval import Word
    from kairanban.bootstrap import House

Numbers = Annotated[
    list[int] | None,
    typer.Argument(metavar="NUMBER", help="Numbers in `queue list`."),
]
OnlyThis = Annotated[
    bool,
    typer.Option(
        "--only-this", help="Of a recurring post, no occurrence but those named."
    ),
]


def add_to(group: typer.Typer) -> None:
    """Put the commands of this file into the group of the queue."""
    group.command("approve")(approve)
    group.command("reject")(reject)


def approve(  # noqa: PLR0913 - each option of a command is an argument
    context: typer.Context,
    numbers: Numbers = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="All that waits for a yes.")
    ] = False,
    campaign: Annotated[
        str | None,
        typer.Option(metavar="ID", help="All of this campaign that waits for a yes."),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="All on this account that waits for a yes."),
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why, for the journal.")
    ] = "",
    only_this: OnlyThis = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Say yes to posts and replies that wait for it, as their words stand now."""
    from kairanban.approval import Word, chosen

    desk = desk_of(context)
    with desk.house() as house:
        if numbers:
            _refuse_both(everything or campaign is not None or account is not None)
            found: Sequence[Delivery] = chosen(house, numbers, only_this=only_this)
            _require_no_objection(found, by)
        else:
            _require_something(everything or campaign is not None or account)
            found = _all(desk, house, account, campaign, by)
        _approve(desk, house, found, Word(by, reason), dry_run=dry_run)


def reject(
    context: typer.Context,
    numbers: Annotated[
        list[int], typer.Argument(metavar="NUMBER", help="Numbers in `queue list`.")
    ],
    reason: Annotated[
        str,
        typer.Option(metavar="TEXT", help="Why: whoever wrote it wants to know."),
    ],
    only_this: OnlyThis = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Say no to posts and replies that wait for a yes; they do not go out."""
    from kairanban.approval import Word, chosen
    from kairanban.approval import reject as refuse
    from kairanban.cli import show_decisions

    desk = desk_of(context)
    with desk.house() as house:
        found = chosen(house, numbers, only_this=only_this)
        if not dry_run:
            refuse(house, found, Word(by, reason))
        show_decisions.show_rejected(desk, house, found, dry_run=dry_run)


def _approve(
    desk: Desk,
    house: "House",
    found: "Sequence[Delivery]",
    word: "Word",
    *,
    dry_run: bool,
) -> None:
    from domain.posts import Origin
    from kairanban.approval import approve as say_yes
    from kairanban.cli import show_decisions
    from kairanban.outcome import Outcome, send_or_wait

    if dry_run:
        show_decisions.show_would_approve(desk, house, found)
        return
    is_well = True
    for delivery in found:
        outcome = Outcome(say_yes(house, delivery, word))
        if delivery.origin is Origin.REPLY:
            outcome = send_or_wait(house, outcome.delivery)
            is_well &= outcome.is_well
        show_decisions.show_approved(desk, house, outcome.delivery)
    if not is_well:
        raise typer.Exit(1)


def _all(
    desk: Desk, house: "House", account: str | None, campaign: str | None, by: str
) -> "Sequence[Delivery]":
    """Return all that waits and that *by* may approve; say what they may not."""
    from kairanban.approval import awaiting, objection
    from kairanban.names import known_account, known_campaign

    if account is not None:
        known_account(house, account)
    if campaign is not None:
        known_campaign(house, campaign)
    found = awaiting(house, account=account, campaign=campaign)
    if not found:
        desk.write(desk.say("Nothing waits for a yes."))
    allowed = []
    for delivery in found:
        why = objection(delivery, by)
        if why is None:
            allowed.append(delivery)
        else:
            desk.write(desk.read(why), style="yellow")
    return allowed


def _require_no_objection(found: "Sequence[Delivery]", by: str) -> None:
    from domain.errors import RequestError
    from kairanban.approval import objection

    for delivery in found:
        if why := objection(delivery, by):
            raise RequestError(why)


def _refuse_both(has_filter: object) -> None:
    from domain.errors import RequestError
    from domain.phrases import phrase

    if has_filter:
        raise RequestError(
            phrase("name numbers, or --all, --campaign and --account; not both")
        )


def _require_something(has_filter: object) -> None:
    from domain.errors import RequestError
    from domain.phrases import phrase

    if not has_filter:
        raise RequestError(
            phrase(
                "say what to approve: numbers from kairanban queue review, --all, "
                "--campaign or --account"
            )
        )
