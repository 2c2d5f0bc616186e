"""What the ledger says at a moment: who has said what, and what is gone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.sandbox.lines import (
    Deleted,
    Edited,
    Joined,
    Line,
    Picture,
    Poll,
    Published,
    Said,
)

#: How many lines of the ledger a page brings at most.
PAGE_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Message:
    """Something said, by a member or by us, as it reads now."""

    id: str
    #: The member's handle; "" for ourselves.
    by: str
    text: str
    at: datetime
    parent: str = ""
    #: The top of the thread; its own id when it stands at the top.
    root: str = ""
    quotes: str = ""
    pictures: tuple[Picture, ...] = ()
    warning: str = ""
    #: "" is everybody.
    visibility: str = ""
    language: str = ""
    card: str = ""
    poll: Poll | None = None
    #: Counts the edits, from 1.
    revision: int = 1

    @property
    def is_ours(self) -> bool:
        """Did we say it?"""
        return not self.by


@dataclass(frozen=True, slots=True)
class Feed:
    """Everything that can be seen at a moment."""

    #: By id, in the order in which they were written down.
    messages: Mapping[str, Message]
    #: Those that were taken back, as they last read.
    gone: Mapping[str, Message]
    #: Names of people outside the packaged community, by handle.
    names: Mapping[str, str]

    def find(self, message_id: str) -> Message | None:
        """Return a message, whether it is still there or not."""
        return self.messages.get(message_id) or self.gone.get(message_id)


@dataclass(frozen=True, slots=True)
class News:
    """What happened since a cursor."""

    #: Ids that were said, published or edited; each once.
    ids: tuple[str, ...]
    next_cursor: str
    more: bool


def feed_at(lines: Sequence[Line], now: datetime) -> Feed:
    """Return what can be seen at *now*."""
    ours = _our_ids(lines)
    happened = [line for line in lines if _has_happened(line, now, ours)]
    gone = {line.id: line.at for line in happened if isinstance(line, Deleted)}
    messages: dict[str, Message] = {}
    for line in happened:
        _tell(line, messages, gone)
    return Feed(
        messages={known: m for known, m in messages.items() if known not in gone},
        gone={known: m for known, m in messages.items() if known in gone},
        names={j.handle: j.name for j in happened if isinstance(j, Joined)},
    )


def find_published(lines: Iterable[Line], key: str) -> Published | None:
    """Return what went out under an idempotency key, even if it is gone by now."""
    found = (n for n in lines if isinstance(n, Published) and n.key == key)
    return next(found, None)


def news_since(lines: Sequence[Line], cursor: str, now: datetime) -> News:
    """Return what happened since *cursor*, nothing twice and nothing left out.

    A cursor says how many lines were read, and which of them still lay in the
    future: "120:97,101". So it minds neither when a line was added nor a clock
    that goes back.
    """
    read, waiting = _parse_cursor(cursor, len(lines))
    ours = _our_ids(lines)
    unseen = [*waiting, *range(read, len(lines))]
    happened = [n for n in unseen if _has_happened(lines[n], now, ours)]
    taken, rest = happened[:PAGE_LIMIT], happened[PAGE_LIMIT:]
    end = max(read, rest[0]) if rest else len(lines)
    left = set(unseen).intersection(range(end)).difference(taken)
    return News(
        ids=_ids_of(lines[number] for number in taken),
        next_cursor=f"{end}:{','.join(map(str, sorted(left)))}",
        more=bool(rest),
    )


def _our_ids(lines: Iterable[Line]) -> frozenset[str]:
    return frozenset(line.id for line in lines if isinstance(line, Published))


def _ids_of(lines: Iterable[Line]) -> tuple[str, ...]:
    spoken = (line for line in lines if isinstance(line, Said | Published | Edited))
    return tuple(dict.fromkeys(line.id for line in spoken))


def _has_happened(line: Line, now: datetime, ours: frozenset[str]) -> bool:
    # What we do is done, even if the clock was set back since.
    if isinstance(line, Published | Deleted) and line.id in ours:
        return True
    return line.at <= now


def _tell(
    line: Line, messages: dict[str, Message], gone: Mapping[str, datetime]
) -> None:
    match line:
        case Said() | Published() if line.id not in messages:
            _hear(_message(line), messages, gone)
        case Edited() if line.id in messages:
            known = messages[line.id]
            messages[line.id] = replace(
                known, text=line.text, revision=known.revision + 1
            )
        case _:
            pass


def _hear(
    message: Message, messages: dict[str, Message], gone: Mapping[str, datetime]
) -> None:
    """Take *message* in, unless it speaks of what is not there (any more)."""
    for spoken_of in filter(None, (message.parent, message.quotes)):
        is_there = spoken_of in messages
        if not is_there or gone.get(spoken_of, message.at) < message.at:
            return
    parent = messages.get(message.parent)
    root = parent.root if parent else message.id
    messages[message.id] = replace(message, root=root)


def _message(line: Said | Published) -> Message:
    if isinstance(line, Said):
        return Message(
            line.id, line.by, line.text, line.at, line.parent, quotes=line.quotes
        )
    return Message(
        id=line.id,
        by="",
        text=line.text,
        at=line.at,
        parent=line.parent,
        quotes=line.quotes,
        pictures=line.pictures,
        warning=line.warning,
        visibility=line.visibility,
        language=line.language,
        card=line.card,
        poll=line.poll,
    )


def _parse_cursor(cursor: str, count: int) -> tuple[int, list[int]]:
    """Return lines read and lines awaited; from the beginning if it is not ours.

    A cursor past the end is another ledger's: this one has begun anew.
    """
    if not re.fullmatch(r"\d+:(\d+(,\d+)*)?", cursor):
        return 0, []
    read, _, waiting = cursor.partition(":")
    numbers = [int(each) for each in waiting.split(",") if each]
    if int(read) > count or any(number >= int(read) for number in numbers):
        return 0, []
    return int(read), numbers
