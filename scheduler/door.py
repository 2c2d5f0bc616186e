"""Lets what is due out of the house: many accounts at a time, each in single file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog

from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState
from domain.ports import Memory
from scheduler.current import ProjectOf
from scheduler.lanes import Lanes, OnError
from scheduler.plan import Planner
from scheduler.publish import Publisher
from scheduler.recover import Recovery
from scheduler.telling import Tell

log = structlog.get_logger(__name__)

_AS_IT_SHOULD_BE = frozenset({DeliveryState.SENT, DeliveryState.QUEUED})
_MILLISECOND = timedelta(milliseconds=1)

#: So many accounts may speak at the same time. Speaking is waiting for a platform, so
#: an account without a thread of its own waits for strangers: 1,000 posts on 20
#: accounts took 12 s with 8 threads. An idle thread is not even started; with ears and
#: bells this makes 40, as many as there may be connections to the database.
VOICES = 32


class Door:
    """Publishes and recovers on a pool of threads, one thread per account."""

    def __init__(
        self,
        publisher: Publisher,
        recovery: Recovery,
        planner: Planner,
        on_error: OnError,
        voices: int = VOICES,
    ) -> None:
        """Open the door; *on_error* is told of what an account's work raised."""
        self._publisher = publisher
        self._recovery = recovery
        self._planner = planner
        self._memory: Memory = publisher.memory
        self._clock: Clock = publisher.clock
        self._project: ProjectOf = publisher.project
        #: Accounts on which something was to be settled at the last look.
        self._unsettled: set[str] = set()
        self._lanes = Lanes("door", self.attend, on_error, voices)

    def dispatch_due(self) -> None:
        """Serve every account on which something is due or to be settled."""
        due = self._memory.outbox.due_accounts(self._clock.now())
        self._lanes.call(due)
        unsettled = self._recovery.accounts()
        self._unsettled |= unsettled
        self._lanes.call(unsettled)

    def attend(self, account: str) -> None:
        """Settle what is to be settled on *account*, then publish what is due.

        Where many accounts begin at the same second, each question that none of them
        has to ask lets all of them speak sooner: what is to be settled was seen for
        all at once.
        """
        if account in self._unsettled:
            self._unsettled.discard(account)
            with self._following_up() as tell:
                self._recovery.settle(account, tell)
        with self._following_up() as tell:
            self._publisher.publish_account(account, tell, self._lanes.is_open)

    def drain(self, timeout: timedelta) -> bool:
        """Claim nothing more, let what is being sent end; False if it does not."""
        return self._lanes.drain(timeout)

    @contextmanager
    def _following_up(self) -> Iterator[Tell]:
        """Log what is done, and let YAML have its say on what came back.

        While a delivery is under way, planning passes it over. What was done before
        an error is done: it is logged and followed up like the rest.
        """
        touched: list[Delivery] = []
        try:
            yield touched.append
        finally:
            for one in touched:
                _log(one)
            if touched:
                self._planner.follow_up(self._project(), touched)


def _log(one: Delivery) -> None:
    """Log what became of a delivery; without its words, which are no log's affair."""
    write = log.info if one.state in _AS_IT_SHOULD_BE else log.warning
    write(
        f"post_{one.state}",
        post=one.post_key,
        account=one.account,
        delivery=one.id,
        attempt=one.attempt,
        late_ms=one.sent_at and (one.sent_at - one.due_at) // _MILLISECOND,
        reason=str(one.reason),
    )
