"""What can stand in the ledger: a line each, as JSON that a person can read.

A line's `at` may lie in the future: that is what somebody is going to say.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Opened:
    """The folder was opened, and the neighbours were let in."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came who is not in the packaged community."""

    at: datetime
    handle: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A member said something."""

    at: datetime
    id: str
    #: The member's handle.
    by: str
    text: str
    #: Id of what it answers.
    parent: str = ""
    #: Id of what it quotes.
    quotes: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on one of our posts."""

    #: Relative to the folder, such as "media/3f….png".
    file: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A question on one of our posts."""

    options: tuple[str, ...]
    open_for_seconds: int
    several: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """We said something."""

    at: datetime
    id: str
    text: str
    #: The idempotency key; "" for what was there before Kairanban came.
    key: str = ""
    parent: str = ""
    pictures: tuple[Picture, ...] = ()
    #: Id of what it quotes.
    quotes: str = ""
    warning: str = ""
    #: "" is everybody.
    visibility: str = ""
    language: str = ""
    #: Address of the page whose card it shows.
    card: str = ""
    poll: Poll | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody changed their words."""

    at: datetime
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody took their words back."""

    at: datetime
    id: str


Line = Opened | Joined | Said | Published | Edited | Deleted

_CLASSES: Mapping[str, type[Line]] = MappingProxyType(
    {
        "opened": Opened,
        "joined": Joined,
        "said": Said,
        "published": Published,
        "edited": Edited,
        "deleted": Deleted,
    }
)
_KINDS = {line_class: kind for kind, line_class in _CLASSES.items()}


def to_json(line: Line) -> str:
    """Return *line* as one line of JSON, without its end."""
    defaults = {each.name: each.default for each in fields(line)}
    values = {n: v for n, v in asdict(line).items() if v != defaults[n]}
    values["at"] = line.at.isoformat()
    return json.dumps({"kind": _KINDS[type(line)], **values}, ensure_ascii=False)


def from_json(text: str | bytes) -> Line:
    """Return the line that *text* holds.

    Raises:
        ValueError: It holds none.
    """
    try:
        return _line(json.loads(text))
    except (KeyError, TypeError, AttributeError) as exc:
        raise ValueError(f"not a line of the ledger: {exc}") from exc


def poll_of(values: dict[str, Any]) -> Poll:
    """Return the poll that stands in a line, or in a request."""
    return Poll(**{**values, "options": tuple(values["options"])})


def _line(values: dict[str, Any]) -> Line:
    known = dict(values)
    line_class = _CLASSES[known.pop("kind")]
    known["at"] = datetime.fromisoformat(known["at"])
    if known["at"].tzinfo is None:
        raise ValueError("the time has no zone")
    if "pictures" in known:
        known["pictures"] = tuple(Picture(**each) for each in known["pictures"])
    if "poll" in known:
        known["poll"] = poll_of(known["poll"])
    return line_class(**known)
