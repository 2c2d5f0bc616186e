"""Shows what waits for a person's word."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from domain.deliveries import Delivery, DeliveryState
from domain.phrases import Phrase, phrase
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.paused import paused_notice
from kairanban.cli.show_decisions import show_words
from kairanban.cli.show_queue import delivery_json
from kairanban.cli.words import STATES, shortened
from kairanban.deliveries import title
from kairanban.review import Waiting, Way, gathered, waiting

_S = DeliveryState

_HEADINGS: Mapping[DeliveryState, Phrase] = {
    _S.UNCERTAIN: phrase("May have been posted: Kairanban is finding out by itself"),
    _S.REVIEW: phrase("May have been posted: look, and say what is so"),
    _S.MISSED: phrase("Missed: not sent, and not sent without your word"),
    _S.FAILED: phrase("Failed: refused, and not sent"),
    _S.AWAITING_APPROVAL: phrase("Waits for somebody's yes"),
}

#: What is typed besides the number.
_MORE: Mapping[Way, str] = {
    Way.MARK_SENT: " URL",
    Way.APPROVE: " --by NAME",
    Way.REJECT: " --by NAME --reason TEXT",
}


def show(desk: Desk, house: House, *, as_json: bool) -> None:
    """Print what waits in groups, or all of it as JSON."""
    found = waiting(house)
    if as_json:
        desk.write_json([_json(desk, one) for one in found])
        return
    paused_notice(desk, house)
    if not found:
        desk.write(desk.say("Nothing waits for you."), style="green")
    shown = gathered(found)
    for state, group in groupby(shown, key=lambda one: one.delivery.state):
        desk.write("")
        desk.write(desk.read(_HEADINGS[state]), style=f"bold {STATES[state][1]}")
        for one in group:
            _show_one(desk, house, one)


def _show_one(desk: Desk, house: House, one: Waiting) -> None:
    delivery = one.delivery
    together = delivery.state is _S.AWAITING_APPROVAL and one.thread
    parts = [p for p in one.thread if p.state is delivery.state] if together else []
    for part in parts or [delivery]:
        show_words(desk, house, part)
    if one.answers is not None:
        item = one.answers.item
        words = shortened(item.text, 200)
        who = item.author.handle
        told = desk.say("answers {name}: {text}", name=who, text=words)
        desk.write(f"      {told}", style="dim")
    if delivery.reason is not None:
        desk.write(f"      {desk.read(delivery.reason)}", style="yellow")
    has_begun = any(part.state is _S.SENT for part in one.thread)
    if one.thread and (has_begun or not together):
        desk.write(f"      {_thread_in_words(desk, one)}")
    if later := {repeat.due_at for repeat in one.repeats}:
        told = desk.book.say_many(
            "and {count} more time with the same words",
            "and {count} more times with the same words",
            len(later),
        )
        desk.write(f"      {told}")
    if one.look_at:
        told = desk.say("look at: {url}", url=one.look_at)
        desk.write(f"      {told}", style="blue")
    for command in _commands(one):
        desk.write(f"      {command}", style="dim")


def _thread_in_words(desk: Desk, one: Waiting) -> str:
    """Say what of its thread is out."""
    out = [part for part in one.thread if part.state is _S.SENT]
    if not out:
        return desk.say("a thread; nothing of it is out")
    return desk.say(
        "a thread; out so far: {parts}", parts=", ".join(map(_part_out, out))
    )


def _part_out(part: Delivery) -> str:
    url = part.receipt.url if part.receipt else ""
    return f"{title(part)} {url}".strip()


def _commands(one: Waiting) -> list[str]:
    number = one.delivery.id
    return [f"kairanban queue {way} {number}{_MORE.get(way, '')}" for way in one.ways]


def _json(desk: Desk, one: Waiting) -> dict[str, Any]:
    return delivery_json(one.delivery, desk) | {
        "look_at": one.look_at or None,
        "answers": one.answers.id if one.answers else None,
        "commands": _commands(one),
        "thread": [
            {
                "number": part.id,
                "part": part.part + 1,
                "state": str(part.state),
                "url": part.receipt.url if part.receipt else None,
            }
            for part in one.thread
        ],
    }
