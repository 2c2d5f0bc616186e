"""What a test can make the pretend server do wrong, one request at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.platforms.bluesky_faults import Act, Hang, HangUp, Say

__all__ = ["Act", "Fault", "Hang", "HangUp", "Reset", "Say", "Script", "Stall"]


@dataclass(frozen=True, slots=True)
class Reset:
    """Tear the line down with a reset, without a word."""

    act: Act = Act.AFTER


@dataclass(frozen=True, slots=True)
class Stall:
    """Send the head of an answer and a part of its body, then say nothing more."""

    body: bytes = b""
    #: False: not even the head is finished.
    whole_head: bool = True
    act: Act = Act.AFTER
    headers: Mapping[str, str] = field(default_factory=dict)


Fault = HangUp | Hang | Say | Reset | Stall


@dataclass(slots=True)
class Script:
    """Faults that wait for a request, each for one."""

    planned: list[tuple[str, Fault]] = field(default_factory=list)

    def will(self, on: str, fault: Fault, times: int = 1) -> None:
        """Plan a fault for the next requests such as "POST /api/v1/statuses"."""
        self.planned += [(on, fault)] * times

    def next_for(self, request: str) -> Fault | None:
        """Return (and forget) the fault that waits for this request."""
        for index, (on, fault) in enumerate(self.planned):
            if request.endswith(on) or (
                on.endswith("*") and request.startswith(on[:-1])
            ):
                del self.planned[index]
                return fault
        return None
