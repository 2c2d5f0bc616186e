"""Our own answers, as seen on the platform: whoever got one waits no longer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from domain.items import EntryStatus, OwnAnswer
from storage.closing import close_entries
from storage.tables import item, own_answer
from storage.upserts import insert_or_leave


def take_answers(
    connection: Connection, account: str, answers: Sequence[OwnAnswer], now: datetime
) -> int:
    """Keep answers of ours, close what the new ones answer, and return how many.

    Only the new ones: an entry that a person opened again stays open, however often
    the same answer comes by.
    """
    returning = (own_answer.c.answers, own_answer.c.created_at)
    rows = connection.execute(
        insert_or_leave(connection, own_answer, returning),
        [
            {
                "account": account,
                "remote_id": one.remote_id,
                "answers": one.answers,
                "created_at": one.created_at,
                "url": one.url,
            }
            for one in answers
        ],
    ).all()
    first = {
        row.answers: row.created_at for row in sorted(rows, key=_age, reverse=True)
    }
    return _close(connection, account, first, now)


def _age(row: Row[Any]) -> datetime:
    moment: datetime = row.created_at
    return moment


def close_answered(
    connection: Connection, account: str, remote_ids: Sequence[str], now: datetime
) -> int:
    """Close entries that were answered before we ever saw them; return how many."""
    if not remote_ids:
        return 0
    query = (
        select(own_answer.c.answers, func.min(own_answer.c.created_at).label("first"))
        .where(own_answer.c.account == account, own_answer.c.answers.in_(remote_ids))
        .group_by(own_answer.c.answers)
    )
    first = {row.answers: row.first for row in connection.execute(query)}
    return _close(connection, account, first, now)


def _close(
    connection: Connection, account: str, moments: Mapping[str, datetime], now: datetime
) -> int:
    """Close the entries that were answered, each at its moment."""
    if not moments:
        return 0
    query = select(item.c.id, item.c.remote_id).where(
        item.c.account == account, item.c.remote_id.in_(moments)
    )
    by_number = {row.id: moments[row.remote_id] for row in connection.execute(query)}
    return close_entries(connection, by_number, EntryStatus.ANSWERED, "", now)
