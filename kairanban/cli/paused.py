"""Says what is paused, wherever a person might wonder why nothing goes out."""

from typing import Any

from domain.pauses import Pause
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.words import local
from kairanban.pauses import option_of


def paused_notice(desk: Desk, house: House) -> None:
    """Print a line for each pause that holds, and how to end it; nothing for none."""
    for pause in house.memory.pauses.active():
        desk.write(f"⏸ {pause_in_words(desk, house, pause)}", style="yellow")
        desk.write(f"  kairanban resume {option_of(pause)}", style="dim")


def pause_in_words(desk: Desk, house: House, pause: Pause) -> str:
    """Say what is paused, why, since when and by whom, in a line."""
    return desk.say(
        "{what} ({name}, since {time})",
        what=pause.words,
        name=pause.by or "?",
        time=local(pause.since, house.project.community),
    )


def pause_json(pause: Pause) -> dict[str, Any]:
    """Return a pause for programs."""
    return {
        "scope": str(pause.scope),
        "name": pause.name,
        "reason": pause.reason,
        "by": pause.by,
        "since": pause.since.isoformat(),
    }
