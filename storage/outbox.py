"""What we mean to say, and what became of it: the outbox, as rows."""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)

from domain.deliveries import Delivery, DeliveryState, Lease, Move, Release
from domain.phrases import Phrase, phrase
from domain.ports import NO_CHARGE, Agenda, Charge, PlanStep, ReplyWish
from domain.posts import Frozen, Origin, Post, ReplyTarget
from storage import moves
from storage.deliveries import DELIVERIES, delivery_of, new_row
from storage.engine import Database, alone
from storage.outbox_queries import (
    ALL_SPEAKING,
    BY_POST,
    DUE_ACCOUNTS,
    DUE_AFTER,
    DUE_FOR,
    IN_ORDER,
    LAST_POST,
    LAST_SENT,
    NEXT_DUE,
    UNAPPROVED,
)
from storage.planning import carry_out, write_posts
from storage.tables import (
    IS_SENT,
    IS_UNTOLD,
    delivery,
    post,
)
from storage.texts import clean

#: So many rows are fetched at a time where all are gone through.
_HELPING = 500


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
        self, account: str, target: ReplyTarget, wish: ReplyWish, now: datetime
    ) -> Delivery:
        """Queue a reply, due at once; or let it wait for somebody's yes."""
        with self._database.writing() as connection:
            key = _next_reply_key(connection, target)
            reply = Post(
                key,
                wish.text,
                (account,),
                now,
                origin=Origin.REPLY,
                reply_to=target,
                by=wish.by,
            )
            (post_id,) = write_posts(connection, [reply]).values()
            step = PlanStep(None, account, reply, needs_approval=wish.needs_approval)
            row = new_row(step, post_id, now)
            number = connection.scalars(
                insert(delivery).returning(delivery.c.id), row
            ).one()
            written = DELIVERIES.where(delivery.c.id == number)
            queued = delivery_of(connection.execute(written).one())
            words = phrase("A reply was written")
            moves.tell(connection, queued, "delivery_planned", words, now, by=wish.by)
            return queued

    def planned(
        self,
        keys: Collection[str] | None = None,
        after: tuple[str, str] | None = None,
    ) -> Generator[Delivery, None, None]:
        """Give every delivery that came from the queue's YAML, one after the other.

        Those of one post stand together, then those of one account, then by due time
        and part. Nothing of it is held in memory; no write may happen in the same
        thread until the generator is closed.
        """
        query = DELIVERIES.where(post.c.origin == Origin.QUEUE).order_by(*BY_POST)
        if keys is not None:
            query = query.where(delivery.c.post_key.in_(sorted(map(clean, keys))))
        if after is not None:
            query = query.where(tuple_(*BY_POST[:2]) > tuple_(*map(clean, after)))
        with self._database.reading() as connection:
            streaming = connection.execution_options(yield_per=_HELPING)
            with streaming.execute(query) as rows:
                yield from map(delivery_of, rows)

    def thread(self, delivery_: Delivery) -> Sequence[Delivery]:
        """Return all parts of the thread that a delivery belongs to, in order."""
        columns = delivery.c
        query = DELIVERIES.where(
            columns.post_key == delivery_.post_key,
            columns.account == delivery_.account,
            columns.due_at == delivery_.due_at,
        )
        return self._deliveries(query.order_by(columns.part))

    def receipts(self, account: str, since: datetime) -> frozenset[str]:
        """Return the remote ids of what the account published since *since*."""
        query = select(delivery.c.receipt_id).where(
            IS_SENT, delivery.c.account == account, delivery.c.sent_at >= since
        )
        with self._database.reading() as connection:
            return frozenset(connection.scalars(query))

    def due_before(self, moment: datetime) -> frozenset[str]:
        """Return the keys of all posts that were to go out before *moment*."""
        keys = select(delivery.c.post_key).where(delivery.c.due_at < moment)
        with self._database.reading() as connection:
            return frozenset(connection.scalars(keys.distinct()))

    def has_later_due(self, delivery_: Delivery, now: datetime) -> bool:
        """Is a later occurrence of the same post, on the same account, due too?"""
        columns = delivery.c
        query = select(columns.id).where(
            columns.post_key == delivery_.post_key,
            columns.account == delivery_.account,
            columns.due_at > delivery_.due_at,
            columns.due_at <= now,
            columns.state.in_([DeliveryState.QUEUED, DeliveryState.AWAITING_APPROVAL]),
        )
        with self._database.reading() as connection:
            return connection.scalar(query.limit(1)) is not None

    def untold(self, limit: int = 100) -> Sequence[Delivery]:
        """Return what needs a person and nobody was alerted to yet, oldest first."""
        query = DELIVERIES.where(IS_UNTOLD).order_by(delivery.c.id)
        return self._deliveries(query.limit(limit))

    def mark_told(self, deliveries: Sequence[Delivery], now: datetime) -> None:
        """Remember that somebody was alerted to these, as they stand."""
        columns = delivery.c
        statement = update(delivery).where(
            columns.id == bindparam("id_"), columns.fence == bindparam("fence_")
        )
        rows = [{"id_": one.id, "fence_": one.fence} for one in deliveries]
        if rows:
            with self._database.writing() as connection:
                connection.execute(statement.values(told_at=now), rows)

    def mark_deleted(self, delivery_: Delivery, by: str, now: datetime) -> None:
        """Remember, and journal, that something sent was taken down again."""
        statement = update(delivery).where(delivery.c.id == delivery_.id)
        with self._database.writing() as connection:
            connection.execute(statement.values(deleted_at=now))
            words = phrase("It was taken down on the platform")
            moves.tell(connection, delivery_, "delivery_deleted", words, now, by=by)

    def delivery(self, delivery_id: int) -> Delivery | None:
        """Return one delivery."""
        with self._database.reading() as connection:
            return moves.read(connection, delivery_id)

    def deliveries(
        self,
        states: Iterable[DeliveryState] | None = None,
        *,
        account: str | None = None,
        campaign: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> Sequence[Delivery]:
        """Return deliveries due in ``[since, until)``, by due time."""
        query = DELIVERIES.order_by(*IN_ORDER).limit(limit)
        if states is not None:
            query = query.where(delivery.c.state.in_(set(states)))
        if account is not None:
            query = query.where(delivery.c.account == account)
        if campaign is not None:
            query = query.where(post.c.campaign == campaign)
        if since is not None:
            query = query.where(delivery.c.due_at >= since)
        if until is not None:
            query = query.where(delivery.c.due_at < until)
        return self._deliveries(query)

    def next_due(self, after: datetime | None = None) -> datetime | None:
        """Return when the next delivery wants attention by itself.

        With *after*, the first such moment after it.
        """
        query, known = (
            (NEXT_DUE, {}) if after is None else (DUE_AFTER, {"after_": after})
        )
        moment: datetime | None = self._database.read(
            lambda connection: connection.scalar(query, known)
        )
        return moment

    def speaking(self) -> Sequence[Delivery]:
        """Return what is being sent or uncertain: at most one on each account."""
        return self._few(ALL_SPEAKING, {})

    def due_accounts(self, now: datetime) -> Sequence[str]:
        """Return the accounts that have something due, longest due first."""
        known = {"now_": now, "uncertain_": DeliveryState.UNCERTAIN}
        return self._database.read(
            lambda connection: connection.scalars(DUE_ACCOUNTS, known).all()
        )

    def due_for(self, account: str, now: datetime, *, limit: int) -> Sequence[Delivery]:
        """Return the account's first queued deliveries that are due, by due time.

        None while another delivery of the account is being sent or is uncertain: one
        attempt at a time, in order. What is paused is passed over, and so is a
        part of a thread whose part before is not out.
        """
        known = {"account_": account, "now_": now, "limit_": limit}
        return self._few(DUE_FOR, known)

    def agenda(self, account: str, now: datetime, *, limit: int) -> Agenda:
        """Return what is due without a yes, and the first *limit* that may be sent.

        Both in one go: this is the first thing that every account asks for where many
        have something due at the same second.
        """
        at = {"account_": account, "now_": now}
        awaiting = {**at, "awaiting_": DeliveryState.AWAITING_APPROVAL}
        due = {**at, "limit_": limit}

        def work(connection: Connection) -> Agenda:
            return Agenda(
                _read(connection, UNAPPROVED, awaiting), _read(connection, DUE_FOR, due)
            )

        return self._database.read(work)

    def claim(
        self,
        delivery: Delivery,
        frozen: Frozen,
        lease: Lease,
        now: datetime,
        charge: Charge = NO_CHARGE,
    ) -> Delivery | None:
        """Freeze and commit a queued or uncertain delivery as SENDING.

        The charge is booked in the same step, and given back when the try surely
        sent nothing.

        Returns:
            The delivery as it stands now, or None: somebody else moved it, another
            delivery of the account speaks, it is paused, it lacks its yes, or a
            limit is reached.

        Raises:
            IllegalMoveError: It is in another state, or another request than *frozen*
                may be out already.
        """
        dialect = self._database.dialect
        return self._database.write(
            moves.prepare_claim(dialect, delivery, frozen, lease, charge, now)
        )

    def move(self, delivery: Delivery, move: Move, now: datetime) -> Delivery | None:
        """Make a legal move and journal it; None if somebody else moved it.

        A reply that is SENT closes the entry that it answers.

        Raises:
            IllegalMoveError: The table of states forbids it.
        """
        dialect = self._database.dialect
        return self._database.write(moves.prepare_move(dialect, delivery, move, now))

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
            return moves.leave(connection, delivery, until, reason, now, looked=looked)

    def release(
        self, delivery: Delivery, wish: Release, now: datetime
    ) -> Delivery | None:
        """Let a queued delivery be timely on a person's word; journal it.

        Returns:
            The delivery as it stands now, or None if somebody else moved it.

        Raises:
            IllegalMoveError: It is not queued.
        """
        with self._database.writing() as connection:
            return moves.release(connection, delivery, wish, now)

    def last_sent_at(self, account: str) -> datetime | None:
        """Return when the account last published anything."""
        with self._database.reading() as connection:
            moment: datetime | None = connection.scalar(
                LAST_SENT, {"account_": account}
            )
            return moment

    def last_post_at(self, account: str) -> datetime | None:
        """Return when the account last published what stands in the queue's YAML."""
        with self._database.reading() as connection:
            moment: datetime | None = connection.scalar(
                LAST_POST, {"account_": account}
            )
            return moment

    def _few(self, query: Select[Any], known: Mapping[str, Any]) -> Sequence[Delivery]:
        """Return the few deliveries that many threads ask for at the same second."""
        return self._database.read(lambda connection: _read(connection, query, known))

    def _deliveries(self, query: Select[Any]) -> Sequence[Delivery]:
        with self._database.reading() as connection:
            return tuple(map(delivery_of, connection.execute(query)))


def _read(
    connection: Connection, query: Select[Any], known: Mapping[str, Any]
) -> Sequence[Delivery]:
    return tuple(map(delivery_of, connection.execute(query, known)))


def _next_reply_key(connection: Connection, target: ReplyTarget) -> str:
    entry = target.entry_id
    alone(connection, f"reply/{entry}")
    query = select(func.count()).where(post.c.reply_entry_id == entry)
    return f"reply/{entry}/{connection.execute(query).scalar_one() + 1}"
