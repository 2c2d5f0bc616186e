"""Shows accounts."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from domain.accounts import AccountHealth, RateLeft
from domain.phrases import Phrase, phrase
from kairanban.bootstrap import House
from kairanban.check_accounts import CheckedAccount
from kairanban.cli.desk import Desk
from kairanban.cli.words import local

HEALTH: dict[AccountHealth, tuple[Phrase, str]] = {
    AccountHealth.UNKNOWN: (phrase("not spoken to yet"), "dim"),
    AccountHealth.GOOD: (phrase("well"), "green"),
    AccountHealth.WAITING: (phrase("waiting"), "yellow"),
    AccountHealth.SIGN_IN: (phrase("sign in again"), "red"),
}


def show_list(desk: Desk, house: House, *, as_json: bool) -> None:
    """Print the accounts as they stood when last spoken to."""
    accounts = house.project.accounts.values()
    statuses = {a.key: house.memory.accounts.status(a.key) for a in accounts}
    if as_json:
        desk.write_json(
            [
                {
                    "account": account.key,
                    "platform": account.platform,
                    "handle": account.handle,
                    "health": str(statuses[account.key].health),
                    "problem": desk.read(statuses[account.key].problem) or None,
                    "last_good_at": statuses[account.key].last_good_at,
                    "not_before": statuses[account.key].not_before,
                    "rate": rate_json(statuses[account.key].rate),
                }
                for account in accounts
            ]
        )
        return
    table = desk.table(
        desk.say("Account"),
        desk.say("Platform"),
        desk.say("Handle"),
        desk.say("Health"),
        desk.say("Last good call"),
        desk.say("Rate left"),
    )
    for account in accounts:
        status = statuses[account.key]
        word, style = HEALTH[status.health]
        table.add_row(
            Text(account.key),
            Text(account.platform),
            Text(account.handle),
            Text(desk.read(word), style=style),
            Text(local(status.last_good_at, house.project.community)),
            Text(_rate(status.rate)),
        )
    desk.screen.print(table)
    for key, status in statuses.items():
        if status.problem is not None:
            desk.write(f"{key}: {desk.read(status.problem)}", style="yellow")


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
