"""Speaks: commits first, says it once, writes down what became of it.

Between the claim and the outcome's being stored nothing else may be done that
could fail: statistics, notifications and the account's books come afterwards.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import structlog

from domain.clock import Clock
from domain.deliveries import MOVES, Delivery, DeliveryState, Lease, Move, Owner
from domain.errors import RefusedError, StorageError, TryLaterError
from domain.phrases import phrase
from domain.ports import NO_CHARGE, Charge, Connector, Memory
from domain.posts import Frozen, Receipt
from scheduler.boundaries import Boundary, Observer, unobserved
from scheduler.standing import Standing
from scheduler.verdict import Attempt, after_error

log = structlog.get_logger(__name__)

#: A lease outlives the longest write by this much; who wakes later may not speak.
LEASE_MARGIN = timedelta(seconds=30)

#: What is known but not stored is offered to a database in trouble this often, until
#: it takes it or the process ends.
WRITE_PAUSE = timedelta(seconds=1)


def _sleep(wait: timedelta) -> None:
    time.sleep(wait.total_seconds())


@dataclass(frozen=True, slots=True)
class Speech:
    """A request that is to leave now."""

    delivery: Delivery
    connector: Connector
    frozen: Frozen
    charge: Charge = NO_CHARGE
    #: It may have been sent before, under the same key.
    is_repeat: bool = False


@dataclass(slots=True)
class Speaker:
    """Takes a frozen request to its platform."""

    memory: Memory
    clock: Clock
    owner: Owner
    standing: Standing
    #: Waits while the database is busy; a test does not.
    pause: Callable[[timedelta], None] = _sleep
    observe: Observer = unobserved
    #: Set when the process is to end: then nobody waits for the database any more.
    is_stopping: bool = False
    #: Deliveries that a thread of ours is sending just now.
    _speaking: set[int] = field(default_factory=set)

    def is_speaking(self, delivery_id: int) -> bool:
        """Is a thread of this process sending that delivery just now?"""
        return delivery_id in self._speaking

    def speak(self, speech: Speech) -> Delivery | None:
        """Claim the delivery, send the request once, return how the delivery stands.

        Returns:
            None if somebody else has it, if it may not leave now (see
            `Outbox.claim`), or if the outcome could not be stored before the process
            had to end (recovery will find it).
        """
        delivery, connector = speech.delivery, speech.connector
        self._speaking.add(delivery.id)
        try:
            self.observe(Boundary.FROZEN, delivery.id)
            lease = self._lease(connector)
            claimed = self._claim(speech, lease)
            if claimed is None:
                return None
            self.observe(Boundary.COMMITTED, delivery.id)
            answer = self._say(speech, lease)
            self.observe(Boundary.ANSWER, delivery.id)
            after = self._write_down(claimed, self._moves(answer, claimed, speech))
        finally:
            self._speaking.discard(delivery.id)
        self.observe(Boundary.RECORDED, delivery.id)
        self._keep_books(delivery.account, connector, answer)
        return after

    def _lease(self, connector: Connector) -> Lease:
        longest = connector.capabilities.write_timeout + LEASE_MARGIN
        return Lease(self.owner, self.clock.uptime() + longest.total_seconds())

    def _claim(self, speech: Speech, lease: Lease) -> Delivery | None:
        """Claim; when the database's answer was lost, look whether it was done.

        Raises:
            StorageError: It was surely not done.
        """
        outbox, now = self.memory.outbox, self.clock.now()
        try:
            return outbox.claim(
                speech.delivery, speech.frozen, lease, now, speech.charge
            )
        except StorageError:
            stands = self._look(speech.delivery.id)
            if stands is None or stands.lease != lease:
                raise
            return stands

    def _look(self, delivery_id: int) -> Delivery | None:
        """Return a delivery as soon as the database answers; None if we must end."""
        while not self.is_stopping:
            try:
                return self.memory.outbox.delivery(delivery_id)
            except StorageError:
                self.pause(WRITE_PAUSE)
        return None

    def _say(self, speech: Speech, lease: Lease) -> Receipt | Exception:
        """Send the request, once; unless we slept on the way: then nothing was sent."""
        longest = speech.connector.capabilities.write_timeout.total_seconds()
        if self.clock.uptime() + longest > lease.until:
            return TryLaterError(
                phrase("The computer slept before the request could leave")
            )
        self.observe(Boundary.FIRST_BYTE, speech.delivery.id)
        try:
            return speech.connector.publish(speech.frozen)
        except Exception as error:  # noqa: BLE001 - a connector's bug leaves the outcome open, like silence
            return error

    def _moves(
        self, answer: Receipt | Exception, claimed: Delivery, speech: Speech
    ) -> Sequence[Move]:
        if isinstance(answer, Receipt):
            return [Move(DeliveryState.SENT, phrase("Published"), receipt=answer)]
        attempt = Attempt(
            claimed,
            speech.connector.capabilities,
            speech.is_repeat,
            self.standing.jitter(),
        )
        return after_error(answer, attempt, self.clock.now())

    def _write_down(self, claimed: Delivery, moves: Sequence[Move]) -> Delivery | None:
        after: Delivery | None = claimed
        for move in moves:
            after = after and self._patiently(after, move)
        return after

    def _patiently(self, delivery: Delivery, move: Move) -> Delivery | None:
        """Store a move although the database is in trouble; it is all we know."""
        for number in count():
            try:
                after = self.memory.outbox.move(delivery, move, self.clock.now())
                return after or self._against_others(delivery, move)
            except StorageError as error:
                if not number:
                    log.warning("outcome_waits", delivery=delivery.id, why=str(error))
                if self.is_stopping:
                    break
                self.pause(WRITE_PAUSE)
        log.critical(
            "outcome_not_stored",
            delivery=delivery.id,
            outcome=str(move.to),
            remote_id=move.receipt and move.receipt.remote_id,
        )
        return None

    def _against_others(self, delivery: Delivery, move: Move) -> Delivery | None:
        """Return how a delivery stands that somebody else took for abandoned.

        A receipt is the platform's own word: it ends every doubt. (It may be we
        ourselves who moved it, when the database's answer was lost.)
        """
        other = self.memory.outbox.delivery(delivery.id)
        if other and move.receipt and move.to in MOVES[other.state]:
            return self.memory.outbox.move(other, move, self.clock.now())
        return other

    def _keep_books(
        self, account: str, connector: Connector, answer: Receipt | Exception
    ) -> None:
        try:
            if isinstance(answer, Receipt | RefusedError):  # both are an answer
                self.standing.good(account, connector.rate)
            else:
                self.standing.bad(account, answer, is_write=True)
        except StorageError:
            log.warning("account_status_not_stored", account=account)
