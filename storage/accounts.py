"""What we remember of our accounts between two runs."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from domain.accounts import AccountHealth, AccountStatus, RateLeft
from storage.engine import Database
from storage.tables import account_status
from storage.upserts import insert_or_update

_ONE = select(account_status).where(account_status.c.account == bindparam("account_"))


class Accounts:
    """How our accounts stand, as rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def status(self, account: str) -> AccountStatus:
        """Return how an account stands; UNKNOWN if never called."""
        known = {"account_": account}
        row = self._database.read(
            lambda connection: connection.execute(_ONE, known).one_or_none()
        )
        return AccountStatus(account) if row is None else _status(row)

    def record(self, status: AccountStatus) -> None:
        """Write down how an account stands."""
        row = _row(status)

        def work(connection: Connection) -> None:
            connection.execute(insert_or_update(connection, account_status), row)

        self._database.write(work)


def _row(status: AccountStatus) -> dict[str, Any]:
    rate = status.rate
    return {
        "account": status.account,
        "health": status.health,
        "problem": status.problem,
        "last_good_at": status.last_good_at,
        "not_before": status.not_before,
        "failures": status.failures,
        "rate_limit": rate and rate.limit,
        "rate_remaining": rate and rate.remaining,
        "rate_resets_at": rate and rate.resets_at,
        "rate_policy": rate and rate.policy,
    }


def _status(row: Row[Any]) -> AccountStatus:
    return AccountStatus(
        account=row.account,
        health=AccountHealth(row.health),
        problem=row.problem,
        last_good_at=row.last_good_at,
        not_before=row.not_before,
        failures=row.failures,
        rate=_rate(row),
    )


def _rate(row: Row[Any]) -> RateLeft | None:
    if row.rate_limit is None:
        return None
    return RateLeft(
        limit=row.rate_limit,
        remaining=row.rate_remaining,
        resets_at=row.rate_resets_at,
        policy=row.rate_policy,
    )
