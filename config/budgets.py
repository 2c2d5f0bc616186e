"""Limits and prices: by platform, by account, and whether they go together."""

from collections.abc import Iterator, Mapping

from config.document import Place, Series
from config.entry import remains
from config.findings import Findings
from config.schema import BudgetEntry, PriceEntry, WishesEntry
from connectors.setup import Platform
from domain.budgets import Budget, Counted, Tariff
from domain.errors import Problem
from domain.phrases import phrase

#: In the order in which `Tariff` has them.
_PRICES = ("write", "write_with_link", "read")


def budgets_of(entry: BudgetEntry) -> tuple[Budget, ...]:
    """Return limits as the rooms below count them."""
    return tuple(
        Budget(counted, limit.amount, limit.per)
        for counted, limits in (
            (Counted.WRITES, entry.writes),
            (Counted.READS, entry.reads),
            (Counted.MONEY, entry.money),
        )
        for limit in limits
    )


def tariffs(
    entry: WishesEntry,
    top: Place,
    platforms: Mapping[str, Platform],
    findings: Findings,
) -> Mapping[str, Tariff]:
    """Return the user's own price lists, by platform."""
    found = {}
    for name, said in entry.prices.items():
        published = platforms[name].capabilities.tariff if name in platforms else None
        place = top.child("prices", name)
        findings.add(_gaps(said, published, place))
        if (tariff := _tariff(said, published)) is not None:
            found[name] = tariff
    return found


def _tariff(said: PriceEntry, published: Tariff | None) -> Tariff | None:
    as_of = said.as_of or (published.as_of if published else None)
    if as_of is None:
        return None
    # Where nobody publishes prices, a link costs nothing extra.
    base = published or Tariff(as_of, write_with_link=said.write or 0)
    write, with_link, read = (
        getattr(base, name) if given is None else given
        for name, given in zip(
            _PRICES, (said.write, said.write_with_link, said.read), strict=True
        )
    )
    return Tariff(
        as_of,
        said.currency or base.currency,
        write,
        with_link,
        read,
        bare_domains_are_links=base.bare_domains_are_links,
    )


def _gaps(
    said: PriceEntry, published: Tariff | None, place: Place
) -> Iterator[Problem]:
    """Complain of prices that are missing, and cannot be had from elsewhere."""
    if published is None:
        if said.as_of is None:
            what = phrase("is missing: say since when the prices hold")
            yield place.child("as_of").key_problem(what)
    elif said.currency not in {None, published.currency}:
        for name in _PRICES:
            if getattr(said, name) is None:
                what = phrase(
                    "is missing: the published price is in {currency}",
                    currency=published.currency,
                )
                yield place.child(name).key_problem(what)


def check_money(place: Place, tariff: Tariff | None, findings: Findings) -> None:
    """Look whether the limits of money at *place* can be kept under *tariff*."""
    entry, spot = remains(BudgetEntry, place), place.child("money")
    if entry is None or not entry.money:
        return
    if tariff is None:
        what = phrase(
            "the platform is free, so this limit is never reached;"
            " if you do pay, write the prices under 'prices'"
        )
        findings.warnings.append(spot.key_problem(what, "prices-unknown"))
        return
    for number, limit in enumerate(entry.money):
        if limit.currency not in {"", tariff.currency}:
            what = phrase(
                "is in {named}, but the prices are in {currency}",
                named=limit.currency,
                currency=tariff.currency,
            )
            at = spot.child(number) if isinstance(spot.value, Series) else spot
            findings.add([at.problem(what)])
