"""An outbox with years of future posts in it, filled in seconds."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.clock import SystemClock
from domain.ports import PlanStep
from domain.posts import Origin, Post
from storage.engine import FILE_NAME
from storage.memory import Memory
from storage.tables import delivery, post

ACCOUNTS = tuple(f"account-{number:02}" for number in range(20))

_WORDS = "Good morning, neighbours! 今日の予定 " * 5
_FAR = timedelta(days=30)


def a_post(key: str, account: str, at: datetime) -> Post:
    """Return a post that planning leaves alone, because it is not from YAML."""
    return Post(key, f"{key} {_WORDS}", (account,), at, origin=Origin.REPLY)


def queue(memory: Memory, times: Sequence[datetime]) -> None:
    """Put in a post for each of *times*, the accounts in turn."""
    now = datetime.now(UTC)
    posts = [
        a_post(f"due-{now.timestamp()}-{number}", ACCOUNTS[number % 20], at)
        for number, at in enumerate(times)
    ]
    memory.outbox.apply([PlanStep(None, one.accounts[0], one) for one in posts], now)


def fill(folder: Path, count: int) -> None:
    """Make an outbox with *count* future posts, a minute apart."""
    memory = Memory.open("", folder, SystemClock())
    far = datetime.now(UTC) + _FAR
    first = a_post("future", ACCOUNTS[0], far)
    memory.outbox.apply([PlanStep(None, ACCOUNTS[0], first)], datetime.now(UTC))
    memory.close()
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        _multiply(database, count - 1)


def _multiply(database: sqlite3.Connection, times: int) -> None:
    """Copy the only post and its delivery, each with a time of its own."""
    due = "seed.due_at + n.i * 60000000"
    account = f"printf('account-%02d', n.i % {len(ACCOUNTS)})"
    key = "'future-' || n.i"
    own = {"id": "seed.id + n.i", "key": key}
    _copy(database, "post", [one.name for one in post.columns], own, times)
    own = {
        "post_id": "seed.post_id + n.i",
        "post_key": key,
        "account": account,
        "due_at": due,
        "wanted_at": due,
    }
    columns = [one.name for one in delivery.columns if one.name != "id"]
    _copy(database, "delivery", columns, own, times)
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(
    database: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    own: dict[str, str],
    times: int,
) -> None:
    values = ", ".join(own.get(name, f"seed.{name}") for name in columns)
    database.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) "
        f"SELECT {values} FROM (SELECT * FROM {table} LIMIT 1) AS seed, n",
        (times,),
    )
