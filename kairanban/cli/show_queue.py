"""Shows deliveries."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from domain.deliveries import Delivery, JournalEntry
from domain.project import Project
from kairanban.cli.desk import Desk
from kairanban.cli.words import STATES, local, shortened


def delivery_json(delivery: Delivery, desk: Desk) -> dict[str, Any]:
    """Return a delivery for programs; times are ISO 8601 in UTC."""
    return {
        "number": delivery.id,
        "post": delivery.post_key,
        "account": delivery.account,
        "origin": str(delivery.origin),
        "state": str(delivery.state),
        "due_at": delivery.due_at.isoformat(),
        "sent_at": delivery.sent_at.isoformat() if delivery.sent_at else None,
        "url": delivery.receipt.url if delivery.receipt else None,
        "remote_id": delivery.receipt.remote_id if delivery.receipt else None,
        "attempt": delivery.attempt,
        "not_before": delivery.not_before.isoformat() if delivery.not_before else None,
        "reason": desk.read(delivery.reason) or None,
        "text": delivery.post.text,
        "source": str(delivery.post.source) if delivery.post.source else None,
    }


def show_list(
    desk: Desk, rows: Sequence[Delivery], project: Project, *, as_json: bool
) -> None:
    """Print deliveries as a table, or as JSON."""
    if as_json:
        desk.write_json([delivery_json(row, desk) for row in rows])
        return
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
        word, style = STATES[row.state]
        table.add_row(
            str(row.id),
            local(row.due_at, project.community),
            Text(row.account),
            Text(desk.read(word), style=style),
            Text(row.post_key),
            Text(shortened(row.post.text, 40)),
        )
    desk.screen.print(table)


def show_one(
    desk: Desk,
    delivery: Delivery,
    history: Sequence[JournalEntry],
    project: Project,
    *,
    as_json: bool,
) -> None:
    """Print one delivery and its history, oldest first."""
    if as_json:
        known = delivery_json(delivery, desk)
        known["history"] = [
            {"at": line.at.isoformat(), "event": line.event, "by": line.by}
            | {"what": desk.read(line.phrase)}
            for line in reversed(history)
        ]
        desk.write_json(known)
        return
    word, style = STATES[delivery.state]
    desk.write(f"{delivery.post_key} → {delivery.account}", style="bold")
    why = f": {desk.read(delivery.reason)}" if delivery.reason else ""
    desk.write(f"{desk.read(word)}{why}", style=style)
    desk.write(desk.say("due {time}", time=local(delivery.due_at, project.community)))
    if delivery.receipt:
        desk.write(delivery.receipt.url or delivery.receipt.remote_id)
    desk.write("")
    desk.write(delivery.post.text)
    for picture in delivery.post.media:
        desk.write(f"  [{picture.path.name}] {picture.alt}")
    desk.write("")
    for line in reversed(history):
        desk.write(
            f"  {local(line.at, project.community)}  {desk.read(line.phrase)}"
            + (f" ({line.by})" if line.by else "")
        )
