"""Remembers since when we have been looking without a gap."""

from datetime import datetime, timedelta

#: Whoever did not look for so long was away: switched off, asleep, or set back to an
#: earlier state while running, as virtual machines can be.
GAP = timedelta(minutes=1)


class Presence:
    """Knows what we cannot know: what went out while we did not look."""

    def __init__(self, began: datetime) -> None:
        """Begin to look at *began*; aware UTC."""
        #: What was due before may be out, unknown to us. Aware UTC.
        self.since = began
        self._seen: datetime | None = None

    def look(self, now: datetime) -> None:
        """Note that we look; after a gap, we are here since *now*."""
        if self._seen is not None and now - self._seen > GAP:
            self.since = now
        self._seen = now
