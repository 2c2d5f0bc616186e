"""Finds out whether something overdue is out already, although we do not know of it.

A machine that was set back as a whole (a snapshot of its disk, say) knows nothing of
what it has published since: to it, this looks like having been switched off. So what
was due while we were away (`Presence`) is first looked for among our own posts, where
the platform lists them.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.deliveries import Delivery, DeliveryState, Move
from domain.likeness import SKEW, find, likeness_of
from domain.phrases import phrase
from domain.ports import Connector, Memory
from domain.posts import Draft, Receipt


def due_since(delivery: Delivery) -> datetime:
    """Return the moment from which *delivery* may be out.

    A person who says "send it now" has looked. But a part of a thread is released by
    the part before it, which we may have found out just now: it counts from the time
    of its thread.
    """
    return delivery.due_at if delivery.part else delivery.timely_at


def may_be_out(delivery: Delivery, here_since: datetime) -> bool:
    """May *delivery* have gone out while we were away, unknown to us?

    Also if we know of tries that did not work: there may have been others.
    """
    return due_since(delivery) < here_since


@dataclass(frozen=True, slots=True)
class FindingOut:
    """Looks among our own posts before something overdue is sent."""

    memory: Memory

    def receipt(
        self, delivery: Delivery, draft: Draft, connector: Connector
    ) -> Receipt | None:
        """Return the platform's word that it is out; None if it is not to be found.

        Raises:
            PlatformError: The platform does not tell just now.
        """
        if not connector.capabilities.lists_own_posts:
            return None
        since = due_since(delivery)
        own = connector.own_posts(since - SKEW)
        known = self.memory.outbox.receipts(delivery.account, since - SKEW)
        return find(likeness_of(draft), own.posts, since, known)

    def settle(
        self, delivery: Delivery, receipt: Receipt, now: datetime
    ) -> Delivery | None:
        """Write down that it is out; by the table, over "missed"."""
        overdue = Move(DeliveryState.MISSED, phrase("It was due while we were away"))
        found = Move(
            DeliveryState.SENT,
            phrase("Published before: it was found on the platform"),
            receipt=receipt,
        )
        missed = self.memory.outbox.move(delivery, overdue, now)
        return missed and self.memory.outbox.move(missed, found, now)
