"""Holds back what is overdue when the memory may not know what has gone out."""

from dataclasses import dataclass
from datetime import timedelta

from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState, Move
from domain.phrases import phrase
from domain.ports import Memory
from domain.project import Project
from scheduler.plan import Planner

#: So many at a time; there may be more, and each round finds the next ones.
_HELPING = 500


@dataclass(frozen=True, slots=True)
class Hold:
    """Sends nothing overdue by itself: a person says what is still to go out."""

    memory: Memory
    clock: Clock

    def overdue(self, project: Project) -> int:
        """Mark as missed all that is due by now, also what YAML alone knows.

        To be called before anything is published; returns how many there were.
        """
        Planner(self.memory, self.clock).apply(project)
        until, held = self.clock.now() + timedelta.resolution, 0
        queued = {DeliveryState.QUEUED}
        while due := self.memory.outbox.deliveries(queued, until=until, limit=_HELPING):
            moved = sum(self._miss(delivery) for delivery in due)
            held += moved
            if not moved:  # somebody else moves them; the law holds for whoever it is
                break
        return held

    def _miss(self, delivery: Delivery) -> bool:
        reason = phrase(
            "The database was restored, and it may have gone out since; look first"
        )
        move = Move(DeliveryState.MISSED, reason)
        return self.memory.outbox.move(delivery, move, self.clock.now()) is not None
