"""Keeps to the limit on paging: 300 requests in 15 minutes, for all of a user's apps.

Every request that names a place in a list counts (`min_id`, `max_id`), whichever
program asks. We take at most two thirds of it: the person has an app open, too.
"""

from datetime import UTC, datetime, timedelta

from domain.errors import TryLaterError
from domain.phrases import phrase

#: Of the 300.
OUR_SHARE = 200
#: The server's windows begin at whole quarters of an hour.
_WINDOW_SECONDS = 15 * 60


class PagingLimit:
    """Counts what was asked for in the present window."""

    def __init__(self, limit: int = OUR_SHARE) -> None:
        self._limit = limit
        self._window = 0
        self._used = 0

    def has_room(self, now: datetime) -> bool:
        """May one more page be asked for?"""
        return self._window != _window(now) or self._used < self._limit

    def take(self, now: datetime) -> None:
        """Count one request.

        Raises:
            TryLaterError: The share of this window is used up; says when the next
                one begins.
        """
        window = _window(now)
        if window != self._window:
            self._window, self._used = window, 0
        if self._used >= self._limit:
            ends = datetime.fromtimestamp((window + 1) * _WINDOW_SECONDS, UTC)
            raise TryLaterError(
                phrase("So many pages may not be asked for in a quarter of an hour."),
                max(ends - now, timedelta(0)),
            )
        self._used += 1


def _window(now: datetime) -> int:
    return int(now.timestamp()) // _WINDOW_SECONDS
