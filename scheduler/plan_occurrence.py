"""Plans one occurrence: the parts of a post that go out on an account at one time.

Until a part is sent it follows YAML, each for itself; what is out stays as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.deliveries import MAYBE_OUT, CancelledBy, Delivery, DeliveryState, Move
from domain.phrases import Phrase, phrase
from domain.ports import PlanStep
from domain.posts import Message, Post
from scheduler.plan_gate import Gate
from scheduler.plan_lines import ChangeKind, Draft

#: States in which a delivery still follows YAML.
FOLLOWING = frozenset(
    {
        DeliveryState.AWAITING_APPROVAL,
        DeliveryState.QUEUED,
        DeliveryState.FAILED,
        DeliveryState.MISSED,
    }
)
#: States that end by themselves, or by a person's word: then YAML may have its say.
UNDER_WAY = MAYBE_OUT - {DeliveryState.SENT}

MOVED = phrase("It was moved to another time in the queue's files")
VANISHED = phrase("It is no longer in the queue's files")
NO_TIME = phrase("There is no time left at which it could go out")
_RETURNED = phrase("It is in the queue's files again")
_REWRITTEN = phrase("It was changed in the queue's files, so it is tried again")
_LEFT_OUT = phrase("The part before it does not go out")


@dataclass(frozen=True, slots=True)
class Wish:
    """A post on an account as YAML wants it, and the draft of what that takes."""

    post: Post
    account: str
    gate: Gate
    draft: Draft

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return what the post says on the account."""
        return self.post.messages_for(self.account)


def is_out(rows: Iterable[Delivery]) -> bool:
    """Is any part before the public, or may be?"""
    return any(row.state in MAYBE_OUT for row in rows)


def is_left_out(row: Delivery) -> bool:
    """Was it cancelled by a person or a policy, so that YAML does not bring it back?"""
    is_cancelled = row.state is DeliveryState.CANCELLED
    return is_cancelled and row.cancelled_by is not CancelledBy.PLAN


def is_taken_back(rows: Sequence[Delivery]) -> bool:
    """Did a person cancel the whole of it?"""
    first = rows[0]
    return is_left_out(first) and first.cancelled_by is CancelledBy.PERSON


def is_withdrawn(rows: Iterable[Delivery]) -> bool:
    """Was all of it taken back because YAML did not say it any more?"""
    return all(
        row.state is DeliveryState.CANCELLED and not is_left_out(row) for row in rows
    )


def cancel(draft: Draft, rows: Iterable[Delivery], why: Phrase) -> bool:
    """Take back what still follows YAML; False if nothing does.

    What is under way is passed over; it is looked at again.
    """
    rows = tuple(rows)
    draft.is_open |= any(row.state in UNDER_WAY for row in rows)
    following = [row for row in rows if row.state in FOLLOWING]
    move = Move(DeliveryState.CANCELLED, why, cancelled_by=CancelledBy.PLAN)
    draft.steps += [PlanStep(row, row.account, row.post, move) for row in following]
    return bool(following)


def insert(wish: Wish, due_at: datetime, first: Move | None = None) -> None:
    """Add the whole of it, due at *due_at*; *first* is the move of the first part."""
    for part in range(len(wish.messages)):
        add_part(wish, due_at, part, None if part else first)


def add_part(wish: Wish, due_at: datetime, part: int, move: Move | None = None) -> None:
    """Add one part: queued, or waiting for its yes, unless *move* says otherwise."""
    move = move or wish.gate.first_move(wish.messages[part])
    wish.draft.steps.append(
        PlanStep(
            None,
            wish.account,
            wish.post,
            move,
            due_at=due_at,
            part=part,
            needs_approval=wish.gate.is_needed,
        )
    )


