"""What was being talked about before we came, and goes on while we look."""

from datetime import datetime

from connectors.sandbox.community import (
    Community,
    StandingChange,
    StandingMessage,
)
from connectors.sandbox.lines import Deleted, Edited, Line, Opened, Published, Said

#: Stands where a text calls us by our handle.
OUR_HANDLE = "{us}"


def opening_lines(community: Community, handle: str, now: datetime) -> list[Line]:
    """Return the standing conversation, as old as it is at *now*.

    `Opened` comes last: if it is there, everything is.
    """
    spoken = [_spoken(each, handle, now) for each in community.standing]
    changed = [_changed(each, handle, now) for each in community.changes]
    return [*spoken, *changed, Opened(now)]


def addressed(text: str, handle: str) -> str:
    """Return *text* with our handle where it calls us."""
    return text.replace(OUR_HANDLE, handle)


def _spoken(message: StandingMessage, handle: str, now: datetime) -> Line:
    at = now + message.after
    text = addressed(message.text, handle)
    if not message.by:
        return Published(at, message.id, text, parent=message.to)
    return Said(at, message.id, message.by, text, message.to, message.quotes)


def _changed(change: StandingChange, handle: str, now: datetime) -> Line:
    at = now + change.after
    if change.text is None:
        return Deleted(at, change.id)
    return Edited(at, change.id, addressed(change.text, handle))
