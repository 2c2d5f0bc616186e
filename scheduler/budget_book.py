"""Reads how far every budget is used up."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.accounts import Account
from domain.budgets import (
    Allowance,
    Counted,
    Reading,
    Span,
    Tariff,
    Usage,
    beginning,
    end,
)
from domain.capabilities import Capabilities
from domain.clock import Clock
from domain.ports import Memory
from scheduler.allowance import allowances_of, tariff_of
from scheduler.current import ProjectOf

#: Tells what the platform of an account can do; needs no network.
CapabilitiesOf = Callable[[str], Capabilities]


@dataclass(frozen=True, slots=True)
class BudgetBook:
    """Knows the limits of every account, and what is left of them."""

    memory: Memory
    clock: Clock
    project: ProjectOf
    capabilities_of: CapabilitiesOf

    def readings(self, account: Account) -> tuple[Reading, ...]:
        """Return the limits that hold for *account*, those of its platform too."""
        capabilities = self.capabilities_of(account.key)
        project = self.project()
        tariff = tariff_of(project, account, capabilities)
        found = allowances_of(project, account, capabilities)
        return tuple(self._read(one, tariff) for one in found)

    def all(self) -> tuple[Reading, ...]:
        """Return every limit of the project once, also those that accounts share."""
        accounts = self.project().accounts.values()
        known = {one.allowance: one for a in accounts for one in self.readings(a)}
        return tuple(known.values())

    def tariff(self, account: Account) -> Tariff | None:
        """Return the prices that hold for *account*; None where nothing costs."""
        return tariff_of(self.project(), account, self.capabilities_of(account.key))

    def month(self, account: str) -> Usage:
        """Return what *account* used since the month began."""
        since = beginning(Span.MONTH, self.clock.now())
        return self.memory.usages.used((account,), since)

    def _read(self, allowance: Allowance, tariff: Tariff | None) -> Reading:
        budget, now = allowance.budget, self.clock.now()
        used = self.memory.usages.used(allowance.accounts, beginning(budget.per, now))
        return Reading(
            allowance=allowance,
            used=used.of(budget.counted),
            step=_least(budget.counted, tariff),
            until=end(budget.per, now),
            tariff=tariff,
        )


def _least(counted: Counted, tariff: Tariff | None) -> int:
    """Return the least that anything more takes of what is counted."""
    if counted is not Counted.MONEY or tariff is None:
        return 1
    prices = (tariff.write, tariff.write_with_link, tariff.read)
    return min((price for price in prices if price), default=1)
