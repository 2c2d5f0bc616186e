"""Remembers since when a feed or a calendar gives us nothing, and why."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from domain.events import Calendar
from domain.feeds import Feed, SourceTrouble
from domain.phrases import Phrase
from domain.ports import Notes
from domain.project import Project


def note_trouble(notes: Notes, url: str, problem: Phrase | None, now: datetime) -> None:
    """Note how asking *url* ended; None ends the trouble. Nothing new, no write."""
    known = _noted(notes, url)
    if problem is None:
        if known:
            notes.put(_name(url), "")
        return
    since = known["since"] if known else now.isoformat()
    values = {name: str(value) for name, value in problem.values.items()}
    told = {"since": since, "message": problem.message, "values": values}
    if told != known:
        notes.put(_name(url), json.dumps(told))


def source_troubles(notes: Notes, project: Project) -> Iterator[SourceTrouble]:
    """Return the feeds and calendars of *project* that are in trouble."""
    sources: tuple[Feed | Calendar, ...] = (*project.feeds, *project.calendars)
    for source in sources:
        known = _noted(notes, source.url)
        if known:
            yield SourceTrouble(
                source.name,
                Phrase(known["message"], known["values"]),
                datetime.fromisoformat(known["since"]),
            )


def _noted(notes: Notes, url: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(notes.get(_name(url)) or "{}")
    return found


def _name(url: str) -> str:
    mark = sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"web/trouble/{mark}"
