"""Shows deliveries."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from domain.deliveries import Delivery, DeliveryState, JournalEntry
from domain.pauses import Pause, covering
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.manner_words import answers_of, manner_json, manner_lines
from kairanban.cli.paused import pause_in_words, paused_notice
from kairanban.cli.words import STATES, local, shortened
from kairanban.deliveries import pause_of, title

_S = DeliveryState


def delivery_json(delivery: Delivery, desk: Desk) -> dict[str, Any]:
    """Return a delivery for programs; times are ISO 8601 in UTC, parts count from 1."""
    receipt, yes = delivery.receipt, delivery.approval
    return {
        "number": delivery.id,
        "post": delivery.post_key,
        "part": delivery.part + 1,
        "parts": len(delivery.post.messages_for(delivery.account)),
        "campaign": delivery.post.campaign or None,
        "account": delivery.account,
        "origin": str(delivery.origin),
        "state": str(delivery.state),
        "due_at": delivery.due_at.isoformat(),
        "sent_at": delivery.sent_at.isoformat() if delivery.sent_at else None,
        "deleted_at": delivery.deleted_at.isoformat() if delivery.deleted_at else None,
        "url": receipt.url if receipt else None,
        "remote_id": receipt.remote_id if receipt else None,
        "attempt": delivery.attempt,
        "not_before": delivery.not_before.isoformat() if delivery.not_before else None,
        "reason": desk.read(delivery.reason) or None,
        "needs_approval": delivery.needs_approval,
        "approved_by": yes.by if yes and delivery.is_approved else None,
        "text": delivery.message.text,
        "manner": manner_json(delivery.message.manner),
        "answers_address": delivery.post.answers_on(delivery.account) or None,
        "source": str(delivery.post.source) if delivery.post.source else None,
    }


def show_list(
    desk: Desk, rows: Sequence[Delivery], house: House, *, as_json: bool
) -> None:
    """Print deliveries as a table, or as JSON."""
    pauses = house.memory.pauses.active()
    if as_json:
        desk.write_json(
            [
                delivery_json(row, desk) | {"held": _pause_on(row, pauses) is not None}
                for row in rows
            ]
        )
        return
    paused_notice(desk, house)
    if not rows:
        desk.write(desk.say("Nothing in the queue."))
        return
    table = desk.table(
        desk.say("No."),
        desk.say("Due"),
        desk.say("Account"),
        desk.say("State"),
        desk.say("Post"),
        desk.say("Text"),
    )
    for row in rows:
        table.add_row(
            str(row.id),
            local(row.due_at, house.project.community),
            Text(row.account),
            _state(desk, row, _pause_on(row, pauses)),
            Text(title(row)),
            Text(shortened(row.message.text, 40)),
        )
    desk.screen.print(table)


def show_one(
    desk: Desk,
    delivery: Delivery,
    history: Sequence[JournalEntry],
    house: House,
    *,
    as_json: bool,
) -> None:
    """Print one delivery and its history, oldest first."""
    if as_json:
        desk.write_json(_with_history(desk, delivery, history, house))
        return
    _show_standing(desk, delivery, house)
    desk.write("")
    desk.write(delivery.message.text)
    for picture in delivery.message.media:
        desk.write(f"  [{picture.path.name}] {picture.alt}")
    answers = answers_of(delivery.post, delivery.account, delivery.part)
    for said in manner_lines(delivery.message, answers):
        desk.write(f"  {desk.read(said)}", style="dim")
    desk.write("")
    for line in reversed(history):
        desk.write(
            f"  {local(line.at, house.project.community)}  {desk.read(line.phrase)}"
            + (f" ({line.by})" if line.by else "")
        )


def _with_history(
    desk: Desk, delivery: Delivery, history: Sequence[JournalEntry], house: House
) -> dict[str, Any]:
    known = delivery_json(delivery, desk)
    known["held"] = _pause_on(delivery, house.memory.pauses.active()) is not None
    known["history"] = [
        {"at": line.at.isoformat(), "event": line.event, "by": line.by}
        | {"what": desk.read(line.phrase)}
        for line in reversed(history)
    ]
    return known


def _show_standing(desk: Desk, delivery: Delivery, house: House) -> None:
    desk.write(f"{title(delivery)} → {delivery.account}", style="bold")
    pause = pause_of(house.memory, delivery)
    state = _state(desk, delivery, pause if delivery.state is _S.QUEUED else None)
    has_reason = delivery.reason is not None and delivery.deleted_at is None
    why = f": {desk.read(delivery.reason)}" if has_reason else ""
    desk.screen.print(state.append(why), soft_wrap=True)
    if pause is not None and delivery.state is _S.QUEUED:
        desk.write(pause_in_words(desk, house, pause), style="yellow")
    due = local(delivery.due_at, house.project.community)
    desk.write(desk.say("due {time}", time=due))
    if delivery.not_before is not None and delivery.not_before > house.clock.now():
        later = local(delivery.not_before, house.project.community)
        desk.write(desk.say("not before {time}", time=later))
    if delivery.needs_approval:
        desk.write(_yes_in_words(desk, delivery, house))
    if delivery.receipt:
        desk.write(delivery.receipt.url or delivery.receipt.remote_id)


def _yes_in_words(desk: Desk, delivery: Delivery, house: House) -> str:
    if delivery.approval is None or not delivery.is_approved:
        return desk.say("nobody has approved these words yet")
    return desk.say(
        "approved by {name}, {time}",
        name=delivery.approval.by,
        time=local(delivery.approval.at, house.project.community),
    )


def _pause_on(delivery: Delivery, pauses: Sequence[Pause]) -> Pause | None:
    """Return the pause that holds something back that would go out."""
    if delivery.state is not _S.QUEUED:
        return None
    return covering(pauses, delivery.account, delivery.post.campaign)


def _state(desk: Desk, delivery: Delivery, pause: Pause | None) -> Text:
    if delivery.deleted_at is not None:
        return Text(desk.say("sent, taken down"), style="dim")
    if pause is not None:
        return Text(desk.say("queued, held by a pause"), style="yellow")
    word, style = STATES[delivery.state]
    return Text(desk.read(word), style=style)
