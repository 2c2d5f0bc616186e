"""A small Bluesky in memory: accounts, posts, and what the network makes of them.

It keeps to what was observed on the real one: notifications are sorted by the
smaller of the author's time and the server's, there is one per post, a reply that
names us is a "mention", and deep replies tell nobody (and some get lost).
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from domain.clock import Clock

POST = "app.bsky.feed.post"
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_LEVELS_TOLD = 4

#: Keys sort by age, as real ones do.
_LETTERS = str.maketrans("0123456789", "abcdefghij")


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with an account."""

    did: str
    handle: str
    password: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A record, and when the network first saw it."""

    uri: str
    cid: str
    value: dict[str, Any]
    indexed_at: datetime

    @property
    def did(self) -> str:
        """Return whose it is."""
        return self.uri.split("/")[2]

    @property
    def sorted_at(self) -> datetime:
        """Return its place in lists."""
        created = datetime.fromisoformat(self.value["createdAt"])
        return min(created, self.indexed_at)


@dataclass(slots=True)
class World:
    """Everybody and everything; times come from the test's clock."""

    clock: Clock
    residents: dict[str, Resident] = field(default_factory=dict)
    records: dict[str, Stored] = field(default_factory=dict)
    blobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Posts of which the network forgets to tell anybody.
    untold: set[str] = field(default_factory=set)
    #: Posts to which nobody may reply.
    closed: set[str] = field(default_factory=set)
    #: Posts that nobody may quote.
    unquotable: set[str] = field(default_factory=set)
    muted: set[str] = field(default_factory=set)
    _count: int = 0

    def add_resident(self, handle: str, password: str = "") -> Resident:
        """Let somebody move in."""
        number = len(self.residents)
        resident = Resident(f"did:plc:{LETTERS[number] * 24}", handle, password)
        self.residents[resident.did] = resident
        return resident

    def find(self, name: str) -> Resident | None:
        """Return the resident of a handle or a DID."""
        everybody = self.residents.values()
        return next((r for r in everybody if name in (r.did, r.handle)), None)

    # -- records

    def say(self, who: Resident, text: str, **fields: Any) -> Stored:
        """Let *who* post something."""
        moment = self._next_moment()
        self._count += 1
        value = {"$type": POST, "text": text, "createdAt": _written(moment), **fields}
        key = f"{self._count:013}".translate(_LETTERS)
        return self.put(f"at://{who.did}/{POST}/{key}", value)

    def put(self, uri: str, value: dict[str, Any]) -> Stored:
        """Store a record, over what was there."""
        known = self.records.get(uri)
        seen = known.indexed_at if known else self._next_moment()
        stored = Stored(uri, record_cid(value), value, seen)
        self.records[uri] = stored
        return stored

    def reply(self, who: Resident, to: str, text: str, **fields: Any) -> Stored:
        """Let *who* answer the post *to*."""
        parent = self.records[to]
        root = parent.value.get("reply", {}).get("root", strong(parent))
        reply = {"root": root, "parent": strong(parent)}
        return self.say(who, text, reply=reply, **fields)

    def quote(self, who: Resident, of: str, text: str, **fields: Any) -> Stored:
        """Let *who* quote the post *of*."""
        ref = strong(self.records[of])
        embed = {"$type": "app.bsky.embed.record", "record": ref}
        return self.say(who, text, embed=embed, **fields)

    def mention(self, who: Resident, whom: Resident, text: str) -> Stored:
        """Let *who* name *whom*."""
        words = f"@{whom.handle} {text}"
        return self.say(who, words, facets=[mention_facet(words, whom)])

    def posts_of(self, did: str) -> list[Stored]:
        """Return somebody's posts, oldest first."""
        mine = [r for r in self.records.values() if r.did == did]
        return sorted(mine, key=lambda r: r.uri)

    # -- what the network shows

    def view(self, stored: Stored) -> dict[str, Any]:
        """Return a post as it is shown."""
        author = self.residents[stored.did]
        return {
            "uri": stored.uri,
            "cid": stored.cid,
            "author": self.author_view(author),
            "record": stored.value,
            "replyCount": len(self.replies_to(stored.uri)),
            "indexedAt": _written(stored.indexed_at),
            "viewer": {
                **({"replyDisabled": True} if stored.uri in self.closed else {}),
                **(
                    {"embeddingDisabled": True} if stored.uri in self.unquotable else {}
                ),
            },
        }

    def author_view(self, who: Resident) -> dict[str, Any]:
        """Return a person as they are shown."""
        return {
            "did": who.did,
            "handle": who.handle,
            "displayName": who.handle.split(".", maxsplit=1)[0].title(),
            "createdAt": "2024-02-29T12:00:00.000Z",
            "viewer": {"muted": who.did in self.muted},
        }

    def replies_to(self, uri: str) -> list[Stored]:
        """Return the direct replies to a post."""
        return [r for r in self.records.values() if _parent_of(r) == uri]

    def thread(self, uri: str, depth: int) -> dict[str, Any] | None:
        """Return a post with what stands below it; None if it is not there."""
        stored = self.records.get(uri)
        if stored is None:
            return None
        below = self.replies_to(uri) if depth else []
        return {
            "$type": "app.bsky.feed.defs#threadViewPost",
            "post": self.view(stored),
            "replies": [self.thread(r.uri, depth - 1) for r in below],
        }

    def told(self, did: str) -> list[tuple[Stored, str]]:
        """Return what somebody is notified of, and why, newest first."""
        reasons = ((r, self._reason(r, did)) for r in self.records.values())
        found = [(r, why) for r, why in reasons if why and r.uri not in self.untold]
        return sorted(found, key=lambda pair: pair[0].sorted_at, reverse=True)

    def _reason(self, stored: Stored, did: str) -> str:
        if stored.did == did or stored.did in self.muted:
            return ""
        if "subject" in stored.value:
            return "like" if did in stored.value["subject"]["uri"] else ""
        if did in _named_in(stored.value):
            return "mention"
        if did in json.dumps(stored.value.get("embed", {})):
            return "quote"
        above = list(self._above(stored))[:_LEVELS_TOLD]
        return "reply" if any(did in uri for uri in above) else ""

    def _above(self, stored: Stored) -> Iterator[str]:
        uri = _parent_of(stored)
        while uri:
            yield uri
            uri = _parent_of(self.records[uri]) if uri in self.records else ""

    def _next_moment(self) -> datetime:
        self._count += 1
        return self.clock.now() + timedelta(milliseconds=self._count)


def strong(stored: Stored) -> dict[str, str]:
    """Return a reference to a record at its version."""
    return {"uri": stored.uri, "cid": stored.cid}


def mention_facet(text: str, whom: Resident) -> dict[str, Any]:
    """Return the mark of the first "@handle" in *text*."""
    start = len(text[: text.index("@" + whom.handle)].encode())
    end = start + len(whom.handle.encode()) + 1
    kind = "app.bsky.richtext.facet#mention"
    return {
        "index": {"byteStart": start, "byteEnd": end},
        "features": [{"$type": kind, "did": whom.did}],
    }


def record_cid(value: dict[str, Any]) -> str:
    """Return a name that changes with the content."""
    digest = sha256(json.dumps(value, sort_keys=True).encode()).digest()
    return "bafyrei" + base64.b32encode(digest).decode().lower().rstrip("=")


def _parent_of(stored: Stored) -> str:
    return str(stored.value.get("reply", {}).get("parent", {}).get("uri", ""))


def _named_in(value: dict[str, Any]) -> set[str]:
    features = (f for facet in value.get("facets", []) for f in facet["features"])
    return {str(feature["did"]) for feature in features if "did" in feature}


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
