"""A COMMIT whose answer was lost, on a real PostgreSQL: done or not, nobody knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from domain.errors import StorageError
from storage.memory import Memory
from tests.builders import a_post
from tests.clocks import ManualClock
from tests.crews import A, B, C, Hand
from tests.platforms.scripted import ScriptedConnector
from tests.servers.commit_cutter import CommitCutter
from tests.servers.postgres import PostgresServer

#: The commits of one post's life, in their order.
COMMITS = ("plan", "claim", "outcome")

pytestmark = pytest.mark.real


@dataclass
class Wire:
    """A hand whose memory lies behind a wire that can be cut."""

    hand: Hand
    cutter: CommitCutter
    #: Which commit is cut, of those to come; counts down.
    until_cut: int = 0
    after: bool = False

    def cut_at(self, number: int, *, after: bool) -> None:
        """Cut at the commit of that number, from now on."""
        self.until_cut, self.after = number, after

    def hear(self, _connection: object) -> None:
        """Count the commits of those who write."""
        self.until_cut -= 1
        if self.until_cut == 0:
            self.cutter.cut_next(after=self.after)


@pytest.fixture(scope="module")
def database(postgres: PostgresServer) -> str:
    """Return an empty database of this file."""
    return postgres.create_database("commits")


@pytest.fixture
def wire(postgres: PostgresServer, database: str, tmp_path: Path) -> Iterator[Wire]:
    """Open the memory through the wire."""
    with CommitCutter(postgres.port) as cutter:
        url = database.replace(f":{postgres.port}/", f":{cutter.port}/")
        clock = ManualClock()
        memory = Memory.open(url, tmp_path, clock)
        with memory._database.writing() as connection:
            connection.exec_driver_sql("TRUNCATE delivery, post, journal, usage")
        wire = Wire(Hand(memory, clock, {"box": ScriptedConnector()}), cutter)
        event.listen(memory._database.engine, "commit", wire.hear)
        yield wire
        memory.close()


def live(hand: Hand) -> None:
    """Plan and publish one post, as the daemon does: again after each trouble."""
    crew = hand.crew()
    for _ in range(8):
        try:
            hand.plan(a_post())
            hand.pass_time(timedelta(seconds=30), crew)
        except StorageError:
            continue


@pytest.mark.parametrize("kind", [A, B, C], ids="ABC")
@pytest.mark.parametrize("after", [True, False], ids=["heard", "not heard"])
@pytest.mark.parametrize("number", range(1, 1 + len(COMMITS)))
def test_whatever_became_of_a_commit_the_post_is_out_once(
    wire: Wire, kind: object, number: int, *, after: bool
) -> None:
    """Planned, claimed, sent: each commit is cut once."""
    wire.hand.connectors["box"] = ScriptedConnector(kind)  # type: ignore[arg-type]  # parametrised
    wire.cut_at(number, after=after)
    live(wire.hand)

    assert wire.cutter.cuts == 1
    assert wire.hand.box.ledger == ["Hello, everybody!"]
    assert wire.hand.states() == ["sent"]
