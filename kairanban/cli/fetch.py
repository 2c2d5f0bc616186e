"""`fetch`: look at feeds and calendars now."""

import typer

from kairanban.cli.desk import AsJson, desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    app.command("fetch")(fetch)


def fetch(context: typer.Context, as_json: AsJson = False) -> None:
    """Look at feeds and calendars now; a running daemon does so by itself."""
    from kairanban.cli.show_fetched import show

    desk = desk_of(context)
    with desk.house(with_posts=True) as house:
        is_well = show(desk, house, as_json=as_json)
    if not is_well:
        raise typer.Exit(1)
