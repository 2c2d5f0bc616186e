"""Items that read otherwise than before, or are gone; what they said is kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from domain.items import Item
from storage.entries import content_row
from storage.tables import item, item_version, judgement

#: An item as we know it, and as it is now.
Change = tuple[Row[Any], Item]


def known_items(
    connection: Connection, account: str, remote_ids: Sequence[str]
) -> Mapping[str, Row[Any]]:
    """Return the items that we know, by their remote ids."""
    query = select(item).where(
        item.c.account == account, item.c.remote_id.in_(remote_ids)
    )
    return {row.remote_id: row for row in connection.execute(query)}


def edited_ones(known: Mapping[str, Row[Any]], items: Iterable[Item]) -> list[Change]:
    """Return the items that we know, but that read otherwise now."""
    pairs = [(known[one.remote_id], one) for one in items if one.remote_id in known]
    return [(row, one) for row, one in pairs if _content(row) != _content(one)]


def rewrite(connection: Connection, changes: Sequence[Change], now: datetime) -> None:
    """Let items read as they do now, to be judged anew; the old version is kept."""
    if not changes:
        return
    # Of what was deleted, the last version is in the history already.
    _keep_versions(connection, [row for row, _ in changes if not row.deleted_at], now)
    numbers = [row.id for row, _ in changes]
    connection.execute(delete(judgement).where(judgement.c.item_id.in_(numbers)))
    fresh = {"edited_at": now, "read_at": now, "deleted_at": None}
    unjudged = {"judged_at": None, "reply_priority": None}
    connection.execute(
        update(item).where(item.c.id == bindparam("id_")),
        [
            {"id_": row.id, **content_row(one), **fresh, **unjudged}
            for row, one in changes
        ],
    )


def take_down(connection: Connection, rows: Sequence[Row[Any]], now: datetime) -> None:
    """Mark items as gone from the platform."""
    if not rows:
        return
    _keep_versions(connection, rows, now, deleted=True)
    numbers = [row.id for row in rows]
    connection.execute(
        update(item).where(item.c.id.in_(numbers)).values(deleted_at=now)
    )


def _content(one: Row[Any] | Item) -> tuple[object, ...]:
    return one.text, one.revision, one.attachments


def _keep_versions(
    connection: Connection,
    rows: Sequence[Row[Any]],
    now: datetime,
    *,
    deleted: bool = False,
) -> None:
    if not rows:
        return
    connection.execute(
        insert(item_version),
        [
            {
                "item_id": row.id,
                "text": row.text,
                "revision": row.revision,
                "attachments": row.attachments,
                "replaced_at": now,
                "deleted": deleted,
            }
            for row in rows
        ],
    )
