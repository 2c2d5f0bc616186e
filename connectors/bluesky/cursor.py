"""How far we have read: our own note, kept by the inbox between two pulls."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connectors.json_paths import (
    Json,
    moment_at,
    number_at,
    object_at,
    text_at,
    texts_at,
)

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through older and older notifications that is not at its end. UTC."""

    #: The server's own cursor of the page to read next.
    page: str
    #: Where to stop.
    until: datetime
    #: The newest thing that the walk met.
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything to remember between two pulls. Times are aware UTC."""

    #: Nothing older than this was ever asked for: where the first pull began.
    floor: datetime | None = None
    #: The newest notification that a finished walk brought, by the server's clock.
    seen: datetime | None = None
    #: When a walk last went far back.
    deep_at: datetime | None = None
    walk: Walk | None = None
    #: When all threads were last put on the list to be read again.
    round_at: datetime | None = None
    #: Threads still to be read again, by address.
    threads: tuple[str, ...] = ()
    #: How many replies each thread had when it was last read.
    replies: Mapping[str, int] = field(default_factory=dict)
    #: The newest of our own answers that was reported.
    answered: datetime | None = None

    def encode(self) -> str:
        """Return it as text for the inbox to keep."""
        note = {
            "v": _VERSION,
            "floor": _written(self.floor),
            "seen": _written(self.seen),
            "deep_at": _written(self.deep_at),
            "walk": self.walk
            and {
                "page": self.walk.page,
                "until": _written(self.walk.until),
                "newest": _written(self.walk.newest),
            },
            "round_at": _written(self.round_at),
            "threads": self.threads,
            "replies": dict(self.replies),
            "answered": _written(self.answered),
        }
        return json.dumps({name: value for name, value in note.items() if value})

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Read it again; what cannot be read means: from the beginning."""
        try:
            note = json.loads(text or "{}")
        except ValueError:
            return cls()
        if number_at(note, "v") != _VERSION:
            return cls()
        replies = object_at(note, "replies")
        return cls(
            floor=moment_at(note, "floor"),
            seen=moment_at(note, "seen"),
            deep_at=moment_at(note, "deep_at"),
            walk=_walk(object_at(note, "walk")),
            round_at=moment_at(note, "round_at"),
            threads=texts_at(note, "threads"),
            replies={uri: number_at(replies, uri) for uri in replies},
            answered=moment_at(note, "answered"),
        )


def _walk(note: Json) -> Walk | None:
    until = moment_at(note, "until")
    if until is None:
        return None
    return Walk(text_at(note, "page"), until, moment_at(note, "newest"))


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
