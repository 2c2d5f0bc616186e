"""The other side of the sandbox: fans who speak straight into its ledger."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from connectors.sandbox.feed import feed_at
from connectors.sandbox.ledger import Ledger
from connectors.sandbox.lines import Deleted, Edited, Joined, Line, Published, Said
from domain.clock import Clock
from tests.contracts.connector import Shown


class SandboxFans:
    """Fans who are not in the packaged community, and ourselves in "the app"."""

    def __init__(self, folder: Path, clock: Clock, handle: str = "kairanban") -> None:
        self.ledger = Ledger(folder)
        self._clock = clock
        self._handle = handle
        self._numbers = count(1)
        now = clock.now()
        self._write(Joined(now, "aiko", "Aiko"), Joined(now, "bob", "Bob"))

    def fan_says(self, text: str, by: str = "aiko") -> str:
        return self._say(text, by)

    def fan_mentions(self, text: str) -> str:
        return self._say(f"@{self._handle} {text}", "aiko")

    def fan_replies(self, to: str, text: str, by: str = "aiko") -> str:
        return self._say(text, by, parent=to)

    def fan_quotes(self, of: str, text: str) -> str:
        return self._say(text, "aiko", quotes=of)

    def fan_edits(self, remote_id: str, text: str) -> None:
        self._write(Edited(self._clock.now(), remote_id, text))

    def fan_deletes(self, remote_id: str) -> None:
        self._write(Deleted(self._clock.now(), remote_id))

    def we_post(self, text: str) -> str:
        return self.we_reply("", text)

    def we_reply(self, to: str, text: str) -> str:
        known = self._next_id()
        self._write(Published(self._clock.now(), known, text, parent=to))
        return known

    def posts(self) -> Sequence[Shown]:
        feed = feed_at(self.ledger.read(), self._clock.now())
        return [
            Shown(
                remote_id=message.id,
                text=message.text,
                parent=message.parent,
                root=message.root if message.parent else "",
                alts=tuple(picture.alt for picture in message.pictures),
            )
            for message in feed.messages.values()
            if message.is_ours
        ]

    def settle(self) -> None:
        """Everything is there at once."""

    def _next_id(self) -> str:
        return f"fan-{next(self._numbers)}"

    def _say(self, text: str, by: str, parent: str = "", quotes: str = "") -> str:
        known = self._next_id()
        self._write(Said(self._clock.now(), known, by, text, parent, quotes))
        return known

    def _write(self, *lines: Line) -> None:
        self.ledger.append(*lines)
