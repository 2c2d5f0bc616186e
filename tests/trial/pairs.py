"""Two processes on one database: a worker that was paused, and two daemons at once."""

import asyncio
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, product

from scheduler.boundaries import Boundary
from tests.trial.books import Row
from tests.trial.faults import Fault
from tests.trial.forks import Life, still
from tests.trial.judge import Verdict, judge
from tests.trial.orders import Act, Crash
from tests.trial.runs import KINDS, Place
from tests.trial.scenarios import Occurrence
from tests.trial.stage import LOOK_EVERY, House, Scene, Stage, staged
from tests.trial.world import Manners

#: A stopped worker is left alone for so long: its lease (90 s) is over, and whoever
#: cannot look at its process has waited (180 s more), looked twice (180 s) and has
#: had time to do what it must not do. Seconds of the run.
PAUSE = 600.0

#: A daemon that waits for a busy database in vain ends, and is started again; so often
#: at most, or something else is the matter.
_LIVES_AT_MOST = 30

#: Where a second process pretends to run, so that it cannot see the first one.
ELSEWHERE = "another machine"

PLACES = tuple(
    Place(at)
    for at in (
        Boundary.CLAIM,
        Boundary.FROZEN,
        Boundary.COMMITTED,
        Boundary.FIRST_BYTE,
        Fault.STOP_BEFORE,
        Fault.STOP_AFTER,
        Boundary.ANSWER,
        Boundary.RECORDED,
    )
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A worker is stopped with SIGSTOP; another process has the database meanwhile."""

    number: int
    kind: str
    place: Place
    #: The other process cannot look at the first one's.
    is_elsewhere: bool
    #: The first one is killed in the end, not woken.
    dies: bool
    scenario: str = "posts"


@dataclass(frozen=True, slots=True)
class PauseOutcome:
    """What became of it."""

    pause: Pause
    verdict: Verdict
    has_stopped: bool
    #: How often the other process sent, while the first one stood still, what that
    #: one had committed itself to send.
    spoke_meanwhile: int

    @property
    def is_well(self) -> bool:
        """Was the law kept? Only a key (class A) makes it harmless to speak for two."""
        may_speak = self.pause.kind == "A" and self.pause.is_elsewhere
        return not (self.verdict.problems or (self.spoke_meanwhile and not may_speak))


def pauses(rounds: int) -> Iterator[Pause]:
    """Give all of them: every place, every class, seen and unseen, woken and killed.

    Each round with another scenario.
    """
    numbers = count(1)
    for turn in range(rounds):
        scenario = ("posts", "thread", "reply")[turn % 3]
        crossed = product(KINDS, PLACES, (False, True), (False, True))
        for kind, place, is_elsewhere, dies in crossed:
            yield Pause(next(numbers), kind, place, is_elsewhere, dies, scenario)


async def carry_out_pause(pause: Pause, house: House) -> PauseOutcome:
    """Stop the first one, let the second one work, wake (or kill) the first one."""
    at = pause.place.at
    script = [at] if isinstance(at, Fault) else []
    crash = Crash(at, act=Act.STOP) if isinstance(at, Boundary) else None
    scene = Scene(
        f"pause-{pause.number}",
        pause.scenario,
        Manners(pause.kind),
        script,
        is_shared=True,
    )
    async with staged(house, scene) as stage:
        first = await stage.begin(crash=crash)
        has_stopped = await still(first.pid)
        pair = Pair(stage, ELSEWHERE if pause.is_elsewhere else "", [first])
        spoke = await _watch(stage, pair)
        if pause.dies:
            await first.end()
        first.send(signal.SIGCONT)
        await pair.see_out()
        return PauseOutcome(pause, judge(stage.evidence()), has_stopped, spoke)


async def _watch(stage: Stage, pair: "Pair") -> int:
    """Let the second one work for a while.

    Returns:
        How often it sent what the first one had committed itself to send.
    """
    texts = texts_held(stage.books.rows(), stage.scenario.occurrences)
    before = len(stage.server.world.asked)
    await pair.carry_on(stage.clock.elapsed() + PAUSE)
    meanwhile = stage.server.world.asked[before:]
    ours = {life.pid for life in pair.seconds}
    return sum(one.text in texts and one.process in ours for one in meanwhile)


def texts_held(rows: Iterable[Row], occurrences: Iterable[Occurrence]) -> set[str]:
    """Return what is being sent: of a thread the one part, not those after it."""
    held = {(row.post, row.part) for row in rows if row.state == "sending"}
    return {one.text for one in occurrences if (one.post, one.part) in held}


@dataclass(slots=True)
class Pair:
    """Two daemons; whoever ends by itself is started again, as systemd would."""

    stage: Stage
    #: Where the second one pretends to run.
    machine: str
    #: Lives of each; the last of them is the present one.
    firsts: list[Life]
    seconds: list[Life] = field(default_factory=list)

    async def carry_on(self, until: float) -> None:
        """Let the second one live until then. Seconds of the run."""
        while self.stage.clock.elapsed() < until:
            await self._start_second()
            await asyncio.sleep(LOOK_EVERY)

    async def see_out(self) -> None:
        """Let both live until all is quiet, then end them."""
        while True:
            await self._start_second()
            if self.firsts[-1].ended.done():
                self.firsts.append(await self.stage.begin())
            lives = [self.firsts[-1], self.seconds[-1]]
            if await self.stage.quiet(lives):
                break
            self._require_viable()
        for life in lives:
            await life.end()

    async def _start_second(self) -> None:
        if not self.seconds or self.seconds[-1].ended.done():
            self._require_viable()
            second = await self.stage.begin("second", machine=self.machine)
            self.seconds.append(second)

    def _require_viable(self) -> None:
        """Start nobody for ever who ends at once."""
        if max(len(self.firsts), len(self.seconds)) > _LIVES_AT_MOST:
            raise AssertionError(self.stage.last_words())


@dataclass(frozen=True, slots=True)
class Duo:
    """Two daemons with one database, at the same time."""

    number: int
    kind: str
    scenario: str
    on_postgres: bool
    #: Where the one of them ends, and is started again; None: both live on.
    place: Boundary | None = None
    fault: Fault = Fault.WELL

    @property
    def database(self) -> str:
        """Return what they share."""
        return "PostgreSQL" if self.on_postgres else "SQLite"


@dataclass(frozen=True, slots=True)
class DuoOutcome:
    """What became of them."""

    duo: Duo
    verdict: Verdict
    #: Requests beyond one for each claim that the database knows of.
    too_many: int
    #: How many processes have published something.
    speakers: int

    @property
    def is_well(self) -> bool:
        """Was the law kept, and nothing said without a claim of its own?"""
        return not (self.verdict.problems or self.too_many)


def duos(number: int, *, on_postgres: bool) -> Iterator[Duo]:
    """Give so many of them: with and without crashes and faults."""
    places = [None, *Boundary]
    faults = [Fault.WELL, Fault.CUT_AFTER, Fault.TOO_MANY, Fault.HANG_BEFORE]
    crossed = list(product(("rush", "thread"), KINDS, places, faults))
    for turn in range(number):
        # A stride that shares no divisor with the list's length visits all of it.
        scenario, kind, place, fault = crossed[turn * 37 % len(crossed)]
        yield Duo(turn + 1, kind, scenario, on_postgres, place, fault)


async def carry_out_duo(duo: Duo, house: House) -> DuoOutcome:
    """Let both work at the same time; judge them together."""
    script = [] if duo.fault is Fault.WELL else [Fault.WELL, duo.fault]
    scene = Scene(
        f"duo-{duo.number}-{duo.database}",
        duo.scenario,
        Manners(duo.kind),
        script,
        on_postgres=duo.on_postgres,
        is_shared=True,
    )
    async with staged(house, scene) as stage:
        crash = Crash(duo.place) if duo.place else None
        await Pair(stage, "", [await stage.begin(crash=crash)]).see_out()
        return _judged(duo, stage)


def _judged(duo: Duo, stage: Stage) -> DuoOutcome:
    asked, evidence = stage.server.world.asked, stage.evidence()
    too_many = len(asked) - sum(row.attempt for row in evidence.rows)
    speakers = len({one.process for one in asked})
    return DuoOutcome(duo, judge(evidence), max(0, too_many), speakers)
