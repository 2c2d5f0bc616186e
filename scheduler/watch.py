"""Says in the log what begins to keep posts from going out, and when that ends.

Pauses, used-up budgets, and posts that wait for somebody's yes: other processes begin
and end them, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from domain.budgets import Allowance, Reading
from domain.deliveries import Delivery, DeliveryState
from domain.pauses import Pause
from domain.ports import Memory
from scheduler.budget_book import BudgetBook

log = structlog.get_logger(__name__)

#: So many of what waits for a yes are looked at, by due time; those that are due
#: later are told as their time comes nearer.
MOST_UNAPPROVED = 50


@dataclass(slots=True)
class Watch:
    """Looks now and then at what keeps posts from going out, and remembers it."""

    memory: Memory
    book: BudgetBook
    #: As last seen.
    pauses: Sequence[Pause] = ()
    #: Budgets that were used up when last looked at.
    reached: Sequence[Reading] = ()
    #: Numbers of what was told to wait for a yes.
    _unapproved: set[int] = field(default_factory=set)

    def look(self) -> None:
        """Look; log, once each, what began and what ended."""
        self._look_at_pauses()
        self._look_at_budgets()
        self._look_at_approvals()

    def _look_at_pauses(self) -> None:
        before, now = self.pauses, self.memory.pauses.active()
        for one in now:
            if one not in before:
                log.warning("paused", **_about_pause(one), reason=one.reason)
        for one in before:
            if one not in now:
                log.info("resumed", **_about_pause(one))
        self.pauses = now

    def _look_at_budgets(self) -> None:
        before = {one.allowance for one in self.reached}
        reached = [one for one in self.book.all() if one.is_reached]
        for one in reached:
            if one.allowance not in before:
                log.warning("budget_reached", **_about_budget(one))
        for allowance in before - {one.allowance for one in reached}:
            log.info("budget_has_room", **_about_allowance(allowance))
        self.reached = tuple(reached)

    def _look_at_approvals(self) -> None:
        waiting = self.memory.outbox.deliveries(
            {DeliveryState.AWAITING_APPROVAL}, limit=MOST_UNAPPROVED
        )
        for one in waiting:
            if one.id not in self._unapproved:
                log.warning("post_awaits_approval", **_about_post(one))
        self._unapproved = {one.id for one in waiting}


def _about_post(delivery: Delivery) -> dict[str, object]:
    return {
        "post": delivery.post_key,
        "account": delivery.account,
        "delivery": delivery.id,
        "part": delivery.part,
        "due_at": delivery.due_at.isoformat(),
    }


def _about_pause(pause: Pause) -> dict[str, object]:
    return {
        "scope": str(pause.scope),
        "name": pause.name,
        "by": pause.by,
        "since": pause.since.isoformat(),
    }


def _about_budget(reading: Reading) -> dict[str, object]:
    figures = {"used": reading.used, "until": reading.until.isoformat()}
    return _about_allowance(reading.allowance) | figures


def _about_allowance(allowance: Allowance) -> dict[str, object]:
    return {
        "counted": str(allowance.budget.counted),
        "per": str(allowance.budget.per),
        "limit": allowance.budget.limit,
        "accounts": list(allowance.accounts),
    }
