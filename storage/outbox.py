"""What we mean to say, and what became of it: the outbox, as rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, or_, select

from domain.deliveries import Delivery, DeliveryState, Lease, Move
from domain.phrases import Phrase, phrase
from domain.ports import PlanStep
from domain.posts import Frozen, Origin, Post, ReplyTarget
from storage import moves
from storage.deliveries import DELIVERIES, delivery_of, new_row
from storage.engine import Database, alone
from storage.planning import carry_out
from storage.posts import post_row
from storage.tables import IS_QUEUED, IS_SENT, IS_SPEAKING, IS_WANTED, delivery, post

_IN_ORDER = (delivery.c.due_at, delivery.c.id)


class Outbox:
    """The outbox. Every write is durable when the call returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def apply(self, steps: Sequence[PlanStep], now: datetime) -> int:
        """Make a plan's changes in one transaction; return how many took effect.

        A step whose delivery has moved meanwhile, or whose new row exists already,
        is passed over.

        Raises:
            IllegalMoveError: The table of states forbids a step; none was made.
        """
        with self._database.writing() as connection:
            return carry_out(connection, steps, now)

    def add_reply(
        self, account: str, target: ReplyTarget, text: str, by: str, now: datetime
    ) -> Delivery:
        """Queue a reply, due at once."""
        with self._database.writing() as connection:
            key = _next_reply_key(connection, target.entry_id)
            reply = Post(
                key, text, (account,), now, origin=Origin.REPLY, reply_to=target, by=by
            )
            connection.execute(insert(post), post_row(reply))
            row = new_row(reply, account, now, now)
            number = connection.scalars(
                insert(delivery).returning(delivery.c.id), row
            ).one()
            written = DELIVERIES.where(delivery.c.id == number)
            queued = delivery_of(connection.execute(written).one())
            words = phrase("A reply was written")
            moves.tell(connection, queued, "delivery_planned", words, now, by=by)
            return queued

    def planned(self) -> Sequence[Delivery]:
        """Return every delivery that came from the queue's YAML, oldest first."""
        return self._deliveries(
            DELIVERIES.where(post.c.origin == Origin.QUEUE).order_by(*_IN_ORDER)
        )

    def delivery(self, delivery_id: int) -> Delivery | None:
        """Return one delivery."""
        with self._database.reading() as connection:
            return moves.read(connection, delivery_id)

    def deliveries(
        self,
        states: Iterable[DeliveryState] | None = None,
        *,
        account: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> Sequence[Delivery]:
        """Return deliveries due in ``[since, until)``, by due time."""
        query = DELIVERIES.order_by(*_IN_ORDER).limit(limit)
        if states is not None:
            query = query.where(delivery.c.state.in_(set(states)))
        if account is not None:
            query = query.where(delivery.c.account == account)
        if since is not None:
            query = query.where(delivery.c.due_at >= since)
        if until is not None:
            query = query.where(delivery.c.due_at < until)
        return self._deliveries(query)

    def next_due(self) -> datetime | None:
        """Return when the next queued or uncertain delivery wants attention."""
        query = select(func.min(delivery.c.wanted_at)).where(IS_WANTED)
        with self._database.reading() as connection:
            moment: datetime | None = connection.scalar(query)
            return moment

    def due_accounts(self, now: datetime) -> Sequence[str]:
        """Return the accounts that have something queued and due, longest due first."""
        # Wanted is what is queued or uncertain. Said as "is queued", SQLite would go
        # through all that is queued, for years ahead.
        is_queued = delivery.c.state != DeliveryState.UNCERTAIN
        query = (
            select(delivery.c.account)
            .where(IS_WANTED, delivery.c.wanted_at <= now, is_queued)
            .group_by(delivery.c.account)
            .order_by(func.min(delivery.c.wanted_at), delivery.c.account)
        )
        with self._database.reading() as connection:
            return connection.scalars(query).all()

    def next_for(self, account: str, now: datetime) -> Delivery | None:
        """Return the account's first queued delivery that is due, by due time.

        None while another delivery of the account is being sent or is uncertain:
        one attempt at a time, in order.
        """
        speaking = select(delivery.c.id).where(
            IS_SPEAKING, delivery.c.account == account
        )
        may_begin = or_(delivery.c.not_before.is_(None), delivery.c.not_before <= now)
        due = DELIVERIES.where(
            IS_QUEUED,
            delivery.c.account == account,
            delivery.c.due_at <= now,
            may_begin,
        )
        with self._database.reading() as connection:
            if connection.scalar(speaking.limit(1)) is not None:
                return None
            row = connection.execute(due.order_by(*_IN_ORDER).limit(1)).one_or_none()
        return None if row is None else delivery_of(row)

    def claim(
        self, delivery: Delivery, frozen: Frozen, lease: Lease, now: datetime
    ) -> Delivery | None:
        """Freeze and commit a queued or uncertain delivery as SENDING.

        Returns:
            The delivery as it stands now, or None if somebody else moved it, or if
            another delivery of the account is being sent or is uncertain.

        Raises:
            IllegalMoveError: It is in another state, or another request than *frozen*
                may be out already.
        """
        with self._database.writing() as connection:
            done = moves.make_claim(connection, delivery, frozen, lease, now)
            return moves.read(connection, delivery.id) if done else None

    def move(self, delivery: Delivery, move: Move, now: datetime) -> Delivery | None:
        """Make a legal move and journal it; None if somebody else moved it.

        A reply that is SENT closes the entry that it answers.

        Raises:
            IllegalMoveError: The table of states forbids it.
        """
        with self._database.writing() as connection:
            done = moves.make_move(connection, delivery, move, now)
            return moves.read(connection, delivery.id) if done else None

    def put_off(
        self,
        delivery: Delivery,
        until: datetime,
        reason: Phrase,
        now: datetime,
        *,
        looked: bool = False,
    ) -> Delivery | None:
        """Leave a queued or uncertain delivery where it stands, untouched till *until*.

        Returns:
            The delivery as it stands now, or None if somebody else moved it.

        Raises:
            IllegalMoveError: It is in another state.
        """
        with self._database.writing() as connection:
            done = moves.leave(connection, delivery, until, reason, now, looked=looked)
            return moves.read(connection, delivery.id) if done else None

    def last_sent_at(self, account: str) -> datetime | None:
        """Return when the account last published anything."""
        query = select(func.max(delivery.c.sent_at)).where(
            IS_SENT, delivery.c.account == account
        )
        with self._database.reading() as connection:
            moment: datetime | None = connection.scalar(query)
            return moment

    def _deliveries(self, query: Select[Any]) -> Sequence[Delivery]:
        with self._database.reading() as connection:
            return tuple(map(delivery_of, connection.execute(query)))


def _next_reply_key(connection: Connection, entry_id: int) -> str:
    alone(connection, f"reply/{entry_id}")
    query = select(func.count()).where(post.c.reply_entry_id == entry_id)
    return f"reply/{entry_id}/{connection.execute(query).scalar_one() + 1}"
