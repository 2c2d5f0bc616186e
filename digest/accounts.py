"""Which accounts do not do well."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from digest.paper import AccountNotice
from domain.accounts import Account, AccountHealth, AccountStatus

#: An account that answered nothing for so many polls, and so long, has gone silent.
_SILENT_POLLS = 10
_SILENT_FOR = timedelta(hours=1)


def account_notices(
    statuses: Iterable[AccountStatus],
    accounts: Mapping[str, Account],
    platforms: Mapping[str, str],
    now: datetime,
) -> tuple[AccountNotice, ...]:
    """Return accounts in trouble: those that need a person first, then by name."""
    known = [status for status in statuses if status.account in accounts]
    found = [
        _notice(status, platforms, now)
        for status in known
        if _is_in_trouble(status, accounts[status.account], now)
    ]
    return tuple(sorted(found, key=_urgency))


def _is_in_trouble(status: AccountStatus, account: Account, now: datetime) -> bool:
    if status.health in {AccountHealth.SIGN_IN, AccountHealth.WAITING}:
        return True
    patience = max(_SILENT_FOR, account.poll_every * _SILENT_POLLS)
    return status.last_good_at is not None and now - status.last_good_at > patience


def _notice(
    status: AccountStatus, platforms: Mapping[str, str], now: datetime
) -> AccountNotice:
    last = status.last_good_at
    return AccountNotice(
        account=status.account,
        platform=platforms.get(status.account, ""),
        health=status.health,
        problem=status.problem,
        last_good_at=last,
        silent_for=now - last if last else None,
    )


def _urgency(notice: AccountNotice) -> tuple[bool, str]:
    return notice.health is not AccountHealth.SIGN_IN, notice.account
