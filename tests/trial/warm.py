"""Lets a process do once, before it forks, what every life would do anew.

A life of the program takes 60 ms of a core, most of it to turn statements into SQL.
Here that is done once, for whoever is forked from this process.
"""

import tempfile
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine

import storage.engine
from domain.capabilities import IdempotencyClass
from domain.deliveries import DeliveryState
from kairanban import epoch
from kairanban.bootstrap import open_house
from kairanban.daemon import Daemon
from tests.builders import a_post
from tests.clocks import ManualClock
from tests.crews import Hand, a_hand
from tests.trial.scenarios import SCENARIOS, copy

#: Nobody listens there.
_NOBODY = "http://127.0.0.1:9"

#: The first engine of each kind of database.
_first: dict[str, Engine] = {}


def up() -> None:
    """Open a house and go through the verbs; afterwards no thread is left."""
    vars(storage.engine)["create_engine"] = _sharing
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in IdempotencyClass:
            with a_hand(folder / kind, kind) as hand:
                _say(hand)
        for scenario in SCENARIOS.values():
            scenario.build(folder / scenario.name)
            copy(folder / scenario.name, folder / f"{scenario.name}-copy", "A", _NOBODY)
            _look_around(folder / f"{scenario.name}-copy")
    if threading.active_count() != 1:
        raise AssertionError("a process with threads cannot be forked")


def _sharing(*args: Any, **options: Any) -> Engine:
    """Return an engine that finds what the first one has compiled already."""
    engine = create_engine(*args, **options)
    first = _first.setdefault(engine.dialect.name, engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


class _Ticking(ManualClock):
    """Never says the same twice, as no clock does."""

    def now(self) -> datetime:
        """Return a moment after the last one."""
        self.turn(timedelta(milliseconds=1))
        return super().now()


def _say(hand: Hand) -> None:
    """Publish, fail, look and find out, by hand."""
    hand.clock = _Ticking()
    hand.plan(a_post("one"), a_post("two"), a_post("three"))
    for script in ("hang-up-before", "rate-limit", "hang-up-after-storing"):
        hand.box.will(script)
        for _ in range(5):
            hand.pass_time(timedelta(seconds=150))


def _look_around(folder: Path) -> None:
    """Do what the daemon does when it starts."""
    house = open_house(folder, with_posts=True)
    try:
        epoch.is_other(house.memory, house.project.state_folder)
        epoch.make_ours(house.memory, house.project.state_folder)
        house.crew.planner.apply(house.project)
        for account in house.project.accounts:
            house.crew.standing.forgive(account)
            house.crew.puller.pull(account)
            house.crew.publisher.publish_account(account)
        house.crew.triage.judge_all()
        now = house.clock.now()
        house.memory.inbox.to_reread("us", now)
        house.memory.outbox.next_due()
        house.memory.outbox.due_accounts(now)
        house.memory.outbox.deliveries({DeliveryState.QUEUED}, since=now, limit=1)
        house.crew.recovery.accounts()
        Daemon(house, folder, lambda _: None)._status()
    finally:
        house.close()
