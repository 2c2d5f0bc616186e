"""How often an event was changed: what calendars tell a new version by (SEQUENCE)."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from domain.events import Event
from domain.ports import Notes

_NOTE = "event/"


@dataclass(frozen=True, slots=True)
class Revision:
    """A version of an event."""

    #: 0 for the first one.
    sequence: int
    #: When it was first seen so; aware UTC.
    changed_at: datetime


def revision(event: Event, notes: Notes, now: datetime) -> Revision:
    """Return which version *event* is in; one that was never seen so is a new one."""
    name, looks = f"{_NOTE}{event.key}", _looks(event)
    noted = json.loads(notes.get(name) or "null")
    if noted is not None and noted["looks"] == looks:
        return Revision(noted["sequence"], datetime.fromisoformat(noted["at"]))
    new = Revision(noted["sequence"] + 1 if noted else 0, now)
    told = {"looks": looks, "sequence": new.sequence, "at": now.isoformat()}
    notes.put(name, json.dumps(told))
    return new


def _looks(event: Event) -> str:
    """Return a hash of what calendars are told of an event."""
    told = replace(event, tasks=(), staff=(), source=None)
    return sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()
