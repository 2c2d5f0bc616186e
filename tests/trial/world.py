"""One pretend platform: what it does with requests, and its ledger.

The ledger is written here and nowhere else: what became public, in order.
"""

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.trial.clock import RunClock
from tests.trial.faults import STORES, Fault

#: By the platform's clock, which is not ours.
SKEW = timedelta(seconds=40)

#: A platform that turns identical texts away does so for this long.
SAME_TEXT_WITHIN = timedelta(minutes=10)

#: What somebody said to us; replies hang on it.
MENTION = "mention-1"


@dataclass(frozen=True, slots=True)
class Published:
    """A post that the public has seen."""

    #: In the order in which they came out.
    number: int
    #: What the platform calls it.
    id: str
    key: str
    text: str
    #: Id of what it answers; "" at the top of a thread.
    parent: str
    #: By the platform's clock; aware UTC.
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to publish that arrived with its last byte."""

    key: str
    text: str
    fault: Fault
    #: Id of the process that asked.
    process: int


@dataclass(frozen=True, slots=True)
class Manners:
    """How a pretend platform behaves."""

    #: A, B or C; see `IdempotencyClass`.
    kind: str
    #: A new post is listed only after so many looks at the list...
    lag_looks: int = 0
    #: ...and so many seconds.
    lag_seconds: float = 0.0
    #: Says 403 "duplicate" to a text that it has already.
    refuses_same_text: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, before it becomes bytes."""

    status: int
    body: Any


@dataclass(slots=True)
class World:
    """A pretend platform with one account."""

    manners: Manners
    clock: RunClock
    #: What is done with the next requests to publish; those after them go well.
    script: deque[Fault] = field(default_factory=deque)
    ledger: list[Published] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    #: Looks at the list since a post came out, by its number.
    _looks: dict[int, int] = field(default_factory=dict)

    def next_fault(self) -> Fault:
        """Return what is done with the request that has just arrived."""
        return self.script.popleft() if self.script else Fault.WELL

    def publish(self, key: str, body: bytes, fault: Fault, process: int) -> Said:
        """Take a request as *fault* says; return the answer, should it be given."""
        asked = json.loads(body)
        self.asked.append(Asked(key, asked["text"], fault, process))
        if fault not in STORES:
            return Said(500, {"error": "trouble"})
        return self._store(key, asked)

    def by_key(self, key: str) -> Said:
        """Tell what stands under a key."""
        found = [one for one in self.ledger if one.key == key]
        return Said(200, _shown(found[0])) if found else Said(404, {"error": "none"})

    def listed(self, since: datetime) -> Said:
        """List our own posts, newest first, as far as the list has caught up."""
        shown = [one for one in self.ledger if one.at >= since and self._is_listed(one)]
        for one in self.ledger:
            self._looks[one.number] = self._looks.get(one.number, 0) + 1
        return Said(200, {"posts": [_shown(one) for one in reversed(shown)]})

    def now(self) -> datetime:
        """Return the time by the platform's clock."""
        return self.clock.now() + SKEW

    def _store(self, key: str, asked: dict[str, str]) -> Said:
        if self.manners.kind == "A":
            known = [one for one in self.ledger if one.key == key]
            if known:
                is_same = known[0].text == asked["text"]
                same, other = Said(200, _shown(known[0])), Said(422, {"error": "key"})
                return same if is_same else other
        if self.manners.refuses_same_text and self._has_lately(asked["text"]):
            return Said(403, {"error": "duplicate"})
        if asked["parent"] not in {"", MENTION, *(one.id for one in self.ledger)}:
            return Said(404, {"error": "parent"})
        number = len(self.ledger) + 1
        post = Published(
            number, f"post-{number}", key, asked["text"], asked["parent"], self.now()
        )
        self.ledger.append(post)
        return Said(200, _shown(post))

    def _has_lately(self, text: str) -> bool:
        since = self.now() - SAME_TEXT_WITHIN
        return any(one.text == text and one.at > since for one in self.ledger)

    def _is_listed(self, post: Published) -> bool:
        listed_at = post.at + timedelta(seconds=self.manners.lag_seconds)
        looks = self._looks.get(post.number, 0)
        return listed_at <= self.now() and looks >= self.manners.lag_looks


def _shown(post: Published) -> dict[str, str]:
    """Return a post as the platform shows it: with links of its own."""
    return {
        "id": post.id,
        "text": post.text.replace("https://makers.example/", "https://sho.rt/"),
        "parent": post.parent,
        "at": post.at.isoformat(),
    }
