"""Shows what a person has silenced."""

from collections.abc import Sequence
from typing import Any

from digest.limits import lifting
from domain.pauses import Pause
from domain.project import Project
from kairanban.cli.desk import Desk
from kairanban.cli.words import local


def pause_json(pause: Pause) -> dict[str, Any]:
    """Return a pause for programs."""
    return {
        "scope": str(pause.scope),
        "name": pause.name,
        "reason": pause.reason,
        "by": pause.by,
        "since": pause.since.isoformat(),
    }


def show_banner(desk: Desk, pauses: Sequence[Pause], project: Project) -> None:
    """Print each pause in a line of its own, and a blank line after them."""
    for pause in pauses:
        desk.write(desk.read(pause.words), style="bold black on yellow")
        since = local(pause.since, project.community)
        about = (
            desk.say("since {when}, by {name}", when=since, name=pause.by)
            if pause.by
            else desk.say("since {when}", when=since)
        )
        lift = desk.say("to lift it: {command}", command=lifting(pause))
        desk.write(f"  {about} · {lift}", style="yellow")
    if pauses:
        desk.write("")
