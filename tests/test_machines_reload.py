"""YAML is edited while posts go out, platforms fail and processes die.

The judge is the platform: what the public got to see is counted by delivery, at the
moment when the platform takes it. Nothing is seen twice; nothing is lost unseen.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.deliveries import (
    MAYBE_OUT,
    NEEDS_PERSON,
    Approval,
    CancelledBy,
    Delivery,
    DeliveryState,
    Move,
)
from domain.late import LateAction, LatePolicy
from domain.phrases import phrase
from domain.posts import Message, Post, Repeat
from scheduler.boundaries import Boundary
from scheduler.crew import Crew
from scheduler.door import Door
from scheduler.plan import decide
from scheduler.recurrence import falls_on, occurrences
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import US, A, B, Hand, a_hand
from tests.machine_settings import tries
from tests.platforms.scripted import ScriptedConnector
from tests.projects import a_project

_S = DeliveryState
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ACCOUNTS = ("box", "other")
KEYS = ("a", "b", "series")
RULES = ("FREQ=DAILY", "FREQ=DAILY;INTERVAL=2;COUNT=5", "FREQ=WEEKLY;BYDAY=TU,FR")
#: States that a person is shown, or has brought about.
SEEN = NEEDS_PERSON | {_S.SENT}

hours = st.integers(-30, 100).map(lambda number: number * HOUR)
accounts = st.sampled_from([("box",), ("other",), ACCOUNTS])


class DeathError(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Place:
    """What may be before the public once."""

    key: str
    account: str
    due_at: datetime
    part: int


class YamlReload(RuleBasedStateMachine):
    """A project whose files never rest."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self._opened = a_hand(self._folder, A)
        self.hand: Hand = self._opened.__enter__()
        self.hand.connectors["other"] = ScriptedConnector(B)
        self._words = map(str, count(1))
        #: What YAML says.
        self.posts: dict[str, Post] = {}
        self.needs_approval = False
        #: What the public saw, told by the platform.
        self.seen: Counter[Place] = Counter()
        #: Words that somebody said yes to, by account.
        self.approved: set[tuple[str, str]] = set()
        #: Since when the outbox follows a series by its rule, by account.
        self.series_since: dict[tuple[str, str], tuple[Any, datetime]] = {}
        self._boundary: Boundary | None = None
        self._ledger = 0
        self.crew = self._new_crew(1)
        self._reload()

    # Processes

    def _new_crew(self, pid: int) -> Crew:
        crew = self.hand.crew(replace(US, pid=pid))
        crew.speaker.observe = self._observe
        self.door = Door(crew.publisher, crew.recovery, crew.planner, self._stumble)
        return crew

    def _stumble(self, place: str, error: Exception) -> None:
        raise AssertionError(place) from error

    def _observe(self, boundary: Boundary, number: int) -> None:
        if boundary in {Boundary.FIRST_BYTE, Boundary.ANSWER}:
            seen = sum(len(one.ledger) for one in self.hand.connectors.values())
            if boundary is Boundary.ANSWER and seen > self._ledger:
                self._witness(number)
            self._ledger = seen
        if boundary is self._boundary:
            self._boundary = None
            raise DeathError

    def _witness(self, number: int) -> None:
        row = self.hand.memory.outbox.delivery(number)
        assert row is not None
        self.seen[Place(row.post_key, row.account, row.due_at, row.part)] += 1
        if row.needs_approval:
            assert (row.account, row.message.content_hash) in self.approved

    def _alive(self, work: Callable[[], object]) -> None:
        """Work; if the process dies, another one takes over."""
        try:
            work()
        except DeathError:
            self.hand.dead.add(self.crew.owner)
            self.crew = self._new_crew(self.crew.owner.pid + 1)
            self._reload()

    def _reload(self) -> None:
        project = a_project(
            *self.posts.values(),
            accounts=ACCOUNTS,
            needs_approval=self.needs_approval,
        )
        self.hand.project.swap(project)
        self.crew.planner.apply(project)
        self._remember_series()

    def _remember_series(self) -> None:
        post, now = self.posts.get("series"), self.hand.clock.now()
        for account in ACCOUNTS:
            place = ("series", account)
            if post is None or account not in post.accounts:
                self.series_since.pop(place, None)
            elif self.series_since.get(place, (None,))[0] != (post.at, post.repeat):
                self.series_since[place] = ((post.at, post.repeat), now)

    def _attend(self) -> None:
        if self.crew.planner.is_behind():
            self.crew.planner.catch_up(self.hand.project())
        for account in ACCOUNTS:
            self._alive(partial(self.door.attend, account))

    # Files

    @rule(
        key=st.sampled_from(KEYS),
        wait=hours,
        accounts=accounts,
        parts=st.integers(1, 3),
    )
    def write(
        self, key: str, wait: timedelta, accounts: tuple[str, ...], parts: int
    ) -> None:
        """Write a post, or write it anew."""
        words = [f"{key} {next(self._words)}" for _ in range(parts)]
        post = a_post(
            key,
            NOON + wait,
            text=words[0],
            thread=tuple(map(Message, words[1:])),
            accounts=accounts,
            repeat=Repeat(RULES[0], "Europe/Berlin") if key == "series" else None,
        )
        self.posts[key] = post
        self._reload()

    def _edit(self, key: str, **changes: Any) -> None:
        if key in self.posts:
            self.posts[key] = replace(self.posts[key], **changes)
            self._reload()

    @rule(key=st.sampled_from(KEYS), part=st.integers(0, 3))
    def edit_words(self, key: str, part: int) -> None:
        """Change a part, or add one behind the last."""
        if key not in self.posts:
            return
        post = self.posts[key]
        words = f"{key} {next(self._words)}"
        if part == 0:
            self._edit(key, text=words)
        else:
            thread = list(post.thread)
            thread[part - 1 : part] = [Message(words)]
            self._edit(key, thread=tuple(thread))

    @rule(key=st.sampled_from(KEYS))
    def shorten(self, key: str) -> None:
        """Take the last part of a thread away."""
        if key in self.posts:
            self._edit(key, thread=self.posts[key].thread[:-1])

    @rule(key=st.sampled_from(KEYS), wait=hours)
    def move(self, key: str, wait: timedelta) -> None:
        """Give a post another time, near to now."""
        self._edit(key, at=self.hand.clock.now() + wait)

    @rule(key=st.sampled_from(KEYS), accounts=accounts)
    def send_elsewhere(self, key: str, accounts: tuple[str, ...]) -> None:
        """Let a post go out on other accounts."""
        self._edit(key, accounts=accounts)

    @rule(words=st.sampled_from(RULES))
    def recur_otherwise(self, words: str) -> None:
        """Change the rule of the series."""
        self._edit("series", repeat=Repeat(words, "Europe/Berlin"))

    @rule(key=st.sampled_from(KEYS), action=st.sampled_from(LateAction))
    def be_late_otherwise(self, key: str, action: LateAction) -> None:
        """Change what happens to what is late."""
        self._edit(key, late=LatePolicy(HOUR, otherwise=action))

    @rule(key=st.sampled_from(KEYS), needed=st.booleans())
    def ask_for_approval(self, key: str, needed: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        """Let one post need a yes, or not."""
        self._edit(key, needs_approval=needed)

    @rule()
    def ask_for_all(self) -> None:
        """Let everything need a yes, or not."""
        self.needs_approval = not self.needs_approval
        self._reload()

    @rule(key=st.sampled_from(KEYS))
    def remove(self, key: str) -> None:
        """Take a post out of the files."""
        self.posts.pop(key, None)
        self._reload()

    # The world

    @rule(wait=st.sampled_from([timedelta(minutes=5), HOUR, 9 * HOUR, DAY, 3 * DAY]))
    def wait(self, wait: timedelta) -> None:
        """Let time pass, attended to."""
        self.hand.clock.turn(wait)
        self._attend()

    @rule()
    def be_away(self) -> None:
        """Let the machine be off for weeks, and start it again."""
        self.hand.clock.turn(40 * DAY)
        self.hand.dead.add(self.crew.owner)
        self.crew = self._new_crew(self.crew.owner.pid + 1)
        self._reload()
        self._attend()

    @rule(by=st.sampled_from([-3 * DAY, -HOUR, HOUR]))
    def set_the_clock(self, by: timedelta) -> None:
        """Let somebody set the clock."""
        self.hand.clock.set(self.hand.clock.now() + by)
        self._attend()

    @rule(
        account=st.sampled_from(ACCOUNTS),
        script=st.sampled_from(
            ["refuse", "refuse-connection", "hang-up-before", "hang-up-after-storing"]
        ),
    )
    def let_it_fail(self, account: str, script: str) -> None:
        """Let the next request fail."""
        self.hand.connectors[account].will(script)

    @rule(boundary=st.sampled_from(Boundary))
    def let_it_die(self, boundary: Boundary) -> None:
        """Let the process die at its next boundary of that kind."""
        self._boundary = boundary

    @rule(key=st.sampled_from(KEYS), away=st.booleans())
    def edit_meanwhile(self, key: str, away: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        """Edit or remove a post in the middle of the next request."""

        def once() -> None:
            for connector in self.hand.connectors.values():
                connector.meanwhile = lambda: None
            if away:
                self.remove(key)
            else:
                self.edit_words(key, 0)

        for connector in self.hand.connectors.values():
            connector.meanwhile = once

    @precondition(lambda self: self._rows({_S.AWAITING_APPROVAL}))
    @rule(data=st.data())
    def approve(self, data: st.DataObject) -> None:
        """Say yes to something."""
        row = data.draw(st.sampled_from(self._rows({_S.AWAITING_APPROVAL})))
        now, words = self.hand.clock.now(), row.message.content_hash
        self.approved.add((row.account, words))
        move = Move(_S.QUEUED, phrase("yes"), approval=Approval("Aiko", now, words))
        self.hand.memory.outbox.move(row, move, now)

    # What must hold

    def _rows(self, states: set[DeliveryState] | None = None) -> list[Delivery]:
        return [
            row
            for row in self.hand.memory.outbox.planned()
            if states is None or row.state in states
        ]

    @invariant()
    def nothing_is_seen_twice(self) -> None:
        """Each part of each occurrence once; a post that does not recur once in all."""
        assert not [place for place, times in self.seen.items() if times > 1]
        once = Counter(
            (place.key, place.account, place.part)
            for place in self.seen
            if place.key != "series"
        )
        assert not [place for place, times in once.items() if times > 1]

    def teardown(self) -> None:
        """Let everything come to rest, then look at every wish."""
        try:
            self._come_to_rest()
            self._nothing_is_lost()
        finally:
            self._opened.__exit__(None, None, None)
            shutil.rmtree(self._folder)

    def _come_to_rest(self) -> None:
        self._boundary = None
        for connector in self.hand.connectors.values():
            connector._scripts.clear()
        for _ in range(12):
            self.hand.clock.turn(timedelta(minutes=30))
            self.crew.planner.catch_up(self.hand.project())
            self._attend()
        self.crew.planner.apply(self.hand.project())

    def _nothing_is_lost(self) -> None:
        project, now = self.hand.project(), self.hand.clock.now()
        rows = self._rows()

        assert [str(step) for step in decide(project, rows, now).steps] == []
        assert not [row for row in rows if row.state in {_S.SENDING, _S.UNCERTAIN}]
        for row in rows:
            self._follows_yaml(row)
        for post in self.posts.values():
            for account in post.accounts:
                found = [
                    row
                    for row in rows
                    if (row.post_key, row.account) == (post.key, account)
                ]
                self._is_minded(post, account, found, now)

    def _follows_yaml(self, row: Delivery) -> None:
        """Is what has not been seen just what YAML says?"""
        if row.state in MAYBE_OUT or row.state is _S.CANCELLED:
            return
        post = self.posts[row.post_key]
        assert row.message == post.messages[row.part]
        assert row.account in post.accounts
        if row.state is _S.QUEUED:
            assert row.is_approved
        siblings = self.hand.memory.outbox.thread(row)
        if not any(one.state in MAYBE_OUT for one in siblings):
            assert falls_on(post, row.due_at)

    def _is_minded(
        self, post: Post, account: str, rows: list[Delivery], now: datetime
    ) -> None:
        """Is each wish sent, to come, or where a person sees it?"""
        if post.repeat is None:
            whole = [row for row in rows if row.part == 0 and not _is_withdrawn(row)]
            assert whole
            self._is_settled(
                [row for row in rows if row.due_at == whole[-1].due_at], now
            )
            return
        (_, since) = self.series_since["series", account]
        for due_at in occurrences(post, since, now):
            parts = [row for row in rows if row.due_at == due_at]
            if parts:
                self._is_settled(parts, now)
            else:  # nobody was there, so a later one stands for it
                assert any(due_at < row.due_at <= now for row in rows)

    def _is_settled(self, parts: list[Delivery], now: datetime) -> None:
        """Is each part seen, or does it wait for one that is?"""
        for row in parts:
            if row.state in SEEN | MAYBE_OUT or row.state is _S.CANCELLED:
                assert not _is_withdrawn(row) or row.part
                if row.state is not _S.SENT:
                    return
            else:
                assert row.state is _S.QUEUED
                assert row.due_at > now
                return


def _is_withdrawn(row: Delivery) -> bool:
    return row.state is _S.CANCELLED and row.cancelled_by is CancelledBy.PLAN


def test_edits_never_lead_to_a_second_post_nor_to_none() -> None:
    """Whatever is edited, whenever, and whatever dies meanwhile."""
    run_state_machine_as_test(YamlReload, settings=tries(few=6, many=300, steps=25))
