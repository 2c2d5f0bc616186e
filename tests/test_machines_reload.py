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
from scheduler.due import falls_on
from scheduler.plan import decide
from scheduler.recurrence import occurrences
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import US, A, B, Hand, a_hand
from tests.machine_settings import tries
from tests.platforms.scripted import ScriptedConnector
from tests.projects import a_project

_S = DeliveryState
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STEP = timedelta(minutes=20)
ACCOUNTS = ("box", "other")
KEYS = ("a", "b", "series")
RULES = ("FREQ=DAILY;INTERVAL=6", "FREQ=DAILY;COUNT=5", "FREQ=WEEKLY;BYDAY=TU,FR")

#: From now on; most of it is soon.
WAITS = st.sampled_from(
    [-DAY, -HOUR, -STEP, timedelta(0), STEP, HOUR, HOUR, 3 * HOUR, DAY]
)
#: Mostly passed in steps, each with its look at what is due; the last ones at a stride.
PAUSES = (timedelta(0), STEP, HOUR, HOUR, 3 * HOUR, 9 * HOUR)
TARGETS = st.sampled_from([("box",), ("other",), ACCOUNTS])
#: What happens; the first ones more often.
HAPPENINGS = (
    *["_write", "_edit_words", "_move", "_edit_meanwhile", "_fail", "_die"] * 3,
    *["_shorten", "_send_elsewhere", "_remove", "_approve", "_set_the_clock"] * 2,
    "_recur_otherwise",
    "_be_late_otherwise",
    "_ask_for_approval",
    "_ask_for_all",
    "_be_away",
)


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
        #: The latest moment that the clock has shown.
        self.latest = NOON
        self.crew = self._new_crew(1)
        for key in KEYS:
            self._write_down(key, HOUR, ACCOUNTS, 2)

    # Processes

    def _new_crew(self, pid: int) -> Crew:
        crew = self.hand.crew(replace(US, pid=pid))
        crew.speaker.observe = self._observe
        self.door = Door(crew.publisher, crew.recovery, crew.planner, self._stumble)
        return crew

    def _stumble(self, place: str, error: Exception) -> None:
        raise AssertionError(place) from error

    def _observe(self, boundary: Boundary, number: int) -> None:
        if boundary is Boundary.FIRST_BYTE:
            self._listen(number)
        if boundary in {Boundary.FIRST_BYTE, Boundary.ANSWER}:
            seen = sum(len(one.ledger) for one in self.hand.connectors.values())
            if boundary is Boundary.ANSWER and seen > self._ledger:
                self._witness(number)
            self._ledger = seen
        if boundary is self._boundary:
            self._boundary = None
            raise DeathError

    def _row(self, number: int) -> Delivery:
        row = self.hand.memory.outbox.delivery(number)
        assert row is not None
        return row

    def _listen(self, number: int) -> None:
        """Is what is about to be said what YAML says now? (Not when it is repeated.)"""
        row = self._row(number)
        if row.doubted_since is None:
            post = self.posts[row.post_key]
            assert row.account in post.accounts
            assert row.message == post.messages[row.part]

    def _witness(self, number: int) -> None:
        row = self._row(number)
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
        self.latest = max(self.latest, self.hand.clock.now())
        if self.crew.planner.is_behind():
            self.crew.planner.catch_up(self.hand.project())
        for account in ACCOUNTS:
            self._alive(partial(self.door.attend, account))

    @rule(data=st.data(), wait=st.sampled_from(PAUSES))
    def live(self, data: st.DataObject, wait: timedelta) -> None:
        """Let something happen, and then some time pass."""
        self._draw = data.draw
        happening = data.draw(st.sampled_from(HAPPENINGS))
        getattr(self, happening)()
        for _ in range(max(wait // STEP, 1) if wait <= 3 * HOUR else 1):
            self.hand.clock.turn(min(wait, STEP) if wait <= 3 * HOUR else wait)
            self._attend()

    # Files

    def _key(self) -> str:
        """Return a post that there is, or was."""
        return self._draw(st.sampled_from(sorted({*KEYS, *self.posts})))

    def _new_key(self) -> str:
        return f"post {next(self._words)}"

    def _write(self) -> None:
        """Write a post, or write it anew."""
        parts = self._draw(st.integers(1, 3))
        key = self._draw(st.sampled_from([self._key(), self._new_key()]))
        self._write_down(key, self._draw(WAITS), self._draw(TARGETS), parts)

    def _write_down(
        self, key: str, wait: timedelta, targets: tuple[str, ...], parts: int
    ) -> None:
        words = [f"{key} {next(self._words)}" for _ in range(parts)]
        self.posts[key] = a_post(
            key,
            self.hand.clock.now() + wait,
            text=words[0],
            thread=tuple(map(Message, words[1:])),
            accounts=targets,
            repeat=Repeat(RULES[0], "Europe/Berlin") if key == "series" else None,
        )
        self._reload()

    def _edit(self, key: str, **changes: Any) -> None:
        if key in self.posts:
            self.posts[key] = replace(self.posts[key], **changes)
            self._reload()

    def _edit_words(self) -> None:
        self._rewrite(self._key(), self._draw(st.integers(0, 3)))

    def _rewrite(self, key: str, part: int) -> None:
        """Change a part, or add one behind the last."""
        words = f"{key} {next(self._words)}"
        if part == 0:
            self._edit(key, text=words)
        elif key in self.posts:
            thread = list(self.posts[key].thread)
            thread[part - 1 : part] = [Message(words)]
            self._edit(key, thread=tuple(thread))

    def _shorten(self) -> None:
        """Take the last part of a thread away."""
        key = self._key()
        if key in self.posts:
            self._edit(key, thread=self.posts[key].thread[:-1])

    def _move(self) -> None:
        """Give a post another time, near to now."""
        self._edit(self._key(), at=self.hand.clock.now() + self._draw(WAITS))

    def _send_elsewhere(self) -> None:
        """Let a post go out on other accounts."""
        self._edit(self._key(), accounts=self._draw(TARGETS))

    def _recur_otherwise(self) -> None:
        """Change the rule of the series."""
        words = self._draw(st.sampled_from(RULES))
        self._edit("series", repeat=Repeat(words, "Europe/Berlin"))

    def _be_late_otherwise(self) -> None:
        """Change what happens to what is late."""
        action = self._draw(st.sampled_from(LateAction))
        self._edit(self._key(), late=LatePolicy(HOUR, otherwise=action))

    def _ask_for_approval(self) -> None:
        """Let one post need a yes, or not."""
        self._edit(self._key(), needs_approval=self._draw(st.booleans()))

    def _ask_for_all(self) -> None:
        """Let everything need a yes, or not."""
        self.needs_approval = not self.needs_approval
        self._reload()

    def _remove(self) -> None:
        """Take a post out of the files."""
        self.posts.pop(self._key(), None)
        self._reload()

    # The world

    def _be_away(self) -> None:
        """Let the machine be off for weeks, and start it again."""
        self.hand.clock.turn(40 * DAY)
        self.hand.dead.add(self.crew.owner)
        self.crew = self._new_crew(self.crew.owner.pid + 1)
        self._reload()

    def _set_the_clock(self) -> None:
        """Let somebody set the clock."""
        by = self._draw(st.sampled_from([-3 * DAY, -HOUR, HOUR]))
        self.hand.clock.set(self.hand.clock.now() + by)

    def _fail(self) -> None:
        """Let the next request fail."""
        scripts = [
            "refuse",
            "refuse-connection",
            "hang-up-before",
            "hang-up-after-storing",
        ]
        account = self._draw(st.sampled_from(ACCOUNTS))
        self.hand.connectors[account].will(self._draw(st.sampled_from(scripts)))

    def _die(self) -> None:
        """Let the process die at its next boundary of that kind."""
        self._boundary = self._draw(st.sampled_from(Boundary))

    def _edit_meanwhile(self) -> None:
        """Edit a post while it is being sent, which may fail."""
        account = self._draw(st.sampled_from(ACCOUNTS))
        connector = self.hand.connectors[account]
        edit = self._draw(st.sampled_from(["words", "time", "end", "all"]))
        if self._draw(st.booleans()):
            connector.will("refuse-connection")

        def once() -> None:
            connector.meanwhile = lambda: None
            key = self._rows({_S.SENDING})[0].post_key
            match edit:
                case "words":
                    self._rewrite(key, 0)
                case "time":
                    self._edit(key, at=self.hand.clock.now() + HOUR)
                case "end":
                    self._rewrite(key, 2)
                case "all":
                    self.posts.pop(key, None)
                    self._reload()

        connector.meanwhile = once
        self._write_down(self._new_key(), timedelta(0), (account,), 2)

    def _approve(self) -> None:
        """Say yes to something."""
        if waiting := self._rows({_S.AWAITING_APPROVAL}):
            row = self._draw(st.sampled_from(waiting))
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
        # A clock that was set back is right again some time.
        self.hand.clock.turn(max(self.latest - self.hand.clock.now(), timedelta(0)))
        for _ in range(12):
            self.hand.clock.turn(timedelta(minutes=30))
            self.crew.planner.catch_up(self.hand.project())
            self._attend()

    def _nothing_is_lost(self) -> None:
        project, now = self.hand.project(), self.hand.clock.now()
        for row in self._rows():
            self._follows_yaml(row)
        self.crew.planner.apply(project)
        rows = self._rows()

        assert [str(step) for step in decide(project, rows, now).steps] == []
        assert not [row for row in rows if row.state in {_S.SENDING, _S.UNCERTAIN}]
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
            assert falls_on(post, row.account, row.due_at)

    def _is_minded(
        self, post: Post, account: str, rows: list[Delivery], now: datetime
    ) -> None:
        """Is each wish sent, to come, or where a person sees it?"""
        if post.repeat is None:
            whole = [row for row in rows if row.part == 0 and not _is_withdrawn(row)]
            assert whole
            parts = [row for row in rows if row.due_at == whole[-1].due_at]
            self._is_settled(post, parts, now)
            return
        (_, since) = self.series_since["series", account]
        for due_at in occurrences(post, since, now):
            parts = [row for row in rows if row.due_at == due_at]
            if parts:
                self._is_settled(post, parts, now)
            else:  # nobody was there, so a later one stands for it
                assert any(due_at < row.due_at <= self.latest for row in rows)

    def _is_settled(self, post: Post, parts: list[Delivery], now: datetime) -> None:
        """Is each part there, and seen, or does it wait for one that is?"""
        kept = [row for row in parts if not _is_withdrawn(row)]
        if kept and kept[-1].state not in MAYBE_OUT | {_S.CANCELLED}:
            assert len(kept) == len(post.messages)
        first = next((row for row in parts if row.state is not _S.SENT), None)
        if first is None or first.state in NEEDS_PERSON:
            return
        if first.state is _S.CANCELLED:
            assert first.part or not _is_withdrawn(first)
        else:
            assert first.state is _S.QUEUED
            assert first.due_at > now


def _is_withdrawn(row: Delivery) -> bool:
    return row.state is _S.CANCELLED and row.cancelled_by is CancelledBy.PLAN


def test_edits_never_lead_to_a_second_post_nor_to_none() -> None:
    """Whatever is edited, whenever, and whatever dies meanwhile."""
    run_state_machine_as_test(YamlReload, settings=tries(few=3, many=300, steps=20))
