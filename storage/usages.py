"""What was written, read and spent, as rows: one for each account and hour."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Dialect, bindparam, func, select, update

from domain.budgets import Span, Usage, beginning, exceeded
from domain.deliveries import Delivery
from domain.ports import Charge
from storage.engine import Database, alone
from storage.ferry import Work
from storage.prepared import Prepared
from storage.tables import usage
from storage.upserts import insert_or_leave

_USED = select(
    func.coalesce(func.sum(usage.c.writes), 0),
    func.coalesce(func.sum(usage.c.reads), 0),
    func.coalesce(func.sum(usage.c.micros), 0),
).where(
    usage.c.account.in_(bindparam("accounts_", expanding=True)),
    usage.c.hour >= bindparam("since_"),
)
_MORE = Prepared(
    update(usage)
    .where(usage.c.account == bindparam("account_"), usage.c.hour == bindparam("hour_"))
    .values(
        writes=usage.c.writes + bindparam("writes_"),
        reads=usage.c.reads + bindparam("reads_"),
        micros=usage.c.micros + bindparam("micros_"),
    )
)


class Usages:
    """The books of what was used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, account: str, used: Usage, now: datetime) -> None:
        """Book what was used."""
        with self._database.writing() as connection:
            book(connection, account, used, now)

    def used(self, accounts: Sequence[str], since: datetime) -> Usage:
        """Return what *accounts* used together since *since* (a full hour)."""
        with self._database.reading() as connection:
            return _sum(connection, accounts, since)


def book(connection: Connection, account: str, used: Usage, now: datetime) -> None:
    """Add to what *account* used in this hour."""
    prepare_booking(connection.dialect, account, used, now)(connection)


def prepare_booking(
    dialect: Dialect, account: str, used: Usage, now: datetime
) -> Work[None]:
    """Return the work that adds to what *account* used in this hour."""
    hour = beginning(Span.HOUR, now)
    known = {
        "account_": account,
        "hour_": hour,
        "writes_": used.writes,
        "reads_": used.reads,
        "micros_": used.micros,
    }
    more = _MORE.bind(dialect, known)

    def work(connection: Connection) -> None:
        if more.run(connection) == 0:
            _open_hour(connection, account, hour)
            more.run(connection)

    return work


def _open_hour(connection: Connection, account: str, hour: datetime) -> None:
    nothing = {"writes": 0, "reads": 0, "micros": 0}
    row = {"account": account, "hour": hour, **nothing}
    connection.execute(insert_or_leave(connection, usage), [row])


def give_back(connection: Connection, seen: Delivery, now: datetime) -> None:
    """Take a try off the books that surely sent nothing."""
    begun = seen.changed_at or now
    book(connection, seen.account, Usage(writes=-1, micros=-seen.charge), begun)


def has_room(connection: Connection, charge: Charge, now: datetime) -> bool:
    """Does *charge* keep to all of its limits?"""
    for allowance in charge.allowances:
        if allowance.platform:
            alone(connection, f"budget/{allowance.platform}")
        since = beginning(allowance.budget.per, now)
        used = _sum(connection, allowance.accounts, since)
        if exceeded(used, charge.usage, allowance.budget):
            return False
    return True


def _sum(connection: Connection, accounts: Sequence[str], since: datetime) -> Usage:
    known = {"accounts_": list(accounts), "since_": since}
    row = connection.execute(_USED, known).one()
    return Usage(*map(int, row))
