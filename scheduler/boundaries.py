"""The boundaries of the publishing path: between each two of them we may die.

The path tells an observer whenever it reaches one. Nobody listens in daily use; the
trial of the law ends the process at each of them, and looks at what the public saw.
"""

from collections.abc import Callable
from enum import StrEnum


class Boundary(StrEnum):
    """A place on the way out, in the order of the path."""

    #: A delivery was chosen; nothing was done with it.
    CLAIM = "claim"
    #: The request is made, in memory only.
    FROZEN = "frozen"
    #: The request is on disk, as being sent.
    COMMITTED = "committed"
    #: The clock was looked at; the next step speaks.
    FIRST_BYTE = "first_byte"
    #: The platform's answer, or its silence, is known; nothing is written down.
    ANSWER = "answer"
    #: What became of it is on disk.
    RECORDED = "recorded"


#: Told which boundary was reached, and by which delivery.
Observer = Callable[[Boundary, int], object]


def unobserved(boundary: Boundary, delivery_id: int) -> None:
    """Do nothing: nobody listens."""
    del boundary, delivery_id
