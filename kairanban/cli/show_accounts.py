"""Shows accounts."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from domain.accounts import Account, AccountHealth, RateLeft
from domain.phrases import Phrase, phrase
from kairanban.account_view import AccountView, remarks, view
from kairanban.bootstrap import House
from kairanban.check_accounts import CheckedAccount
from kairanban.cli.desk import Desk
from kairanban.cli.paused import pause_json
from kairanban.cli.show_budgets import reading_json
from kairanban.cli.words import local

HEALTH: dict[AccountHealth, tuple[Phrase, str]] = {
    AccountHealth.UNKNOWN: (phrase("not spoken to yet"), "dim"),
    AccountHealth.GOOD: (phrase("well"), "green"),
    AccountHealth.WAITING: (phrase("waiting"), "yellow"),
    AccountHealth.SIGN_IN: (phrase("sign in again"), "red"),
}


def show_list(desk: Desk, house: House, *, as_json: bool) -> None:
    """Print the accounts as they stood when last spoken to."""
    found = [view(house, account) for account in house.project.accounts.values()]
    if as_json:
        desk.write_json([account_json(one, desk) for one in found])
        return
    table = desk.table(
        desk.say("Account"),
        desk.say("Platform"),
        desk.say("Handle"),
        desk.say("Health"),
        desk.say("Last good call"),
        desk.say("Rate left"),
    )
    for one in found:
        table.add_row(*_cells(desk, one, house))
    desk.screen.print(table)
    for one in found:
        for remark in remarks(one):
            style = "yellow" if remark is one.status.problem else None
            desk.write(f"{one.account.key}: {desk.read(remark)}", style=style)


def show_one(desk: Desk, house: House, account: Account, *, as_json: bool) -> None:
    """Print one account as it stood when last spoken to."""
    one = view(house, account)
    if as_json:
        desk.write_json(account_json(one, desk))
        return
    word, style = HEALTH[one.status.health]
    name = f"{account.key} · {account.platform} · {account.handle}".rstrip(" ·")
    desk.write(name, style="bold")
    desk.write(desk.read(word), style=style)
    if (last := one.status.last_good_at) is not None:
        when = local(last, house.project.community)
        desk.write(f"{desk.say('Last good call')}: {when}")
    if one.status.rate is not None:
        desk.write(f"{desk.say('Rate left')}: {_rate(one.status.rate)}")
    for remark in remarks(one):
        desk.write(desk.read(remark))


def account_json(one: AccountView, desk: Desk) -> dict[str, Any]:
    """Return how an account stands for programs; money in millionths."""
    status, tariff = one.status, one.tariff
    return {
        "account": one.account.key,
        "platform": one.account.platform,
        "handle": one.account.handle,
        "health": str(status.health),
        "problem": desk.read(status.problem) or None,
        "last_good_at": status.last_good_at,
        "not_before": status.not_before,
        "rate": rate_json(status.rate),
        "budgets": [reading_json(reading) for reading in one.budgets],
        "spent_this_month": one.month.micros if tariff else None,
        "currency": tariff.currency if tariff else None,
        "prices_as_of": tariff.as_of.isoformat() if tariff else None,
        "pauses": [pause_json(pause) for pause in one.pauses],
        "approval_required": one.needs_approval,
        "not_pulled": desk.read(one.deaf.words) if one.deaf else None,
    }


def _cells(desk: Desk, one: AccountView, house: House) -> tuple[Text, ...]:
    word, style = HEALTH[one.status.health]
    return (
        Text(one.account.key),
        Text(one.account.platform),
        Text(one.account.handle),
        Text(desk.read(word), style=style),
        Text(local(one.status.last_good_at, house.project.community)),
        Text(_rate(one.status.rate)),
    )


def show_check(desk: Desk, results: Sequence[CheckedAccount], *, as_json: bool) -> None:
    """Print how signing in went, account by account."""
    if as_json:
        desk.write_json(
            [
                {
                    "account": result.account,
                    "platform": result.platform,
                    "ok": result.is_well,
                    "handle": result.profile.handle if result.profile else None,
                    "remote_id": result.profile.remote_id if result.profile else None,
                    "problem": desk.read(result.problem) or None,
                    "rate": rate_json(result.rate),
                }
                for result in results
            ]
        )
        return
    for result in results:
        if result.profile is not None:
            rate = f" ({_rate(result.rate)})" if result.rate else ""
            line = desk.say(
                "{account}: signed in as {handle}",
                account=result.account,
                handle=result.profile.handle,
            )
            desk.write(f"✓ {line}{rate}", style="green")
        else:
            desk.write(f"✗ {result.account}: {desk.read(result.problem)}", style="red")


def rate_json(rate: RateLeft | None) -> dict[str, Any] | None:
    """Return a rate limit for programs."""
    if rate is None:
        return None
    return {
        "limit": rate.limit,
        "remaining": rate.remaining,
        "resets_at": rate.resets_at.isoformat(),
        "policy": rate.policy,
    }


def _rate(rate: RateLeft | None) -> str:
    return f"{rate.remaining}/{rate.limit}" if rate else ""
