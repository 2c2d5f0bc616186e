"""The same on the real AT Protocol network, with the real connector.

The judge is the server's own list of records. Every run has a memory of its own; the
accounts, and their sessions, are shared: signing in is what a server counts.
"""

import asyncio
import json
import os
import shutil
import signal
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from kairanban.bootstrap import open_house
from scheduler.boundaries import Boundary
from tests.atproto_network.member import POST, Member
from tests.atproto_network.network import Network
from tests.trial.books import Books, open_books, waiting
from tests.trial.clock import FastClock, boot_seconds
from tests.trial.faults import Fault
from tests.trial.forks import Forks, Life
from tests.trial.judge import Evidence, Verdict, judge
from tests.trial.orders import Crash, Orders
from tests.trial.runs import PLACES, Place
from tests.trial.scenarios import (
    ACCOUNT,
    DUE_WITHIN,
    SCENARIOS,
    STATE,
    Occurrence,
    Scenario,
)
from tests.trial.world import Published

PUT = "com.atproto.repo.putRecord"

#: Slower than with pretend platforms: a real server takes real time.
SPEED = 20.0

#: Who is not quiet by then is stuck. Real seconds.
QUIET_WITHIN = 60.0

_LOOK_EVERY = 0.05

#: What is said, and how many deliveries of it a life may end at.
_SCENARIOS = {"posts": 2, "thread": 3}
_FAULTS = (Fault.WELL, Fault.CUT_BEFORE, Fault.CUT_AFTER)


@dataclass(frozen=True, slots=True)
class RealRun:
    """One run on the real network."""

    number: int
    scenario: str
    place: Place
    arrival: int
    #: What befalls the next request to publish after the crash, or the one before it.
    fault: Fault

    @property
    def said(self) -> Scenario:
        """Return the scenario, in words that no other run says."""
        known = SCENARIOS[self.scenario]
        queue, occurrences = known.queue, []
        for count, one in enumerate(known.occurrences, 1):
            text = f"{self.mark(count)}{one.text}"
            queue = queue.replace(json.dumps(one.text, ensure_ascii=False), f'"{text}"')
            occurrences.append(Occurrence(one.post, text, one.part))
        return Scenario(known.name, tuple(occurrences), queue)

    def mark(self, count: int) -> str:
        """Return how the text of a message begins: like that of no other one."""
        return f"{self.number}.{count}: "


@dataclass(frozen=True, slots=True)
class RealOutcome:
    """What became of it."""

    run: RealRun
    verdict: Verdict
    crashes: int
    #: The end of the log, if it ended otherwise than planned.
    surprise: str = ""


def some_real(number: int, seed: int = 3) -> list[RealRun]:
    """Return so many runs: every place with every delivery, crossed with the line."""
    arrivals = [(name, n + 1) for name, most in _SCENARIOS.items() for n in range(most)]
    crossed = list(product(PLACES, arrivals, _FAULTS))
    Random(seed).shuffle(crossed)  # noqa: S311 - a plan that can be made again
    return [
        RealRun(count, name, place, arrival, fault)
        for count, (place, (name, arrival), fault) in enumerate(crossed[:number], 1)
    ]


@dataclass(slots=True)
class Home:
    """A project folder that is signed in, to be copied."""

    member: Member
    folder: Path


def make_home(network: Network, folder: Path) -> Home:
    """Create an account and a project, and sign in, once."""
    member = network.create_account("brand")
    for name in ("queue", "secrets"):
        (folder / name).mkdir(parents=True)
    known = {"platform": "bluesky", "handle": member.handle, "server": network.pds_url}
    front = {
        "community": {"name": "Makers", "timezone": "Asia/Tokyo"},
        "late": {"within": "2h", "spacing": "1m"},
        "accounts": {ACCOUNT: {**known, "poll_every": "24h"}},
    }
    (folder / "kairanban.yaml").write_text(json.dumps(front))
    secret = folder / "secrets" / f"{ACCOUNT}.password"
    secret.touch(mode=0o600)
    secret.write_text(member.app_password("trial"))
    house = open_house(folder)
    try:
        house.voices(ACCOUNT).sign_in()
    finally:
        house.close()
    return Home(member, folder)


