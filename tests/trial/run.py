"""Carries out one run: kill, start again, until all is quiet; then the judge."""

from collections import deque
from dataclasses import dataclass

from scheduler.boundaries import Boundary
from tests.trial.forks import Life
from tests.trial.judge import Verdict, judge
from tests.trial.orders import Crash
from tests.trial.runs import Place, Run
from tests.trial.stage import House, Scene, Stage, staged


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run."""

    run: Run
    verdict: Verdict
    #: Lives that ended where they were to end.
    crashes: int
    #: The log of a life that ended otherwise; "" if none did.
    surprise: str = ""

    @property
    def is_well(self) -> bool:
        """Was the law kept?"""
        return not (self.verdict.problems or self.surprise)


async def carry_out(run: Run, house: House) -> Outcome:
    """Live and die as planned, then live until all is quiet."""
    scene = Scene(str(run.number), run.scenario, run.manners, run.script)
    async with staged(house, scene) as stage:
        return await _play(run, stage)


async def _play(run: Run, stage: Stage) -> Outcome:
    crashes, surprise, places = 0, "", deque(run.places)
    while True:
        life = await _begin(run, stage, places.popleft() if places else None, crashes)
        if await stage.quiet([life], is_to_end=not crashes):
            await life.end()
            surprise = "" if crashes else "It never came where it was to end."
            break
        if not life.was_killed:
            surprise = stage.last_words()
            break
        crashes += 1
    return Outcome(run, judge(stage.evidence()), crashes, surprise)


async def _begin(run: Run, stage: Stage, place: Place | None, lives: int) -> Life:
    crash = None
    if place is not None and isinstance(place.at, Boundary):
        crash = Crash(place.at, run.arrival if lives == 0 else 1)
    return await stage.begin(crash=crash, broken=run.broken)
