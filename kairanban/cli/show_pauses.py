"""Shows pauses, and what they hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.deliveries import Delivery
from domain.pauses import Held, Pause
from domain.phrases import Phrase, phrase
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.paused import pause_in_words, paused_notice
from kairanban.cli.show_decisions import line_of
from kairanban.cli.words import local
from kairanban.deliveries import MANY, names
from kairanban.pauses import Silence, option_of, silence

#: So many of what is held are named; the others are counted.
_NAMED = 10

_CHOICES: Mapping[Held, Phrase] = {
    Held.LATE: phrase("as each post's late policy says, as after an outage"),
    Held.SEND: phrase("all of it goes out now, one by one"),
    Held.ASK: phrase("a person says so of each: kairanban queue review"),
    Held.SKIP: phrase("none of it goes out; it is cancelled"),
}


def show_begun(desk: Desk, house: House, now: Silence, *, dry_run: bool) -> None:
    """Say what a pause holds from now on, and what may still arrive."""
    if dry_run:
        desk.write(desk.say("Would be paused:"))
    desk.write(f"⏸ {pause_in_words(desk, house, now.pause)}", style="yellow")
    desk.write(f"  {_held_in_words(desk, house, now)}")
    for one in now.leaving:
        told = desk.say(
            "{post} is being sent to {account} just now; it may still arrive.",
            **names(one),
        )
        desk.write(f"  {told}")
    if not dry_run:
        way = f"kairanban resume {option_of(now.pause)}"
        told = desk.say("It goes on with: {command}", command=way)
        desk.write(f"  {told}")


def show_held(desk: Desk, house: House, held: Sequence[Delivery]) -> None:
    """Name what was due during a pause."""
    if not held:
        desk.write(desk.say("Nothing was due meanwhile."))
        return
    desk.write(
        desk.book.say_many(
            "{count} was due meanwhile:", "{count} were due meanwhile:", len(held)
        )
    )
    for one in held[:_NAMED]:
        due = local(one.due_at, house.project.community)
        desk.write(f"{line_of(one)}  ({due})")
    if len(held) > _NAMED:
        more = len(held) - _NAMED
        told = desk.say("… and {count} more", count=more)
        desk.write(f"      {told}")


def show_choices(desk: Desk) -> None:
    """Explain what can become of what was held."""
    for choice, words in _CHOICES.items():
        desk.write(f"  {choice:<5} {desk.read(words)}")


def show_would_lift(desk: Desk, house: House, pause: Pause) -> None:
    """Say what a rehearsed `resume` would end."""
    words = pause_in_words(desk, house, pause)
    desk.write(desk.say("Would be lifted: {pause}", pause=words))


def show_lifted(
    desk: Desk,
    house: House,
    pause: Pause,
    held: Sequence[Delivery],
    choice: Held,
) -> None:
    """Say that a pause is over, what became of what it held, and what still holds."""
    words = pause_in_words(desk, house, pause)
    desk.write(desk.say("Lifted: {what}", what=words), style="green")
    if held:
        told = desk.read(_CHOICES[choice])
        desk.write(desk.say("What was due meanwhile: {what}.", what=told))
    paused_notice(desk, house)


def show_list(desk: Desk, house: House, *, as_json: bool) -> None:
    """Print every pause with what it holds, or the same as JSON."""
    found = [silence(house, one) for one in house.memory.pauses.active()]
    if as_json:
        desk.write_json([_json(house, one) for one in found])
        return
    if not found:
        desk.write(desk.say("Nothing is paused."))
    for one in found:
        desk.write(f"⏸ {pause_in_words(desk, house, one.pause)}", style="yellow")
        desk.write(f"  {_held_in_words(desk, house, one)}")
        desk.write(f"  kairanban resume {option_of(one.pause)}", style="dim")


def _json(house: House, one: Silence) -> dict[str, Any]:
    now = house.clock.now()
    return {
        "scope": str(one.pause.scope),
        "name": one.pause.name,
        "reason": one.pause.reason,
        "by": one.pause.by,
        "since": one.pause.since.isoformat(),
        "held": len(one.held),
        "overdue": sum(delivery.timely_at <= now for delivery in one.held),
    }


def _held_in_words(desk: Desk, house: House, now: Silence) -> str:
    if not now.held:
        return desk.say("It holds nothing so far.")
    due = local(now.held[0].due_at, house.project.community)
    if len(now.held) == MANY:
        return desk.say(
            "It holds more than {count}, the first due {time}.",
            count=MANY - 1,
            time=due,
        )
    return desk.book.say_many(
        "It holds {count}, due {time}.",
        "It holds {count}, the first due {time}.",
        len(now.held),
        time=due,
    )
