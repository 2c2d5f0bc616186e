"""What is paused, and which budgets are used up, or nearly."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from digest.deliveries import waits_for_part
from digest.paper import BudgetNotice, PauseNotice
from domain.budgets import Counted, Reading
from domain.deliveries import Delivery, DeliveryState
from domain.pauses import Pause, PauseScope


def pause_notices(
    pauses: Iterable[Pause], deliveries: Sequence[Delivery], now: datetime
) -> tuple[PauseNotice, ...]:
    """Return the pauses that hold, each with how much it keeps from going out."""
    due = [
        one
        for one in deliveries
        if one.state is DeliveryState.QUEUED
        and one.due_at <= now
        and not waits_for_part(one)
    ]
    return tuple(_pause(pause, due) for pause in pauses)


def lifting(pause: Pause) -> str:
    """Return what a person types to lift a pause."""
    match pause.scope:
        case PauseScope.EVERYTHING:
            return "kairanban resume --everything"
        case PauseScope.ACCOUNT:
            return f"kairanban resume --account {pause.name}"
        case PauseScope.CAMPAIGN:
            return f"kairanban resume --campaign {pause.name}"


def budget_notices(
    readings: Iterable[Reading], platforms: Mapping[str, str]
) -> tuple[BudgetNotice, ...]:
    """Return the budgets that are used up, then those that nearly are."""
    found = [_budget(one, platforms) for one in readings if one.is_close]
    return tuple(sorted(found, key=lambda one: not one.is_reached))


def _pause(pause: Pause, due: Sequence[Delivery]) -> PauseNotice:
    return PauseNotice(
        scope=pause.scope,
        name=pause.name,
        reason=pause.reason,
        by=pause.by,
        since=pause.since,
        held=sum(pause.covers(one.account, one.post.campaign) for one in due),
        command=lifting(pause),
    )


def _budget(reading: Reading, platforms: Mapping[str, str]) -> BudgetNotice:
    allowance, tariff = reading.allowance, reading.tariff
    is_money = allowance.budget.counted is Counted.MONEY
    first = next(iter(allowance.accounts), "")
    return BudgetNotice(
        counted=allowance.budget.counted,
        per=allowance.budget.per,
        used=reading.used,
        limit=allowance.budget.limit,
        is_reached=reading.is_reached,
        until=reading.until,
        platform=platforms.get(first, allowance.platform),
        account="" if allowance.platform else first,
        currency=tariff.currency if tariff and is_money else "",
        prices_as_of=tariff.as_of if tariff and is_money else None,
    )
