"""The gate of approval, as planning sees it: who needs a yes, and who has one. Pure."""

from dataclasses import dataclass, field

from domain.deliveries import Approval, Delivery, DeliveryState, Move
from domain.phrases import Phrase, phrase
from domain.posts import Message, Post
from domain.project import Project
from scheduler.due import versions

_S = DeliveryState

_REWRITTEN = phrase(
    "Its words were changed after they were approved: it needs a new yes"
)
_ASKED_FOR = phrase("It needs somebody's yes now")
_NO_MORE = phrase("It needs nobody's yes any more")
_SAME_WORDS = phrase("The same words were approved before")


def needs_approval(project: Project, post: Post, account: str) -> bool:
    """Must somebody say yes before *post* goes out on *account*? Any wish suffices."""
    known = project.accounts.get(account)
    return (
        post.needs_approval
        or project.needs_approval
        or (known is not None and known.needs_approval)
    )


@dataclass(slots=True)
class Gate:
    """What needs somebody's yes on one account, of one post."""

    is_needed: bool
    #: By the hash of what was approved.
    _known: dict[str, Approval] = field(default_factory=dict)

    def note(self, delivery: Delivery, post: Post) -> None:
        """Remember somebody's yes to words that *post* still says."""
        approval = delivery.approval
        if self.is_needed and approval is not None:
            wanted = {
                message.content_hash
                for version in versions(post)
                for message in version.messages_for(delivery.account)
            }
            if approval.content_hash in wanted:
                self._known[approval.content_hash] = approval

    def yes_to(self, message: Message) -> Approval | None:
        """Return somebody's yes to exactly these words, on this account."""
        return self._known.get(message.content_hash) if self._known else None

    def entry(self, message: Message) -> DeliveryState:
        """Return the state in which something comes into, or back to, the queue."""
        is_open = not self.is_needed or self.yes_to(message) is not None
        return _S.QUEUED if is_open else _S.AWAITING_APPROVAL

    def first_move(self, message: Message) -> Move | None:
        """Return the move of a new delivery that needs a yes and has it already."""
        yes = self.yes_to(message)
        if not self.is_needed or yes is None:
            return None
        return Move(_S.QUEUED, _SAME_WORDS, approval=yes)

    def back(self, message: Message, why: Phrase) -> Move:
        """Return the move by which something comes back, to be frozen anew."""
        yes = self.yes_to(message) if self.is_needed else None
        return Move(self.entry(message), why, thaw=True, approval=yes)

    def through(self, row: Delivery, message: Message) -> Move | None:
        """Return the move of what waits in front of the gate, or must go back there."""
        match row.state:
            case DeliveryState.QUEUED if self.is_needed and not _has_yes(row, message):
                why = _REWRITTEN if row.approval else _ASKED_FOR
                return Move(_S.AWAITING_APPROVAL, why, thaw=True)
            case DeliveryState.AWAITING_APPROVAL if not self.is_needed:
                return Move(_S.QUEUED, _NO_MORE)
            case DeliveryState.AWAITING_APPROVAL:
                return self.first_move(message)
        return None


def _has_yes(row: Delivery, message: Message) -> bool:
    approval = row.approval
    return approval is not None and approval.content_hash == message.content_hash
