"""The law of publishing on the real network: killed at every boundary, said once."""

import os
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from tests.atproto_network.network import Network
from tests.trial.bluesky import (
    Home,
    RealOutcome,
    RealRun,
    RealStage,
    make_home,
    some_real,
)
from tests.trial.stage import House
from tests.trial.trial import all_of, in_house

#: Two minutes of two cores: part of `make trial`.
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif("KAIRANBAN_TRIAL" not in os.environ, reason="make trial"),
]

RUNS = 100

#: Accounts that share the runs.
ACCOUNTS = 8

#: The real server works on the same cores.
AT_A_TIME = 8


@pytest.fixture
def homes(network: Network) -> Iterator[list[Home]]:
    """Make accounts and projects that are signed in."""
    with tempfile.TemporaryDirectory(prefix="kairanban-homes-") as name:
        folder = Path(name)
        yield [make_home(network, folder / str(n)) for n in range(ACCOUNTS)]


def test_a_kill_at_any_boundary_leaves_every_post_once_on_the_real_network(
    network: Network, homes: list[Home]
) -> None:
    """By the server's own list of records: none twice, none lost, none stuck."""
    runs = list(zip(some_real(RUNS), cycle(homes), strict=False))

    async def play(house: House) -> list[RealOutcome]:
        async def carry_out(wanted: tuple[RealRun, Home]) -> RealOutcome:
            run, home = wanted
            folder = house.folder / f"real-{run.number}"
            return await RealStage(run, home, network, house.forks, folder).play()

        return await all_of(runs, carry_out, at_a_time=AT_A_TIME)

    outcomes = in_house(play, "connectors.bluesky.connector")
    bad = [one for one in outcomes if one.verdict.problems or one.surprise]

    assert bad == []
    assert len(outcomes) == RUNS
    assert sum(one.crashes for one in outcomes) == RUNS
    assert sum(one.verdict.sent for one in outcomes) == sum(
        len(one.run.said.occurrences) for one in outcomes
    )
