"""How an account stands after each call, and so whether it may be called again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import random
from threading import Lock

from domain.accounts import AccountHealth, AccountStatus, RateLeft
from domain.clock import Clock
from domain.errors import (
    KairanbanError,
    RequestError,
    SignInAgainError,
    TryLaterError,
)
from domain.phrases import Phrase, phrase
from domain.ports import Memory
from scheduler.timetable import backoff

#: An account whose platform did not ask for it is not kept silent for longer.
LONGEST_UNASKED_SILENCE = timedelta(minutes=5)


def may_speak(status: AccountStatus, now: datetime) -> bool:
    """May a request be sent on this account now?"""
    if status.health is AccountHealth.SIGN_IN:
        return False
    return status.not_before is None or status.not_before <= now


def after_success(
    status: AccountStatus, now: datetime, rate: RateLeft | None
) -> AccountStatus:
    """Return how an account stands after a call that worked.

    What another call learned meanwhile stays: a wait that is not over, and a
    sign-in that only a person can give.
    """
    status = replace(status, last_good_at=now, rate=rate or status.rate)
    if not may_speak(status, now):
        return status
    return replace(
        status, health=AccountHealth.GOOD, problem=None, not_before=None, failures=0
    )


def after_failure(
    status: AccountStatus,
    error: Exception,
    now: datetime,
    *,
    jitter: float = 0.0,
    is_write: bool = False,
) -> AccountStatus:
    """Return how an account stands after a call that did not work.

    A failed pull does not silence the account, unless the platform asked us to
    wait: what is due goes out as soon as it can.
    """
    if status.health is AccountHealth.SIGN_IN:
        return status
    failures = status.failures + 1
    if isinstance(error, SignInAgainError | RequestError):
        problem, health = problem_of(error), AccountHealth.SIGN_IN
        return replace(status, failures=failures, problem=problem, health=health)
    asked = error.retry_after if isinstance(error, TryLaterError) else None
    makes_wait = is_write or asked is not None
    if not (makes_wait or may_speak(status, now)):
        # A pull that began before the wait did: the wait's own reason stays.
        return replace(status, failures=failures)
    status = replace(status, failures=failures, problem=problem_of(error))
    not_before = status.not_before
    if makes_wait:
        wait = backoff(failures, jitter, asked)
        if asked is None:
            # However long the platform was out: what is due follows its return soon.
            wait = min(wait, LONGEST_UNASKED_SILENCE)
        not_before = max(now + wait, not_before or now)
    return replace(status, health=AccountHealth.WAITING, not_before=not_before)


def problem_of(error: Exception) -> Phrase:
    """Return what went wrong in words; a bug by its name only: texts hold secrets."""
    if isinstance(error, KairanbanError):
        return error.phrase
    return phrase(
        "Kairanban stumbled over an error of its own ({error}); please report it",
        error=type(error).__name__,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Keeps the books on accounts; one call at a time changes them."""

    memory: Memory
    clock: Clock
    #: Spreads waits, so that accounts do not come back all at once.
    jitter: Callable[[], float] = random
    _lock: Lock = field(default_factory=Lock)

    def may_speak(self, account: str) -> bool:
        """May a request be sent on *account* now?"""
        return may_speak(self.memory.accounts.status(account), self.clock.now())

    def good(self, account: str, rate: RateLeft | None) -> AccountStatus:
        """Write down that a call worked."""
        return self._change(
            account, lambda status: after_success(status, self.clock.now(), rate)
        )

    def bad(
        self, account: str, error: Exception, *, is_write: bool = False
    ) -> AccountStatus:
        """Write down that a call did not work, and why."""
        return self._change(
            account,
            lambda status: after_failure(
                status,
                error,
                self.clock.now(),
                jitter=self.jitter(),
                is_write=is_write,
            ),
        )

    def forgive(self, account: str) -> None:
        """Let an account that waits for a sign-in try once more."""
        self._change(
            account,
            lambda status: (
                replace(status, health=AccountHealth.UNKNOWN, failures=0)
                if status.health is AccountHealth.SIGN_IN
                else status
            ),
        )

    def _change(
        self, account: str, change: Callable[[AccountStatus], AccountStatus]
    ) -> AccountStatus:
        with self._lock:
            before = self.memory.accounts.status(account)
            after = change(before)
            if after != before:
                self.memory.accounts.record(after)
            return after