class Settlement:
    """Brings one occurrence that is known in line with YAML, part by part."""

    def __init__(self, wish: Wish, rows: Sequence[Delivery]) -> None:
        self._wish = wish
        self._rows = {row.part: row for row in rows}
        #: The first part that does not go out: none behind it does.
        self._stop = next((row for row in rows if is_left_out(row)), None)
        alive = [row for row in rows if row.state is not DeliveryState.CANCELLED]
        #: Is the thread out to its end? Then nothing is added to it any more.
        self.is_complete = bool(alive) and alive[-1].state in MAYBE_OUT
        #: What of YAML cannot be followed any more; None if nothing.
        self.regret: Phrase | None = None
        self._is_revived = False
        self._is_changed = False

    def settle(self) -> ChangeKind:
        """Draft the steps; return what they amount to."""
        messages = self._wish.messages
        for part in range(max(len(messages), max(self._rows) + 1)):
            message = messages[part] if part < len(messages) else None
            self._settle_part(part, message)
        if self.regret and any(row.state in UNDER_WAY for row in self._rows.values()):
            self._wish.draft.is_open = True
        return self._kind()

    def _kind(self) -> ChangeKind:
        if self._is_changed:
            return ChangeKind.CHANGED
        if self._is_revived:
            return ChangeKind.REVIVED
        return ChangeKind.ALREADY_OUT if self.is_complete else ChangeKind.KEPT

    def _settle_part(self, part: int, message: Message | None) -> None:
        row = self._rows.get(part)
        if self._stop is not None and part >= self._stop.part:
            self._leave_out(row, message)
        elif row is None:
            self._add(part)
        elif row.state in MAYBE_OUT:
            self._compare(row, message)
        elif message is None:
            self._is_changed |= cancel(self._wish.draft, [row], VANISHED)
        elif row.state is DeliveryState.CANCELLED:
            self._revive(row, message)
        else:
            self._follow(row, message)

    def _leave_out(self, row: Delivery | None, message: Message | None) -> None:
        """Let a part stay, or go, with the one that a person or a policy took back."""
        if row is None or self._stop is None:
            return
        if row.state in FOLLOWING:
            by = self._stop.cancelled_by
            move = Move(DeliveryState.CANCELLED, _LEFT_OUT, cancelled_by=by)
            self._step(row, move)
            self._is_changed = True
        is_theirs = row.cancelled_by is CancelledBy.PERSON
        if is_theirs and _differs(row, message, self._wish.post):
            self._regret(stays_taken_back(row.account))

    def _add(self, part: int) -> None:
        if self.is_complete:
            self._regret_addition()
        else:
            due_at = next(iter(self._rows.values())).due_at
            add_part(self._wish, due_at, part)
            self._is_changed = True

    def _revive(self, row: Delivery, message: Message) -> None:
        if self.is_complete:
            self._regret_addition()
        else:
            self._step(row, self._wish.gate.back(message, _RETURNED))
            self._is_revived = True

    def _regret_addition(self) -> None:
        self._regret(
            phrase(
                "the thread is out on {account} already, or may be; what was added to "
                "it is not published (a post with a new id would be)",
                account=self._wish.account,
            )
        )

    def _compare(self, row: Delivery, message: Message | None) -> None:
        if not _differs(row, message, self._wish.post):
            return
        if len(self._rows) == 1:
            self._regret(went_out(row.account))
        else:
            self._regret(
                phrase(
                    "part {part} went out on {account} already, or may have; what "
                    "changed in it since is not published",
                    part=row.part + 1,
                    account=row.account,
                )
            )

    def _follow(self, row: Delivery, message: Message) -> None:
        """Take over new words, and what else is new: that quietly."""
        wish, is_new = self._wish, _differs(row, message, self._wish.post)
        if is_new and row.state is DeliveryState.FAILED:
            move: Move | None = wish.gate.back(message, _REWRITTEN)
        else:
            move = wish.gate.through(row, message)
        is_known = row.needs_approval == wish.gate.is_needed and _is_same(
            row.post, wish.post
        )
        if move is not None or not is_known:
            self._step(row, move)
            self._is_changed |= is_new or move is not None

    def _step(self, row: Delivery, move: Move | None) -> None:
        wish = self._wish
        step = PlanStep(
            row,
            row.account,
            wish.post,
            move,
            due_at=row.due_at,
            part=row.part,
            needs_approval=wish.gate.is_needed,
        )
        wish.draft.steps.append(step)

    def _regret(self, what: Phrase) -> None:
        self.regret = self.regret or what


def went_out(account: str) -> Phrase:
    """Return why what is out does not follow YAML any more."""
    return phrase(
        "it went out on {account} already, or may have; what changed since "
        "is not published (a post with a new id would be)",
        account=account,
    )


def stays_taken_back(account: str) -> Phrase:
    """Return why what a person cancelled does not follow YAML any more."""
    return phrase(
        "a person cancelled it on {account}, so it stays cancelled "
        "(a post with a new id would be published)",
        account=account,
    )


def _is_same(old: Post, new: Post) -> bool:
    """Is it the same for one account, whatever other accounts it goes out on?"""
    return old == new or replace(old, accounts=new.accounts) == new


def _differs(row: Delivery, message: Message | None, post: Post) -> bool:
    """Does a delivery say, or has it said, other words than YAML wants there?"""
    if message is None:
        return True
    return row.post != post and row.message.content_hash != message.content_hash
