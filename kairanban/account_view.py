"""How an account stands: health, budgets, money, pauses, and whether it needs a yes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.read_limits import share_of
from digest.words import money
from domain.accounts import Account, AccountStatus
from domain.budgets import Reading, Tariff, Usage
from domain.pauses import Pause, PauseScope
from domain.phrases import Phrase, phrase
from kairanban.bootstrap import House
from scheduler.allowance import Reached


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account, with everything that decides what it may do."""

    account: Account
    status: AccountStatus
    budgets: Sequence[Reading]
    #: Used since the month began.
    month: Usage
    #: None where nothing costs anything.
    tariff: Tariff | None
    #: Pauses of this account, and of everything.
    pauses: Sequence[Pause]
    needs_approval: bool
    #: The budget that keeps it from being listened to; None if there is room.
    deaf: Reached | None


def view(house: House, account: Account) -> AccountView:
    """Return how *account* stands; nothing is asked of the platform."""
    crew, key = house.crew, account.key
    reading = crew.allowances.reading(key, 1, house.capabilities(key))
    return AccountView(
        account=account,
        status=house.memory.accounts.status(key),
        budgets=crew.books.readings(account),
        month=crew.books.month(key),
        tariff=crew.books.tariff(account),
        pauses=[one for one in house.memory.pauses.active() if _is_for(one, key)],
        needs_approval=account.needs_approval or house.project.needs_approval,
        deaf=crew.allowances.reached(reading),
    )


def remarks(one: AccountView) -> Iterator[Phrase]:
    """Say whatever else is to be known of an account, the most pressing first."""
    if one.status.problem is not None:
        yield one.status.problem
    for pause in one.pauses:
        yield pause.words
    if one.deaf is not None:
        yield phrase("nothing new is pulled: {reason}", reason=one.deaf.words)
    if one.needs_approval:
        yield phrase("somebody must approve what goes out")
    for reading in one.budgets:
        yield share_of(reading)
    if one.tariff is not None:
        yield phrase(
            "this month: {spent} (prices as of {day})",
            spent=money(one.month.micros, one.tariff.currency),
            day=one.tariff.as_of.isoformat(),
        )


def _is_for(pause: Pause, account: str) -> bool:
    return pause.scope is not PauseScope.CAMPAIGN and pause.covers(account, "")
