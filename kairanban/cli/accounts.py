"""`accounts list|show|capabilities|check`: who we are there, and whether it works."""

from typing import Annotated

import typer

from kairanban.cli.desk import AsJson, desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    group = typer.Typer(
        no_args_is_help=True, help="Who we are on each platform, and how it goes."
    )
    group.command("list")(list_accounts)
    group.command("show")(show_account)
    group.command("capabilities")(show_capabilities)
    group.command("check")(check_accounts)
    app.add_typer(group, name="accounts")


def list_accounts(context: typer.Context, as_json: AsJson = False) -> None:
    """List the accounts and how they stood when last spoken to."""
    from kairanban.cli import show_accounts

    desk = desk_of(context)
    with desk.house() as house:
        show_accounts.show_list(desk, house, as_json=as_json)


def show_account(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The account's name in YAML.")],
    as_json: AsJson = False,
) -> None:
    """Show one account: its health, its budgets, and what keeps it silent."""
    from kairanban.cli import show_accounts
    from kairanban.names import known_account

    desk = desk_of(context)
    with desk.house() as house:
        account = house.project.accounts[known_account(house, name)]
        show_accounts.show_one(desk, house, account, as_json=as_json)


def show_capabilities(
    context: typer.Context,
    accounts: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Which; all if not given."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what each account can do: class, limits, what it hears. Asks nobody.

    What a server of one's own takes is known after the first `accounts check`.
    """
    from kairanban.cli import show_capabilities
    from kairanban.names import known_account

    desk = desk_of(context)
    with desk.house() as house:
        known = house.project.accounts
        keys = [known_account(house, key) for key in accounts or known]
        show_capabilities.show(desk, house, [known[k] for k in keys], as_json=as_json)


def check_accounts(
    context: typer.Context,
    accounts: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Which; all if not given."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Sign in to each account and tell who we are there, and what is left to spend."""
    from kairanban.check_accounts import check
    from kairanban.cli import show_accounts

    desk = desk_of(context)
    with desk.house() as house:
        results = [check(house, key) for key in accounts or house.project.accounts]
        show_accounts.show_check(desk, results, as_json=as_json)
    if not all(result.is_well for result in results):
        raise typer.Exit(1)
