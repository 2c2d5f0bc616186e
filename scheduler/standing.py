"""How an account stands after each call, and so whether it may be called again."""

from collections import defaultdict
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
from scheduler.timetable import CLOCKS_DIFFER_BY, backoff

#: An account whose platform did not ask for it is not kept silent for longer.
LONGEST_UNASKED_SILENCE = timedelta(minutes=5)

#: However long a platform asks us to wait, we ask again after so long.
LONGEST_WAIT = timedelta(days=1)

#: A good account is believed to be good for so long without looking or writing: many
#: posts in a row cost one line in its books. Bad news counts at once; what another
#: process writes, and what is left of a rate limit, is seen that much later at most.
BELIEVED_FOR = timedelta(seconds=10)


def may_speak(status: AccountStatus, now: datetime) -> bool:
    """May a request be sent on this account now?"""
    if status.health is AccountHealth.SIGN_IN:
        return False
    return not _must_wait(status, now)


def _must_wait(status: AccountStatus, now: datetime) -> bool:
    """Is there a wait that is not over?

    One that no failure can have asked for at this time does not count: the clock was
    set back since.
    """
    if status.not_before is None:
        return False
    last = status.last_good_at
    is_from_later = last is not None and last - now > CLOCKS_DIFFER_BY
    is_beyond = status.not_before > now + LONGEST_WAIT + CLOCKS_DIFFER_BY
    return now < status.not_before and not (is_from_later or is_beyond)


def is_news(known: AccountStatus, now: datetime) -> bool:
    """Is it worth writing down that a good account is good *now*, too?"""
    last = known.last_good_at
    return last is None or not timedelta(0) <= now - last < BELIEVED_FOR


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
        wait = min(backoff(failures, jitter, asked), LONGEST_WAIT)
        if asked is None:
            # However long the platform was out: what is due follows its return soon.
            wait = min(wait, LONGEST_UNASKED_SILENCE)
        not_before = _later(now + wait, status, now)
    return replace(status, health=AccountHealth.WAITING, not_before=not_before)


def _later(until: datetime, status: AccountStatus, now: datetime) -> datetime:
    """Return the later one of a new wait and the one that still holds."""
    known = status.not_before
    return max(until, known) if known and _must_wait(status, now) else until


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
    """Keeps the books on accounts; one call at a time changes an account's."""

    memory: Memory
    clock: Clock
    #: Spreads waits, so that accounts do not come back all at once.
    jitter: Callable[[], float] = random
    #: One for each account: the first good news of many may be stored together.
    _locks: defaultdict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))
    #: Good accounts as they stood in the books, and until when that is believed
    #: (seconds since boot).
    _believed: dict[str, tuple[AccountStatus, float]] = field(default_factory=dict)

    def may_speak(self, account: str) -> bool:
        """May a request be sent on *account* now?"""
        if self._known_good(account):
            return True
        with self._locks[account]:
            status = self._look(account)
        return may_speak(status, self.clock.now())

    def good(self, account: str, rate: RateLeft | None) -> AccountStatus:
        """Write down that a call worked, unless that was done a moment ago."""
        now, known = self.clock.now(), self._known_good(account)
        if known and not is_news(known, now):
            return after_success(known, now, rate)
        return self._change(account, lambda status: after_success(status, now, rate))

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

    def _known_good(self, account: str) -> AccountStatus | None:
        """Return how a good account stood a moment ago; None if one must look."""
        status, until = self._believed.get(account, (None, 0.0))
        return status if self.clock.uptime() < until else None

    def _change(
        self, account: str, change: Callable[[AccountStatus], AccountStatus]
    ) -> AccountStatus:
        with self._locks[account]:
            before = self._look(account)
            after = change(before)
            if after != before:
                self._believed.pop(account, None)
                self.memory.accounts.record(after)
                self._believe(after)
            return after

    def _look(self, account: str) -> AccountStatus:
        """Return what the books say; to be called with the lock held."""
        status = self.memory.accounts.status(account)
        self._believe(status)
        return status

    def _believe(self, status: AccountStatus) -> None:
        if status.health is AccountHealth.GOOD:
            until = self.clock.uptime() + BELIEVED_FOR.total_seconds()
            self._believed[status.account] = status, until
        else:
            self._believed.pop(status.account, None)
