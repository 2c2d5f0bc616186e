"""Takes back a delivery on a person's word, and what would have followed it."""

from digest.words import STATES
from domain.deliveries import MOVES, CancelledBy, Delivery, DeliveryState, Move
from domain.errors import RequestError
from domain.phrases import Phrase, phrase
from kairanban.bootstrap import House
from kairanban.deliveries import make_move, names

_S = DeliveryState


def cancel(
    house: House, delivery: Delivery, *, by: str, dry_run: bool
) -> tuple[Delivery, ...]:
    """Cancel *delivery*, so that only a person brings it back.

    The parts of a thread that come after it have nothing to follow any more, and are
    cancelled as well.

    Returns:
        All that was (or would be) cancelled, in order.

    Raises:
        RequestError: It is out already, or may be, or moved while we looked.
    """
    require_cancellable(delivery)
    if dry_run:
        return (delivery, *parts_after(house, delivery))
    make_move(house, delivery, taken_back(_words(by), by))
    return (delivery, *cancel_after(house, delivery, by=by))


def cancel_after(house: House, delivery: Delivery, *, by: str) -> tuple[Delivery, ...]:
    """Cancel the later parts of a thread whose part *delivery* does not go out."""
    reason = phrase("cancelled together with the part before it")
    following = parts_after(house, delivery)
    for part in following:
        make_move(house, part, taken_back(reason, by))
    return following


def taken_back(reason: Phrase, by: str) -> Move:
    """Return the move by which a person cancels something."""
    return Move(_S.CANCELLED, reason, cancelled_by=CancelledBy.PERSON, by=by)


def require_cancellable(delivery: Delivery) -> None:
    """Do nothing if it can be cancelled.

    Raises:
        RequestError: It cannot; says why, and what can be done.
    """
    known = {**names(delivery), "number": delivery.id}
    match delivery.state:
        case _S.SENDING | _S.UNCERTAIN:
            raise RequestError(
                phrase(
                    "{post} on {account} may be out, and Kairanban is finding out; in "
                    "a while, kairanban queue show {number} tells whether it is",
                    **known,
                )
            )
        case _S.SENT:
            raise RequestError(
                phrase(
                    "{post} on {account} is out; to take it down: "
                    "kairanban queue delete-remote {number}",
                    **known,
                )
            )
        case state if _S.CANCELLED not in MOVES[state]:
            raise RequestError(
                phrase(
                    "{post} on {account} is {state}; it can no longer be cancelled",
                    **names(delivery),
                    state=STATES[state],
                )
            )


def parts_after(house: House, delivery: Delivery) -> tuple[Delivery, ...]:
    """Return the later parts of its thread that can still be taken back."""
    return tuple(
        one
        for one in house.memory.outbox.thread(delivery)
        if one.part > delivery.part and _S.CANCELLED in MOVES[one.state]
    )


def _words(by: str) -> Phrase:
    return phrase("cancelled by {name}", name=by) if by else phrase("cancelled by hand")
