"""The request that will put a status up, as a pure value.

What is frozen is everything but the ids of its media: those are given out when the
files are uploaded, and nobody sees an upload.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.posts import Frozen, Poll, Visibility

_VISIBILITIES = {
    Visibility.PUBLIC: "public",
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "private",
    Visibility.DIRECT: "direct",
}


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """A frozen request, read again."""

    server: str
    #: Our id there.
    us: str
    status: Mapping[str, object]

    @classmethod
    def thaw(cls, frozen: Frozen) -> "StatusRequest":
        """Read what `freeze` wrote."""
        note = json.loads(frozen.payload)
        return cls(note["server"], note["us"], note["status"])

    def body(self, media_ids: Sequence[str]) -> bytes:
        """Return the request's body; equal values give equal bytes."""
        media = {"media_ids": list(media_ids)} if media_ids else {}
        return canonical({**self.status, **media})


def payload(server: str, us: str, status: Mapping[str, object]) -> bytes:
    """Return what is to be frozen; what is empty is left out."""
    said = {name: value for name, value in status.items() if value not in ("", None)}
    return canonical({"server": server, "us": us, "status": said})


def visibility_of(wish: Visibility | None) -> str:
    """Return a visibility in the API's words; "" where nobody wished for one."""
    return _VISIBILITIES[wish] if wish else ""


def poll_of(poll: Poll | None) -> dict[str, object] | None:
    """Return a poll in the API's words."""
    if poll is None:
        return None
    return {
        "options": list(poll.options),
        "expires_in": int(poll.open_for.total_seconds()),
        "multiple": poll.several,
    }


def canonical(value: Mapping[str, object]) -> bytes:
    """Return JSON that is the same for equal values."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
