"""Where a run is played: folders, a platform, a clock, and a look into the books."""

import asyncio
import shutil
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.clock import SystemClock
from kairanban.epoch import make_ours
from storage.engine import FILE_NAME
from storage.memory import Memory
from tests.trial.books import Books, open_books, waiting
from tests.trial.clock import FastClock, boot_seconds
from tests.trial.faults import Fault
from tests.trial.forks import Forks, Life
from tests.trial.judge import Evidence
from tests.trial.orders import Crash, Law, Orders
from tests.trial.postgres import Databases
from tests.trial.scenarios import DUE_WITHIN, SCENARIOS, STATE, Scenario, copy
from tests.trial.server import Server
from tests.trial.world import Manners, World

#: Seconds of a run that pass in a real one.
SPEED = 100.0

#: Whoever is not quiet by then is stuck. Seconds of the run, and of the machine: a
#: machine that has other things to do is no fault of the program's.
QUIET_WITHIN, QUIET_WITHIN_REAL = 1500.0, 60.0

#: Real seconds.
LOOK_EVERY = 0.04


@dataclass(frozen=True, slots=True)
class House:
    """What all runs share."""

    #: A template of every scenario.
    templates: Path
    #: A folder that each run has a folder of its own in.
    folder: Path
    forks: Forks
    #: None: there is no PostgreSQL.
    databases: Databases | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be set up for a run."""

    #: Of the run, for its folder.
    name: str
    scenario: str
    manners: Manners
    #: What the platform does with the requests to publish.
    script: Sequence[Fault] = ()
    on_postgres: bool = False
    #: Two daemons work with the database, and have done so before.
    is_shared: bool = False


@dataclass(slots=True)
class Stage:
    """One run's own corner of the world."""

    scene: Scene
    folder: Path
    house: House
    server: Server
    clock: FastClock
    books: Books
    #: What `database:` says; "" means the first home's own file.
    database: str = ""

    @property
    def scenario(self) -> Scenario:
        """Return what is to be said."""
        return SCENARIOS[self.scene.scenario]

    def home(self, name: str) -> Path:
        """Return a project folder that works with the run's database; made once.

        The first one holds it. Each other one has a state folder of its own, as a
        second daemon must.
        """
        home = self.folder / name
        if not home.exists():
            first = self.folder / "first"
            shutil.copytree(first, home, ignore=shutil.ignore_patterns(STATE))
            (home / STATE).mkdir(mode=0o700)
            if not self.database:
                with (home / "kairanban.yaml").open("a") as front:
                    front.write(f"database: 'sqlite:///{first / STATE / FILE_NAME}'\n")
        return home

    def introduce(self, *names: str) -> None:
        """Leave the marks of earlier starts: nobody finds a strange database."""
        for name in names:
            state = self.home(name) / STATE
            url = (
                self.database
                or f"sqlite:///{self.folder / 'first' / STATE / FILE_NAME}"
            )
            memory = Memory.open(url, state, SystemClock())
            try:
                make_ours(memory, state)
            finally:
                memory.close()

    async def begin(
        self,
        home: str = "first",
        crash: Crash | None = None,
        *,
        broken: Law = Law.NONE,
        machine: str = "",
    ) -> Life:
        """Let a life begin."""
        folder, clock = self.home(home), self.clock
        return await self.house.forks.begin(
            Orders(
                str(folder),
                clock.base,
                clock.speed,
                crash,
                broken,
                machine,
            )
        )

    async def quiet(self, lives: Sequence[Life], *, is_to_end: bool = False) -> bool:
        """Wait; True when all is quiet (or late), False when one of *lives* ended.

        With *is_to_end* all may be quiet long since: its last boundary comes after
        everything is written down, and a slow machine takes its time to reach it.
        """
        quiet, ends = 0, [life.ended for life in lives]
        while not any(end.done() for end in ends):
            quiet = quiet + 1 if self.is_quiet() and not is_to_end else 0
            if quiet > 1 or self.is_late():
                return True
            await asyncio.wait(
                ends, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED
            )
        return False

    def is_quiet(self) -> bool:
        """Has everything come to rest, or to a person?"""
        if self.clock.elapsed() < DUE_WITHIN:
            return False
        rows = self.books.rows()
        is_planned = len(rows) >= len(self.scenario.occurrences)
        return is_planned and not waiting(rows, self.clock.now())

    def is_late(self) -> bool:
        """Is it too late for anything that is not stuck?"""
        limit = max(QUIET_WITHIN, QUIET_WITHIN_REAL * self.clock.speed)
        return self.clock.elapsed() > limit

    def evidence(self) -> Evidence:
        """Return what the judge needs."""
        world = self.server.world
        return Evidence(
            world.manners.kind,
            self.scenario.occurrences,
            self.books.rows(),
            world.ledger,
            world.asked,
            self.clock.now(),
        )

    def last_words(self) -> str:
        """Return the ends of all logs."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{log}:\n{log.read_text()[-2000:]}" for log in logs)


@asynccontextmanager
async def staged(house: House, scene: Scene) -> AsyncIterator[Stage]:
    """Set a stage up, and clear it away afterwards."""
    clock, folder = FastClock(boot_seconds(), SPEED), house.folder / scene.name
    world = World(scene.manners, clock, deque(scene.script))
    server = Server(world, house.forks.knows)
    database = ""
    if scene.on_postgres and house.databases is not None:
        database = await house.databases.create(scene.scenario)
    first, template = folder / "first", house.templates / scene.scenario
    copy(template, first, scene.manners.kind, server.url, database)
    books = open_books(database, first / STATE)
    await server.open()
    stage = Stage(scene, folder, house, server, clock, books, database)
    if scene.is_shared:
        stage.introduce("first", "second")
    try:
        yield stage
    finally:
        books.close()
        await server.close()
        shutil.rmtree(folder)
