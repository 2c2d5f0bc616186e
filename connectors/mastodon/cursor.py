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
    objects_at,
    text_at,
    texts_at,
)

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk back through older and older notifications that is not at its end."""

    #: Id of the notification before which to go on; "" for the newest.
    before: str
    #: Where to stop, by the server's clock; aware UTC. None: known after one page.
    until: datetime | None
    #: Ids of the newest and of the oldest notification of its first page.
    newest: str = ""
    oldest: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the list up to which all was read, and when that was."""

    #: Id of a notification; opaque.
    id: str
    #: Aware UTC, by our clock.
    at: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything to remember between two pulls. Times are aware UTC."""

    #: The server and our id on it: on another one these ids mean nothing.
    place: str = ""
    #: Oldest first. A walk begins at the first, so that what came late is heard.
    marks: tuple[Mark, ...] = ()
    #: Where a walk forward stopped for breath; "" if it reached the end.
    position: str = ""
    walk: Walk | None = None
    #: When a walk last went back over what was read.
    deep_at: datetime | None = None
    #: When all threads were last put on the list to be read again.
    round_at: datetime | None = None
    #: Threads still to be read again, by the id of their top.
    threads: tuple[str, ...] = ()
    #: How many replies each thread had when it was last read.
    replies: Mapping[str, int] = field(default_factory=dict)
    #: The newest of our own answers that was reported.
    answered: datetime | None = None

    def encode(self) -> str:
        """Return it as text for the inbox to keep."""
        note = {
            "v": _VERSION,
            "place": self.place,
            "marks": [{"id": m.id, "at": _written(m.at)} for m in self.marks],
            "position": self.position,
            "walk": self.walk
            and {
                "before": self.walk.before,
                "until": _written(self.walk.until),
                "newest": self.walk.newest,
                "oldest": self.walk.oldest,
            },
            "deep_at": _written(self.deep_at),
            "round_at": _written(self.round_at),
            "threads": self.threads,
            "replies": dict(self.replies),
            "answered": _written(self.answered),
        }
        return json.dumps({name: value for name, value in note.items() if value})

    @classmethod
    def decode(cls, text: str, place: str) -> "Cursor":
        """Read it again; what cannot be read, or is of another place, is forgotten."""
        try:
            note = json.loads(text or "{}")
        except ValueError:
            return cls(place)
        if number_at(note, "v") != _VERSION or text_at(note, "place") != place:
            return cls(place)
        replies = object_at(note, "replies")
        return cls(
            place=place,
            marks=tuple(_marks(objects_at(note, "marks"))),
            position=text_at(note, "position"),
            walk=_walk(object_at(note, "walk")),
            deep_at=moment_at(note, "deep_at"),
            round_at=moment_at(note, "round_at"),
            threads=texts_at(note, "threads"),
            replies={one: number_at(replies, one) for one in replies},
            answered=moment_at(note, "answered"),
        )


def _marks(notes: list[Json]) -> list[Mark]:
    read = ((text_at(one, "id"), moment_at(one, "at")) for one in notes)
    return [Mark(id_, at) for id_, at in read if id_ and at is not None]


def _walk(note: Json) -> Walk | None:
    if not note:
        return None
    return Walk(
        text_at(note, "before"),
        moment_at(note, "until"),
        text_at(note, "newest"),
        text_at(note, "oldest"),
    )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
