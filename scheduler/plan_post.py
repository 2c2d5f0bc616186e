"""Plans one post on one account: met occurrence by occurrence, then closed.

Nothing of what is out or was taken back long ago is kept in memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from domain.deliveries import MAYBE_OUT, Delivery, Move
from domain.late import LateAction
from domain.phrases import Phrase, phrase
from domain.posts import Post
from scheduler.due import falls_on, newest, upcoming, versions_by_time
from scheduler.evergreen import Rotation
from scheduler.plan_lines import ChangeKind, Draft
from scheduler.plan_occurrence import (
    FOLLOWING,
    MOVED,
    UNDER_WAY,
    VANISHED,
    Settlement,
    Wish,
    cancel,
    insert,
    is_left_out,
    is_out,
    is_taken_back,
    is_withdrawn,
    stays_taken_back,
    went_out,
)
from scheduler.recurrence import NEVER
from scheduler.timetable import Lateness, lateness
from scheduler.verdict import late_move

#: Occurrences of recurring posts stand in the outbox for so long ahead; the next one
#: always does.
HORIZON = timedelta(days=35)


class Subject(Protocol):
    """A post on an account, while its deliveries are gone through by due time."""

    def meet(self, rows: Sequence[Delivery]) -> None:
        """Take in one occurrence: its parts, in order."""
        ...

    def close(self) -> Draft:
        """Return what is to be done, now that all of them are known."""
        ...


class Gone:
    """A post that YAML does not say any more."""

    def __init__(self, draft: Draft, reasons: Mapping[str, Phrase]) -> None:
        self._draft = draft
        #: By the campaign that it belonged to.
        self._reasons = reasons

    def meet(self, rows: Sequence[Delivery]) -> None:
        """Take back what nobody has seen yet."""
        why = self._reasons.get(rows[0].post.campaign, VANISHED)
        if cancel(self._draft, rows, why):
            self._draft.tell(ChangeKind.CANCELLED, old_at=rows[0].due_at)

    def close(self) -> Draft:
        """Return what is to be done."""
        return self._draft


class Once:
    """A post that goes out once."""

    def __init__(self, wish: Wish, at: datetime, now: datetime) -> None:
        self._wish = wish
        #: When it goes out on this account.
        self._at = at
        self._now = now
        #: The occurrence that is out, or may be; the one at the right time if any.
        self._out: Sequence[Delivery] | None = None
        self._taken_back: Sequence[Delivery] | None = None
        self._same: Sequence[Delivery] | None = None
        self._following: list[Sequence[Delivery]] = []

    def meet(self, rows: Sequence[Delivery]) -> None:
        """Keep what matters."""
        for row in rows:
            self._wish.gate.note(row, self._wish.post)
        is_same = rows[0].due_at == self._at
        if is_same:
            self._same = rows
        if is_out(rows) and (is_same or self._out is None):
            self._out = rows
        elif is_taken_back(rows):
            self._taken_back = rows
        if any(row.state in FOLLOWING for row in rows):
            self._following.append(rows)

    def close(self) -> Draft:
        """Decide: it is out, a person took it back, or it goes out at its time."""
        if self._out is not None:
            self._cancel_others(self._out)
            self._keep(self._out)
        elif self._taken_back is not None:
            self._cancel_others(self._taken_back)
            self._stay_taken_back(self._taken_back)
        else:
            self._want()
        return self._wish.draft

    def _want(self) -> None:
        others = [rows for rows in self._following if rows is not self._same]
        old_at = max((rows[0].due_at for rows in others), default=None)
        if self._same is None:
            self._insert(old_at)
        else:
            self._settle(self._same, old_at)
        self._cancel_others(self._same)

    def _insert(self, old_at: datetime | None) -> None:
        post = self._wish.post
        is_too_late = lateness(self._at, self._now, post.late) is Lateness.TOO_LATE
        insert(self._wish, self._at, self._late_move() if is_too_late else None)
        kind = ChangeKind.ADDED if old_at is None else ChangeKind.MOVED
        self._wish.draft.tell(kind, old_at=old_at, new_at=self._at)

    def _late_move(self) -> Move:
        post = self._wish.post
        if post.late.otherwise is LateAction.SKIP:
            words = phrase("its time has passed, so it is left out; give it a new time")
        else:
            words = phrase("its time has passed, so it is missed; give it a new time")
        self._wish.draft.warn(post, words, "past")
        return late_move(self._at, post.late.otherwise, self._now)

    def _settle(self, rows: Sequence[Delivery], old_at: datetime | None) -> None:
        draft, at = self._wish.draft, self._at
        settlement = Settlement(self._wish, rows)
        kind = settlement.settle()
        if settlement.regret:
            draft.warn(self._wish.post, settlement.regret)
        if kind is ChangeKind.REVIVED:
            kind = kind if old_at is None else ChangeKind.MOVED
            draft.tell(kind, old_at=old_at, new_at=at)
        elif is_left_out(rows[0]):
            draft.tell(kind)
        else:
            draft.tell(kind, old_at=at, new_at=at)

    def _keep(self, out: Sequence[Delivery]) -> None:
        """Let the rest of what is out follow, and say what cannot be changed."""
        draft, due_at = self._wish.draft, out[0].due_at
        settlement = Settlement(self._wish, out)
        kind = settlement.settle()
        if due_at != self._at:
            draft.is_open |= any(row.state in UNDER_WAY for row in out)
            draft.warn(self._wish.post, went_out(self._wish.account))
        elif settlement.regret:
            draft.warn(self._wish.post, settlement.regret)
        draft.tell(
            kind, old_at=due_at, new_at=None if settlement.is_complete else due_at
        )

    def _stay_taken_back(self, rows: Sequence[Delivery]) -> None:
        draft, post = self._wish.draft, self._wish.post
        draft.tell(ChangeKind.KEPT)
        settlement = Settlement(self._wish, rows)
        settlement.settle()
        if settlement.regret:
            draft.warn(post, settlement.regret)
        elif rows[0].due_at != self._at:
            draft.warn(post, stays_taken_back(self._wish.account))

    def _cancel_others(self, one: Sequence[Delivery] | None) -> None:
        for rows in self._following:
            if rows is not one:
                cancel(self._wish.draft, rows, MOVED)


class Series:
    """A post that recurs: each of its times is an occurrence of its own."""

    def __init__(self, wish: Wish, now: datetime, times: "Times") -> None:
        self._wish = wish
        self._now = now
        self._times = times
        #: Times ahead that are not in the outbox yet.
        self._missing = dict.fromkeys(times.ahead)
        #: What it is at single times for once.
        self._once = versions_by_time(wish.post, wish.account)
        self._rotation = Rotation.of(wish.post.pool, wish.account, now)
        self._has_last = False
        #: The newest time that was planned by this very rule.
        self._planned_until: datetime | None = None
        #: Was the rule another one since, or the post gone?
        self._is_interrupted = False
        self._out_until: datetime | None = None

    def meet(self, rows: Sequence[Delivery]) -> None:
        """Bring an occurrence in line, or take it back."""
        due_at = rows[0].due_at
        self._remember(rows, due_at)
        if due_at in self._missing:
            del self._missing[due_at]
            self._settle(rows, due_at)
        elif all(_is_history(row) for row in rows):
            return
        elif due_at == self._times.last or self._is_a_time(due_at):
            self._settle(rows, due_at)
        elif cancel(self._wish.draft, rows, MOVED):
            self._wish.draft.tell(ChangeKind.CANCELLED, old_at=due_at)

    def close(self) -> Draft:
        """Add what is missing: what is to come, and what nobody was there to plan."""
        last = self._times.last
        if last is not None and not self._has_last and self._is_owed(last):
            self._insert(last)
        for due_at in self._missing:
            self._insert(due_at)
        return self._wish.draft

    def _remember(self, rows: Sequence[Delivery], due_at: datetime) -> None:
        post, old = self._wish.post, rows[0].post
        for row in rows:
            self._wish.gate.note(row, post)
        if self._rotation is not None:
            self._rotation.note(rows)
        self._has_last |= due_at == self._times.last
        if is_out(rows):
            self._out_until = due_at
        is_same_rule = (old.at, old.repeat) == (post.at, post.repeat)
        if is_same_rule and not is_withdrawn(rows):
            self._planned_until, self._is_interrupted = due_at, False
        elif is_same_rule or not is_withdrawn(rows):
            self._is_interrupted = True

    def _is_a_time(self, due_at: datetime) -> bool:
        return falls_on(self._wish.post, self._wish.account, due_at)

    def _wish_at(self, due_at: datetime, rows: Sequence[Delivery] = ()) -> Wish:
        """Return what the post says at one of its times; *rows* is what is there."""
        version = self._once.get(due_at)
        if version is None and self._rotation is not None:
            is_said = is_out(rows)
            version = rows[0].post if is_said else self._rotation.turn(due_at, rows)
        return replace(self._wish, post=version) if version else self._wish

    def _is_owed(self, last: datetime) -> bool:
        """Is a time that went by without having been planned still to be minded?

        Yes, if the rule held all the time and nobody was there; the publisher then
        says how late it is. Of a new rule only what is hardly late counts, and not
        right after something of the same post went out.
        """
        if self._planned_until is not None and not self._is_interrupted:
            return last > self._planned_until
        late = self._wish.post.late
        if lateness(last, self._now, late) is Lateness.TOO_LATE:
            return False
        return self._out_until is None or self._out_until < last - late.within

    def _settle(self, rows: Sequence[Delivery], due_at: datetime) -> None:
        is_past = due_at <= self._now
        if is_past and is_withdrawn(rows) and not self._is_owed(due_at):
            return
        draft = self._wish.draft
        settlement = Settlement(self._wish_at(due_at, rows), rows)
        kind = settlement.settle()
        if settlement.regret and not settlement.is_complete and is_out(rows):
            draft.warn(self._wish.post, settlement.regret)
        match kind:
            case ChangeKind.CHANGED:
                draft.tell(kind, old_at=due_at, new_at=due_at)
            case ChangeKind.REVIVED:
                draft.tell(kind, new_at=due_at)
            case ChangeKind.KEPT if any(row.state in FOLLOWING for row in rows):
                draft.tell(kind, old_at=due_at, new_at=due_at)

    def _insert(self, due_at: datetime) -> None:
        insert(self._wish_at(due_at), due_at)
        self._wish.draft.tell(ChangeKind.ADDED, new_at=due_at)


class Times:
    """When a recurring post is due around now on an account."""

    def __init__(self, post: Post, account: str, now: datetime) -> None:
        #: In order; at least the next one, if there is one.
        self.ahead = upcoming(post, account, now, HORIZON)
        recent = newest(post, account, now - HORIZON, now)
        #: The newest that is not to come; None if there is none.
        self.last = recent or newest(post, account, now - NEVER, now)


def _is_history(row: Delivery) -> bool:
    """Is it out, or left out for good?"""
    is_sent = row.state in MAYBE_OUT - UNDER_WAY
    return is_sent or is_left_out(row)
