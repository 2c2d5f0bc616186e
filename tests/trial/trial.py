"""Many runs at a time: they wait more than they work."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.trial.forks import Forks
from tests.trial.run import Outcome, carry_out
from tests.trial.runs import Run
from tests.trial.scenarios import SCENARIOS
from tests.trial.stage import House

Wanted = TypeVar("Wanted")
Done = TypeVar("Done")

#: So many runs at a time for every core.
AT_A_TIME = 10

#: Of pairs of daemons, which both work all the time, fewer: on a machine that cannot
#: keep up with the fast clock, leases of 90 s (0.9 real ones) run out while somebody
#: still speaks, and nobody comes to an end.
PAIRS_AT_A_TIME = 3 * (os.cpu_count() or 1)


def try_out(
    runs: Iterable[Run], tell: Callable[[Outcome], object] = lambda outcome: None
) -> list[Outcome]:
    """Carry out *runs* and return what became of them, in the order of their ends."""

    async def play(house: House) -> list[Outcome]:
        return await all_of(runs, lambda run: carry_out(run, house), tell)

    return in_house(play)


def in_house(play: Callable[[House], Awaitable[Done]], *modules: str) -> Done:
    """Let *play* happen in a house of its own, and return what it returns.

    Args:
        play: Is given the house.
        modules: Imported before any life begins, besides what every life needs.
    """

    async def open_and_play() -> Done:
        with stage_folder() as folder:
            async with Forks(*modules) as forks:
                return await play(House(folder / "templates", folder, forks))

    return asyncio.run(open_and_play())


async def all_of(
    wanted: Iterable[Wanted],
    carry_out: Callable[[Wanted], Awaitable[Done]],
    tell: Callable[[Done], object] = lambda done: None,
    at_a_time: int = AT_A_TIME * (os.cpu_count() or 1),
) -> list[Done]:
    """Carry out all that is *wanted*, many at a time; return what came out."""
    coming, done = iter(wanted), list[Done]()

    async def carry_on() -> None:
        for one in coming:
            done.append(await carry_out(one))
            tell(done[-1])

    async with asyncio.TaskGroup() as group:
        for _ in range(at_a_time):
            group.create_task(carry_on())
    return done


@contextmanager
def stage_folder() -> Iterator[Path]:
    """Make a folder with a template of every scenario; in memory, if that can be.

    What is killed with -9 finds everything that it wrote, on a disk or not.
    """
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is ours alone
    where = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="kairanban-trial-", dir=where) as name:
        folder = Path(name)
        for scenario in SCENARIOS.values():
            scenario.build(folder / "templates" / scenario.name)
        yield folder
