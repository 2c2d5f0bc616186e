"""People: met by their identities, known ever after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from domain.items import Identity, Person
from storage.tables import identity, person

#: A platform and the remote id of somebody there.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody as our tables know them."""

    identity_id: int
    person_id: int
    #: We had never heard from them.
    is_new: bool = False


def meet(
    connection: Connection, authors: Iterable[Identity], now: datetime
) -> Mapping[Key, Acquaintance]:
    """Return who the authors are; strangers become people, new names are learnt.

    The caller sees to it that nobody else meets people at the same time.
    """
    wanted = {_key(author): author for author in authors}
    known = {
        (row.platform, row.remote_id): row for row in _known(connection, wanted.keys())
    }
    strangers = [author for key, author in wanted.items() if key not in known]
    _rename(connection, [(row, wanted[key]) for key, row in known.items()])
    met = {key: Acquaintance(row.id, row.person_id) for key, row in known.items()}
    return met | _introduce(connection, strangers, now)


def heard_from(connection: Connection, people: Iterable[int], now: datetime) -> None:
    """Write down that these people said something that we saw just now."""
    heard = update(person).where(person.c.id.in_(set(people)))
    connection.execute(heard.values(last_seen_at=now))


def find(connection: Connection, person_id: int) -> Person | None:
    """Return one person with every identity we know of them."""
    query = select(person).where(person.c.id == person_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    theirs = (
        select(identity)
        .where(identity.c.person_id == person_id)
        .order_by(identity.c.id)
    )
    return Person(
        id=row.id,
        name=row.name,
        identities=tuple(map(identity_of, connection.execute(theirs))),
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
    )


def identity_of(row: Row[Any]) -> Identity:
    """Return the identity that a row of its table holds."""
    return Identity(
        platform=row.platform,
        remote_id=row.remote_id,
        handle=row.handle,
        display_name=row.display_name,
        url=row.url,
        joined_at=row.joined_at,
    )


def _key(author: Identity) -> Key:
    return author.platform, author.remote_id


def _known(connection: Connection, keys: Iterable[Key]) -> Sequence[Row[Any]]:
    platforms, remote_ids = {key[0] for key in keys}, {key[1] for key in keys}
    query = select(identity).where(
        identity.c.platform.in_(platforms), identity.c.remote_id.in_(remote_ids)
    )
    wanted = set(keys)
    rows = connection.execute(query).all()
    return [row for row in rows if (row.platform, row.remote_id) in wanted]


def _introduce(
    connection: Connection, strangers: Sequence[Identity], now: datetime
) -> dict[Key, Acquaintance]:
    if not strangers:
        return {}
    people = connection.scalars(
        insert(person).returning(person.c.id, sort_by_parameter_order=True),
        [
            {"name": _name(one), "first_seen_at": now, "last_seen_at": now}
            for one in strangers
        ],
    ).all()
    identities = connection.scalars(
        insert(identity).returning(identity.c.id, sort_by_parameter_order=True),
        [
            {"person_id": number, **_row(one)}
            for number, one in zip(people, strangers, strict=True)
        ],
    ).all()
    return {
        _key(one): Acquaintance(identity_id, person_id, is_new=True)
        for one, identity_id, person_id in zip(
            strangers, identities, people, strict=True
        )
    }


def _rename(connection: Connection, seen: Sequence[tuple[Row[Any], Identity]]) -> None:
    """Learn new names; a person is called by the name of the identity that speaks."""
    changed = [
        (row, now)
        for row, now in seen
        if _row(identity_of(row)) != _row(now, row.joined_at)
    ]
    if not changed:
        return
    connection.execute(
        update(identity).where(identity.c.id == bindparam("id_")),
        [{"id_": row.id, **_row(now, row.joined_at)} for row, now in changed],
    )
    connection.execute(
        update(person)
        .where(person.c.id == bindparam("id_"), person.c.name == bindparam("old_"))
        .values(name=bindparam("new_")),
        [
            {"id_": row.person_id, "old_": _name(identity_of(row)), "new_": _name(now)}
            for row, now in changed
        ],
    )


def _name(one: Identity) -> str:
    return one.display_name or one.handle


def _row(one: Identity, joined_at: datetime | None = None) -> dict[str, Any]:
    return {
        "platform": one.platform,
        "remote_id": one.remote_id,
        "handle": one.handle,
        "display_name": one.display_name,
        "url": one.url,
        "joined_at": one.joined_at or joined_at,
    }
