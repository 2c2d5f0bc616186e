"""What a test can make the pretend server do wrong, one request at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Act(Enum):
    """When a fault strikes."""

    #: The request is not carried out.
    INSTEAD = "instead"
    #: The request is carried out first.
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the line without a word."""

    act: Act = Act.AFTER


@dataclass(frozen=True, slots=True)
class Hang:
    """Say nothing, and keep the line open until the test is over."""

    act: Act = Act.AFTER


@dataclass(frozen=True, slots=True)
class Say:
    """Answer this; ``{authorization}`` in the body stands for the request's own."""

    status: int
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    act: Act = Act.INSTEAD


Fault = HangUp | Hang | Say


@dataclass(slots=True)
class Script:
    """Faults that wait for a request, each for one."""

    planned: list[tuple[str, Fault]] = field(default_factory=list)

    def will(self, on: str, fault: Fault, times: int = 1) -> None:
        """Plan a fault for the next requests to a method whose name ends in *on*."""
        self.planned += [(on, fault)] * times

    def next_for(self, nsid: str) -> Fault | None:
        """Return (and forget) the fault that waits for this request."""
        for index, (on, fault) in enumerate(self.planned):
            if nsid.endswith(on):
                del self.planned[index]
                return fault
        return None
