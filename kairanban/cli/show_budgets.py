"""Shows budgets: what is used, what a plan will use, and what it costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest.read_limits import share_of
from digest.words import money
from domain.budgets import Counted, Reading, Span
from domain.phrases import Phrase, phrase
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from scheduler.coming import Coming
from scheduler.forecast import Cost, Forecast, cost, forecast

#: What a plan says something of; what will be read, nobody knows.
_PLANNED = frozenset({Counted.WRITES, Counted.MONEY})

_BUSIEST: dict[Span, Phrase] = {
    Span.HOUR: phrase("busiest hour"),
    Span.DAY: phrase("busiest day"),
    Span.MONTH: phrase("busiest month"),
}
_FORMATS = {Span.HOUR: "%Y-%m-%d %H:00", Span.DAY: "%Y-%m-%d", Span.MONTH: "%Y-%m"}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a plan makes of the budgets, and what it costs."""

    forecasts: Sequence[Forecast]
    costs: Sequence[Cost]


def outlook(house: House, planned: Sequence[Coming]) -> Outlook:
    """Return what *planned* makes of the budgets."""
    now, books = house.clock.now(), house.crew.books
    limits = [one for one in books.all() if one.allowance.budget.counted in _PLANNED]
    costs = [
        cost(account.key, tariff, books.month(account.key).micros, planned, now)
        for account in house.project.accounts.values()
        if (tariff := books.tariff(account)) is not None
    ]
    return Outlook([forecast(one, planned, now) for one in limits], costs)


def outlook_json(outlook: Outlook) -> dict[str, Any]:
    """Return an outlook for programs; money in millionths of the currency."""
    return {
        "budgets": [
            reading_json(one.reading)
            | {
                "planned": one.used,
                "busiest": one.busiest.isoformat(),
                "exceeded": one.is_exceeded,
            }
            for one in outlook.forecasts
        ],
        "costs": [
            {
                "account": one.account,
                "currency": one.tariff.currency,
                "spent": one.spent,
                "planned": one.planned,
                "prices_as_of": one.tariff.as_of.isoformat(),
                "prices_source": one.tariff.source or None,
            }
            for one in outlook.costs
        ],
    }


def reading_json(reading: Reading) -> dict[str, Any]:
    """Return how far a limit is used up for programs."""
    allowance, tariff = reading.allowance, reading.tariff
    is_money = allowance.budget.counted is Counted.MONEY
    return {
        "platform": allowance.platform or None,
        "accounts": list(allowance.accounts),
        "counted": str(allowance.budget.counted),
        "per": str(allowance.budget.per),
        "used": reading.used,
        "limit": allowance.budget.limit,
        "currency": tariff.currency if tariff and is_money else None,
        "reached": reading.is_reached,
        "until": reading.until.isoformat(),
    }


def show_outlook(desk: Desk, outlook: Outlook, house: House) -> None:
    """Print what a plan makes of the budgets, and what it costs."""
    if not (outlook.forecasts or outlook.costs):
        return
    desk.write("")
    desk.write(desk.say("Budgets"), style="bold")
    for one in outlook.forecasts:
        desk.write(f"  {_where(one.reading, house)}: {_said(desk, one)}")
    for expense in outlook.costs:
        desk.write(f"  {expense.account}: {desk.read(_cost(expense))}")
    for warning in _warnings(outlook, house):
        desk.write(desk.read(warning), style="yellow")


def _where(reading: Reading, house: House) -> str:
    allowance = reading.allowance
    if not allowance.platform:
        return allowance.accounts[0]
    return house.crew.titles.get(allowance.platform, allowance.platform)


def _said(desk: Desk, one: Forecast) -> str:
    per = one.reading.allowance.budget.per
    return desk.say(
        "{share}, {busiest} {when} UTC",
        share=share_of(one.reading, one.used),
        busiest=_BUSIEST[per],
        when=_in_utc(one.busiest, per),
    )


def _in_utc(moment: datetime, per: Span) -> str:
    return moment.strftime(_FORMATS[per])


def _cost(one: Cost) -> Phrase:
    currency = one.tariff.currency
    return phrase(
        "this month: {spent} spent, {planned} planned (prices as of {day})",
        spent=money(one.spent, currency),
        planned=money(one.planned, currency),
        day=one.tariff.as_of.isoformat(),
    )


def _warnings(outlook: Outlook, house: House) -> Iterator[Phrase]:
    for one in outlook.forecasts:
        if one.is_exceeded:
            per = one.reading.allowance.budget.per
            yield phrase(
                "{where}: more is planned than the budget allows ({share}, {when} "
                "UTC); what is over it waits, and may be missed",
                where=_where(one.reading, house),
                share=share_of(one.reading, one.used),
                when=_in_utc(one.busiest, per),
            )
