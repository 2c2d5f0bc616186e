"""Builds in which one law is broken on purpose. Only the trial's own program is.

A trial that cannot fail proves nothing: these must show duplicates or losses.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.deliveries import Delivery, DeliveryState, Move
from domain.phrases import phrase
from domain.ports import Connector
from domain.posts import Frozen
from scheduler.boundaries import Boundary
from scheduler.recover import Recovery
from scheduler.speak import Speaker, Speech
from tests.trial.orders import Law


def breaks(law: Law) -> None:
    """Break *law* in this process."""
    if law is Law.THREE:
        Speaker.speak = _speak_first  # type: ignore[method-assign]
    if law is Law.FIVE:
        Recovery._resolve = _send_again  # type: ignore[method-assign]


class _Said:
    """A connector that has spoken already; it repeats what it heard."""

    def __init__(self, connector: Connector, answer: Any) -> None:
        self._connector, self._answer = connector, answer

    def publish(self, frozen: Frozen) -> Any:
        """Give the answer that was heard before anything was committed."""
        del frozen
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connector, name)


_speak = Speaker.speak


def _speak_first(self: Speaker, speech: Speech) -> Delivery | None:
    """Send the request, and only then write down that it is being sent."""
    self.observe(Boundary.FIRST_BYTE, speech.delivery.id)
    answer: Any
    try:
        answer = speech.connector.publish(speech.frozen)
    except Exception as error:  # noqa: BLE001 - handed on to where it belongs
        answer = error
    said: Any = _Said(speech.connector, answer)
    return _speak(self, replace(speech, connector=said))


def _send_again(
    self: Recovery, delivery: Delivery, connector: Connector
) -> Delivery | None:
    """Put what is uncertain back into the queue, without looking."""
    del connector
    now = self.clock.now()
    move = Move(
        DeliveryState.QUEUED,
        phrase("Perhaps it is not out; sending it again"),
        not_before=now + timedelta(seconds=1),
        thaw=True,
    )
    return self.memory.outbox.move(delivery, move, now)
