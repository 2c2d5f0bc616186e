"""The planner at work: how much it keeps in memory, and when it reads nothing."""

import gc
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from domain.deliveries import Delivery, DeliveryState
from domain.errors import StorageBusyError
from domain.phrases import phrase
from domain.ports import Memory, PlanStep
from domain.posts import Post, Repeat
from scheduler.plan import BATCH, Applied, Planner
from tests.builders import a_post
from tests.clocks import NOON
from tests.contracts.storage_deliveries import a_move, claimed, moved
from tests.crews import Hand, a_hand
from tests.plans import a_yes_to
from tests.projects import a_project

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_S = DeliveryState

DAILY = a_post("daily", NOON + HOUR, repeat=Repeat("FREQ=DAILY", "Asia/Tokyo"))


class Watched:
    """The real outbox, and somebody who counts what is asked of it."""

    def __init__(self, outbox: Any) -> None:
        self._outbox = outbox
        #: Posts that were read at each reading; None means all.
        self.readings: list[Collection[str] | None] = []
        self.rows = 0
        #: The most deliveries that were in memory at a time, looked at now and then.
        self.most = 0
        #: Steps that were made in one transaction each.
        self.applied: list[int] = []
        #: Raised once by the next plan that is carried out.
        self.error: StorageBusyError | None = None
        self._is_reading = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    def planned(
        self,
        keys: Collection[str] | None = None,
        after: tuple[str, str] | None = None,
    ) -> Generator[Delivery, None, None]:
        """Count the rows and what is kept of them."""
        self.readings.append(keys)
        self._is_reading = True
        with closing(self._outbox.planned(keys, after)) as rows:
            try:
                for row in rows:
                    self.rows += 1
                    if self.rows % 4000 == 0:
                        self._count()
                    yield row
            finally:
                self._is_reading = False

    def apply(self, steps: Sequence[PlanStep], now: datetime) -> int:
        """Count the steps; nothing may be read meanwhile."""
        assert not self._is_reading
        self._count()
        self.applied.append(len(steps))
        error, self.error = self.error, None
        if error:
            raise error
        return int(self._outbox.apply(steps, now))

    def _count(self) -> None:
        alive = sum(isinstance(one, Delivery) for one in gc.get_objects())
        self.most = max(self.most, alive)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


@pytest.fixture
def watched(hand: Hand) -> Watched:
    return Watched(hand.memory.outbox)


@pytest.fixture
def planner(hand: Hand, watched: Watched) -> Planner:
    memory = cast("Memory", SimpleNamespace(outbox=watched))
    return Planner(memory, hand.clock)


def copy(hand: Hand, times: int, *, is_sent: bool, to_other_posts: bool) -> None:
    """Let the table hold so many copies of its first delivery, an hour apart."""
    database = cast("Any", hand.memory.outbox)._database
    with database.writing() as connection:
        raw = connection.exec_driver_sql
        columns = [row[1] for row in raw("PRAGMA table_info(delivery)")]
        told = {
            "id": "id + 1000 + n",
            "due_at": f"due_at - n * {3600 * 1_000_000}",
            "state": "'sent'" if is_sent else "state",
            "wanted_at": "NULL" if is_sent else "wanted_at",
            "post_key": "post_key || n" if to_other_posts else "post_key",
        }
        raw(
            "WITH RECURSIVE copies(n) AS "
            f"(SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {times}) "
            f"INSERT INTO delivery ({', '.join(columns)}) "
            f"SELECT {', '.join(told.get(name, name) for name in columns)} "
            "FROM copies, (SELECT * FROM delivery ORDER BY id LIMIT 1)"
        )


