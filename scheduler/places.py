"""Where a person looks for what may or may not be out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.deliveries import Delivery, DeliveryState
from domain.ports import Memory

#: Tells where an account's posts are to be seen; "" where that is not known.
PageOf = Callable[[str], str]

_DOUBTFUL = frozenset({DeliveryState.REVIEW, DeliveryState.UNCERTAIN})


def nowhere(account: str) -> str:
    """Know no account's page."""
    del account
    return ""


@dataclass(frozen=True, slots=True)
class Places:
    """Knows what page to look at."""

    memory: Memory
    page_of: PageOf = nowhere

    def of(self, deliveries: Iterable[Delivery]) -> Mapping[int, str]:
        """Return, by number, where to look for each that is in doubt."""
        doubtful = [one for one in deliveries if one.state in _DOUBTFUL]
        pages = {key: self.page_of(key) for key in {one.account for one in doubtful}}
        return {one.id: self.before(one) or pages[one.account] for one in doubtful}

    def before(self, delivery: Delivery) -> str:
        """Return the address of what it would stand below; "" if nothing is known."""
        if delivery.part:
            parts = self.memory.outbox.thread(delivery)
            before = next((p for p in parts if p.part == delivery.part - 1), None)
            return before.receipt.url if before and before.receipt else ""
        target = delivery.post.reply_to
        if target is None or target.entry_id is None:
            return ""
        entry = self.memory.inbox.entry(target.entry_id)
        return entry.item.url if entry else ""
