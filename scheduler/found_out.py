"""Finds out whether something overdue is out already, although we do not know of it.

A machine that was set back as a whole (a snapshot of its disk, say) knows nothing of
what it has published since: to it, this looks like having been switched off. So what
was due before this process began is first looked for among our own posts, where the
platform lists them.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.deliveries import Delivery, DeliveryState, Move
from domain.likeness import SKEW, find, likeness_of
from domain.phrases import phrase
from domain.ports import Connector, Memory
from domain.posts import Draft, Receipt


def may_be_out(delivery: Delivery, began: datetime) -> bool:
    """May *delivery* have gone out before this process *began*, unknown to us?

    Not if we tried it, or a person has spoken since it was due: then we know.
    """
    return not delivery.attempt and delivery.timely_at < began


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
        since = delivery.timely_at
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
