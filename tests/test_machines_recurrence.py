"""A recurring post through the years: zones, clocks that are set, rules that change.

The judge is the wall clock: of a daily post every day has its one occurrence, and
each goes out once, however often it is planned.
"""

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from domain.deliveries import Delivery, DeliveryState
from domain.posts import Post, Repeat
from scheduler.due import falls_on, upcoming
from scheduler.plan import Planner, decide
from scheduler.plan_post import HORIZON
from scheduler.recurrence import occurrences
from tests.builders import a_post
from tests.clocks import NOON
from tests.contracts.storage_deliveries import claimed, moved
from tests.crews import Hand, a_hand
from tests.machine_settings import tries
from tests.memories import next_for
from tests.projects import a_project

_S = DeliveryState
DAY = timedelta(days=1)
#: Clocks that jump forward and back, by an hour and by half of one, at two in the
#: morning and at midnight, in spring and in autumn; and some that never do.
ZONES = (
    "Asia/Tokyo",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Pacific/Chatham",
)
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=DAILY;COUNT=20",
    "FREQ=YEARLY",
)


class Years(RuleBasedStateMachine):
    """One recurring post, from the first time on."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self._opened = a_hand(self._folder)
        self.hand: Hand = self._opened.__enter__()
        self.planner = Planner(self.hand.memory, self.hand.clock)
        #: How often each occurrence went out.
        self.sent: Counter[datetime] = Counter()
        self.post = a_post()

    @initialize(
        zone=st.sampled_from(ZONES),
        days=st.integers(-500, 500),
        minutes=st.integers(0, 24 * 60 - 1),
    )
    def begin(self, zone: str, days: int, minutes: int) -> None:
        """Write it."""
        self.zone = ZoneInfo(zone)
        at = NOON + days * DAY + timedelta(minutes=minutes)
        self.post = a_post(at=at, repeat=Repeat(RULES[0], zone))
        self._plan()

    def teardown(self) -> None:
        """Let go of the memory."""
        self._opened.__exit__(None, None, None)
        shutil.rmtree(self._folder)

    def _plan(self) -> None:
        self.planner.apply(a_project(self.post))
        self._publish()

    def _publish(self) -> None:
        """Let all that is due go out, in order; what is overtaken, too."""
        while row := next_for(self.hand.memory, "box", self.hand.clock.now()):
            moved(self.hand.memory, claimed(self.hand.memory, row), _S.SENT)
            self.sent[row.due_at] += 1

    @rule(words=st.sampled_from(RULES))
    def recur_otherwise(self, words: str) -> None:
        """Change the rule."""
        self.post = replace(self.post, repeat=Repeat(words, self.zone.key))
        self._plan()

    @rule(minutes=st.integers(-600, 600))
    def begin_at_another_time(self, minutes: int) -> None:
        """Change the hour of it all."""
        self.post = replace(self.post, at=self.post.at + timedelta(minutes=minutes))
        self._plan()

    @rule(days=st.integers(1, 90), hours=st.integers(0, 23))
    def pass_time(self, days: int, hours: int) -> None:
        """Let days pass, some of them without a look at what is due."""
        for _ in range(min(days, 5)):
            self._turn(DAY)
        self._turn(max(days - 5, 0) * DAY + timedelta(hours=hours))

    def _turn(self, by: timedelta) -> None:
        self.hand.clock.turn(by)
        if self.planner.is_behind():
            self.planner.catch_up(a_project(self.post))
        self._publish()

    @rule(
        by=st.sampled_from([-40 * DAY, -DAY, timedelta(hours=-1), timedelta(hours=1)])
    )
    def set_the_clock(self, by: timedelta) -> None:
        """Let somebody set the clock."""
        self.hand.clock.set(self.hand.clock.now() + by)
        self._plan()

    @rule()
    def plan_again(self) -> None:
        """A plan that was made is made."""
        project = a_project(self.post)

        assert decide(project, self._rows(), self.hand.clock.now()).steps == ()
        assert self.planner.apply(project).count == 0

    @rule()
    def leave_out_and_bring_back(self) -> None:
        """Take the post out of the files for a moment."""
        self.planner.apply(a_project())
        assert not [row for row in self._rows() if row.state is _S.QUEUED]
        self._plan()

    def _rows(self) -> list[Delivery]:
        return list(self.hand.memory.outbox.planned())

    def _coming(self) -> list[datetime]:
        return [row.due_at for row in self._rows() if row.state is _S.QUEUED]

    @invariant()
    def each_occurrence_goes_out_once(self) -> None:
        """Whatever was planned how often."""
        assert not [moment for moment, times in self.sent.items() if times > 1]

    @invariant()
    def all_that_is_to_come_stands_in_the_outbox(self) -> None:
        """A month of it; nothing else, and nothing that is past."""
        if not self.planner.is_behind() and self.post.repeat is not None:
            now, coming = self.hand.clock.now(), self._coming()
            ahead = [one for one in self._ahead(now) if one not in self.sent]

            assert set(ahead) <= set(coming)
            assert all(
                falls_on(self.post, "box", moment) and moment > now for moment in coming
            )

    def _ahead(self, now: datetime) -> tuple[datetime, ...]:
        """Return what must be planned whenever the last plan was made."""
        return upcoming(self.post, "box", now, HORIZON - DAY - timedelta(hours=1))

    @invariant()
    def every_day_has_its_occurrence(self) -> None:
        """Of a daily post: one on each day, at the same time of the wall clock."""
        post: Post = self.post
        if post.repeat is None or post.repeat.rule != "FREQ=DAILY":
            return
        now = max(self.hand.clock.now(), post.at)
        coming = [
            one.astimezone(self.zone) for one in occurrences(post, now, now + HORIZON)
        ]

        assert all(b.date() - a.date() == DAY for a, b in pairwise(coming))


def test_a_recurring_post_goes_out_at_each_of_its_times_once() -> None:
    """Through the years, in every zone."""
    run_state_machine_as_test(Years, settings=tries(few=3, many=300, steps=10))
