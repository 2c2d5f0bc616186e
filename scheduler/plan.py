"""Plans: what the outbox must become so that it says what YAML says.

`decide` is pure and knows every case; `Planner` reads, decides and applies, a batch
at a time: however much the outbox holds, no more than a batch of it is in memory.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from threading import RLock

from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState
from domain.errors import Problem
from domain.phrases import phrase
from domain.ports import Memory, PlanStep
from domain.posts import Message, Origin, Post
from domain.project import Project
from scheduler.due import falls_on, time_on, versions_at
from scheduler.plan_gate import Gate, needs_approval
from scheduler.plan_lines import Applied, Change, ChangeKind, Draft, Plan
from scheduler.plan_occurrence import NO_TIME, Wish
from scheduler.plan_post import Gone, Once, Series, Subject, Times
from scheduler.seats import Seated, given_by, seated, waiting

__all__ = ["Applied", "Change", "ChangeKind", "Plan", "Planner", "decide"]

#: So many steps are made in one transaction, and kept in memory.
BATCH = 500

#: Recurring posts are planned further ahead this often.
EXTEND_EVERY = timedelta(days=1)

#: So many posts are looked up by their keys; for more, all are gone through.
MANY = 200

_Place = tuple[str, str]
_S = DeliveryState
_AT_REST = frozenset({_S.SENT, _S.CANCELLED})


def decide(project: Project, existing: Iterable[Delivery], now: datetime) -> Plan:
    """Return the plan that makes *existing* (of the queue's YAML) say what YAML says.

    A new post whose time went by is planned as missed, where a person sees it.

    Args:
        project: What YAML says.
        existing: Those of one post together, then those of one account, then by due
            time and part.
        now: Aware UTC.
    """
    planning = Planning(project, now)
    drafts = [*planning.met(existing), *planning.unmet()]
    order = {post.key: place for place, post in enumerate(project.posts)}
    drafts.sort(key=lambda draft: order.get(draft.post_key, len(order)))
    return Plan(
        tuple(step for draft in drafts for step in draft.steps),
        tuple(change for draft in drafts for change in draft.changes),
        tuple(warning for draft in drafts for warning in draft.warnings),
    )


class Planning:
    """One go through the outbox: what is there first, then what is missing."""

    def __init__(
        self,
        project: Project,
        now: datetime,
        keys: Collection[str] | None = None,
        *,
        has_readers: bool = True,
    ) -> None:
        """Begin; *keys* are the posts to be planned, None means all."""
        self._project = project
        self._now = now
        self._has_readers = has_readers
        self._posts = {
            post.key: post for post in project.posts if keys is None or post.key in keys
        }
        #: Why posts of a campaign that was cancelled are gone, by its key.
        self._cancelled = {
            campaign.key: phrase(
                "Its campaign is cancelled: {reason}", reason=campaign.reason
            )
            for campaign in project.campaigns.values()
            if campaign.is_cancelled
        }
        self._met: set[_Place] = set()
        #: Of the recurring post that was looked at last.
        self._times: tuple[Post, Times] | None = None

    def met(self, existing: Iterable[Delivery]) -> Iterator[Draft]:
        """Return what is to be done about what is there, one post after the other."""
        for place, rows in groupby(existing, _place):
            subject = self._subject(place)
            for _, parts in groupby(rows, lambda row: row.due_at):
                subject.meet(tuple(parts))
            yield subject.close()

    def unmet(self) -> Iterator[Draft]:
        """Return what is to be done about what was not there."""
        for post in self._posts.values():
            for account in post.accounts:
                if (post.key, account) not in self._met:
                    yield self._subject((post.key, account)).close()

    def _subject(self, place: _Place) -> Subject:
        key, account = place
        draft = Draft(key, account, self._has_readers)
        post = self._posts.get(key)
        if post is None or account not in post.accounts:
            return Gone(draft, self._cancelled)
        self._met.add(place)
        gate = Gate(needs_approval(self._project, post, account))
        wish = Wish(post, account, gate, draft)
        if post.repeat is not None:
            return Series(wish, self._now, self._times_of(post, account))
        at = time_on(post, account)
        if at is None:
            return Gone(draft, {post.campaign: NO_TIME})
        return Once(wish, at, self._now)

    def _times_of(self, post: Post, account: str) -> Times:
        """Return when a recurring post is due; on many accounts it is the same."""
        if post.timing.habits:
            return Times(post, account, self._now)
        if self._times is None or self._times[0] is not post:
            self._times = post, Times(post, account, self._now)
        return self._times[1]


def _place(delivery: Delivery) -> _Place:
    return delivery.post_key, delivery.account


@dataclass(slots=True)
class _Batch:
    """Some drafts, until there are enough steps to be made."""

    steps: list[PlanStep] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    #: Posts of which something is under way that YAML wants otherwise.
    open_keys: set[str] = field(default_factory=set)
    #: The last post and account that it is about.
    last: _Place | None = None

    def add(self, draft: Draft) -> bool:
        """Take in a draft; return whether the batch is full."""
        self.steps += draft.steps
        self.warnings += draft.warnings
        self.last = draft.post_key, draft.account
        if draft.is_open:
            self.open_keys.add(draft.post_key)
        return len(self.steps) >= BATCH


class Planner:
    """Brings the outbox in line with YAML, and knows when there is nothing to do.

    To be called from any thread: one plan is made at a time.
    """

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock
        self._turn = RLock()
        #: What the outbox says; None until all of it was planned.
        self._project: Project | None = None
        self._posts: dict[str, Post] = {}
        #: Posts to be looked at again, for YAML wants otherwise what was under way.
        self._open: set[str] = set()
        self._planned_at: datetime | None = None

    def preview(self, project: Project) -> Plan:
        """Return what `apply` would do, with all of its lines."""
        now = self._clock.now()
        seats = self._seated(project, now)
        with closing(self._memory.outbox.planned()) as existing:
            plan = decide(seats.project, existing, now)
        return replace(plan, warnings=(*seats.warnings, *plan.warnings))

    def apply(self, project: Project) -> Applied:
        """Change the outbox so that it says what *project* says.

        Raises:
            StorageError: Part of it may have been done; the next plan does the rest.
        """
        with self._turn:
            return self._bring(project, None)

    def is_behind(self) -> bool:
        """Do recurring posts wait for being planned further ahead?

        They do after a day, and when the clock was set by as much.
        """
        if self._planned_at is None or not self._recurring():
            return False
        return abs(self._clock.now() - self._planned_at) >= EXTEND_EVERY

    def catch_up(self, project: Project) -> Applied:
        """Plan what the last plan could not; nothing is read if there is no such thing.

        That is what was under way then, and what lay too far ahead.
        """
        with self._turn:
            if self._project is not project:
                return self._bring(project, None)
            keys = self._open | (self._recurring() if self.is_behind() else set())
            return self._bring(project, keys) if keys else Applied()

    def follow_up(self, project: Project, touched: Sequence[Delivery]) -> Applied:
        """Let YAML have its say on deliveries that were under way.

        Nothing is read if they are what YAML wants.
        """
        planned = [one for one in touched if one.origin is Origin.QUEUE]
        with self._turn:
            if self._project is not project:
                is_back = any(one.state not in _AT_REST for one in planned)
                return self._bring(project, None) if is_back else Applied()
            keys = {one.post_key for one in planned if not self._is_as_wanted(one)}
            return self._bring(project, keys) if keys else Applied()

    def _recurring(self) -> set[str]:
        return {key for key, post in self._posts.items() if post.repeat is not None}

    def _is_as_wanted(self, row: Delivery) -> bool:
        post = self._posts.get(row.post_key)
        if post is None or row.account not in post.accounts:
            return row.state in _AT_REST
        if post.repeat is None:
            is_its_time = row.due_at == time_on(post, row.account)
        else:  # what is out of a series hands its approval on to the next ones
            is_at_rest = row.state in _AT_REST
            is_its_time = is_at_rest or falls_on(post, row.account, row.due_at)
            is_its_time &= not row.needs_approval
        return is_its_time and (row.state in _AT_REST or _says(row, post))

    def _bring(self, project: Project, keys: Collection[str] | None) -> Applied:
        """Plan the posts of these keys, or all; until it is done, nothing is known."""
        if keys is not None and len(keys) > MANY:
            keys = None
        now, open_keys = self._clock.now(), self._open
        self._project = None
        self._open = set() if keys is None else open_keys.difference(keys)
        seats = self._seated(project, now, keys)
        count, warnings = 0, list(seats.warnings)
        for batch in self._batches(seats.project, now, keys):
            taken = self._memory.outbox.apply(batch.steps, now) if batch.steps else 0
            if taken < len(batch.steps):  # some moved meanwhile
                self._open |= {step.post.key for step in batch.steps}
            self._open |= batch.open_keys
            count += taken
            warnings += batch.warnings
        self._project = project
        self._remember(seats.project, now, keys)
        return Applied(count, tuple(warnings))

    def _seated(
        self, project: Project, now: datetime, keys: Collection[str] | None = None
    ) -> Seated:
        """Give every post its slot; posts that keep theirs stand in the outbox."""
        posts = waiting(project)
        if not posts or (keys is not None and not posts.intersection(keys)):
            return Seated(project)
        wanted = posts if len(posts) <= MANY else None
        with closing(self._memory.outbox.planned(wanted)) as existing:
            return seated(project, given_by(existing, posts), now)

    def _remember(
        self, project: Project, now: datetime, keys: Collection[str] | None
    ) -> None:
        known = {post.key: post for post in project.posts}
        self._posts = known if keys is None else self._posts | _only(known, keys)
        if keys is None or self._recurring() <= set(keys):
            self._planned_at = now

    def _batches(
        self, project: Project, now: datetime, keys: Collection[str] | None
    ) -> Iterator[_Batch]:
        """Return what is to be done, a batch at a time; nothing is being read then."""
        planning = Planning(project, now, keys, has_readers=False)
        last: _Place | None = None
        is_full = True
        while is_full:
            batch = _Batch()
            with closing(self._memory.outbox.planned(keys, last)) as existing:
                is_full = any(map(batch.add, planning.met(existing)))
            last = batch.last
            yield batch
        batch = _Batch()
        for draft in planning.unmet():
            if batch.add(draft):
                yield batch
                batch = _Batch()
        yield batch


def _only(posts: Mapping[str, Post], keys: Collection[str]) -> dict[str, Post]:
    return {key: posts[key] for key in keys if key in posts}


def _says(row: Delivery, post: Post) -> bool:
    """Does a delivery say what *post* says at its time?"""
    wanted = versions_at(post, row.account, row.due_at)
    return any(_is_said(row, one.messages_for(row.account)) for one in wanted)


def _is_said(row: Delivery, messages: Sequence[Message]) -> bool:
    is_part = row.part < len(messages)
    return is_part and row.message.content_hash == messages[row.part].content_hash
