"""What will the posts cost, and is any budget too small for them?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.locate import Places
from connectors.setup import Platform
from digest.words import COUNTED, SPANS
from domain.accounts import Account
from domain.budgets import Allowance, Counted, Tariff, beginning
from domain.errors import Problem
from domain.phrases import phrase
from domain.posts import Post
from domain.project import Project
from rules.prices import price_of_text
from scheduler.allowance import allowances_of, tariff_of
from scheduler.clashes import dues

#: Costs are told for so long ahead.
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Expense:
    """What the posts of an account cost in the days ahead."""

    account: str
    tariff: Tariff
    #: Messages, each part of a thread by itself.
    writes: int
    #: In millionths of the tariff's currency.
    micros: int


@dataclass(frozen=True, slots=True)
class _Coming:
    """What a post takes at one of its times."""

    at: datetime
    post: Post
    writes: int
    micros: int


def expenses(
    project: Project, now: datetime, platforms: Mapping[str, Platform]
) -> Iterator[Expense]:
    """Return what each account that costs anything will cost in the days ahead."""
    for account in project.accounts.values():
        tariff = _tariff(project, account, platforms)
        if tariff is not None:
            all_coming = _coming(project, account.key, tariff, now)
            soon = [one for one in all_coming if one.at < now + AHEAD]
            writes = sum(one.writes for one in soon)
            yield Expense(account.key, tariff, writes, sum(one.micros for one in soon))


def over_budget(
    project: Project,
    now: datetime,
    platforms: Mapping[str, Platform],
    places: Places,
) -> Iterator[Problem]:
    """Tell of the first post in each span that a budget has no room for."""
    known: dict[str, list[_Coming]] = {}
    for allowance, account in _limits(project, platforms):
        tariff = _tariff(project, account, platforms)
        for key in allowance.accounts:
            if key not in known:
                known[key] = _coming(project, key, tariff, now)
        coming = [one for key in allowance.accounts for one in known[key]]
        yield from _overruns(allowance, coming, places)


def _limits(
    project: Project, platforms: Mapping[str, Platform]
) -> Iterable[tuple[Allowance, Account]]:
    """Return each limit on posts or money once, with one of its accounts."""
    found: dict[Allowance, Account] = {}
    for account in project.accounts.values():
        if account.platform in platforms:
            capabilities = platforms[account.platform].capabilities
            for allowance in allowances_of(project, account, capabilities):
                if allowance.budget.counted is not Counted.READS:
                    found.setdefault(allowance, account)
    return found.items()


def _overruns(
    allowance: Allowance, coming: Iterable[_Coming], places: Places
) -> Iterator[Problem]:
    budget, told = allowance.budget, set[datetime]()
    used: dict[datetime, int] = defaultdict(int)
    for one in sorted(coming, key=lambda one: (one.at, one.post.key)):
        span = beginning(budget.per, one.at)
        is_money = budget.counted is Counted.MONEY
        used[span] += one.micros if is_money else one.writes
        if used[span] > budget.limit and span not in told:
            told.add(span)
            what = phrase(
                "from here on, more is planned than the budget for {what} of"
                " {accounts} allows (per {span})",
                what=COUNTED[budget.counted],
                accounts=", ".join(allowance.accounts),
                span=SPANS[budget.per],
            )
            yield places.problem(one.post, "over-budget", what, "at")


def _tariff(
    project: Project, account: Account, platforms: Mapping[str, Platform]
) -> Tariff | None:
    platform = platforms.get(account.platform)
    return tariff_of(project, account, platform.capabilities) if platform else None


def _coming(
    project: Project, account: str, tariff: Tariff | None, now: datetime
) -> list[_Coming]:
    return [
        _Coming(at, post, *_taken(post, account, tariff))
        for post in project.posts
        if account in post.accounts
        for at in dues(post, account, now)
    ]


def _taken(post: Post, account: str, tariff: Tariff | None) -> tuple[int, int]:
    messages = post.messages_for(account)
    if tariff is None:
        return len(messages), 0
    prices = (price_of_text(message.text, tariff) for message in messages)
    return len(messages), sum(prices)
