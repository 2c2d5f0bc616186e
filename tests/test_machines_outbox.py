"""The outbox as a machine that is driven at random, with the platform as the judge.

Whatever is planned, sent, broken, killed, paused, approved and said by people, in
whatever order: what the public sees is what the law of publishing allows. Quick in
every run of the tests; with KAIRANBAN_TRIAL=1 (`make trial`) for much longer.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.capabilities import IdempotencyClass
from domain.deliveries import Delivery, DeliveryState, Owner
from domain.pauses import Held, Pause, PauseScope
from domain.posts import Message, Post, Repeat
from kairanban import approval, cancel, mark_sent, pauses, send_again
from kairanban.bootstrap import House
from scheduler.boundaries import Boundary
from scheduler.crew import Crew
from tests.crews import Hand, a_hand
from tests.machine_settings import tries
from tests.platforms.scripted import SCRIPTS
from tests.projects import a_project

SETTINGS = tries(few=12, many=1_500, steps=20)

S = DeliveryState
OPEN = {S.SENDING, S.UNCERTAIN}
NOT_OUT = {S.QUEUED, S.AWAITING_APPROVAL, S.FAILED, S.MISSED, S.CANCELLED}
KEYS = ("one", "two", "three")
ACCOUNT = "box"


#: Minutes.
SOON = st.sampled_from([0, 1, 2, 5, 20, -5, -45])
WAITS = st.sampled_from([2.0, 0.0, 1.0, 5.0])
FAULTS = st.lists(st.sampled_from(["", *sorted(SCRIPTS)]), max_size=2)
SELDOM = st.integers(0, 3).map(lambda number: number == 0)


class Death(BaseException):
    """The process ends here, without a word."""


@dataclass
class Mortal:
    """Observes the boundaries, and dies at one of them."""

    at: Boundary | None = None
    arrival: int = 1
    arrivals: Counter[Boundary] = field(default_factory=Counter)

    def __call__(self, boundary: Boundary, delivery_id: int) -> None:
        """Die, if this is the place."""
        del delivery_id
        self.arrivals[boundary] += 1
        if boundary is self.at and self.arrivals[boundary] == self.arrival:
            raise Death


class OutboxMachine(RuleBasedStateMachine):
    """A project, its outbox on a disk, a platform, and everything that happens."""

    @initialize(kind=st.sampled_from(IdempotencyClass))
    def begin(self, kind: IdempotencyClass) -> None:
        """Open an empty outbox."""
        self.stack = ExitStack()
        folder = self.stack.enter_context(_folder())
        self.hand: Hand = self.stack.enter_context(a_hand(folder, kind))
        self.kind = kind
        self.lives = 0
        self.owner = Owner("boot", 1, 1)
        self.wanted: dict[str, Post] = {}
        #: How each delivery stood when it was last looked at.
        self.seen: dict[int, tuple[DeliveryState, int, int]] = {}
        self.write("one", due_in=1, parts=2, needs_approval=False, moves=False)
        self.write("two", due_in=2, parts=1, needs_approval=False, moves=False)

    # -- what YAML says

    @rule(
        key=st.sampled_from(KEYS),
        due_in=SOON,
        parts=st.integers(1, 3),
        needs_approval=SELDOM,
        moves=SELDOM,
    )
    def write(
        self,
        key: str,
        due_in: int,
        parts: int,
        *,
        needs_approval: bool,
        moves: bool,
    ) -> None:
        """Write a post into YAML, or write it anew, and plan."""
        known, version = self.wanted.get(key), self._version(key)
        first, *others = (f"{key} {part} {version}" for part in range(parts))
        self.wanted[key] = Post(
            key,
            first,
            (ACCOUNT,),
            self._soon(due_in) if known is None or moves else known.at,
            thread=tuple(map(Message, others)),
            needs_approval=needs_approval,
        )
        self._plan()

    @rule(due_in=SOON)
    def write_daily(self, due_in: int) -> None:
        """Write a post that recurs every day, or write it anew, and plan."""
        at = self._soon(due_in)
        words = f"daily 0 {self._version('daily')}"
        rule_ = Repeat("FREQ=DAILY;COUNT=4", "Asia/Tokyo")
        self.wanted["daily"] = Post("daily", words, (ACCOUNT,), at, repeat=rule_)
        self._plan()

    @rule(key=st.sampled_from([*KEYS, "daily"]), is_meant=SELDOM)
    def erase(self, key: str, *, is_meant: bool) -> None:
        """Take a post out of YAML, and plan."""
        if is_meant:
            self.wanted.pop(key, None)
            self._plan()

    @rule()
    def plan_again(self) -> None:
        """Read the same YAML once more."""
        self._plan()

    # -- what the daemon does, and what befalls it

    @rule(
        wait=WAITS,
        scripts=FAULTS,
        meanwhile=st.sampled_from(["", "", "pause", "plan", "sleep", "other"]),
    )
    def attend(self, wait: float, scripts: list[str], meanwhile: str) -> None:
        """Settle what is uncertain, publish what is due; meanwhile, something else."""
        self.time_passes(wait)
        self._script(scripts)
        self._meanwhile(meanwhile)
        self._attend(Mortal())

    @rule(
        wait=WAITS,
        scripts=FAULTS,
        at=st.sampled_from(Boundary),
        arrival=st.integers(1, 2),
    )
    def crash(
        self, wait: float, scripts: list[str], at: Boundary, arrival: int
    ) -> None:
        """Do the same, and die at a boundary; the next life has another owner."""
        self.time_passes(wait)
        self._script(scripts)
        try:
            self._attend(Mortal(at, arrival))
        except Death:
            self.hand.dead.add(self.owner)
            self.lives += 1
            self.owner = Owner("boot", 1, 1 + self.lives)
            self.hand.box.meanwhile = lambda: None

    @rule(turns=st.integers(1, 6))
    def go_on(self, turns: int) -> None:
        """Attend every two minutes, while all is well."""
        for _ in range(turns):
            self.attend(2.0, [], "")

    @rule(minutes=st.sampled_from([0.1, 3, 11, 45, 60 * 25]))
    def time_passes(self, minutes: float) -> None:
        """Turn the clock."""
        self.hand.clock.turn(timedelta(minutes=minutes))

    # -- what people say

    @rule(scope=st.sampled_from(PauseScope), is_meant=SELDOM)
    def pause(self, scope: PauseScope, *, is_meant: bool = True) -> None:
        """Silence something."""
        if is_meant:
            self.hand.memory.pauses.begin(self._a_pause(scope))

    @rule(scope=st.sampled_from(PauseScope), choice=st.sampled_from(Held))
    def resume(self, scope: PauseScope, choice: Held) -> None:
        """Lift a pause, and say what becomes of what it held."""
        for one in self.hand.memory.pauses.active():
            if one.scope is scope:
                held = pauses.held_by(self.house, one)
                pauses.settle(self.house, one, held, choice, "Aiko")
                pauses.lift(self.house, one, "Aiko")

    @rule(pick=st.integers(0, 9))
    def approve(self, pick: int) -> None:
        """Say yes to something that waits for it."""
        for one in self._picked(pick, {S.AWAITING_APPROVAL}):
            approval.approve(self.house, one, approval.Word("Aiko"))

    @rule(pick=st.integers(0, 9))
    def look_and_say(self, pick: int) -> None:
        """Look at the platform, and say truly whether something is out."""
        for one in self._picked(pick, {S.REVIEW, S.MISSED, S.FAILED}):
            address = self._address(one)
            if address:
                receipt = mark_sent.find_receipt(self.house, one, address)
                mark_sent.mark_sent(self.house, one, receipt, by="Aiko")
            elif one.post_key in self.wanted:
                self._send_again(one)

    @rule(pick=st.integers(0, 9), is_meant=SELDOM)
    def give_up(self, pick: int, *, is_meant: bool) -> None:
        """Take something back."""
        if not is_meant:
            return
        for one in self._picked(pick, set(S) - {S.SENT, S.CANCELLED, *OPEN}):
            cancel.cancel(self.house, one, by="Aiko", dry_run=False)

    # -- what holds at every moment

    @invariant()
    def the_law_is_kept(self) -> None:
        """Look once, and let everybody who has something to say look at that."""
        rows = self._all()
        self._nothing_is_seen_twice()
        self._what_counts_as_sent_is_out_and_the_rest_is_not(rows)
        self._each_place_has_one_row_and_the_account_one_attempt(rows)
        self._fences_grow_and_the_journal_tells_every_move(rows)
        self._what_needs_a_yes_has_it(rows)
        self._threads_are_chained(rows)

    def _nothing_is_seen_twice(self) -> None:
        """However it went, and however often it was rewritten: it is out once at most.

        A recurring post says the same at each of its times; see the next check.
        """
        public = self._public()
        del public["daily 0"]

        assert max(public.values(), default=1) == 1, self.hand.box.ledger

    def _what_counts_as_sent_is_out_and_the_rest_is_not(
        self, rows: list[Delivery]
    ) -> None:
        """The ledger and the database say the same, but for what is in doubt."""
        public = {one.receipt.remote_id: one.text for one in self.hand.box._shown}
        taken = [one.receipt.remote_id for one in rows if one.receipt]
        unknown = Counter(text for id_, text in public.items() if id_ not in taken)
        doubted = [one for one in rows if one.state in {*OPEN, S.REVIEW}]

        assert len(taken) == len(set(taken))
        assert set(taken) <= public.keys()
        assert unknown <= Counter(one.message.text for one in doubted)

    def _each_place_has_one_row_and_the_account_one_attempt(
        self, rows: list[Delivery]
    ) -> None:
        """Unique for ever; and an account speaks in single file."""
        places = Counter((one.post_key, one.due_at, one.part) for one in rows)

        assert max(places.values(), default=1) == 1
        assert sum(one.state in OPEN for one in rows) <= 1

    def _fences_grow_and_the_journal_tells_every_move(
        self, rows: list[Delivery]
    ) -> None:
        """No row goes back, and none moves in silence."""
        lines = self.hand.memory.journal.read(limit=100_000)
        told = Counter(
            line.delivery_id for line in lines if line.event == "delivery_moved"
        )
        for one in rows:
            state, fence, before = self.seen.get(one.id, (one.state, 0, 0))
            moves = told[one.id]
            self.seen[one.id] = one.state, one.fence, moves

            assert fence <= one.fence
            assert before <= moves <= one.fence
            assert one.state is state or (moves > before and one.fence > fence)

    def _what_needs_a_yes_has_it(self, rows: list[Delivery]) -> None:
        """Nothing is out that nobody had approved."""
        out = [one for one in rows if one.state in {S.SENT, *OPEN}]

        assert all(one.approval or not one.needs_approval for one in out)

    def _threads_are_chained(self, rows: list[Delivery]) -> None:
        """A part is out only after the part before it, and answers it."""
        shown = {one.receipt.remote_id: one for one in self.hand.box._shown}
        sent = {
            (one.post_key, one.due_at, one.part): shown[one.receipt.remote_id]
            for one in rows
            if one.receipt
        }
        for (key, due_at, part), post in sent.items():
            if part:
                assert post.parent == sent[key, due_at, part - 1].receipt.remote_id

    def teardown(self) -> None:
        """Let everything come to rest; nothing may be stuck."""
        if not hasattr(self, "stack"):
            return
        try:
            self._come_to_rest()
        finally:
            self.stack.close()

    def _come_to_rest(self) -> None:
        for one in self.hand.memory.pauses.active():
            pauses.lift(self.house, one, "Aiko")
        self.hand.box._scripts.clear()
        for _ in range(40):
            if not (stuck := self._not_at_rest()):
                break
            self.hand.clock.turn(timedelta(minutes=16))
            self._attend(Mortal())

        assert stuck == []

    def _not_at_rest(self) -> list[Delivery]:
        now = self.hand.clock.now()
        due = [one for one in self._all() if one.due_at <= now]
        return [one for one in due if one.state in OPEN or self._could_go(one)]

    def _could_go(self, delivery: Delivery) -> bool:
        """Is it queued, and nothing before it in its thread waits for a person?"""
        if delivery.state is not S.QUEUED:
            return False
        parts = self.hand.memory.outbox.thread(delivery)
        return all(one.state is S.SENT for one in parts if one.part < delivery.part)

    # -- by hand

    @property
    def house(self) -> House:
        """Return as much of a house as people's words need."""
        known = SimpleNamespace(
            memory=self.hand.memory,
            clock=self.hand.clock,
            voices=self.hand.connectors.__getitem__,
            project=self.hand.project(),
        )
        return cast(House, known)

    def _crew(self, owner: Owner, observe: Callable[[Boundary, int], object]) -> Crew:
        crew = self.hand.crew(owner)
        crew.speaker.observe = observe
        return crew

    def _attend(self, observe: Mortal) -> None:
        before, is_paused = len(self.hand.box.ledger), self._is_silent()
        crew = self._crew(self.owner, observe)
        touched: list[Delivery] = []
        crew.recovery.settle(ACCOUNT, touched.append)
        crew.publisher.publish_account(ACCOUNT, touched.append)
        self.hand.box.meanwhile = lambda: None
        crew.planner.follow_up(self.hand.project(), touched)

        assert not is_paused or len(self.hand.box.ledger) == before

    def _is_silent(self) -> bool:
        whole = {PauseScope.EVERYTHING, PauseScope.ACCOUNT}
        return any(one.scope in whole for one in self.hand.memory.pauses.active())

    def _script(self, scripts: list[str]) -> None:
        self.hand.box._scripts.clear()
        self.hand.box._scripts.extend(scripts)

    def _meanwhile(self, what: str) -> None:
        """Let something happen once, in the middle of the next request."""
        happens: dict[str, Callable[[], object]] = {
            "pause": lambda: self.pause(PauseScope.ACCOUNT),
            "plan": self._plan,
            "sleep": lambda: self.hand.clock.turn(timedelta(minutes=20)),
            "other": self._other_attends,
        }

        def once() -> None:
            self.hand.box.meanwhile = lambda: None
            happens.get(what, lambda: None)()

        self.hand.box.meanwhile = once

    def _other_attends(self) -> None:
        """Let another process try the same account, while this one speaks."""
        crew = self._crew(Owner("boot", 2, 1), Mortal())
        crew.recovery.settle(ACCOUNT)
        crew.publisher.publish_account(ACCOUNT)

    def _send_again(self, delivery: Delivery) -> None:
        """Send again what the person has looked for in vain."""
        before = [
            one
            for one in self.hand.memory.outbox.thread(delivery)
            if one.part < delivery.part and one.state is S.CANCELLED
        ]
        if not before:
            send_again.send_again(self.house, delivery, by="Aiko")

    def _plan(self) -> None:
        project = a_project(*self.wanted.values(), accounts=(ACCOUNT,))
        self.hand.project.swap(project)
        self.hand.crew().planner.apply(project)

    def _picked(self, pick: int, states: set[DeliveryState]) -> list[Delivery]:
        """Return one delivery in one of *states*, if there is any."""
        found = [one for one in self._all() if one.state in states]
        return [found[pick % len(found)]] if found else []

    def _all(self) -> list[Delivery]:
        return list(self.hand.memory.outbox.deliveries(limit=1000))

    def _public(self) -> Counter[str]:
        """Count what is before the public, by post and part."""
        return Counter(text.rpartition(" ")[0] for text in self.hand.box.ledger)

    def _address(self, delivery: Delivery) -> str:
        """Return where the person finds it; "" if it is not there.

        What bears the same words for another day is told apart by its receipt.
        """
        known = {one.receipt.remote_id for one in self._all() if one.receipt}
        found = [
            one.receipt.url
            for one in self.hand.box._shown
            if one.text.rpartition(" ")[0] == delivery.message.text.rpartition(" ")[0]
            and one.receipt.remote_id not in known
        ]
        return found[0] if found else ""

    def _version(self, key: str) -> int:
        known = self.wanted.get(key)
        return int(known.text.rpartition(" ")[2]) + 1 if known else 1

    def _soon(self, minutes: int) -> Any:
        now = self.hand.clock.now()
        return (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)

    def _a_pause(self, scope: PauseScope) -> Pause:
        name = {PauseScope.ACCOUNT: ACCOUNT, PauseScope.CAMPAIGN: "spring"}
        now = self.hand.clock.now()
        return Pause(scope, name.get(scope, ""), "A storm", "Aiko", now)


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder, in memory if that can be."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is ours alone
    where = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=where) as name:
        yield Path(name)


TestOutboxMachine = OutboxMachine.TestCase
TestOutboxMachine.settings = SETTINGS
