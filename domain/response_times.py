"""How quickly people were answered."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """What the answers of some days tell, from a message to our answer."""

    #: Messages that were answered.
    answered: int = 0
    #: Half of them were answered within this; None when none was.
    median: timedelta | None = None
    #: Nine of ten were answered within this; None when none was.
    ninth_tenth: timedelta | None = None
    #: Of those that had a due time, how many had one, and how many kept it.
    with_due: int = 0
    in_time: int = 0
