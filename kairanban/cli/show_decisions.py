"""Shows what became of what a person has decided."""

from collections.abc import Sequence
from datetime import datetime

from domain.deliveries import Delivery, DeliveryState
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.manner_words import answers_of, manner_lines
from kairanban.cli.paused import pause_in_words
from kairanban.cli.words import STATES, local, shortened
from kairanban.deliveries import is_next, names, pause_of, title
from kairanban.outcome import Outcome

_S = DeliveryState


def show_words(desk: Desk, house: House, delivery: Delivery) -> None:
    """Print which message it is, and what it says, in full."""
    when = local(delivery.due_at, house.project.community)
    head = f"{delivery.id:>4}  {title(delivery)} → {delivery.account}  {when}"
    desk.write(head, style="bold")
    for line in delivery.message.text.splitlines():
        desk.write(f"      {line}")
    for picture in delivery.message.media:
        desk.write(f"      [{picture.path.name}] {picture.alt}", style="dim")
    answers = answers_of(delivery.post, delivery.account, delivery.part)
    for said in manner_lines(delivery.message, answers):
        desk.write(f"      {desk.read(said)}", style="dim")


def show_would_approve(desk: Desk, house: House, found: Sequence[Delivery]) -> None:
    """Print the words that a yes would be said to."""
    for delivery in found:
        desk.write(desk.say("Would approve:"))
        show_words(desk, house, delivery)


def show_approved(desk: Desk, house: House, after: Delivery) -> None:
    """Print the words that the yes was said to, and what happens next."""
    show_words(desk, house, after)
    known = {"number": after.id, "reason": after.reason or ""}
    if after.state in {_S.MISSED, _S.CANCELLED}:
        desk.write(
            desk.say(
                "Approved, but too late: {reason}. To send it all the same: "
                "kairanban queue send-again {number}",
                **known,
            ),
            style="yellow",
        )
        return
    show_standing(desk, house, after, desk.say("Approved."))


def show_rejected(
    desk: Desk, house: House, found: Sequence[Delivery], *, dry_run: bool
) -> None:
    """Print what does not go out."""
    for delivery in found:
        show_words(desk, house, delivery)
        desk.write(desk.say("Would reject it.") if dry_run else desk.say("Rejected."))


def show_standing(desk: Desk, house: House, delivery: Delivery, done: str) -> None:
    """Print *done*, and when something that is on its way goes out."""
    if delivery.state is not _S.QUEUED:
        show_end(desk, delivery, done)
        return
    if pause := pause_of(house.memory, delivery):
        what = desk.say("Held: {pause}", pause=pause_in_words(desk, house, pause))
        desk.write(f"{done} {what}", style="yellow")
        return
    desk.write(f"{done} {_when(desk, house, delivery)}", style="green")


def show_end(desk: Desk, delivery: Delivery, done: str) -> None:
    """Print *done*, and how something stands that has come to rest."""
    word, style = STATES[delivery.state]
    if delivery.state is _S.SENT and delivery.receipt is not None:
        url = delivery.receipt.url or delivery.receipt.remote_id
        desk.write(f"{done} {desk.read(word)}: {url}", style=style)
        return
    why = f": {desk.read(delivery.reason)}" if delivery.reason else ""
    desk.write(f"{done} {desk.read(word)}{why}", style=style)
    see = desk.say("See: kairanban queue show {number}", number=delivery.id)
    desk.write(see, style="dim")


def show_sent_again(desk: Desk, house: House, outcome: Outcome, *, runs: bool) -> None:
    """Print what became of something that was sent again; does a daemon run?"""
    delivery = outcome.delivery
    if delivery.state is _S.AWAITING_APPROVAL:
        desk.write(
            desk.say(
                "It waits for somebody's yes, and then goes out at once: "
                "kairanban queue approve {number} --by NAME",
                number=delivery.id,
            ),
            style="yellow",
        )
        return
    done = desk.say("{post} on {account}:", **names(delivery))
    is_on_its_way = delivery.state is _S.QUEUED and outcome.pause is None
    if is_on_its_way and not runs and _is_due(house, delivery):
        told = desk.say("No daemon runs here; it goes out with the next run.")
        desk.write(f"{done} {told}")
        return
    show_standing(desk, house, delivery, done)


def line_of(delivery: Delivery) -> str:
    """Return a delivery on one line: number, what, where, and how it begins."""
    words = shortened(delivery.message.text, 50)
    return f"{delivery.id:>4}  {title(delivery)} → {delivery.account}  {words}"


def _when(desk: Desk, house: House, delivery: Delivery) -> str:
    if not is_next(house.memory, delivery):
        return desk.say("It follows when the part before it is out.")
    if _is_due(house, delivery):
        return desk.say("It goes out as soon as it can.")
    time = local(_moment(delivery), house.project.community)
    return desk.say("It goes out at {time}.", time=time)


def _is_due(house: House, delivery: Delivery) -> bool:
    is_turn = is_next(house.memory, delivery)
    return is_turn and _moment(delivery) <= house.clock.now()


def _moment(delivery: Delivery) -> datetime:
    return max(delivery.due_at, delivery.not_before or delivery.due_at)
