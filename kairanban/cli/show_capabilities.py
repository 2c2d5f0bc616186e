"""Shows what accounts can do, side by side."""

from collections.abc import Sequence

from domain.accounts import Account
from domain.phrases import Phrase
from kairanban.bootstrap import House
from kairanban.capability_view import as_json as in_json
from kairanban.capability_view import rows
from kairanban.cli.desk import Desk

#: So many accounts stand side by side; others follow below.
_SIDE_BY_SIDE = 3


def show(
    desk: Desk, house: House, accounts: Sequence[Account], *, as_json: bool
) -> None:
    """Print what *accounts* can do, as far as is known without asking anybody."""
    if as_json:
        desk.write_json(
            [
                {"account": one.key, **in_json(house.capabilities(one.key))}
                for one in accounts
            ]
        )
        return
    for start in range(0, len(accounts), _SIDE_BY_SIDE):
        _show_some(desk, house, accounts[start : start + _SIDE_BY_SIDE])


def _show_some(desk: Desk, house: House, accounts: Sequence[Account]) -> None:
    columns = [rows(house.capabilities(one.key)) for one in accounts]
    table = desk.table("", *(one.key for one in accounts))
    lines = [
        [desk.read(side[0].name), *(_cell(desk, one.values) for one in side)]
        for side in zip(*columns, strict=True)
    ]
    desk.write_table(table, lines)


def _cell(desk: Desk, values: Sequence[Phrase | str]) -> str:
    said = (desk.read(one) if isinstance(one, Phrase) else one for one in values)
    return ", ".join(said)
