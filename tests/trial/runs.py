"""Which runs there are: every boundary, every fault, every class; then pairs.

The list is the same for the same seed, wherever it is made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice, product
from random import Random

from scheduler.boundaries import Boundary
from tests.trial.faults import NETWORK, Fault
from tests.trial.orders import Law
from tests.trial.scenarios import ALONE, SCENARIOS
from tests.trial.world import Manners

KINDS = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a life ends: at a boundary of ours, or at the platform's hands."""

    at: Boundary | Fault

    def __str__(self) -> str:
        """Return its name in the table."""
        return _NAMES.get(self.at, str(self.at))


_NAMES: Mapping[Boundary | Fault, str] = {
    Fault.KILL_BEFORE: "last byte, not stored",
    Fault.KILL_AFTER: "last byte, stored",
    Fault.STOP_BEFORE: "last byte, not stored",
    Fault.STOP_AFTER: "last byte, stored",
    Boundary.FIRST_BYTE: "first byte",
}

#: In the order of the path.
PLACES = tuple(
    Place(at)
    for at in (
        Boundary.CLAIM,
        Boundary.FROZEN,
        Boundary.COMMITTED,
        Boundary.FIRST_BYTE,
        Fault.KILL_BEFORE,
        Fault.KILL_AFTER,
        Boundary.ANSWER,
        Boundary.RECORDED,
    )
)

FAULTS = (Fault.WELL, *NETWORK)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the trial, as a plan."""

    number: int
    scenario: str
    manners: Manners
    #: Where the first life ends, the second, and so on.
    places: tuple[Place, ...]
    #: Which delivery, counted from 1, the first life ends at, and the fault befalls.
    arrival: int
    fault: Fault
    broken: Law = Law.NONE

    @property
    def script(self) -> tuple[Fault, ...]:
        """Return what the platform does with the requests, in order."""
        kills = tuple(place.at for place in self.places if isinstance(place.at, Fault))
        well = (Fault.WELL,) * (self.arrival - 1)
        return (*well, *kills[:1], *self._faults(), *kills[1:])

    def _faults(self) -> tuple[Fault, ...]:
        return () if self.fault is Fault.WELL else (self.fault,)


def every(seed: int) -> Iterator[Run]:
    """Give all runs: first one of each place, fault and class, then all the others.

    Goes on for ever, with other manners of the platforms each time round.
    """
    chance = Random(seed)  # noqa: S311 - a plan that can be made again; nothing secret
    first, others = _crossed(chance), _all(chance)
    return _numbered([*first, *others], chance)


def some(seed: int, number: int) -> list[Run]:
    """Return the first *number* of all runs."""
    return list(islice(every(seed), number))


_Bare = tuple[str, str, tuple[Place, ...], int, Fault]


def _crossed(chance: Random) -> list[_Bare]:
    """Cross every place and fault and class once; scenario and delivery by chance."""
    crossed: list[_Bare] = []
    for kind, place, fault in product(KINDS, PLACES, FAULTS):
        name = chance.choice(ALONE)
        arrival = chance.randint(1, len(SCENARIOS[name].occurrences))
        crossed.append((kind, name, (place,), arrival, fault))
    chance.shuffle(crossed)
    return crossed


def _all(chance: Random) -> list[_Bare]:
    """Cross everything with everything: with one crash, and with two."""
    found: list[_Bare] = []
    ends: Sequence[tuple[Place, ...]] = [
        *((one,) for one in PLACES),
        *product(PLACES, PLACES),
    ]
    for name in ALONE:
        arrivals = range(1, len(SCENARIOS[name].occurrences) + 1)
        for kind, places, arrival, fault in product(KINDS, ends, arrivals, FAULTS):
            found.append((kind, name, places, arrival, fault))
    chance.shuffle(found)
    return found


def _numbered(plans: Sequence[_Bare], chance: Random) -> Iterator[Run]:
    for number, (kind, name, places, arrival, fault) in enumerate(cycle(plans), 1):
        manners = _manners(kind, chance)
        yield Run(number, name, manners, places, arrival, fault)


def _manners(kind: str, chance: Random) -> Manners:
    """Return a platform of that class: one whose list lags, one that knows texts."""
    if kind != "B":
        return Manners(kind)
    lag_looks, lag_seconds = chance.choice([(0, 0.0), (1, 0.0), (0, 60.0)])
    return Manners("B", lag_looks, lag_seconds, chance.random() < 0.5)


def broken(runs: Sequence[Run], law: Law) -> list[Run]:
    """Return the same runs for a build in which *law* is broken."""
    return [replace(run, broken=law) for run in runs]
