"""The port to whoever is told at once when something needs a person."""

from typing import Protocol

from domain.alerts import Alert


class Messenger(Protocol):
    """Takes messages to people."""

    def tell(self, alert: Alert) -> None:
        """Hand *alert* over; it is on its way when the call returns.

        Raises:
            AlertError: It did not get through; the same call may work later.
        """
        ...

    def stop(self) -> None:
        """End what is under way, and hand over nothing more."""
        ...
