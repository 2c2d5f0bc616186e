"""The port to whoever tells us that it is time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol


class Bell(Protocol):
    """Rings at a time or every so often; at least once, never a promise."""

    def ring_at(self, name: str, moment: datetime, action: Callable[[], None]) -> None:
        """Call *action* at *moment*; the same name again replaces the earlier one."""
        ...

    def ring_every(
        self,
        name: str,
        period: timedelta,
        action: Callable[[], None],
        *,
        jitter: timedelta = timedelta(0),
        first_after: timedelta = timedelta(0),
    ) -> None:
        """Call *action* every *period*, give or take *jitter*; never twice at once."""
        ...

    def silence(self, name: str) -> None:
        """Forget a bell; fine if there is none."""
        ...

    def names(self) -> Sequence[str]:
        """Return the names of all bells that will ring."""
        ...

    def start(self) -> None:
        """Begin to ring."""
        ...

    def stop(self, *, wait: bool = True) -> None:
        """Ring no more; with *wait*, return when running actions have ended."""
        ...
