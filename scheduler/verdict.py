"""Sorts what became of a request by what may have happened. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.words import span
from domain.capabilities import Capabilities, IdempotencyClass, LookUp
from domain.deliveries import CancelledBy, Delivery, DeliveryState, Move
from domain.errors import (
    DuplicateError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.late import LateAction
from domain.phrases import Phrase, phrase
from scheduler.standing import problem_of
from scheduler.timetable import backoff


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send a claimed delivery."""

    delivery: Delivery
    capabilities: Capabilities
    #: The request may have been sent before, under the same key.
    is_repeat: bool
    #: Between 0 and 1.
    jitter: float = 0.0

    @property
    def is_doubted(self) -> bool:
        """May an earlier request have put it out?"""
        return self.is_repeat or self.delivery.doubted_since is not None


def after_error(error: Exception, attempt: Attempt, now: datetime) -> tuple[Move, ...]:
    """Return the moves that follow when *attempt* ended in *error*.

    What is not surely unsent or surely refused is uncertain, bugs included. And
    whatever became of a repeated request, the first one may have worked: it never
    goes back to the queue, where it would be frozen anew under another key. A
    "duplicate" after an unknown outcome is evidence, and looked into.
    """
    reason, until = problem_of(error), now + _wait(error, attempt)
    match error:
        case DuplicateError() if attempt.is_doubted:
            return (_duplicate(reason, now + patience(attempt)),)
        case RefusedError() if attempt.is_repeat:
            return (_uncertain(reason, now), _refused_again(reason))
        case RefusedError():
            return (Move(DeliveryState.FAILED, reason),)
        case TryLaterError() | SignInAgainError() if not attempt.is_repeat:
            return (Move(DeliveryState.QUEUED, reason, not_before=until, thaw=True),)
        case TryLaterError() | SignInAgainError():
            return (_uncertain(reason, until),)
        case _:
            return (_uncertain(reason, now + patience(attempt)),)


def too_late(delivery: Delivery, now: datetime) -> Move:
    """Return the move of a delivery whose time went by, as its late policy says."""
    return late_move(delivery.timely_at, delivery.post.late.otherwise, now)


def late_move(timely_at: datetime, action: LateAction, now: datetime) -> Move:
    """Return where something goes that is too late: to a person, or nowhere."""
    late = span(now - timely_at)
    if action is LateAction.SKIP:
        reason = phrase("Left out: its time went by {time} ago (late: skip)", time=late)
        return Move(DeliveryState.CANCELLED, reason, cancelled_by=CancelledBy.POLICY)
    reason = phrase(
        "Its time went by {time} ago, too late to send it without asking", time=late
    )
    return Move(DeliveryState.MISSED, reason)


def coalesced() -> Move:
    """Return the move of an overdue occurrence that a later one stands for."""
    reason = phrase("Left out: a later one of the same post is due as well")
    return Move(DeliveryState.CANCELLED, reason, cancelled_by=CancelledBy.POLICY)


def unapproved() -> Move:
    """Return the move of a delivery that is due and has nobody's yes."""
    reason = phrase("Its time came, and nobody had approved it")
    return Move(DeliveryState.MISSED, reason)


def patience(attempt: Attempt) -> timedelta:
    """Return how long to wait before finding out what became of a request."""
    if attempt.capabilities.idempotency is IdempotencyClass.SERVER_KEY:
        return backoff(attempt.delivery.attempt, attempt.jitter)
    return settling(attempt.capabilities)


def settling(capabilities: Capabilities) -> timedelta:
    """Return how long a platform's list of our posts may lag, where we need it."""
    needs_list = (
        capabilities.idempotency is IdempotencyClass.LOOK_UP
        and capabilities.look_up is LookUp.BY_LIST
    )
    return capabilities.settle if needs_list else timedelta(0)


def _wait(error: Exception, attempt: Attempt) -> timedelta:
    asked = error.retry_after if isinstance(error, TryLaterError) else None
    return backoff(attempt.delivery.attempt, attempt.jitter, asked)


def _uncertain(reason: Phrase, not_before: datetime) -> Move:
    return Move(DeliveryState.UNCERTAIN, reason, not_before=not_before)


def _duplicate(reason: Phrase, not_before: datetime) -> Move:
    return Move(
        DeliveryState.UNCERTAIN, reason, not_before=not_before, said_duplicate=True
    )


def _refused_again(reason: Phrase) -> Move:
    what = phrase(
        "It may have been posted: the first try brought no answer, the second was "
        "refused ({reason}). Look at the platform, then mark it sent or send it again",
        reason=reason,
    )
    return Move(DeliveryState.REVIEW, what)
