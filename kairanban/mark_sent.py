"""Takes a person's word that something is out: they looked, and name its address."""

from datetime import UTC, datetime

from digest.words import STATES
from domain.deliveries import MOVES, Delivery, DeliveryState, Move
from domain.errors import (
    GoneError,
    PlatformError,
    RefusedError,
    RequestError,
)
from domain.phrases import Phrase, phrase
from domain.posts import Receipt
from kairanban.bootstrap import House
from kairanban.deliveries import MANY, make_move, names
from kairanban.names import known_account

_S = DeliveryState

#: What a person may say is out.
MARKABLE = frozenset({_S.REVIEW, _S.MISSED, _S.FAILED})

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def find_receipt(house: House, delivery: Delivery, address: str) -> Receipt:
    """Return the receipt of our own post at *address*; the platform is asked.

    Raises:
        RequestError: It is no post of ours, belongs to another delivery, or cannot be
            looked at just now; or *delivery* needs nobody's word.
    """
    _require_markable(delivery)
    receipt = _identified(house, delivery, address)
    _require_free(house, delivery, receipt)
    return receipt


def mark_sent(
    house: House, delivery: Delivery, receipt: Receipt, *, by: str
) -> Delivery:
    """Write down that it is out, and let the rest of its thread follow.

    Raises:
        RequestError: It moved while we looked.
    """
    move = Move(_S.SENT, _words(by), receipt=receipt, by=by)
    return make_move(house, delivery, move)


def _require_markable(delivery: Delivery) -> None:
    if delivery.state in MARKABLE:
        return
    if delivery.state is _S.SENT:
        raise RequestError(
            phrase("{post} on {account} is marked as sent already", **names(delivery))
        )
    if _S.SENT in MOVES[delivery.state]:
        raise RequestError(
            phrase(
                "Kairanban is finding out by itself whether {post} is out on "
                "{account}; if it cannot, it asks you in: kairanban queue review",
                **names(delivery),
            )
        )
    raise RequestError(
        phrase(
            "{post} on {account} is {state}; only what is in review, missed or failed "
            "can be marked as sent",
            **names(delivery),
            state=STATES[delivery.state],
        )
    )


def _identified(house: House, delivery: Delivery, address: str) -> Receipt:
    account = known_account(house, delivery.account)
    try:
        return house.voices(account).identify(address)
    except (RefusedError, GoneError) as error:
        raise RequestError(error.phrase) from error
    except PlatformError as error:
        raise RequestError(
            phrase(
                "{account} could not be asked just now ({why}); nothing was changed, "
                "try again later",
                account=account,
                why=error.phrase,
            )
        ) from error


def _require_free(house: House, delivery: Delivery, receipt: Receipt) -> None:
    outbox, account = house.memory.outbox, delivery.account
    if receipt.remote_id not in outbox.receipts(account, _EVER):
        return
    sent = outbox.deliveries({_S.SENT}, account=account, limit=MANY)
    owner = next((d for d in sent if _has(d, receipt)), None)
    raise RequestError(
        phrase(
            "that post belongs to another entry of the queue already: {owner}",
            owner=f"{owner.id} ({names(owner)['post']})" if owner else "?",
        )
    )


def _has(delivery: Delivery, receipt: Receipt) -> bool:
    known = delivery.receipt
    return known is not None and known.remote_id == receipt.remote_id


def _words(by: str) -> Phrase:
    if by:
        return phrase("{name} looked: it is out", name=by)
    return phrase("a person looked: it is out")
