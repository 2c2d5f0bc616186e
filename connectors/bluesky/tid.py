"""Record keys in the form Bluesky wants: a time in sortable letters (a "TID").

64 bits: a zero, 53 bits of microseconds since 1970, 10 bits that tell two clocks
apart; written as 13 letters, so that the keys sort like the times.
"""

import secrets
from datetime import UTC, datetime, timedelta

LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13
_CLOCK_BITS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tid(microseconds: int, clock_id: int) -> str:
    """Return the key of a moment on one clock."""
    number = (microseconds << _CLOCK_BITS) | clock_id
    return "".join(
        LETTERS[(number >> shift) & 31] for shift in range(5 * (_LENGTH - 1), -1, -5)
    )


class TidMaker:
    """Makes keys that only ever grow, even when the clock stands still."""

    def __init__(self, clock_id: int | None = None) -> None:
        self._clock_id = (
            secrets.randbelow(1 << _CLOCK_BITS) if clock_id is None else clock_id
        )
        self._last = 0

    def make(self, now: datetime) -> str:
        """Return a new key for *now*."""
        moment = (now - _EPOCH) // timedelta(microseconds=1)
        self._last = max(self._last + 1, moment)
        return tid(self._last, self._clock_id)
