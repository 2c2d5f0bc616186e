"""Lets something go out (again) on a person's word, however late it is."""

from config.load import load
from digest.words import STATES
from domain.deliveries import MOVES, CancelledBy, Delivery, DeliveryState, Move
from domain.errors import ConfigurationError, RequestError
from domain.phrases import Phrase, phrase
from domain.posts import Origin
from kairanban.bootstrap import House
from kairanban.deliveries import make_move, names, title
from kairanban.names import known_account
from scheduler.due import falls_on, time_on

_S = DeliveryState

#: What a person may send again; of what is cancelled, not what YAML took back.
REPEATABLE = frozenset({_S.REVIEW, _S.MISSED, _S.FAILED, _S.CANCELLED})


def require_repeatable(house: House, delivery: Delivery) -> None:
    """Do nothing if it may be sent again.

    Raises:
        RequestError: It may not; says why, and what can be done.
    """
    known_account(house, delivery.account)
    known = {**names(delivery), "number": delivery.id}
    if delivery.state is _S.AWAITING_APPROVAL:
        raise RequestError(
            phrase(
                "{post} on {account} waits for somebody's yes: "
                "kairanban queue approve {number}",
                **known,
            )
        )
    if delivery.state not in REPEATABLE:
        raise RequestError(_why_not(delivery))
    if delivery.cancelled_by is CancelledBy.PLAN or not _is_in_files(house, delivery):
        raise RequestError(
            phrase(
                "{post} is not in the queue's files for {account} at that time, so it "
                "would be taken back again; put it back there",
                **names(delivery),
            )
        )
    if before := _cancelled_before(house, delivery):
        raise RequestError(
            phrase(
                "{post} follows a part that is cancelled; begin there: "
                "kairanban queue send-again {number}",
                post=title(delivery),
                number=before.id,
            )
        )


def _is_in_files(house: House, delivery: Delivery) -> bool:
    """Does YAML want it? If its files are broken, the plan that holds wants it."""
    if delivery.origin is Origin.REPLY:
        return True
    try:
        posts = load(house.project.folder).project.posts
    except ConfigurationError:
        return True
    post = next((post for post in posts if post.key == delivery.post_key), None)
    if post is None or delivery.account not in post.accounts:
        return False
    if post.repeat is not None:
        return falls_on(post, delivery.account, delivery.due_at)
    if post.timing.slot is not None:  # the outbox alone knows which it was given
        return True
    return time_on(post, delivery.account) == delivery.due_at


def _cancelled_before(house: House, delivery: Delivery) -> Delivery | None:
    """Return the first part before it that does not go out; None if all do."""
    if not delivery.part:
        return None
    parts = house.memory.outbox.thread(delivery)
    before = (one for one in parts if one.part < delivery.part)
    return next((one for one in before if one.state is _S.CANCELLED), None)


def send_again(house: House, delivery: Delivery, *, by: str) -> Delivery:
    """Queue it as if it were due now; or let it wait for its yes, where it lacks one.

    What was cancelled brings the parts of its thread back that were cancelled with it.

    Raises:
        RequestError: It moved while we looked.
    """
    following = revived_with(house, delivery)
    after = _queue(house, delivery, _words(by), by)
    for part in following:
        _queue(house, part, _words(by), by)
    return after


def revived_with(house: House, delivery: Delivery) -> tuple[Delivery, ...]:
    """Return the later parts of its thread that come back together with it."""
    if delivery.state is not _S.CANCELLED:
        return ()
    return tuple(
        one
        for one in house.memory.outbox.thread(delivery)
        if one.part > delivery.part and _is_left_out(one)
    )


def _is_left_out(delivery: Delivery) -> bool:
    is_cancelled = delivery.state is _S.CANCELLED
    return is_cancelled and delivery.cancelled_by is not CancelledBy.PLAN


def _queue(house: House, delivery: Delivery, reason: Phrase, by: str) -> Delivery:
    """Bring it back by the table of moves; the claim keeps out what lacks its yes."""
    ways = [_S.QUEUED]
    if not delivery.is_approved:
        is_direct = _S.AWAITING_APPROVAL in MOVES[delivery.state]
        ways = [_S.AWAITING_APPROVAL] if is_direct else [*ways, _S.AWAITING_APPROVAL]
    for state in ways:
        move = Move(state, reason, thaw=True, released=True, by=by)
        delivery = make_move(house, delivery, move)
    return delivery


def _why_not(delivery: Delivery) -> Phrase:
    if delivery.state is _S.SENT:
        return phrase(
            "{post} went out on {account} already; a post with a new id would be "
            "published",
            **names(delivery),
        )
    if delivery.state is _S.QUEUED:
        return phrase(
            "{post} on {account} is queued already; it goes out when its time comes",
            **names(delivery),
        )
    return phrase(
        "{post} on {account}: {state}; wait for what becomes of it",
        **names(delivery),
        state=STATES[delivery.state],
    )


def _words(by: str) -> Phrase:
    return phrase("sent again by {name}", name=by) if by else phrase("sent again")
