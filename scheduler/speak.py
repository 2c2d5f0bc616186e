"""Speaks: commits first, says it once, writes down what became of it.

Between the claim and the outcome's being stored nothing else may be done that
could fail: statistics, notifications and the account's books come afterwards.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from domain.clock import Clock
from domain.deliveries import MOVES, Delivery, DeliveryState, Lease, Move, Owner
from domain.errors import RefusedError, StorageError, TryLaterError
from domain.phrases import phrase
from domain.ports import Connector, Memory
from domain.posts import Frozen, Receipt
from scheduler.standing import Standing
from scheduler.verdict import Attempt, after_error

log = structlog.get_logger(__name__)

#: A lease outlives the longest write by this much; who wakes later may not speak.
LEASE_MARGIN = timedelta(seconds=30)

#: How often, and how patiently, an outcome is offered to a database in trouble.
WRITE_TRIES = 60
WRITE_PAUSE = timedelta(seconds=1)


def _sleep(wait: timedelta) -> None:
    time.sleep(wait.total_seconds())


@dataclass(slots=True)
class Speaker:
    """Takes a frozen request to its platform."""

    memory: Memory
    clock: Clock
    owner: Owner
    standing: Standing
    #: Waits while the database is busy; a test does not.
    pause: Callable[[timedelta], None] = _sleep
    #: Deliveries that a thread of ours is sending just now.
    _speaking: set[int] = field(default_factory=set)

    def is_speaking(self, delivery_id: int) -> bool:
        """Is a thread of this process sending that delivery just now?"""
        return delivery_id in self._speaking

    def speak(
        self,
        delivery: Delivery,
        connector: Connector,
        frozen: Frozen,
        *,
        is_repeat: bool = False,
    ) -> Delivery | None:
        """Claim *delivery*, send *frozen* once and return how the delivery stands.

        Args:
            delivery: Queued; or uncertain, when the request is repeated.
            connector: Of the delivery's account.
            frozen: The request.
            is_repeat: It may have been sent before, under the same key.

        Returns:
            None if somebody else has it, or if the outcome could not be stored
            (recovery will find it).
        """
        self._speaking.add(delivery.id)
        try:
            lease = self._lease(connector)
            now = self.clock.now()
            claimed = self.memory.outbox.claim(delivery, frozen, lease, now)
            if claimed is None:
                return None
            answer = self._say(frozen, connector, lease)
            moves = self._moves(answer, claimed, connector, is_repeat=is_repeat)
            after = self._write_down(claimed, moves)
        finally:
            self._speaking.discard(delivery.id)
        self._keep_books(delivery.account, connector, answer)
        return after

    def _lease(self, connector: Connector) -> Lease:
        longest = connector.capabilities.write_timeout + LEASE_MARGIN
        return Lease(self.owner, self.clock.uptime() + longest.total_seconds())

    def _say(
        self, frozen: Frozen, connector: Connector, lease: Lease
    ) -> Receipt | Exception:
        """Send *frozen*, once; unless we slept on the way, then nothing was sent."""
        longest = connector.capabilities.write_timeout.total_seconds()
        if self.clock.uptime() + longest > lease.until:
            return TryLaterError(
                phrase("The computer slept before the request could leave")
            )
        try:
            return connector.publish(frozen)
        except Exception as error:  # noqa: BLE001 - a connector's bug leaves the outcome open, like silence
            return error

    def _moves(
        self,
        answer: Receipt | Exception,
        claimed: Delivery,
        connector: Connector,
        *,
        is_repeat: bool,
    ) -> Sequence[Move]:
        if isinstance(answer, Receipt):
            return [Move(DeliveryState.SENT, phrase("Published"), receipt=answer)]
        jitter = self.standing.jitter()
        attempt = Attempt(claimed, connector.capabilities, is_repeat, jitter)
        return after_error(answer, attempt, self.clock.now())

    def _write_down(self, claimed: Delivery, moves: Sequence[Move]) -> Delivery | None:
        after: Delivery | None = claimed
        for move in moves:
            after = after and self._patiently(after, move)
        return after

    def _patiently(self, delivery: Delivery, move: Move) -> Delivery | None:
        """Store a move although the database is busy or full; it is all we know."""
        for _ in range(WRITE_TRIES):
            try:
                after = self.memory.outbox.move(delivery, move, self.clock.now())
            except StorageError:
                self.pause(WRITE_PAUSE)
            else:
                return after or self._against_others(delivery, move)
        log.critical(
            "outcome_not_stored",
            delivery=delivery.id,
            outcome=str(move.to),
            remote_id=move.receipt and move.receipt.remote_id,
        )
        return None

    def _against_others(self, delivery: Delivery, move: Move) -> Delivery | None:
        """Return how a delivery stands that somebody else took for abandoned.

        A receipt is the platform's own word: it ends every doubt.
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
