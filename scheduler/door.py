"""Lets what is due out of the house: many accounts at a time, each in single file."""

from collections.abc import Sequence
from datetime import timedelta

from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState
from domain.ports import Memory
from scheduler.current import ProjectOf
from scheduler.lanes import Lanes, OnError
from scheduler.plan import Planner
from scheduler.publish import Publisher
from scheduler.recover import Recovery

#: So many accounts may speak at the same time.
VOICES = 8


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
        self._lanes = Lanes("door", self.attend, on_error, voices)

    def dispatch_due(self) -> None:
        """Serve every account on which something is due or to be settled."""
        due = self._memory.outbox.due_accounts(self._clock.now())
        self._lanes.call(due)
        self._lanes.call(self._recovery.accounts())

    def attend(self, account: str) -> None:
        """Settle what is uncertain on *account*, then publish what is due."""
        touched = self._recovery.settle(account)
        self._replan_if_queued(touched)
        touched = self._publisher.publish_account(account, self._lanes.is_open)
        self._replan_if_queued(touched)

    def drain(self, timeout: timedelta) -> bool:
        """Claim nothing more, let what is being sent end; False if it does not."""
        return self._lanes.drain(timeout)

    def _replan_if_queued(self, touched: Sequence[Delivery]) -> None:
        """Let YAML have its say on what came back to the queue.

        While a delivery is under way, planning passes it over.
        """
        if any(one.state is DeliveryState.QUEUED for one in touched):
            self._planner.apply(self._project())
