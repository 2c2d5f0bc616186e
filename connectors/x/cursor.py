"""How far we have read: our own note, kept by the inbox between two pulls."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from connectors.json_paths import Json, moment_at, number_at, objects_at, text_at

_VERSION = 1


class Source(StrEnum):
    """A list that is walked through."""

    OWN = "own"
    MENTIONS = "mentions"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk back through one list, from its newest post to what we know."""

    source: Source
    #: Ids: newer than this, and older than that ("" from the newest on).
    since: str
    until: str = ""
    #: What is searched for.
    query: str = ""


@dataclass(frozen=True, slots=True)
class OwnThread:
    """One of our own posts, in whose thread and round which people talk."""

    id: str
    #: Id of the top of its thread, if that is ours; "" in a stranger's thread.
    thread: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything to remember between two pulls. Times are aware UTC."""

    #: Our id: another account's marks mean nothing.
    us: str = ""
    #: When the last round of walks began, by X's clock; and the one that is under way.
    read_at: datetime | None = None
    begun_at: datetime | None = None
    #: Our newest post that we know of; "" for none.
    own: str = ""
    #: Our posts of the last days, newest first.
    threads: tuple[OwnThread, ...] = ()
    #: Walks that are still to be gone.
    walks: tuple[Walk, ...] = ()
    #: The newest of our own answers that was reported.
    answered: datetime | None = None

    def encode(self) -> str:
        """Return it as text for the inbox to keep."""
        note = {
            "v": _VERSION,
            "us": self.us,
            "read_at": self.read_at and self.read_at.isoformat(),
            "begun_at": self.begun_at and self.begun_at.isoformat(),
            "own": self.own,
            "threads": [{"id": one.id, "thread": one.thread} for one in self.threads],
            "walks": [
                {name: said for name, said in asdict(one).items() if said}
                for one in self.walks
            ],
            "answered": self.answered and self.answered.isoformat(),
        }
        return json.dumps({name: value for name, value in note.items() if value})

    @classmethod
    def decode(cls, text: str, us: str) -> "Cursor":
        """Read it again; what cannot be read, or is of somebody else, is forgotten."""
        try:
            note = json.loads(text or "{}")
        except ValueError:
            return cls(us)
        if number_at(note, "v") != _VERSION or text_at(note, "us") != us:
            return cls(us)
        return cls(
            us=us,
            read_at=moment_at(note, "read_at"),
            begun_at=moment_at(note, "begun_at"),
            own=text_at(note, "own"),
            threads=tuple(map(_thread, objects_at(note, "threads"))),
            walks=tuple(map(_walk, objects_at(note, "walks"))),
            answered=moment_at(note, "answered"),
        )


def _thread(note: Json) -> OwnThread:
    return OwnThread(text_at(note, "id"), text_at(note, "thread"))


def _walk(note: Json) -> Walk:
    return Walk(
        Source(text_at(note, "source")),
        text_at(note, "since"),
        text_at(note, "until"),
        text_at(note, "query"),
    )
