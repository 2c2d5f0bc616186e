"""Sorts what became of a request by what may have happened. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.capabilities import Capabilities, IdempotencyClass
from domain.deliveries import Delivery, DeliveryState, Move
from domain.errors import RefusedError, SignInAgainError, TryLaterError
from domain.phrases import Phrase, phrase, phrase_many
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


def after_error(error: Exception, attempt: Attempt, now: datetime) -> tuple[Move, ...]:
    """Return the moves that follow when *attempt* ended in *error*.

    What is not surely unsent or surely refused is uncertain, bugs included. And
    whatever became of a repeated request, the first one may have worked: it never
    goes back to the queue, where it would be frozen anew under another key.
    """
    reason, until = problem_of(error), now + _wait(error, attempt)
    match error:
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


def too_late(due_at: datetime, now: datetime) -> Move:
    """Return the move of a delivery whose time went by, to where a person sees it."""
    reason = phrase_many(
        "Its time went by {count} minute ago, too late to send it without asking",
        "Its time went by {count} minutes ago, too late to send it without asking",
        (now - due_at) // timedelta(minutes=1),
    )
    return Move(DeliveryState.MISSED, reason)


def patience(attempt: Attempt) -> timedelta:
    """Return how long to wait before finding out what became of a request."""
    if attempt.capabilities.idempotency is IdempotencyClass.LOOK_UP:
        return attempt.capabilities.settle
    if attempt.capabilities.idempotency is IdempotencyClass.NEITHER:
        return timedelta(0)
    return backoff(attempt.delivery.attempt, attempt.jitter)


def _wait(error: Exception, attempt: Attempt) -> timedelta:
    asked = error.retry_after if isinstance(error, TryLaterError) else None
    return backoff(attempt.delivery.attempt, attempt.jitter, asked)


def _uncertain(reason: Phrase, not_before: datetime) -> Move:
    return Move(DeliveryState.UNCERTAIN, reason, not_before=not_before)


def _refused_again(reason: Phrase) -> Move:
    what = phrase(
        "It may have been posted: the first try brought no answer, the second was "
        "refused ({reason}). Look at the platform, then mark it sent or send it again",
        reason=reason,
    )
    return Move(DeliveryState.REVIEW, what)
