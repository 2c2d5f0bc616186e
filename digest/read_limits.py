"""Reads aloud what is paused, and how budgets stand."""

from collections.abc import Iterator

from digest.page import Banner, Line
from digest.paper import BudgetNotice, Digest, PauseNotice
from digest.words import COUNTED, SPANS, moment_in, money
from domain.budgets import Counted, Reading, Span
from domain.phrases import Phrase, Phrasebook, phrase, phrase_many

_USED_UP = {
    Counted.WRITES: phrase("used up: what is due goes out after that"),
    Counted.READS: phrase("used up: nothing new is pulled until then"),
    Counted.MONEY: phrase("used up: what costs money waits until then"),
}


def read_banners(digest: Digest, book: Phrasebook) -> tuple[Banner, ...]:
    """Return what stands above everything else: what a person has silenced."""
    return tuple(_banner(one, digest, book) for one in digest.pauses)


def read_budgets(digest: Digest, book: Phrasebook) -> tuple[Line, ...]:
    """Return the budgets that are used up, or nearly."""
    return tuple(_line(one, digest, book) for one in digest.budgets)


def share(counted: Counted, used: int, limit: int, currency: str = "") -> Phrase:
    """Say how much of a limit is used: "posts: 12 of 50", "money: USD 2 of USD 5"."""
    is_money = counted is Counted.MONEY
    return phrase(
        "{what}: {used} of {limit}",
        what=COUNTED[counted],
        used=money(used, currency) if is_money else str(used),
        limit=money(limit, currency) if is_money else str(limit),
    )


def share_of(reading: Reading, used: int | None = None) -> Phrase:
    """Say how much of a limit is used, and in what time: "posts: 12 of 50 (per day)".

    *used* is said instead of what was used, if given.
    """
    budget = reading.allowance.budget
    currency = reading.tariff.currency if reading.tariff else ""
    said = reading.used if used is None else used
    return in_span(share(budget.counted, said, budget.limit, currency), budget.per)


def in_span(said: Phrase, per: Span) -> Phrase:
    """Say the stretch of time, too."""
    return phrase("{share} (per {span})", share=said, span=SPANS[per])


def _banner(pause: PauseNotice, digest: Digest, book: Phrasebook) -> Banner:
    notes = tuple(map(book.read, _about_pause(pause, digest)))
    return Banner(title=book.read(pause.words), notes=notes)


def _about_pause(pause: PauseNotice, digest: Digest) -> Iterator[Phrase]:
    since = moment_in(pause.since, digest.zone)
    if pause.by:
        yield phrase("since {when}, by {name}", when=since, name=pause.by)
    else:
        yield phrase("since {when}", when=since)
    if pause.held:
        yield phrase_many(
            "{count} post that is due is held back",
            "{count} posts that are due are held back",
            pause.held,
        )
    else:
        yield phrase("nothing that is due is held back so far")
    yield phrase("to lift it: {command}", command=pause.command)


def _line(budget: BudgetNotice, digest: Digest, book: Phrasebook) -> Line:
    until = moment_in(budget.until, digest.zone)
    places = filter(None, (budget.platform, budget.account))
    said = share(budget.counted, budget.used, budget.limit, budget.currency)
    return Line(
        when=book.say("until {when}", when=until),
        where=" · ".join(places),
        words=book.read(in_span(said, budget.per)),
        notes=tuple(map(book.read, _about_budget(budget))),
    )


def _about_budget(budget: BudgetNotice) -> Iterator[Phrase]:
    if budget.is_reached:
        yield _USED_UP[budget.counted]
    else:
        yield phrase("more than four fifths are used")
    if budget.prices_as_of is not None:
        yield phrase("prices as of {day}", day=budget.prices_as_of.isoformat())
