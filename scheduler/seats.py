"""Gives posts that wait for a slot a place of their own. Pure.

A post keeps what it was given: that stands in the outbox. Others take the next place
that is free, in the order of the files. No account has two posts at one place, and no
place lies in the past.
"""

from bisect import bisect, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.accounts import Account
from domain.deliveries import MAYBE_OUT, Delivery, DeliveryState
from domain.errors import Problem
from domain.phrases import phrase
from domain.posts import Post
from domain.project import Project
from domain.timing import UNPLACED, Slot
from scheduler.bend import bent, jitter
from scheduler.due import time_on, times
from scheduler.plan_occurrence import is_withdrawn
from scheduler.timetable import wall_time

#: So far ahead a free place is looked for.
FURTHEST = timedelta(days=3 * 366)

_ONE_DAY = timedelta(days=1)

#: A post, and an account that it goes out on.
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """The place that a post was given before."""

    #: Aware UTC.
    at: datetime
    #: Is it before the public, or may be? Then it has its place for ever.
    is_out: bool = False
    #: Did somebody take it back? Then it needs no place, and keeps others from none.
    is_given_up: bool = False


@dataclass(frozen=True, slots=True)
class Seated:
    """A project whose posts have their places."""

    project: Project
    #: Posts for which there is none.
    warnings: tuple[Problem, ...] = ()


def waiting(project: Project) -> frozenset[str]:
    """Return the keys of the posts that wait for a slot."""
    return frozenset(p.key for p in project.posts if p.timing.slot is not None)


def given_by(
    existing: Iterable[Delivery], keys: frozenset[str]
) -> Mapping[_Place, Given]:
    """Return the places that stand in the outbox, of posts with these keys."""
    found: dict[_Place, Given] = {}
    for row in existing:
        if row.part or row.post_key not in keys or is_withdrawn((row,)):
            continue
        place = row.post_key, row.account
        if place not in found or not found[place].is_out:
            is_given_up = row.state is DeliveryState.CANCELLED
            found[place] = Given(row.due_at, row.state in MAYBE_OUT, is_given_up)
    return found


def seated(project: Project, given: Mapping[_Place, Given], now: datetime) -> Seated:
    """Return *project* with a place for every post that waits for one.

    Args:
        project: What YAML says.
        given: Places that stand in the outbox.
        now: Aware UTC.
    """
    posts = [post for post in project.posts if post.timing.slot is not None]
    places: dict[_Place, datetime] = {}
    warnings: list[Problem] = []
    for account in project.accounts.values():
        here = [post for post in posts if account.key in post.accounts]
        if not here:
            continue
        board = _Board.of(project, account, now)
        board.keep(here, given)
        for post in here:
            if (at := board.seat(post)) is not None:
                places[post.key, account.key] = at
            else:
                warnings.append(_no_place(post, account))
    seats = {post.key: _with_seats(post, places) for post in posts}
    placed = tuple(seats.get(post.key, post) for post in project.posts)
    return Seated(replace(project, posts=placed), tuple(warnings))


def _with_seats(post: Post, places: Mapping[_Place, datetime]) -> Post:
    found = {a: places[post.key, a] for a in post.accounts if (post.key, a) in places}
    at = min(found.values(), default=UNPLACED)
    return replace(post, at=at, timing=replace(post.timing, seats=found))


def _no_place(post: Post, account: Account) -> Problem:
    source = post.source
    file, line = (source.file, source.line) if source else ("", 0)
    what = phrase("there is no free slot for it on {account}", account=account.key)
    return Problem(file, line, 0, post.key, what)


