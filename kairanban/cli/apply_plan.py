"""Carries out a plan, after having shown it."""

import typer

from kairanban.bootstrap import House
from kairanban.cli import show_plan
from kairanban.cli.asking import require_yes
from kairanban.cli.desk import Desk


def apply(desk: Desk, house: House, *, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Show what changes and schedule it, once somebody says yes.

    Nothing is published by it. A daemon that runs meanwhile does the same, and nothing
    is done twice.

    Raises:
        RequestError: Nobody is there to be asked.
        typer.Exit: The answer is no.
        StorageError: Part of it may have been done; the next one does the rest.
    """
    seen = show_plan.look(house)
    if not as_json:
        show_plan.show_changes(desk, seen, house.project)
        show_plan.show_warnings(desk, seen)
    count = 0
    if seen.plan.steps and not dry_run:
        require_yes(desk, desk.say("Schedule it so?"), yes=yes)
        count = house.crew.planner.apply(house.project).count
    if as_json:
        found = show_plan.plan_json(desk, seen, house.project)
        desk.write_json(found | {"applied": count})
        return
    words = desk.book.say_many(
        "{count} message scheduled or changed.",
        "{count} messages scheduled or changed.",
        count,
    )
    typer.echo(words if count else desk.say("Nothing was changed."))
