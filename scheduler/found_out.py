"""Finds out whether something overdue is out already, although we do not know of it.

A machine that was set back as a whole (a snapshot of its disk, say) knows nothing of
what it has published since: to it, this looks like having been switched off. So what
was due while we were away (`Presence`) is first looked for among our own posts, where
the platform lists them.
"""

from dataclasses import dataclass, replace
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


_OVERDUE = Move(DeliveryState.MISSED, phrase("It was due while we were away"))
_UNSURE = Move(
    DeliveryState.MISSED,
    phrase(
        "It was due while we were away; whether it is out already cannot be told, for "
        "the platform does not list your posts back to then"
    ),
)
_FOUND = Move(
    DeliveryState.SENT, phrase("Published before: it was found on the platform")
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the platform's list of our posts shows."""

    #: The platform's word that it is out; None if it is not to be found.
    receipt: Receipt | None
    #: Does it stand? Not if the list does not reach back to when it was due.
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class FindingOut:
    """Looks among our own posts before something overdue is sent."""

    memory: Memory

    def look(self, delivery: Delivery, draft: Draft, connector: Connector) -> Finding:
        """Look among our posts; where the platform lists none, nothing is found.

        Raises:
            PlatformError: The platform does not tell just now.
        """
        if not connector.capabilities.lists_own_posts:
            return Finding(None)
        since = due_since(delivery)
        own = connector.own_posts(since - SKEW)
        known = self.memory.outbox.receipts(delivery.account, since - SKEW)
        receipt = find(likeness_of(draft), own.posts, since, known)
        return Finding(receipt, own.is_complete or receipt is not None)

    def settle(
        self, delivery: Delivery, finding: Finding, now: datetime
    ) -> Delivery | None:
        """Write down what was found: it is out (by the table, over "missed").

        Where that cannot be said for sure it is missed, and a person looks.
        """
        if not finding.is_sure:
            return self.memory.outbox.move(delivery, _UNSURE, now)
        missed = self.memory.outbox.move(delivery, _OVERDUE, now)
        found = replace(_FOUND, receipt=finding.receipt)
        return missed and self.memory.outbox.move(missed, found, now)