@dataclass(slots=True)
class _Board:
    """The places of one account, and who has which."""

    account: Account
    zone: ZoneInfo
    now: datetime
    #: Posts of the account that have times of their own.
    fixed: Sequence[Post]
    #: By the posts' keys; aware UTC.
    seats: dict[str, datetime] = field(default_factory=dict)
    #: Moments at which something goes out that comes once, in order.
    taken: list[datetime] = field(default_factory=list)

    @classmethod
    def of(cls, project: Project, account: Account, now: datetime) -> "_Board":
        """Return the board of an account before anybody has a place."""
        own = [p for p in project.posts if account.key in p.accounts]
        fixed = [post for post in own if post.timing.slot is None]
        recurring = [post for post in fixed if post.repeat is not None]
        once = {time_on(post, account.key) for post in fixed if post.repeat is None}
        taken = sorted(at for at in once if at is not None)
        return cls(account, project.community.timezone, now, recurring, taken=taken)

    def keep(self, posts: Iterable[Post], given: Mapping[_Place, Given]) -> None:
        """Let everybody keep what was given, if it is still there to be had."""
        for post in posts:
            old = given.get((post.key, self.account.key))
            if old is None:
                continue
            if old.is_given_up:
                self.seats[post.key] = old.at
            elif self._is_kept(post, old):
                self._take(post, old.at)

    def seat(self, post: Post) -> datetime | None:
        """Return the place of *post*: its own, else the next that is free."""
        if post.key not in self.seats:
            free = (at for at in self._offers(post) if self._is_free(at))
            if (at := next(free, None)) is None:
                return None
            self._take(post, at)
        return self.seats[post.key]

    def _is_kept(self, post: Post, old: Given) -> bool:
        is_history = old.is_out or old.at <= self.now
        return is_history or (self._is_offered(post, old.at) and self._is_free(old.at))

    def _take(self, post: Post, at: datetime) -> None:
        self.seats[post.key] = at
        insort(self.taken, at)

    def _offers(self, post: Post) -> Iterator[datetime]:
        """Return the places that would do for *post*, in order."""
        start = max(self.now, post.timing.not_before or self.now)
        for slot_at in self._slots(post, start, start + FURTHEST):
            at = self._place_at(post, slot_at)
            if self._is_too_late(post, slot_at):
                return
            if at is not None and at > self.now and not self._is_too_late(post, at):
                yield at

    def _is_offered(self, post: Post, at: datetime) -> bool:
        """Is *at* still a place that would do for *post*?"""
        habits = post.timing.habits.get(self.account.key)
        reach = habits.jitter if habits else timedelta(0)
        begin = post.timing.not_before
        if self._is_too_late(post, at) or (begin is not None and at < begin):
            return False
        near = self._slots(post, at - reach, at)
        return any(self._place_at(post, one) == at for one in near)

    def _place_at(self, post: Post, slot_at: datetime) -> datetime | None:
        """Return when *post* goes out in a slot; None if the slot is quiet or off."""
        at = bent(post, self.account.key, slot_at)
        late = slot_at + jitter(post, self.account.key, slot_at)
        return at if at in {slot_at, late} else None

    def _is_too_late(self, post: Post, at: datetime) -> bool:
        end = post.timing.not_after
        return end is not None and at > end

    def _slots(
        self, post: Post, since: datetime, until: datetime
    ) -> Iterator[datetime]:
        """Return when slots that *post* waits for begin in ``[since, until]``."""
        wanted = [one for one in self.account.slots if _is_wanted(one, post)]
        if not wanted:
            return
        day = since.astimezone(self.zone).date() - _ONE_DAY
        last = until.astimezone(self.zone).date()
        while day <= last:
            times_ = {one.at for one in wanted if day.weekday() in one.days}
            for at in sorted(wall_time(day, time, self.zone) for time in times_):
                if since <= at <= until:
                    yield at
            day += _ONE_DAY

    def _is_free(self, at: datetime) -> bool:
        """Does nothing else go out at *at*, or too near?"""
        gap = max(self.account.spacing, timedelta.resolution)
        number = bisect(self.taken, at)
        near = self.taken[max(number - 1, 0) : number + 1]
        if any(abs(at - other) < gap for other in near):
            return False
        before, after = at - gap, at + gap - timedelta.resolution
        return not any(
            True
            for post in self.fixed
            for _ in times(post, self.account.key, before, after)
        )


def _is_wanted(slot: Slot, post: Post) -> bool:
    return not post.timing.slot or slot.name == post.timing.slot