@dataclass(slots=True)
class RealStage:
    """Where one of the runs is played."""

    run: RealRun
    home: Home
    network: Network
    forks: Forks
    folder: Path
    clock: FastClock = field(default_factory=lambda: FastClock(boot_seconds(), SPEED))
    life: Life | None = None

    async def play(self) -> RealOutcome:
        """Live and die, then live until all is quiet; ask the server."""
        shutil.copytree(self.home.folder, self.folder)
        (self.folder / "queue" / "posts.yaml").write_text(self.run.said.queue)
        self._plan_faults()
        books = open_books("", self.folder / STATE)
        try:
            crashes, surprise = await self._live(books)
            rows, ledger = books.rows(), await self._ledger()
        finally:
            books.close()
        said, now = self.run.said.occurrences, self.clock.now()
        verdict = judge(Evidence("A", said, rows, ledger, (), now))
        return RealOutcome(self.run, verdict, crashes, surprise)

    def _plan_faults(self) -> None:
        """Tell the line what befalls the request that the run is about."""
        proxy = self.network.proxy
        text = self.run.mark(self.run.arrival).encode()
        if isinstance(self.run.place.at, Fault):
            deliver = self.run.place.at is Fault.KILL_AFTER
            proxy.end_client(self._kill, deliver=deliver, on=PUT, saying=text)
        if self.run.fault is Fault.CUT_BEFORE:
            proxy.cut_before_request(PUT, text)
        if self.run.fault is Fault.CUT_AFTER:
            proxy.cut_after_request(PUT, text)

    def _kill(self) -> None:
        if self.life is not None:
            with suppress(ProcessLookupError):
                os.kill(self.life.pid, signal.SIGKILL)

    async def _live(self, books: Books) -> tuple[int, str]:
        """Start anew until all is quiet; return how often it was killed, and a log."""
        crashes, places = 0, deque([self.run.place])
        while True:
            self.life = await self._begin(places.popleft() if places else None)
            if await self._quiet(books, self.life, is_to_end=not crashes):
                await self.life.end()
                return crashes, ""
            if not self.life.was_killed:
                return crashes, self._last_words()
            crashes += 1

    def _last_words(self) -> str:
        return Path(f"{self.folder}.log").read_text()[-2000:]

    async def _begin(self, place: Place | None) -> Life:
        crash = None
        if place is not None and isinstance(place.at, Boundary):
            crash = Crash(place.at, self.run.arrival)
        orders = Orders(str(self.folder), self.clock.base, self.clock.speed, crash)
        return await self.forks.begin(orders)

    async def _quiet(self, books: Books, life: Life, *, is_to_end: bool) -> bool:
        deadline = asyncio.get_running_loop().time() + QUIET_WITHIN
        expected, quiet = len(self.run.said.occurrences), 0
        while not life.ended.done():
            rows = books.rows()
            is_all = len(rows) >= expected and self.clock.elapsed() > DUE_WITHIN
            is_quiet = is_all and not waiting(rows, self.clock.now())
            quiet = quiet + 1 if is_quiet and not is_to_end else 0
            if quiet > 1 or asyncio.get_running_loop().time() > deadline:
                return True
            await asyncio.wait([life.ended], timeout=_LOOK_EVERY)
        return False

    async def _ledger(self) -> Sequence[Published]:
        """Return what the server says is out of this run's words, oldest first."""
        records = await asyncio.to_thread(_records, self.home.member)
        mine = {one.text for one in self.run.said.occurrences}
        found = [one for one in records if one["value"]["text"] in mine]
        return [_published(n, one, self.clock) for n, one in enumerate(reversed(found))]


def _records(member: Member) -> list[Mapping[str, Any]]:
    """Return every post of a member, newest first, as the server lists them."""
    records: list[Mapping[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = member.xrpc.query(
            "com.atproto.repo.listRecords",
            repo=member.did,
            collection=POST,
            limit=100,
            **({"cursor": cursor} if cursor else {}),
        )
        records += page["records"]
        cursor = page.get("cursor") if page["records"] else None
    return records


def _published(number: int, record: Mapping[str, Any], clock: FastClock) -> Published:
    reply = record["value"].get("reply", {})
    parent = reply.get("parent", {}).get("uri", "")
    key = record["uri"].rpartition("/")[2]
    text = record["value"]["text"]
    return Published(number, record["uri"], key, text, parent, clock.now())
