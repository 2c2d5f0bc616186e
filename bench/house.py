"""The real house on a full outbox: its rounds, its bell, its door, its memory."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.fresh import resident_bytes
from bench.moments import IDLE_SECONDS, SOON, moments, until
from bench.outbox import ACCOUNTS, queue
from bench.voice import Voice
from domain.accounts import Account
from domain.clock import SystemClock
from domain.deliveries import Delivery, DeliveryState
from domain.phrases import ENGLISH
from domain.project import Community, Project
from kairanban import logs
from kairanban.instance import liveness_of, this_process
from kairanban.log_format import LogFormat
from scheduler.crew import Crew
from scheduler.current import CurrentProject
from scheduler.engines.apscheduler_bell import ApschedulerBell
from scheduler.loop import LOOK_EVERY, Rounds, log_error
from storage.memory import Memory

_STOP_WITHIN = timedelta(seconds=10)


@dataclass
class Notes:
    """When things happened; seconds since 1970."""

    #: When each post was to go out, by its key; and so on.
    due: dict[str, float] = field(default_factory=dict)
    claimed: dict[str, float] = field(default_factory=dict)
    spoken: dict[str, float] = field(default_factory=dict)
    sent: dict[str, float] = field(default_factory=dict)
    #: Posts in the order in which they were claimed, by account.
    order: defaultdict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def speak(self, key: str) -> None:
        """Note that a request begins."""
        self.spoken[key] = time.time()

    def waits(self) -> list[float]:
        """Return how long each claim came after it could have come, in seconds."""
        return [
            self.claimed[key] - max(self.due[key], self.sent.get(before, 0.0))
            for keys in self.order.values()
            for before, key in zip(["", *keys], keys, strict=False)
        ]


class NotingOutbox:
    """The real outbox, with a clerk at the door who notes the time."""

    def __init__(self, outbox: Any, notes: Notes) -> None:
        self._outbox = outbox
        self._notes = notes

    def __getattr__(self, name: str) -> Any:
        """Do everything else as the real one does."""
        return getattr(self._outbox, name)

    def claim(self, delivery: Delivery, *words: Any) -> Any:
        """Note when a claim begins."""
        now, key = time.time(), delivery.post_key
        self._notes.due[key] = delivery.due_at.timestamp()
        self._notes.claimed[key] = now
        self._notes.order[delivery.account].append(key)
        return self._outbox.claim(delivery, *words)

    def move(self, delivery: Delivery, *words: Any) -> Any:
        """Note when it is on disk that something is out."""
        after = self._outbox.move(delivery, *words)
        if after and after.state is DeliveryState.SENT:
            self._notes.sent[delivery.post_key] = time.time()
        return after


def drain(folder: str, url: str, due: str, spacing: str) -> dict[str, Any]:
    """Publish *due* posts, due *spacing* seconds apart; times are in seconds.

    Returns:
        How late each claim and each request was, when all was done, and the CPU.
    """
    with _running(Path(folder), url) as (memory, notes):
        times = moments(int(due), float(spacing), SOON + LOOK_EVERY)
        queue(memory, times)  # the next look finds them
        until(lambda: datetime.now(UTC) >= times[0] - timedelta(seconds=0.5))
        before = time.process_time()
        until(lambda: len(notes.sent) == len(times))
        used = time.process_time() - before
    return {
        "claims": notes.waits(),
        "starts": [at - notes.due[key] for key, at in notes.spoken.items()],
        "done": max(notes.sent.values()) - times[0].timestamp(),
        "cpu": used / len(times),
    }


def idle(folder: str, url: str) -> dict[str, float]:
    """Return what doing nothing costs: a share of one core, and memory."""
    with _running(Path(folder), url):
        time.sleep(SOON.total_seconds())
        before = time.process_time()
        time.sleep(IDLE_SECONDS)
        used = time.process_time() - before
        return {"share": used / IDLE_SECONDS, "bytes": resident_bytes()}


@contextmanager
def _running(folder: Path, url: str) -> Iterator[tuple[Memory, Notes]]:
    logs.set_up(LogFormat.JSON)
    memory, notes = Memory.open("", folder, SystemClock()), Notes()
    memory.outbox = NotingOutbox(memory.outbox, notes)
    rounds = _rounds(memory, _project(folder), url, notes)
    rounds.start()
    try:
        yield memory, notes
    finally:
        rounds.stop(_STOP_WITHIN)
        memory.close()


def _project(folder: Path) -> Project:
    accounts = {key: Account(key, "pretend") for key in ACCOUNTS}
    community = Community("Bench", ZoneInfo("Asia/Tokyo"))
    return Project(folder, community, accounts, state_folder=folder)


def _rounds(memory: Memory, project: Project, url: str, notes: Notes) -> Rounds:
    voices = {key: Voice(url, notes.speak) for key in ACCOUNTS}
    current, clock = CurrentProject(project), SystemClock()
    crew = Crew(
        memory=memory,
        clock=clock,
        ears=voices.__getitem__,
        voices=voices.__getitem__,
        owner=this_process(),
        liveness_of=liveness_of,
        project=current,
        began=clock.now(),
    )
    return Rounds(ApschedulerBell(log_error), crew, current, lambda _language: ENGLISH)
