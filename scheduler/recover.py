"""Recovers: finds out what became of requests whose outcome nobody knows.

Nothing uncertain is ever blindly sent again, and nothing stays uncertain unseen.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from domain.capabilities import Capabilities, IdempotencyClass, LookUp
from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState, Liveness, Move
from domain.errors import PlatformError, RequestError, TryLaterError
from domain.late import LateAction
from domain.likeness import SKEW, find
from domain.pauses import covering
from domain.phrases import Phrase, phrase
from domain.ports import Connector, ConnectorOf, LivenessOf, Memory
from domain.posts import Frozen, Receipt
from scheduler.allowance import Allowances
from scheduler.speak import LEASE_MARGIN, Speaker, Speech
from scheduler.standing import Standing, problem_of
from scheduler.telling import Tell, untold
from scheduler.timetable import CLOCKS_DIFFER_BY, FIRST_WAIT, Lateness, lateness
from scheduler.verdict import settling

log = structlog.get_logger(__name__)

#: An outcome that could not be found out for so long is a person's to find out.
UNSURE_AT_MOST = timedelta(hours=24)

#: Whoever sends where we cannot look is left alone for its lease and so much more.
ELSEWHERE_MARGIN = timedelta(minutes=2)

#: Not found once may be a list that lags; not found twice is believed.
LOOKS_NEEDED = 2


class WayOut(StrEnum):
    """How an unknown outcome may be resolved."""

    #: Send the same request again under its key.
    REPEAT = "repeat"
    #: Look whether it is there; if it is not, it may go back to the queue.
    LOOK = "look"
    #: Look whether it is there; if it is not, a person says what now.
    LOOK_THEN_ASK = "look_then_ask"
    ASK = "ask"


def way_out(delivery: Delivery, capabilities: Capabilities, now: datetime) -> WayOut:
    """Return how to resolve an uncertain delivery.

    Repeating under a valid key is harmless, but if the first request never arrived
    it publishes now: after the post's late limit that is not done unasked. What the
    platform called a duplicate is not repeated either, but looked for.
    """
    kind = capabilities.idempotency
    if kind is IdempotencyClass.NEITHER or delivery.frozen is None:
        return WayOut.ASK
    has_key = kind is IdempotencyClass.SERVER_KEY and _key_is_valid(
        delivery, capabilities, now
    )
    if has_key and not _is_too_late(delivery, now) and not delivery.said_duplicate:
        return WayOut.REPEAT
    if not _can_look(delivery.frozen, capabilities):
        return WayOut.ASK
    is_evident = has_key or delivery.said_duplicate
    return WayOut.LOOK_THEN_ASK if is_evident else WayOut.LOOK


def _can_look(frozen: Frozen, capabilities: Capabilities) -> bool:
    match capabilities.look_up:
        case LookUp.BY_KEY:
            return bool(frozen.idempotency_key)
        case LookUp.BY_LIST:
            return frozen.likeness is not None
        case LookUp.NONE:
            return False


def _is_too_late(delivery: Delivery, now: datetime) -> bool:
    policy = delivery.post.late
    if policy.otherwise is LateAction.POST:
        return False
    return lateness(delivery.timely_at, now, policy) is Lateness.TOO_LATE


def _key_is_valid(
    delivery: Delivery, capabilities: Capabilities, now: datetime
) -> bool:
    """Will the platform still know the key when a request sent now arrives?"""
    if capabilities.key_valid_for is None:
        return True
    if delivery.frozen_at is None:
        return False
    valid_until = delivery.frozen_at + capabilities.key_valid_for
    return now + capabilities.write_timeout < valid_until


@dataclass(frozen=True, slots=True)
class Recovery:
    """Settles what is uncertain."""

    memory: Memory
    connector_of: ConnectorOf
    clock: Clock
    standing: Standing
    speaker: Speaker
    liveness_of: LivenessOf
    allowances: Allowances

    def accounts(self) -> frozenset[str]:
        """Return the accounts on which something is to be settled now."""
        found = self.memory.outbox.speaking()
        return frozenset(one.account for one in found if self._wants_care(one))

    def settle(self, account: str, tell: Tell = untold) -> None:
        """Settle what can be settled on *account* now.

        *tell* is told of each delivery that was touched, as it stands then; of what
        was done before an error, too.
        """
        for one in self.memory.outbox.speaking():
            if one.account == account and self._wants_care(one):
                settled = self._settle(one)
                if settled is not None:
                    tell(settled)

    def _wants_care(self, delivery: Delivery) -> bool:
        if delivery.state is DeliveryState.SENDING:
            return self._is_over(delivery)
        now = self.clock.now()
        if delivery.changed_at and delivery.changed_at - now > CLOCKS_DIFFER_BY:
            return True  # the clock was set back: this wait was reckoned by another
        return delivery.not_before is None or delivery.not_before <= now

    def _is_over(self, delivery: Delivery) -> bool:
        """Has whoever sent it ended, as far as can be told?

        Where its process cannot be looked at, its time must be up, twice over.
        """
        match self._liveness(delivery):
            case Liveness.ALIVE:
                return False
            case Liveness.DEAD:
                return True
            case Liveness.UNKNOWN:
                begun = delivery.changed_at or delivery.due_at
                lease = self._longest_write(delivery.account) + LEASE_MARGIN
                return self.clock.now() > begun + lease + ELSEWHERE_MARGIN

    def _longest_write(self, account: str) -> timedelta:
        """Return how long a request may take on *account*, as far as we know it."""
        try:
            return self.connector_of(account).capabilities.write_timeout
        except (KeyError, RequestError):
            return timedelta(0)

    def _liveness(self, delivery: Delivery) -> Liveness:
        lease = delivery.lease
        if lease is None or lease.owner == self.speaker.owner:
            speaks = self.speaker.is_speaking(delivery.id)
            return Liveness.ALIVE if speaks else Liveness.DEAD
        return self.liveness_of(lease.owner)

    def _settle(self, delivery: Delivery) -> Delivery | None:
        try:
            connector = self.connector_of(delivery.account)
        except (KeyError, RequestError) as error:
            return self._without_connector(delivery, error)
        if delivery.state is DeliveryState.SENDING:
            buried = self._bury(delivery, connector.capabilities)
            if buried is None or not self._wants_care(buried):
                return buried
            delivery = buried
        return self._resolve(delivery, connector)

    def _without_connector(
        self, delivery: Delivery, error: KeyError | RequestError
    ) -> Delivery | None:
        if delivery.state is DeliveryState.SENDING:
            return self._bury(delivery, None)
        if isinstance(error, RequestError):
            self.standing.bad(delivery.account, error)
            return None
        return self._ask(delivery, phrase("its account is not in kairanban.yaml"))

    def _bury(
        self, delivery: Delivery, capabilities: Capabilities | None
    ) -> Delivery | None:
        """Take a delivery from an owner who surely speaks no more."""
        wait = settling(capabilities) if capabilities else timedelta(0)
        now = self.clock.now()
        reason = phrase("Kairanban stopped while it was being sent")
        move = Move(DeliveryState.UNCERTAIN, reason, not_before=now + wait)
        return self.memory.outbox.move(delivery, move, now)

    def _resolve(self, delivery: Delivery, connector: Connector) -> Delivery | None:
        way = way_out(delivery, connector.capabilities, self.clock.now())
        if way is WayOut.ASK or delivery.frozen is None:
            return self._ask(delivery, phrase("there is no way to find out from here"))
        if not self.standing.may_speak(delivery.account):
            return None
        if way is WayOut.REPEAT:
            return self._repeat(delivery, delivery.frozen, connector)
        return self._look(delivery, delivery.frozen, connector, way)

    def _repeat(
        self, delivery: Delivery, frozen: Frozen, connector: Connector
    ) -> Delivery | None:
        """Send the same again under its key; not while it is paused."""
        pauses = self.memory.pauses.active()
        if covering(pauses, delivery.account, delivery.post.campaign):
            return None
        charge = self.allowances.charge(
            delivery.account, delivery.message.text, connector.capabilities
        )
        # It was paid for when it was first tried: no limit keeps us from finding out.
        charge = replace(charge, allowances=())
        return self.speaker.speak(
            Speech(delivery, connector, frozen, charge, is_repeat=True)
        )

    def _look(
        self, delivery: Delivery, frozen: Frozen, connector: Connector, way: WayOut
    ) -> Delivery | None:
        try:
            receipt = self._receipt(delivery, frozen, connector)
        except PlatformError as error:
            return self._look_later(delivery, error)
        except Exception as error:
            log.exception("look_up_stumbled", delivery=delivery.id)
            return self._ask(delivery, problem_of(error))
        self.standing.good(delivery.account, connector.rate)
        if receipt is not None:
            return self._found(delivery, receipt)
        return self._not_found(delivery, way, connector.capabilities)

    def _receipt(
        self, delivery: Delivery, frozen: Frozen, connector: Connector
    ) -> Receipt | None:
        """Return the platform's word that it is out; None if it is not to be found.

        Raises:
            TryLaterError: What the platform lists does not reach back far enough.
        """
        if connector.capabilities.look_up is LookUp.BY_KEY:
            return connector.look_up(frozen)
        since = delivery.doubted_since or delivery.frozen_at or delivery.due_at
        own = connector.own_posts(since - SKEW)
        likeness = frozen.likeness
        known = self.memory.outbox.receipts(delivery.account, since - SKEW)
        receipt = find(likeness, own.posts, since, known) if likeness else None
        if receipt is None and not (own.is_complete and likeness):
            raise TryLaterError(
                phrase("the platform does not list our posts far enough back")
            )
        return receipt

    def _found(self, delivery: Delivery, receipt: Receipt) -> Delivery | None:
        reason = phrase("Published: it was found on the platform")
        move = Move(DeliveryState.SENT, reason, receipt=receipt, looked=True)
        return self.memory.outbox.move(delivery, move, self.clock.now())

    def _not_found(
        self, delivery: Delivery, way: WayOut, capabilities: Capabilities
    ) -> Delivery | None:
        outbox, now = self.memory.outbox, self.clock.now()
        by_key = capabilities.look_up is LookUp.BY_KEY
        if delivery.looks + 1 < LOOKS_NEEDED and not by_key:
            reason = phrase("Not found on the platform yet; looking once more")
            until = now + capabilities.settle
            return outbox.put_off(delivery, until, reason, now, looked=True)
        if why := self._why_not_again(delivery, way):
            return self._ask(delivery, why)
        reason = phrase("It was looked for twice and is not on the platform")
        move = Move(
            DeliveryState.QUEUED, reason, not_before=now, looked=True, thaw=True
        )
        return outbox.move(delivery, move, now)

    def _why_not_again(self, delivery: Delivery, way: WayOut) -> Phrase | None:
        """Return why what was not found goes to a person; None if it may go again."""
        if delivery.said_duplicate:
            return phrase("the platform called it a duplicate, but does not list it")
        if way is WayOut.LOOK_THEN_ASK:
            return phrase("it was not found, and it is too late to send it unasked")
        if self._liveness(delivery) is not Liveness.DEAD:
            return phrase("it was not found, but its sender may still run")
        return None

    def _look_later(self, delivery: Delivery, error: PlatformError) -> Delivery | None:
        now = self.clock.now()
        since = delivery.frozen_at or delivery.due_at
        if now - since > UNSURE_AT_MOST:
            return self._ask(delivery, error.phrase)
        status = self.standing.bad(delivery.account, error, is_write=True)
        until = max(status.not_before or now, now + FIRST_WAIT)
        return self.memory.outbox.put_off(delivery, until, error.phrase, now)

    def _ask(self, delivery: Delivery, why: Phrase) -> Delivery | None:
        reason = phrase(
            "It may have been posted ({why}). Look at the platform, then mark it sent "
            "or send it again",
            why=why,
        )
        move = Move(DeliveryState.REVIEW, reason)
        return self.memory.outbox.move(delivery, move, self.clock.now())
