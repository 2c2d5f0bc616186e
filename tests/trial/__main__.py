"""`python -m tests.trial`: try the law, print the tables, say whether it was kept."""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.servers.postgres import PostgresServer
from tests.trial.judge import Verdict
from tests.trial.orders import Law
from tests.trial.pairs import (
    DuoOutcome,
    PauseOutcome,
    carry_out_duo,
    carry_out_pause,
    duos,
    pauses,
)
from tests.trial.plain import PLAINS, carry_out_plain
from tests.trial.postgres import Databases
from tests.trial.run import Outcome, carry_out
from tests.trial.runs import broken, some
from tests.trial.stage import House
from tests.trial.table import by_database, by_fault, by_pause, by_place
from tests.trial.trial import PAIRS_AT_A_TIME, all_of, in_house, try_out

_TELL_EVERY = 100
_SHOWN_AT_MOST = 10
#: Two daemons with a dozen connections each, in twenty pairs at a time.
_SESSIONS = 1000


@dataclass(frozen=True, slots=True)
class Size:
    """How much is tried of each kind."""

    #: Lives that end at a boundary, crossed with faults and classes, then pairs.
    runs: int
    #: Rounds of a worker that is paused at every boundary.
    rounds: int
    #: Two daemons on one database: on SQLite, and on PostgreSQL.
    duos: int
    duos_on_postgres: int
    #: Runs of each build that breaks a law on purpose.
    proof: int
    #: Runs of the command line on the machine's own clock.
    plain: int


SIZES = {
    "sample": Size(60, 0, 6, 0, 30, 1),
    "ci": Size(2_000, 1, 40, 20, 60, 5),
    "pairs": Size(0, 10, 400, 200, 30, 1),
    "whole": Size(20_000, 10, 400, 200, 600, 5),
}


@dataclass(slots=True)
class Results:
    """Everything that came out."""

    runs: list[Outcome] = field(default_factory=list)
    pauses: list[PauseOutcome] = field(default_factory=list)
    duos: list[DuoOutcome] = field(default_factory=list)
    plain: list[Verdict] = field(default_factory=list)
    #: By the law that is broken.
    proof: dict[Law, list[Outcome]] = field(default_factory=dict)


def main() -> int:
    """Carry out the trial that the arguments ask for; 1 if the law was broken."""
    wishes = _read_wishes()
    size, began = SIZES[wishes.size], time.monotonic()
    if wishes.run:
        return _repeat(wishes.seed, wishes.run)
    results = _try_out(size, wishes.seed)
    took = time.monotonic() - began
    bad = _bad(results)
    blind = [law for law, outcomes in results.proof.items() if not _harm(outcomes)]
    for law in blind:
        _say(f"The trial is blind: law {law} was broken, and nobody noticed.")
    _say(
        f"{len(results.runs):,} runs (seed {wishes.seed}), {len(results.pauses):,} "
        f"pauses, {len(results.duos):,} pairs of daemons in {took:.0f} s; the law was "
        f"not kept in {len(bad):,}."
    )
    for one in bad[:_SHOWN_AT_MOST]:
        _say(f"\n{one}")
    return int(bool(bad or blind))


def _read_wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.trial")
    parser.add_argument("size", choices=list(SIZES), nargs="?", default="ci")
    parser.add_argument("--seed", type=int, default=3, help="another list of runs")
    parser.add_argument("--run", type=int, help="only this one, by its number")
    return parser.parse_args()


def _repeat(seed: int, number: int) -> int:
    """Carry out one run again, as in a list that was too long to go through again."""
    (run,) = (one for one in some(seed, number) if one.number == number)
    (outcome,) = try_out([run])
    _say(f"{outcome}")
    return int(not outcome.is_well)


def _try_out(size: Size, seed: int) -> Results:
    with ExitStack() as stack:
        server = None
        if size.duos_on_postgres and PostgresServer.missing_reason() is None:
            server = stack.enter_context(PostgresServer(_SESSIONS))

        async def play(house: House) -> Results:
            databases = Databases(server) if server else None
            return await _play(size, seed, house, databases)

        return in_house(play)


async def _play(
    size: Size, seed: int, house: House, databases: Databases | None
) -> Results:
    """Carry out all parts; the command line's runs wait beside the others."""
    results = Results()
    plain = asyncio.gather(
        *(
            carry_out_plain(one, house.folder / f"plain-{number}")
            for number, one in enumerate(PLAINS[: size.plain])
        )
    )
    await _try_runs(size, seed, house, results)
    stops = list(pauses(size.rounds))
    tell = _Progress("pauses", len(stops))
    results.pauses = await all_of(stops, lambda one: carry_out_pause(one, house), tell)
    if results.pauses:
        _say(f"{by_pause(results.pauses)}\n")
    both = [*duos(size.duos, on_postgres=False)]
    if databases is not None:
        both += duos(size.duos_on_postgres, on_postgres=True)
    shared = House(house.templates, house.folder, house.forks, databases)
    tell = _Progress("pairs of daemons", len(both))
    results.duos = await all_of(
        both, lambda duo: carry_out_duo(duo, shared), tell, PAIRS_AT_A_TIME
    )
    if results.duos:
        _say(f"{by_database(results.duos)}\n")
    results.plain = await plain
    well = sum(not verdict.problems for verdict in results.plain)
    _say(f"On the machine's own clock: {well} of {len(results.plain)} runs well.")
    return results


async def _try_runs(size: Size, seed: int, house: House, results: Results) -> None:
    """Carry out the lives that end; then those of builds that break a law."""
    runs = some(seed, size.runs)
    tell = _Progress("runs", len(runs))
    results.runs = await all_of(runs, lambda run: carry_out(run, house), tell)
    if results.runs:
        _say(f"\n{by_place(results.runs)}\n\n{by_fault(results.runs)}\n")
    for law in (Law.THREE, Law.FIVE):
        against = broken(some(seed, size.proof), law)
        found = await all_of(against, lambda run: carry_out(run, house))
        results.proof[law] = found
        _say(f"With law {law} broken on purpose: {_harm(found) or 'nothing'}.")


class _Progress:
    """Says now and then how far it is, and at once what went wrong."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done, self._bad = what, total, 0, 0

    def __call__(self, outcome: Outcome | PauseOutcome | DuoOutcome) -> None:
        """Count one more."""
        self._done += 1
        if not outcome.is_well:
            self._bad += 1
            sys.stderr.write(f"{outcome}\n")
        if self._done % _TELL_EVERY == 0:
            line = f"{self._done:,} of {self._total:,} {self._what}, {self._bad:,} bad"
            sys.stderr.write(f"{line}\n")


def _harm(outcomes: Sequence[Outcome]) -> str:
    """Say what a broken build did."""
    verdicts = [one.verdict for one in outcomes]
    duplicates = sum(one.duplicates for one in verdicts)
    lost = sum(one.lost for one in verdicts)
    if not duplicates + lost:
        return ""
    return f"{duplicates} duplicates, {lost} lost in {len(outcomes)} runs"


def _bad(results: Results) -> list[object]:
    return [
        *(one for one in results.runs if not one.is_well),
        *(one for one in results.pauses if not one.is_well),
        *(one for one in results.duos if not one.is_well),
        *(one for one in results.plain if one.problems),
    ]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
