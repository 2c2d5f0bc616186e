"""Shows posts that are still being written."""

from collections.abc import Sequence
from typing import Any

from config.posts import Draft
from domain.project import Project
from kairanban.cli.desk import Desk
from kairanban.cli.words import local, shortened


def draft_json(draft: Draft) -> dict[str, Any]:
    """Return a draft for programs."""
    return {
        "post": draft.key,
        "due_at": draft.at.isoformat() if draft.at else None,
        "text": draft.text,
        "source": str(draft.source),
    }


def show(desk: Desk, drafts: Sequence[Draft], project: Project) -> None:
    """Print what is not planned yet."""
    if not drafts:
        return
    desk.write(desk.say("Drafts: not planned before they say so"), style="bold")
    for draft in drafts:
        when = local(draft.at, project.community)
        name = " ".join(filter(None, [draft.key, when]))
        desk.write(f"  {name} ({draft.source}): {shortened(draft.text)}", style="dim")
