"""A sample of the trial in every run of the tests; `make trial` tries it whole."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.boundaries import Boundary
from tests.trial.faults import Fault
from tests.trial.orders import Law
from tests.trial.pairs import (
    Duo,
    DuoOutcome,
    Pause,
    PauseOutcome,
    carry_out_duo,
    carry_out_pause,
)
from tests.trial.run import Outcome, carry_out
from tests.trial.runs import Place, Run, broken
from tests.trial.stage import House
from tests.trial.trial import all_of, in_house
from tests.trial.world import Manners

Plan = tuple[str, str, int, Fault, tuple[Boundary | Fault, ...]]

#: Class, scenario, which delivery, what befalls it, where the lives end.
SAMPLE: list[Plan] = [
    ("A", "posts", 1, Fault.CUT_AFTER, (Boundary.ANSWER, Boundary.ANSWER)),
    ("A", "thread", 2, Fault.ERROR_BEFORE, (Fault.KILL_AFTER,)),
    ("B", "thread", 3, Fault.CUT_AFTER, (Boundary.RECORDED,)),
    ("B", "same words", 2, Fault.WELL, (Boundary.COMMITTED, Boundary.CLAIM)),
    ("C", "recurring", 1, Fault.TOO_MANY, (Fault.KILL_AFTER,)),
]

#: What a build with a broken law cannot do rightly.
TELLING: list[Plan] = [
    ("A", "posts", 1, Fault.WELL, (Fault.KILL_AFTER,)),
    ("B", "posts", 1, Fault.CUT_AFTER, (Boundary.ANSWER,)),
    ("C", "reply", 1, Fault.WELL, (Fault.KILL_AFTER,)),
]


def planned(plans: Sequence[Plan], first: int = 1) -> list[Run]:
    """Return plans as runs, numbered from *first* on."""
    return [
        Run(number, scenario, Manners(kind), tuple(map(Place, ends)), arrival, fault)
        for number, (kind, scenario, arrival, fault, ends) in enumerate(plans, first)
    ]


#: A worker that stands still with its request before it; and two daemons at once.
PAUSE = Pause(1, "B", Place(Boundary.FIRST_BYTE), is_elsewhere=True, dies=False)
DUO = Duo(1, "A", "thread", on_postgres=False, place=Boundary.ANSWER)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the sample."""

    runs: dict[Law, list[Outcome]]
    pause: PauseOutcome
    duo: DuoOutcome


def outcomes() -> Outcomes:
    """Carry all of it out, at the same time and from one fork server."""
    runs = [
        *planned(SAMPLE),
        *broken(planned(TELLING, 100), Law.THREE),
        *broken(planned(TELLING, 200), Law.FIVE),
    ]

    async def play(house: House) -> Outcomes:
        done, pause, duo = await asyncio.gather(
            all_of(runs, lambda run: carry_out(run, house)),
            carry_out_pause(PAUSE, house),
            carry_out_duo(DUO, house),
        )
        by_law = {law: [one for one in done if one.run.broken is law] for law in Law}
        return Outcomes(by_law, pause, duo)

    return in_house(play)


def test_the_law_is_kept_and_a_broken_one_shows() -> None:
    """All in one: several workers would each carry out all of it."""
    found = outcomes()

    require_kept(found.runs[Law.NONE])
    for law in (Law.THREE, Law.FIVE):
        require_harm(law, found.runs[law])
    # Stopped past its lease, where nobody can look: a person is asked meanwhile.
    assert found.pause.has_stopped
    assert found.pause.is_well, found.pause
    # Though one of two daemons dies before it can write down what it has said.
    assert found.duo.is_well, found.duo


def require_kept(sound: Sequence[Outcome]) -> None:
    """Nothing is doubled, lost or stuck; the ledger is what the database says."""
    assert [one for one in sound if not one.is_well] == []
    assert {one.run.number: one.crashes for one in sound} == {
        run.number: len(run.places) for run in planned(SAMPLE)
    }


def require_harm(law: Law, broken: Sequence[Outcome]) -> None:
    """Who speaks before committing, or sends blindly again, says things twice."""
    duplicates = sum(one.verdict.duplicates for one in broken)
    print(f"law {law} broken: {duplicates} duplicates in {len(TELLING)} runs")  # noqa: T201 - the numbers belong into the report

    assert duplicates >= len(TELLING) - 1
