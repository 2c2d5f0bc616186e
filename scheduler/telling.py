"""Telling what became of a delivery, as soon as it is known."""

from collections.abc import Callable

from domain.deliveries import Delivery

#: Told of a delivery that was touched, as it stands then.
Tell = Callable[[Delivery], object]


def untold(_delivery: Delivery) -> None:
    """Tell nobody."""
