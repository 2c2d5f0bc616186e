"""Takes back a delivery on a person's word."""

from digest.words import STATES
from domain.deliveries import MOVES, CancelledBy, Delivery, DeliveryState, Move
from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.bootstrap import House


def cancel(house: House, delivery: Delivery, *, by: str, dry_run: bool) -> None:
    """Cancel *delivery*, so that only a person brings it back.

    Raises:
        RequestError: It is out already, or may be, or moved while we looked.
    """
    if DeliveryState.CANCELLED not in MOVES[delivery.state]:
        raise RequestError(
            phrase(
                "{post} on {account} is {state}; it can no longer be cancelled",
                post=delivery.post_key,
                account=delivery.account,
                state=STATES[delivery.state],
            )
        )
    if dry_run:
        return
    move = Move(
        DeliveryState.CANCELLED,
        phrase("cancelled by {name}", name=by) if by else phrase("cancelled by hand"),
        cancelled_by=CancelledBy.PERSON,
        by=by,
    )
    if house.memory.outbox.move(delivery, move, house.clock.now()) is None:
        raise RequestError(phrase("it moved while we looked; look again"))
