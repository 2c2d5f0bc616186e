"""Plans: what the outbox must become so that it says what YAML says.

`decide` is pure and knows every case; `Planner` reads, decides and applies.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.clock import Clock
from domain.deliveries import MAYBE_OUT, CancelledBy, Delivery, DeliveryState, Move
from domain.errors import Problem
from domain.phrases import Phrase, phrase
from domain.ports import Memory, PlanStep
from domain.posts import Post
from domain.project import Project
from scheduler.timetable import Lateness, lateness
from scheduler.verdict import late_move


class ChangeKind(StrEnum):
    """What planning does about one post on one account."""

    ADDED = "added"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REVIVED = "revived"
    KEPT = "kept"
    ALREADY_OUT = "already_out"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a plan, for people. Times are aware UTC."""

    kind: ChangeKind
    post_key: str
    account: str
    #: When it was to go out before; None if it was not.
    old_at: datetime | None = None
    #: When it is to go out now; None if it is not.
    new_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan changes, and what a person should know of it."""

    steps: tuple[PlanStep, ...] = ()
    changes: tuple[Change, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Planner:
    """Brings the outbox in line with YAML."""

    memory: Memory
    clock: Clock

    def preview(self, project: Project) -> Plan:
        """Return what `apply` would do."""
        return decide(project, self.memory.outbox.planned(), self.clock.now())

    def apply(self, project: Project) -> Plan:
        """Change the outbox and return what was decided."""
        plan = self.preview(project)
        if plan.steps:
            self.memory.outbox.apply(plan.steps, self.clock.now())
        return plan


#: States in which a delivery still follows YAML.
_FOLLOWING = frozenset(
    {
        DeliveryState.AWAITING_APPROVAL,
        DeliveryState.QUEUED,
        DeliveryState.FAILED,
        DeliveryState.MISSED,
    }
)

_MOVED = phrase("It was moved to another time in the queue's files")
_VANISHED = phrase("It is no longer in the queue's files")
_RETURNED = phrase("It is in the queue's files again")
_REWRITTEN = phrase("It was changed in the queue's files, so it is tried again")

_Key = tuple[str, str]


def decide(project: Project, existing: Iterable[Delivery], now: datetime) -> Plan:
    """Return the plan that makes *existing* (of the queue's YAML) say what YAML says.

    A new post whose time went by is planned as missed, where a person sees it.
    """
    known: dict[_Key, list[Delivery]] = defaultdict(list)
    for delivery in existing:
        known[delivery.post_key, delivery.account].append(delivery)
    plan = _Decision(now)
    for post in project.posts:
        for account in post.accounts:
            plan.want(post, account, known.pop((post.key, account), []))
    for deliveries in known.values():
        plan.drop(deliveries)
    return Plan(tuple(plan.steps), tuple(plan.changes), tuple(plan.warnings))


class _Decision:
    """A plan while it is being made."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.steps: list[PlanStep] = []
        self.changes: list[Change] = []
        self.warnings: list[Problem] = []

    def want(self, post: Post, account: str, known: Sequence[Delivery]) -> None:
        """Let *post* go out on *account* at its time, once."""
        out = [one for one in known if one.state in MAYBE_OUT]
        if out:
            self._cancel(known, _MOVED)
            self._already_out(post, min(out, key=lambda one: one.due_at != post.at))
            return
        refused = next((one for one in known if _is_taken_back(one)), None)
        if refused is not None:
            self._cancel(known)
            self._stays_taken_back(post, refused)
            return
        same = next((one for one in known if one.due_at == post.at), None)
        others = [one for one in known if one is not same]
        if same is None:
            self._insert(post, account, others)
        elif same.state is DeliveryState.CANCELLED:
            self._revive(post, same, others)
        else:
            self._keep(post, same)
        self._cancel(others, _MOVED)

    def drop(self, known: Sequence[Delivery]) -> None:
        """Take back what YAML no longer says and nobody has seen yet."""
        for delivery in self._cancel(known):
            self._tell(ChangeKind.CANCELLED, delivery, old_at=delivery.due_at)

    def _insert(self, post: Post, account: str, others: Sequence[Delivery]) -> None:
        is_too_late = lateness(post.at, self._now, post.late) is Lateness.TOO_LATE
        policy = post.late
        missed = (
            late_move(post.at, policy.otherwise, self._now) if is_too_late else None
        )
        self.steps.append(PlanStep(None, account, post, missed))
        old_at = _followed_at(others)
        kind = ChangeKind.ADDED if old_at is None else ChangeKind.MOVED
        self.changes.append(Change(kind, post.key, account, old_at, post.at))
        if is_too_late:
            words = phrase("its time has passed, so it is missed; give it a new time")
            self._warn(post, words)

    def _revive(self, post: Post, same: Delivery, others: Sequence[Delivery]) -> None:
        move = Move(DeliveryState.QUEUED, _RETURNED, thaw=True)
        self.steps.append(PlanStep(same, same.account, post, move))
        old_at = _followed_at(others)
        kind = ChangeKind.REVIVED if old_at is None else ChangeKind.MOVED
        self._tell(kind, same, old_at=old_at, new_at=post.at)

    def _keep(self, post: Post, same: Delivery) -> None:
        if same.post.content_hash == post.content_hash:
            self._tell(ChangeKind.KEPT, same, old_at=same.due_at, new_at=post.at)
            return
        move = None
        if same.state is DeliveryState.FAILED:
            move = Move(DeliveryState.QUEUED, _REWRITTEN, thaw=True)
        self.steps.append(PlanStep(same, same.account, post, move))
        self._tell(ChangeKind.CHANGED, same, old_at=same.due_at, new_at=post.at)

    def _already_out(self, post: Post, out: Delivery) -> None:
        self._tell(ChangeKind.ALREADY_OUT, out, old_at=out.due_at)
        if out.due_at == post.at and out.post.content_hash == post.content_hash:
            return
        self._warn(
            post,
            phrase(
                "it went out on {account} already, or may have; what changed since "
                "is not published (a post with a new id would be)",
                account=out.account,
            ),
        )

    def _stays_taken_back(self, post: Post, refused: Delivery) -> None:
        self._tell(ChangeKind.KEPT, refused)
        if refused.due_at == post.at and (
            refused.post.content_hash == post.content_hash
        ):
            return
        self._warn(
            post,
            phrase(
                "a person cancelled it on {account}, so it stays cancelled "
                "(a post with a new id would be published)",
                account=refused.account,
            ),
        )

    def _cancel(
        self, deliveries: Sequence[Delivery], why: Phrase = _VANISHED
    ) -> list[Delivery]:
        """Cancel those that still follow YAML, and return them."""
        following = [one for one in deliveries if one.state in _FOLLOWING]
        move = Move(DeliveryState.CANCELLED, why, cancelled_by=CancelledBy.PLAN)
        self.steps += [PlanStep(one, one.account, one.post, move) for one in following]
        return following

    def _tell(
        self,
        kind: ChangeKind,
        delivery: Delivery,
        *,
        old_at: datetime | None = None,
        new_at: datetime | None = None,
    ) -> None:
        self.changes.append(
            Change(kind, delivery.post_key, delivery.account, old_at, new_at)
        )

    def _warn(self, post: Post, what: Phrase) -> None:
        source = post.source
        file, line = (source.file, source.line) if source else ("", 0)
        self.warnings.append(Problem(file, line, 0, post.key, what))


def _is_taken_back(delivery: Delivery) -> bool:
    return (
        delivery.state is DeliveryState.CANCELLED
        and delivery.cancelled_by is CancelledBy.PERSON
    )


def _followed_at(deliveries: Sequence[Delivery]) -> datetime | None:
    """Return when the newest of those that still follow YAML was due."""
    times = [one.due_at for one in deliveries if one.state in _FOLLOWING]
    return max(times, default=None)