@pytest.mark.real
def test_what_is_kept_in_memory_does_not_grow_with_the_table(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """Twenty thousand rows, two posts, and a handful in memory."""
    project = a_project(DAILY, a_post())
    planner.apply(project)
    copy(hand, 20_000, is_sent=True, to_other_posts=False)
    watched.most = watched.rows = 0
    applied = planner.apply(a_project(replace(DAILY, text="New words"), a_post()))

    assert watched.rows > 20_000
    assert applied.count == 35
    assert watched.most < 100


def test_much_that_changes_is_changed_in_helpings(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """Nobody waits for long, and no helping is kept once it was carried out."""
    planner.apply(a_project(a_post(at=NOON + DAY)))
    copy(hand, 3 * BATCH - 1, is_sent=False, to_other_posts=True)
    watched.applied.clear()
    applied = planner.apply(a_project())

    assert applied.count == 3 * BATCH
    assert watched.applied == [BATCH] * 3
    assert watched.most < 2 * BATCH
    assert hand.memory.outbox.next_due() is None


def test_an_idle_planner_reads_nothing(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """Every five minutes, and after each post: nothing is there to be done."""
    project = a_project(DAILY, a_post())
    planner.apply(project)
    watched.readings.clear()
    (row, *_) = hand.memory.outbox.deliveries()
    back = moved(hand.memory, claimed(hand.memory, row), _S.QUEUED)
    sent = moved(hand.memory, claimed(hand.memory, back), _S.SENT)
    for touched in ([back], [sent], []):
        planner.follow_up(project, touched)
        planner.catch_up(project)

    assert watched.readings == []


def test_what_was_under_way_is_looked_at_again_and_nothing_else(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """Until it says what YAML says."""
    planner.apply(a_project(DAILY, a_post()))
    (row, *_) = hand.memory.outbox.deliveries()
    sending = claimed(hand.memory, row)
    project = a_project(DAILY, a_post(text="New words"))
    planner.apply(project)
    watched.readings.clear()
    planner.catch_up(project)
    back = moved(hand.memory, sending, _S.QUEUED)
    planner.follow_up(project, [back])
    planner.catch_up(project)

    assert watched.readings == [{"hello"}, {"hello"}]
    after = hand.memory.outbox.delivery(row.id)
    assert after is not None
    assert after.post.text == "New words"


@pytest.mark.parametrize("project", [a_project(), a_project(a_post(at=NOON + HOUR))])
def test_what_came_back_although_yaml_wants_it_otherwise_is_followed_up(
    hand: Hand, planner: Planner, project: Any
) -> None:
    """Removed, or moved to another time."""
    planner.apply(a_project(a_post()))
    (row,) = hand.memory.outbox.deliveries()
    sending = claimed(hand.memory, row)
    planner.apply(project)
    planner.follow_up(project, [moved(hand.memory, sending, _S.QUEUED)])

    assert hand.states() == ["cancelled", *["queued"] * len(project.posts)]


def test_what_moved_while_it_was_read_is_looked_at_again(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """A plan is made of what was read; the next one does what this one could not."""
    planner.apply(a_project(a_post()))
    (row,) = hand.memory.outbox.deliveries()
    project = a_project(a_post(text="New words"))

    def move_it(steps: Sequence[PlanStep], now: datetime) -> int:
        hand.memory.outbox.put_off(row, NOON + HOUR, phrase("Not yet"), now)
        watched.apply = Watched.apply.__get__(watched)  # type: ignore[method-assign]  # once
        return watched.apply(steps, now)

    watched.apply = move_it  # type: ignore[method-assign]  # somebody is faster, once

    assert planner.apply(project) == Applied(0)
    assert planner.catch_up(project) == Applied(1)
    assert planner.catch_up(project) == Applied(0)


def test_a_day_later_recurring_posts_are_planned_further_ahead(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """Only they are read."""
    project = a_project(DAILY, a_post())
    planner.apply(project)
    before = planner.is_behind()
    hand.clock.turn(DAY)
    watched.readings.clear()

    assert not before
    assert planner.is_behind()
    assert planner.catch_up(project) == Applied(1)
    assert not planner.is_behind()
    assert watched.readings == [{"daily"}]


def test_a_clock_that_was_wrong_for_years_is_made_good(
    hand: Hand, planner: Planner
) -> None:
    """What was planned for then stays far away; what is due now is planned."""
    project = a_project(DAILY)
    hand.clock.set(NOON + 1500 * DAY)
    planner.apply(project)
    hand.clock.set(NOON)

    assert planner.is_behind()
    assert planner.catch_up(project).count == 35
    assert hand.memory.outbox.next_due() == NOON + HOUR


def test_without_recurring_posts_nothing_is_ever_behind(
    hand: Hand, planner: Planner
) -> None:
    """Nor before anything was planned."""
    before = planner.is_behind()
    planner.apply(a_project(a_post()))
    hand.clock.turn(9 * DAY)

    assert not before
    assert not planner.is_behind()


def test_a_plan_that_failed_is_made_again_whole(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """The database was busy in the middle of it."""
    project = a_project(a_post())
    watched.error = StorageBusyError(phrase("busy"))
    with pytest.raises(StorageBusyError):
        planner.apply(project)
    planner.catch_up(project)

    assert watched.readings == [None, None]
    assert hand.states() == ["queued"]


def test_a_new_project_is_planned_by_whoever_meets_it_first(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """Files were read again while something was being sent."""
    planner.apply(a_project(a_post()))
    (row,) = hand.memory.outbox.deliveries()
    back = moved(hand.memory, claimed(hand.memory, row), _S.QUEUED)
    planner.follow_up(a_project(), [back])

    assert hand.states() == ["cancelled"]


def test_a_preview_writes_nothing_and_tells_all(
    hand: Hand, watched: Watched, planner: Planner
) -> None:
    """Also what stays as it is."""
    planner.apply(a_project(a_post()))
    watched.applied.clear()
    post: Post = a_post("other")
    plan = planner.preview(a_project(post, a_post()))

    assert [(one.post_key, str(one.kind)) for one in plan.changes] == [
        ("other", "added"),
        ("hello", "kept"),
    ]
    assert watched.applied == []
    assert not hand.memory.outbox.deliveries([_S.CANCELLED])


def test_a_yes_is_handed_on_when_its_post_goes_out(
    hand: Hand, planner: Planner
) -> None:
    """Somebody approved the first of a series at the keyboard, in another process."""
    post = replace(DAILY, needs_approval=True)
    project = a_project(post)
    planner.apply(project)
    first, second, *_ = hand.memory.outbox.deliveries()
    approved = hand.memory.outbox.move(
        first, a_move(_S.QUEUED, approval=a_yes_to(post.text)), NOON
    )
    assert approved is not None
    sent = moved(hand.memory, claimed(hand.memory, approved), _S.SENT)
    planner.follow_up(project, [sent])

    after = hand.memory.outbox.delivery(second.id)
    assert after is not None
    assert (after.state, after.is_approved) == (_S.QUEUED, True)
