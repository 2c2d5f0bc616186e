"""The request that will put a post up, as a pure value.

What is frozen is everything but the ids of its media: those are given out when the
files are uploaded, and nobody sees an upload.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.posts import Frozen, Poll


@dataclass(frozen=True, slots=True)
class PostRequest:
    """A post that is to be made."""

    #: Our id: what was frozen for one account is not sent on another.
    us: str
    text: str
    #: Id of what it answers; "" for nothing.
    answers: str = ""
    options: tuple[str, ...] = ()
    #: Minutes; 0 without a poll.
    open_for: int = 0

    @classmethod
    def of(cls, us: str, text: str, answers: str, poll: Poll | None) -> "PostRequest":
        """Return the request for a text, and a poll if there is one."""
        if poll is None:
            return cls(us, text, answers)
        minutes = poll.open_for // timedelta(minutes=1)
        return cls(us, text, answers, poll.options, minutes)

    @classmethod
    def thaw(cls, frozen: Frozen) -> "PostRequest":
        """Read what `payload` wrote."""
        note = json.loads(frozen.payload)
        return cls(
            note["us"],
            note["text"],
            note.get("answers", ""),
            tuple(note.get("options", ())),
            note.get("open_for", 0),
        )

    @property
    def payload(self) -> bytes:
        """Return what is to be frozen; equal requests give equal bytes."""
        note = {
            "us": self.us,
            "text": self.text,
            "answers": self.answers,
            "options": self.options,
            "open_for": self.open_for,
        }
        said = {name: value for name, value in note.items() if value}
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()

    def fields(self, media_ids: list[str]) -> dict[str, Any]:
        """Return it as tweepy's `create_tweet` takes it; what is not said is None."""
        return {
            "text": self.text or None,
            "in_reply_to_tweet_id": self.answers or None,
            "media_ids": media_ids or None,
            "poll_options": list(self.options) or None,
            "poll_duration_minutes": self.open_for or None,
        }
