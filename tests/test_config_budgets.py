"""Limits and prices: read exactly, and told wrong in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.amounts import amount
from config.load import Loaded, load
from connectors.registry import PLATFORMS as REAL
from connectors.setup import Platform
from domain.budgets import MICROS, Budget, Counted, Span, Tariff
from domain.errors import ConfigurationError
from tests.project_files import FRONT, PLATFORMS, a_folder, a_platform

PUBLISHED = Tariff(date(2026, 11, 1), "USD", 10_000, 20_000, 5, "https://dear.test")

DEAR = a_platform("dear")

#: One platform that is free, and one that is not.
SHOPS: Mapping[str, Platform] = {
    **PLATFORMS,
    "dear": replace(DEAR, capabilities=replace(DEAR.capabilities, tariff=PUBLISHED)),
}

PER_HOUR = Budget(Counted.WRITES, 2500, Span.HOUR)


def read(folder: Path, *lines: str) -> Loaded:
    """Load a project whose front ends in *lines*."""
    return load(a_folder(folder, "", FRONT + "\n".join(lines)), SHOPS, {})


def wrong(folder: Path, *lines: str) -> list[str]:
    """Return everything that is wrong with such a project."""
    with pytest.raises(ConfigurationError) as caught:
        read(folder, *lines)
    return [str(problem).split(": ", 1)[1] for problem in caught.value.problems]


LIMITS = [
    ("{writes: 2500 per hour}", (PER_HOUR,)),
    (
        "{writes: [2500 per hour, 17500 per day]}",
        (PER_HOUR, Budget(Counted.WRITES, 17_500, Span.DAY)),
    ),
    ("{reads: 0 per month}", (Budget(Counted.READS, 0, Span.MONTH),)),
    (
        "{money: 20.5 per month}",
        (Budget(Counted.MONEY, 20_500_000, Span.MONTH),),
    ),
    ("{money: 1 usd  per  day}", (Budget(Counted.MONEY, MICROS, Span.DAY),)),
    ("{}", ()),
    ("{writes: []}", ()),
    ("{x-why: we said so}", ()),
]


@pytest.mark.parametrize(("said", "budgets"), LIMITS, ids=[s for s, _ in LIMITS])
def test_limits_are_taken_for_a_platform_and_for_an_account(
    said: str, budgets: tuple[Budget, ...], tmp_path: Path
) -> None:
    """The same words in both places."""
    account = f"  shop: {{platform: dear, budget: {said}}}"
    project = read(tmp_path, account, f"budgets: {{dear: {said}}}").project

    assert project.budgets == {"dear": budgets}
    assert project.accounts["shop"].budgets == budgets
    assert project.accounts["box"].budgets == ()


def test_an_account_keeps_its_own_options_beside_its_budget(tmp_path: Path) -> None:
    """What belongs to all accounts is not handed to the platform."""
    front = FRONT.replace(
        "handle: sakura", "approval: required\n    budget: {}\n    handle: sakura"
    )
    project = load(a_folder(tmp_path, "", front), SHOPS, {}).project

    assert project.accounts["bird"].options == {
        "server": "https://tiny.test",
        "colour": "red",
    }


WRONG = [
    ("{writes: 5}", "writes: should be a limit such as 2500 per hour, got '5'"),
    ("{writes: many per hour}", "writes: should be a limit such as 2500 per hour"),
    ("{writes: -1 per hour}", "writes: should be a limit such as 2500 per hour"),
    ("{writes: 1.5 per hour}", "writes: should be a limit such as 2500 per hour"),
    ("{writes: 5 per hours}", "cannot be per 'hours'; did you mean 'hour'?"),
    ("{writes: 5 per week}", "cannot be per 'week'; there is: hour, day, month"),
    ("{writes: 5 per Day}", "cannot be per 'Day'; did you mean 'day'?"),
    ("{writes: {hour: 5}}", "writes: should be a list, got a mapping"),
    ("{writes: [5 per day, 6]}", "writes.2: should be a limit such as 2500 per hour"),
    ("{reads: [5 per day, 6 per day]}", "reads: there are two limits per day"),
    ("{reads: [~]}", "reads.1: has no value"),
    ("{write: 5 per day}", "write: unknown key; did you mean 'writes'?"),
    ("{money: per month}", "money: should be a limit such as 20 per month or"),
    ("{money: $20 per month}", "money: should be an amount such as 0.015, got '$20'"),
    ("{money: 20 Euro per month}", "money: should be a limit such as 20 per month or"),
    ("{money: 0.0000001 per day}", "money: '0.0000001' is finer than a millionth"),
    ("{money: 5 EUR per month}", "money: is in EUR, but the prices are in USD"),
    (
        "{money: [1 USD per day, 5 EUR per month]}",
        "money.2: is in EUR, but the prices are in USD",
    ),
    ("50 per day", "should be a mapping, got '50 per day'"),
]


@pytest.mark.parametrize(("said", "complaint"), WRONG, ids=[s for s, _ in WRONG])
def test_a_wrong_limit_is_told_in_both_places(
    said: str, complaint: str, tmp_path: Path
) -> None:
    """At the account, and at the platform."""
    account = f"  shop: {{platform: dear, budget: {said}}}"
    found = wrong(tmp_path, account, f"budgets: {{dear: {said}}}")
    of_account, of_platform = found

    assert of_account.startswith("accounts.shop.budget")
    assert of_platform.startswith("budgets.dear")
    assert complaint in of_account
    assert complaint in of_platform


NAMES = [
    ("budgets: {deer: {}}", "budgets.deer: there is no platform 'deer'; did you mean"),
    ("prices: {deer: {as_of: 2026-11-01}}", "prices.deer: there is no platform 'deer'"),
    ("budgets: {dear: }", "budgets.dear: has no value: write the limits below it, or"),
    ("budgets: [dear]", "budgets: should be a mapping, got a list"),
    ("prices: 3", "prices: should be a mapping, got '3'"),
]


@pytest.mark.parametrize(("line", "complaint"), NAMES, ids=[s for s, _ in NAMES])
def test_a_wrong_platform_is_told(line: str, complaint: str, tmp_path: Path) -> None:
    """A limit for nobody would keep nothing."""
    (found,) = wrong(tmp_path, line)

    assert complaint in found


PRICES = [
    ("plain: {as_of: 2026-11-24}", Tariff(date(2026, 11, 24))),
    (
        "plain: {as_of: 2026-11-24, currency: jpy, write: 2}",
        Tariff(date(2026, 11, 24), "JPY", 2_000_000, 2_000_000),
    ),
    (
        "plain: {as_of: 2026-11-24, write: 0.015, write_with_link: 0.2, read: 0.00001}",
        Tariff(date(2026, 11, 24), "USD", 15_000, 200_000, 10),
    ),
    ("dear: {}", replace(PUBLISHED, source="")),
    ("dear: {write: 0}", replace(PUBLISHED, write=0, source="")),
    (
        "dear: {as_of: 2026-12-01, read: 1}",
        replace(PUBLISHED, as_of=date(2026, 12, 1), read=MICROS, source=""),
    ),
    (
        "dear: {currency: EUR, write: 1, write_with_link: 2, read: 3}",
        Tariff(PUBLISHED.as_of, "EUR", MICROS, 2 * MICROS, 3 * MICROS),
    ),
]


@pytest.mark.parametrize(("said", "tariff"), PRICES, ids=[s for s, _ in PRICES])
def test_prices_are_ours_where_we_say_so_and_published_elsewhere(
    said: str, tariff: Tariff, tmp_path: Path
) -> None:
    """Where nobody publishes any, a link costs nothing extra."""
    project = read(tmp_path, f"prices: {{{said}}}").project

    assert list(project.tariffs.values()) == [tariff]


MISPRICED = [
    ("plain: {write: 1}", "plain.as_of: is missing: say since when the prices hold"),
    ("plain: {as_of: today}", "as_of: should be a day such as 2026-11-24, got 'today'"),
    ("plain: {as_of: 2026-02-30}", "plain.as_of: should be a day such as 2026-11-24"),
    ("plain: {as_of: 20261124}", "plain.as_of: should be a day such as 2026-11-24"),
    ("dear: {currency: Dollar}", "should be a currency's three letters, such as USD"),
    (
        "dear: {write: free}",
        "dear.write: should be an amount such as 0.015, got 'free'",
    ),
    ("dear: {write: '0,015'}", "dear.write: should be an amount such as 0.015, got"),
    ("dear: {write: 1e3}", "dear.write: should be an amount such as 0.015, got '1e3'"),
    ("dear: {write: -1}", "dear.write: should be an amount such as 0.015, got '-1'"),
    ("dear: {reed: 1}", "dear.reed: unknown key; did you mean 'read'?"),
    (
        "dear: {currency: EUR, write: 1, read: 1}",
        "dear.write_with_link: is missing: the published price is in USD",
    ),
]


@pytest.mark.parametrize(
    ("said", "complaint"), MISPRICED, ids=[s for s, _ in MISPRICED]
)
def test_a_wrong_price_is_told_in_words(
    said: str, complaint: str, tmp_path: Path
) -> None:
    """Two currencies in one list would add up to nothing."""
    (found,) = wrong(tmp_path, f"prices: {{{said}}}")

    assert complaint in found


def test_limits_and_prices_of_our_own_must_agree(tmp_path: Path) -> None:
    """Our own list decides on the currency, not the published one."""
    prices = "prices: {plain: {as_of: 2026-11-24, currency: JPY, write: 2}}"

    agreed = read(tmp_path, "budgets: {plain: {money: 9 JPY per day}}", prices)

    assert agreed.project.budgets["plain"][0].limit == 9 * MICROS
    assert wrong(tmp_path, "budgets: {plain: {money: 9 USD per day}}", prices) == [
        "budgets.plain.money: is in USD, but the prices are in JPY"
    ]


def test_a_limit_of_money_where_nothing_costs_any_is_odd(tmp_path: Path) -> None:
    """It would never be reached; whoever does pay has to name the prices."""
    account = "  free: {platform: plain, budget: {money: 5 per month}}"
    warnings = read(tmp_path, account, "budgets: {plain: {money: 9 per day}}").warnings

    assert [warning.where for warning in warnings] == [
        "accounts.free.budget.money",
        "budgets.plain.money",
    ]
    assert "the platform is free" in str(warnings[0])


def test_other_mistakes_do_not_hide_those_in_limits_and_prices(tmp_path: Path) -> None:
    """All of them at once, also where something else has no shape at all."""
    found = wrong(
        tmp_path,
        "  shop: {platform: dear, handle: a b, budget: {money: 5 EUR per day}}",
        "budgets: {dear: {money: 5 EUR per day}, tiny: {writes: x}}",
        "prices: {plain: {}, tiny: {read: x}}",
        "late: 3",
    )

    assert [line.split(": ")[0] for line in found] == [
        "accounts.shop.handle",
        "accounts.shop.budget.money",
        "budgets.dear.money",
        "budgets.tiny.writes",
        "prices.plain.as_of",
        "prices.tiny.read",
        "late",
    ]


@given(st.decimals(min_value=0, max_value=999_999_999, places=6))
def test_money_is_exact_to_the_last_millionth(value: Decimal) -> None:
    """No float is ever near it."""
    assert Decimal(amount(f"{value:f}")) == value * MICROS


def test_what_bluesky_publishes_is_what_holds_there() -> None:
    """Points an hour and a day at two points for a post; requests in five minutes."""
    capabilities = REAL["bluesky"].capabilities

    assert capabilities.tariff is None
    assert capabilities.budgets == (
        Budget(Counted.WRITES, 2500, Span.HOUR),
        Budget(Counted.WRITES, 17_500, Span.DAY),
        Budget(Counted.READS, 36_000, Span.HOUR),
    )


def test_the_sandbox_has_no_limits() -> None:
    """It is a folder."""
    assert REAL["sandbox"].capabilities.budgets == ()
