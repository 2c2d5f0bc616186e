"""Takes down on the platform what is out."""

from collections.abc import Iterator
from dataclasses import dataclass

from digest.words import STATES
from domain.deliveries import MOVES, Delivery, DeliveryState
from domain.errors import OutcomeUnknownError, PlatformError, RequestError
from domain.phrases import Phrase, phrase
from domain.ports import Connector
from kairanban.bootstrap import House
from kairanban.cancel import taken_back
from kairanban.deliveries import make_move, names, title
from kairanban.names import known_account

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Removal:
    """What is to be taken down, and what must not follow it any more."""

    #: Out now; the last part of a thread first.
    out: tuple[Delivery, ...]
    #: Parts of the thread that still wait; they are cancelled first.
    waiting: tuple[Delivery, ...] = ()


def removal_of(house: House, delivery: Delivery, *, whole_thread: bool) -> Removal:
    """Return what taking *delivery* down means.

    Raises:
        RequestError: It is not out, or its platform deletes nothing; or a part of its
            thread may be out, or would still follow.
    """
    _require_deletable(house, delivery)
    later = [
        one for one in house.memory.outbox.thread(delivery) if one.part > delivery.part
    ]
    _require_settled(later)
    waiting = tuple(one for one in later if _S.CANCELLED in MOVES[one.state])
    if not whole_thread:
        _require_nothing_follows(delivery, waiting)
        return Removal((delivery,))
    parts = house.memory.outbox.thread(delivery)
    out = tuple(one for one in reversed(parts) if _is_up(one))
    return Removal(out, waiting)


def take_down(house: House, removal: Removal, *, by: str) -> Iterator[Delivery]:
    """Take it down, one after the other; each is given once it is down and noted.

    Raises:
        RequestError: The platform did not do it; what was given before is down.
    """
    for part in removal.waiting:
        reason = phrase("cancelled, for its thread was taken down")
        make_move(house, part, taken_back(reason, by))
    for part in removal.out:
        _delete(_connector(house, part), part)
        house.memory.outbox.mark_deleted(part, by, house.clock.now())
        yield part


def _require_deletable(house: House, delivery: Delivery) -> None:
    if delivery.state is not _S.SENT or delivery.receipt is None:
        raise RequestError(
            phrase(
                "{post} on {account} is {state}; only what is out can be taken down",
                **names(delivery),
                state=STATES[delivery.state],
            )
        )
    if delivery.deleted_at is not None:
        raise RequestError(
            phrase("{post} on {account} was taken down already", **names(delivery))
        )
    account = known_account(house, delivery.account)
    capabilities = house.capabilities(account)
    if not capabilities.can_delete:
        raise RequestError(
            phrase(
                "{platform} lets no program delete; take it down there: {url}",
                platform=capabilities.title,
                url=delivery.receipt.url or delivery.receipt.remote_id,
            )
        )


def _require_settled(later: list[Delivery]) -> None:
    for one in later:
        if one.state in {_S.SENDING, _S.UNCERTAIN, _S.REVIEW}:
            raise RequestError(
                phrase(
                    "{post} on {account} may be out ({number}); once that is settled, "
                    "its thread can be taken down",
                    **names(one),
                    number=one.id,
                )
            )


def _require_nothing_follows(delivery: Delivery, waiting: tuple[Delivery, ...]) -> None:
    if waiting:
        raise RequestError(
            phrase(
                "{next} would still follow {post} on {account}; take down the whole "
                "thread with --thread, or say first: kairanban queue give-up {number}",
                **names(delivery),
                next=title(waiting[0]),
                number=waiting[0].id,
            )
        )


def _is_up(delivery: Delivery) -> bool:
    is_out = delivery.state is _S.SENT and delivery.receipt is not None
    return is_out and delivery.deleted_at is None


def _connector(house: House, delivery: Delivery) -> Connector:
    return house.voices(delivery.account)


def _delete(connector: Connector, delivery: Delivery) -> None:
    remote_id = delivery.receipt.remote_id if delivery.receipt else ""
    try:
        connector.delete(remote_id)
    except PlatformError as error:
        raise RequestError(_not_done(delivery, error)) from error


def _not_done(delivery: Delivery, error: PlatformError) -> Phrase:
    known = {**names(delivery), "why": error.phrase}
    if isinstance(error, OutcomeUnknownError):
        return phrase(
            "{post} on {account} may or may not have been taken down ({why}); say it "
            "again: that does no harm",
            **known,
        )
    return phrase("{post} on {account} was not taken down: {why}", **known)
