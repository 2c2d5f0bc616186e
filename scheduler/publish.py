"""Publishes: the law of publishing, step by step (docs/explanation/publishing-law.md).

Is it too late? May the account speak? Then freeze, and hand over to `Speaker`. Until
then nothing has left, so every error here means "surely not sent".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState, Move
from domain.errors import (
    GoneError,
    PlatformError,
    RefusedError,
    RequestError,
    StorageError,
)
from domain.phrases import Phrase, phrase
from domain.ports import ConnectorOf, Memory
from domain.posts import Draft, Origin
from scheduler.current import ProjectOf
from scheduler.speak import Speaker
from scheduler.standing import Standing, problem_of
from scheduler.timetable import Lateness, lateness, next_belated
from scheduler.verdict import too_late

log = structlog.get_logger(__name__)

_UNDER_WAY = frozenset({DeliveryState.SENDING, DeliveryState.UNCERTAIN})


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Publisher:
    """The one door through which everything leaves."""

    memory: Memory
    #: What it returns is used by one thread at a time per account.
    connector_of: ConnectorOf
    clock: Clock
    project: ProjectOf
    standing: Standing
    speaker: Speaker

    def publish_account(
        self, account: str, may_go_on: Callable[[], bool] = _always
    ) -> tuple[Delivery, ...]:
        """Publish what is due on *account*, in order, one at a time.

        Returns:
            What was touched, as it stands now.
        """
        touched: list[Delivery] = []
        while may_go_on():
            delivery = self.memory.outbox.next_for(account, self.clock.now())
            after = delivery and self.publish_delivery(delivery)
            if after is None:
                break
            touched.append(after)
        return tuple(touched)

    def publish_delivery(self, delivery: Delivery) -> Delivery | None:
        """Publish one queued delivery, if the law allows it now.

        Returns:
            The delivery as it stands now; None if it was left as it was.
        """
        verdict = self._lateness(delivery)
        if verdict is Lateness.TOO_LATE:
            now = self.clock.now()
            return self.memory.outbox.move(
                delivery, too_late(delivery.due_at, now), now
            )
        if not self._may_start(delivery.account):
            return None
        if verdict is Lateness.LATE_BUT_ALLOWED and delivery.origin is Origin.QUEUE:
            free_at = self._free_at(delivery.account)
            if free_at > self.clock.now():
                return self._line_up(delivery, free_at)
        return self._freeze_and_speak(delivery)

    def _lateness(self, delivery: Delivery) -> Lateness:
        now, policy = self.clock.now(), self.project().late
        verdict = lateness(delivery.due_at, now, policy)
        if verdict is Lateness.ON_TIME:
            return verdict
        return lateness(self._released_at(delivery), now, policy)

    def _released_at(self, delivery: Delivery) -> datetime:
        """Return since when it may go out: a person's word makes it timely again."""
        lines = self.memory.journal.read(delivery_id=delivery.id)
        return max([delivery.due_at, *(line.at for line in lines if line.by)])

    def _may_start(self, account: str) -> bool:
        """May the account speak, and is nothing else of it under way?"""
        return self.standing.may_speak(account) and not (
            self.memory.outbox.deliveries(_UNDER_WAY, account=account, limit=1)
        )

    def _free_at(self, account: str) -> datetime:
        """Return when the account may send its next belated post."""
        last = self.memory.outbox.last_sent_at(account)
        return next_belated(last, self.clock.now(), self.project().late)

    def _line_up(self, delivery: Delivery, until: datetime) -> Delivery | None:
        reason = phrase("It is late, and belated posts go out one by one")
        return self.memory.outbox.put_off(delivery, until, reason, self.clock.now())

    def _freeze_and_speak(self, delivery: Delivery) -> Delivery | None:
        try:
            connector = self.connector_of(delivery.account)
            frozen = connector.freeze(self._draft(delivery), self.clock.now())
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - every kind has its answer, bugs too
            return self._not_frozen(delivery, error)
        return self.speaker.speak(delivery, connector, frozen)

    def _draft(self, delivery: Delivery) -> Draft:
        post = delivery.post
        media = tuple(self.memory.media.keep(file) for file in post.media)
        return Draft(post.text, media, post.reply_to)

    def _not_frozen(self, delivery: Delivery, error: Exception) -> Delivery | None:
        match error:
            case KeyError():
                reason = phrase(
                    "The account {account} is not in kairanban.yaml",
                    account=delivery.account,
                )
                return self._move(delivery, DeliveryState.FAILED, reason)
            case RefusedError() | GoneError():
                return self._move(delivery, DeliveryState.FAILED, error.phrase)
            case PlatformError() | RequestError():
                return self._wait(delivery, error)
            case _:
                log.error("freezing_stumbled", delivery=delivery.id, exc_info=error)
                return self._move(delivery, DeliveryState.FAILED, problem_of(error))

    def _wait(
        self, delivery: Delivery, error: PlatformError | RequestError
    ) -> Delivery | None:
        """Keep the post queued until the platform, or a person, is ready."""
        status = self.standing.bad(delivery.account, error, is_write=True)
        now = self.clock.now()
        until = status.not_before or now
        return self.memory.outbox.put_off(delivery, until, error.phrase, now)

    def _move(
        self, delivery: Delivery, state: DeliveryState, reason: Phrase
    ) -> Delivery | None:
        return self.memory.outbox.move(delivery, Move(state, reason), self.clock.now())
