"""`pause|resume|pauses`: silence on a person's word, and its end."""

from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import RequestError
from domain.pauses import Held
from domain.phrases import phrase
from kairanban.cli.asking import is_at_terminal
from kairanban.cli.desk import AsJson, By, Desk, DryRun, desk_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.deliveries import Delivery
    from domain.pauses import PauseScope
    from kairanban.bootstrap import House

Account = Annotated[
    str | None, typer.Option(metavar="NAME", help="This account alone.")
]
Campaign = Annotated[
    str | None, typer.Option(metavar="ID", help="This campaign alone.")
]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    for function in (pause, resume, pauses):
        app.command()(function)


def pause(
    context: typer.Context,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why: it is shown everywhere.")
    ],
    account: Account = None,
    campaign: Campaign = None,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Let nothing go out any more: nowhere, on one account, or of one campaign."""
    from domain.pauses import Pause
    from kairanban.cli import show_pauses
    from kairanban.pauses import begin, require_not_paused, silence

    if not reason.strip():
        raise RequestError(phrase("say why with --reason: it is shown everywhere"))
    desk = desk_of(context)
    with desk.house() as house:
        scope, name = _named(house, account, campaign)
        wanted = Pause(scope, name, reason.strip(), by, house.clock.now())
        require_not_paused(house, wanted)
        if not dry_run:
            begin(house, wanted)
        show_pauses.show_begun(desk, house, silence(house, wanted), dry_run=dry_run)


def resume(  # noqa: PLR0913 - each option of a command is an argument
    context: typer.Context,
    *,
    account: Account = None,
    campaign: Campaign = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--everything",
            help="The pause of everything; those of accounts and campaigns stay.",
        ),
    ] = False,
    held: Annotated[
        Held | None,
        typer.Option(
            metavar="CHOICE",
            help="What becomes of what was due meanwhile. late: as each post's late "
            "policy says; send: all of it goes out, one by one; ask: it waits in "
            "queue review; skip: it is cancelled.",
        ),
    ] = None,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """End a pause, and say what becomes of what was due meanwhile."""
    from kairanban.cli import show_pauses
    from kairanban.pauses import held_by, lift, pause_to_lift, settle

    desk = desk_of(context)
    with desk.house() as house:
        wanted = _to_lift(house, account, campaign, everything=everything)
        lifted = pause_to_lift(house, wanted)
        found = held_by(house, lifted)
        show_pauses.show_held(desk, house, found)
        if dry_run:
            show_pauses.show_would_lift(desk, house, lifted)
            return
        choice = _choice(desk, found, held)
        settle(house, lifted, found, choice, by)
        lift(house, lifted, by)
        show_pauses.show_lifted(desk, house, lifted, found, choice)


def pauses(context: typer.Context, as_json: AsJson = False) -> None:
    """List what is paused, why, since when, and what it holds."""
    from kairanban.cli import show_pauses

    desk = desk_of(context)
    with desk.house() as house:
        show_pauses.show_list(desk, house, as_json=as_json)


def _named(
    house: "House", account: str | None, campaign: str | None
) -> "tuple[PauseScope, str]":
    """Return what the options name; everything, if nothing is named.

    Raises:
        RequestError: There is no such thing, or they name two.
    """
    from domain.pauses import PauseScope
    from kairanban.names import known_account, known_campaign

    if account is not None and campaign is not None:
        raise RequestError(
            phrase("name an account or a campaign; for both, say it twice")
        )
    if account is not None:
        return PauseScope.ACCOUNT, known_account(house, account)
    if campaign is not None:
        return PauseScope.CAMPAIGN, known_campaign(house, campaign)
    return PauseScope.EVERYTHING, ""


def _to_lift(
    house: "House", account: str | None, campaign: str | None, *, everything: bool
) -> "tuple[PauseScope, str] | None":
    """Return which pause the options name; None if they name none.

    Raises:
        RequestError: There is no such thing, or they name several.
    """
    from domain.pauses import PauseScope

    scopes = (
        (PauseScope.EVERYTHING, "" if everything else None),
        (PauseScope.ACCOUNT, account),
        (PauseScope.CAMPAIGN, campaign),
    )
    named = [(scope, name) for scope, name in scopes if name is not None]
    if not named:
        return None
    if len(named) > 1:
        raise RequestError(
            phrase("name an account, a campaign or everything; not several at once")
        )
    if named[0] in {(one.scope, one.name) for one in house.memory.pauses.active()}:
        return named[0]  # what is paused may have left the files meanwhile
    return _named(house, account, campaign)


def _choice(desk: Desk, found: "Sequence[Delivery]", held: Held | None) -> Held:
    """Return what becomes of what was held, asking if that matters and was not said."""
    from kairanban.cli import show_pauses

    if held is not None or not found:
        return held or Held.LATE
    choices = ", ".join(Held)
    if not is_at_terminal():
        raise RequestError(
            phrase(
                "some of it was due meanwhile; say what becomes of that with --held "
                "({choices}). It is still paused",
                choices=choices,
            )
        )
    show_pauses.show_choices(desk)
    while True:
        answer = typer.prompt(
            desk.say("What becomes of it? ({choices})", choices=choices)
        )
        if answer.strip() in set(Held):
            return Held(answer.strip())
