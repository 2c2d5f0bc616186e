"""Holds back what is overdue when the memory may not know what has gone out."""

from collections.abc import Iterable
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

_S = DeliveryState

_MISSED = phrase(
    "The database was restored, and it may have gone out since; look first"
)
_REVIEW = phrase(
    "The database was restored while it was being sent. It may have been posted, or "
    "posted and taken down since; look, then mark it sent or send it again"
)
_STOPPED = phrase("The database was restored while it was being sent")

#: Where each goes, step by step. A platform's key is not used again either: what it
#: stands for may have been taken down since.
_ROADS = {
    _S.QUEUED: (Move(_S.MISSED, _MISSED),),
    _S.SENDING: (Move(_S.UNCERTAIN, _STOPPED), Move(_S.REVIEW, _REVIEW)),
    _S.UNCERTAIN: (Move(_S.REVIEW, _REVIEW),),
}


@dataclass(frozen=True, slots=True)
class Hold:
    """Sends nothing overdue by itself: a person says what is still to go out."""

    memory: Memory
    clock: Clock

    def overdue(self, project: Project) -> int:
        """Put all that is due by now before a person, also what YAML alone knows.

        To be called before anything is published; returns how many there were.
        """
        Planner(self.memory, self.clock).apply(project)
        until, held = self.clock.now() + timedelta.resolution, 0
        while due := self.memory.outbox.deliveries(_ROADS, until=until, limit=_HELPING):
            moved = self._hold_back(due)
            held += moved
            if not moved:  # somebody else moves them; the law holds for whoever it is
                break
        return held

    def _hold_back(self, due: Iterable[Delivery]) -> int:
        return sum(self._move(delivery) for delivery in due)

    def _move(self, delivery: Delivery) -> bool:
        after: Delivery | None = delivery
        for move in _ROADS[delivery.state]:
            after = after and self.memory.outbox.move(after, move, self.clock.now())
        return after is not None
