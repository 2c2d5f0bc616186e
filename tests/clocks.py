"""A clock that tests turn by hand."""

from datetime import UTC, datetime, timedelta

#: Tuesday morning in Tokyo; what every test takes for "now" unless it says otherwise.
NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class ManualClock:
    """Stands still until it is turned."""

    def __init__(self, moment: datetime = NOON, uptime: float = 1000.0) -> None:
        self._moment = moment
        self._uptime = uptime

    def now(self) -> datetime:
        """Return the moment it was last turned to."""
        return self._moment

    def uptime(self) -> float:
        """Return seconds since boot."""
        return self._uptime

    def turn(self, by: timedelta) -> None:
        """Let time pass on both clocks."""
        self._moment += by
        self._uptime += by.total_seconds()

    def set(self, moment: datetime) -> None:
        """Let the wall clock jump; the other one does not notice."""
        self._moment = moment
