"""What a try or a pull costs, which limits it must keep to, and whether it can."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.words import COUNTED, SPANS
from domain.accounts import Account
from domain.budgets import Allowance, Tariff, Usage, beginning, end, exceeded
from domain.capabilities import Capabilities
from domain.clock import Clock
from domain.phrases import Phrase, phrase
from domain.ports import Charge, Memory
from domain.project import Project
from rules.prices import price_of_text
from scheduler.current import ProjectOf


@dataclass(frozen=True, slots=True)
class Reached:
    """A limit that keeps something from being done now."""

    allowance: Allowance
    #: When its next span begins; aware UTC.
    until: datetime

    @property
    def words(self) -> Phrase:
        """Return which limit it is, for a person."""
        return phrase(
            "The budget for {what} is used up (per {span}); "
            "it begins anew at {time} UTC",
            what=COUNTED[self.allowance.budget.counted],
            span=SPANS[self.allowance.budget.per],
            time=f"{self.until:%Y-%m-%d %H:%M}",
        )


def tariff_of(
    project: Project, account: Account, capabilities: Capabilities
) -> Tariff | None:
    """Return the prices that hold for *account*: the user's, else the published."""
    return project.tariffs.get(account.platform, capabilities.tariff)


def allowances_of(
    project: Project, account: Account, capabilities: Capabilities
) -> tuple[Allowance, ...]:
    """Return the limits that hold for *account*: its own, and its platform's."""
    budgets = project.budgets.get(account.platform, capabilities.budgets)
    if not (account.budgets or budgets):  # the rule, and asked before every post
        return ()
    shared = tuple(
        key for key, one in project.accounts.items() if one.platform == account.platform
    )
    return (
        *(Allowance(budget, (account.key,)) for budget in account.budgets),
        *(Allowance(budget, shared, account.platform) for budget in budgets),
    )


@dataclass(frozen=True, slots=True)
class Allowances:
    """Tells what may still be done."""

    memory: Memory
    clock: Clock
    project: ProjectOf

    def charge(self, account: str, text: str, capabilities: Capabilities) -> Charge:
        """Return what publishing *text* on *account* is booked at, and its limits."""
        project = self.project()
        known = project.accounts.get(account)
        if known is None:
            return Charge()
        tariff = tariff_of(project, known, capabilities)
        price = price_of_text(text, tariff) if tariff else 0
        return Charge(
            Usage(writes=1, micros=price), allowances_of(project, known, capabilities)
        )

    def reading(self, account: str, reads: int, capabilities: Capabilities) -> Charge:
        """Return what reading so many things on *account* is booked at."""
        project = self.project()
        known = project.accounts.get(account)
        if known is None:
            return Charge(Usage(reads=reads))
        tariff = tariff_of(project, known, capabilities)
        price = tariff.read * reads if tariff else 0
        return Charge(
            Usage(reads=reads, micros=price),
            allowances_of(project, known, capabilities),
        )

    def reached(self, charge: Charge) -> Reached | None:
        """Return the limit that keeps *charge* waiting longest; None if none does."""
        now = self.clock.now()
        found = [one for one in charge.allowances if self._is_over(one, charge, now)]
        waits = [Reached(one, end(one.budget.per, now)) for one in found]
        return max(waits, key=lambda one: one.until, default=None)

    def used(self, allowance: Allowance) -> Usage:
        """Return what was used of *allowance* in its present span."""
        since = beginning(allowance.budget.per, self.clock.now())
        return self.memory.usages.used(allowance.accounts, since)

    def _is_over(self, allowance: Allowance, charge: Charge, now: datetime) -> bool:
        since = beginning(allowance.budget.per, now)
        used = self.memory.usages.used(allowance.accounts, since)
        return exceeded(used, charge.usage, allowance.budget)


#: What waits for a budget is looked at again at least this often: it may be raised.
LOOK_AGAIN = timedelta(minutes=5)
