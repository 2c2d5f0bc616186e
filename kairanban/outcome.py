"""Sees something out that a person wants out now: waits until it is known how it went.

A running daemon sends it; what a person waits for here is the daemon's work.
"""

import time
from dataclasses import dataclass

from domain.deliveries import Delivery, DeliveryState
from domain.pauses import Pause
from kairanban.bootstrap import House
from kairanban.deliveries import pause_of
from kairanban.instance import InstanceLock

#: How long the person at the keyboard waits for a running daemon to send.
PATIENCE_SECONDS = 45.0
_LOOK_EVERY_SECONDS = 0.1

_UNDER_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})
_WELL = _UNDER_WAY | {DeliveryState.AWAITING_APPROVAL, DeliveryState.SENT}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it while the person waited."""

    delivery: Delivery
    #: What holds it; None if nothing does.
    pause: Pause | None = None

    @property
    def is_well(self) -> bool:
        """Is it out, on its way, or waiting for a person as it should?"""
        return self.delivery.state in _WELL


def daemon_runs(house: House) -> bool:
    """Does a daemon on this machine work in the project's state folder?"""
    return InstanceLock(house.project.state_folder).holder() is not None


def send_or_wait(house: House, delivery: Delivery) -> Outcome:
    """Send it ourselves if no daemon does, and tell what became of it."""
    if pause := pause_of(house.memory, delivery):
        return Outcome(delivery, pause)
    lock = InstanceLock(house.project.state_folder)
    if lock.take():
        try:
            house.crew.publisher.publish_delivery(delivery)
        finally:
            lock.release()
    return wait_for(house, delivery)


def wait_for(house: House, delivery: Delivery) -> Outcome:
    """Look until it has come to rest, is held, or patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        now = house.memory.outbox.delivery(delivery.id) or delivery
        if now.state not in _UNDER_WAY:
            return Outcome(now)
        is_queued = now.state is DeliveryState.QUEUED
        pause = pause_of(house.memory, now) if is_queued else None
        is_over = time.monotonic() > deadline or not _worth_waiting(house, now)
        if pause is not None or is_over:
            return Outcome(now, pause)
        time.sleep(_LOOK_EVERY_SECONDS)


def _worth_waiting(house: House, delivery: Delivery) -> bool:
    """Is it to be tried at once, rather than at its time, or after a wait?"""
    moment = delivery.not_before or delivery.due_at
    return max(moment, delivery.due_at) <= house.clock.now()
