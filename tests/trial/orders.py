"""What one life of the program under trial is told; plain data that fits in a line."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from scheduler.boundaries import Boundary


class Act(StrEnum):
    """What the program does to itself at a boundary."""

    KILL = "kill"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Crash:
    """Where a life ends, or is stopped: at the n-th arrival at a boundary."""

    boundary: Boundary
    #: Counted from 1, in this life, over all deliveries.
    arrival: int = 1
    act: Act = Act.KILL


class Law(StrEnum):
    """A law that a build breaks on purpose, to show that the trial would notice."""

    NONE = ""
    #: Speaks before it commits.
    THREE = "3"
    #: Sends what is uncertain blindly again.
    FIVE = "5"


@dataclass(frozen=True, slots=True)
class Orders:
    """One life of the program."""

    #: The project's.
    folder: str
    #: See `FastClock`.
    base: float
    speed: float
    #: None: live until somebody else ends it.
    crash: Crash | None = None
    broken: Law = Law.NONE
    #: Pretend to run on another machine; "" means this one.
    machine: str = ""

    def line(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> "Orders":
        """Return what a line says."""
        said = json.loads(line)
        crash = said.pop("crash")
        if crash is not None:
            crash = Crash(
                Boundary(crash["boundary"]), crash["arrival"], Act(crash["act"])
            )
        return cls(**said | {"crash": crash, "broken": Law(said["broken"])})
