"""A small Mastodon in memory: accounts, statuses, and who is told of what.

Lists are in the order in which the server took things in; ids say nothing of it where
a flavour's ids are in no order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape
from uuid import UUID

from domain.clock import Clock
from tests.platforms.mastodon_flavours import Flavour

_LINK = re.compile(r"https?://[^\s<>\"]+")
_NAME = re.compile(r"(?<![/\w])@(\w[\w.\-]*)(?:@([\w.\-]*\w(?::\d+)?))?")
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with an account, here or elsewhere."""

    id: str
    name: str
    #: "" for a resident of this server.
    host: str = ""

    @property
    def acct(self) -> str:
        """Return how they are named here."""
        return f"{self.name}@{self.host}" if self.host else self.name


@dataclass(slots=True)
class Upload:
    """A file that was uploaded."""

    id: str
    description: str
    mime_type: str
    content: bytes
    focus: str = ""
    #: How often its state is asked for before it is ready.
    looks_left: int = 0
    status: str = ""


@dataclass(slots=True)
class Stored:
    """A status."""

    id: str
    author: Resident
    text: str
    created_at: datetime
    parent: str = ""
    quoted: str = ""
    mentions: tuple[Resident, ...] = ()
    visibility: str = "public"
    warning: str = ""
    language: str = ""
    poll: dict[str, object] | None = None
    media: tuple[Upload, ...] = ()
    edited_at: datetime | None = None
    is_reblog: bool = False
    #: What it is given as instead of what it would be: awkward HTML.
    html: str = ""
    gone: bool = False


@dataclass(slots=True)
class Told:
    """A notification."""

    id: str
    kind: str
    status: Stored
    created_at: datetime


@dataclass(slots=True)
class World:
    """Everybody and everything; times come from the test's clock."""

    clock: Clock
    flavour: Flavour
    residents: dict[str, Resident] = field(default_factory=dict)
    statuses: dict[str, Stored] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    #: By how much the server's clock is ahead.
    skew: timedelta = timedelta(0)
    url: str = ""
    _count: int = 0

    def add_resident(self, name: str, host: str = "") -> Resident:
        """Let somebody move in."""
        resident = Resident(self.new_id("number"), name, host)
        self.residents[resident.id] = resident
        return resident

    def say(self, who: Resident, text: str, **fields: object) -> Stored:
        """Let *who* post something, and tell whom it concerns."""
        status = Stored(
            self.new_id(self.flavour.ids),
            who,
            text,
            self.now(),
            mentions=tuple(self.named(text)),
            **fields,  # type: ignore[arg-type]  # the fields of a status
        )
        self.statuses[status.id] = status
        for upload in status.media:
            upload.status = status.id
        self._tell(status)
        return status

    def tell(self, kind: str, status: Stored) -> None:
        """Put a notification at the end of the list."""
        id_ = self.new_id(self.flavour.notification_ids)
        self.told.append(Told(id_, kind, status, status.created_at))

    def take_down(self, status_id: str) -> None:
        """Delete a status, and what was told of it."""
        self.statuses[status_id].gone = True

    def edit(self, status_id: str, text: str) -> None:
        """Change a status's words."""
        self.statuses[status_id].text = text
        self.statuses[status_id].edited_at = self.now()

    def there(self, status_id: str) -> Stored | None:
        """Return a status that is up."""
        status = self.statuses.get(status_id)
        return status if status and not status.gone else None

    def of(self, who: Resident) -> list[Stored]:
        """Return everything that somebody has up, oldest first."""
        return [s for s in self.statuses.values() if s.author == who and not s.gone]

    def above(self, status: Stored) -> list[Stored]:
        """Return what stands above, top first."""
        found: list[Stored] = []
        parent = self.there(status.parent)
        while parent is not None and parent not in found:
            found.insert(0, parent)
            parent = self.there(parent.parent)
        return found

    def below(self, status: Stored) -> Iterator[Stored]:
        """Return what stands below."""
        for one in list(self.statuses.values()):
            if one.parent == status.id and not one.gone:
                yield one
                yield from self.below(one)

    def now(self) -> datetime:
        """Return a time of the server's own, never the same twice."""
        self._count += 1
        return self.clock.now() + self.skew + timedelta(milliseconds=self._count)

    def named(self, text: str) -> Iterator[Resident]:
        """Return who is named in *text*."""
        here = self.url.partition("//")[2]
        for name, host in _NAME.findall(text):
            for one in self.residents.values():
                if one.name == name and one.host == (host if host != here else ""):
                    yield one

    def new_id(self, kind: str) -> str:
        """Return an id that was not given out before."""
        self._count += 1
        digest = sha256(f"id {self._count}".encode()).hexdigest()
        match kind:
            case "ulid":
                number, letters = self._count, ""
                for _ in range(6):
                    number, rest = divmod(number, len(_LETTERS))
                    letters = _LETTERS[rest] + letters
                return f"01K9{letters:0>22}"
            case "uuid":
                return str(UUID(digest[:32]))
            case "jumbled":
                return str(int(digest[:12], 16))
            case _:
                return str(115_000_000_000_000_000 + self._count * 1000)

    def _tell(self, status: Stored) -> None:
        us = next(iter(self.residents.values()))
        if status.author == us:
            return
        quoted = self.there(status.quoted)
        if quoted is not None and quoted.author == us and self.flavour.api_version:
            self.tell("quote", status)
        elif us in status.mentions:
            self.tell(self.flavour.kind_of_mention, status)


def html_of(status: Stored, url_of: dict[Resident, str], named: list[Resident]) -> str:
    """Return a text as Mastodon shows it: links cut short, names without servers."""
    waiting = list(named)

    def mention(found: re.Match[str]) -> str:
        if not waiting:
            return found[0]
        who = waiting.pop(0)
        return (
            f'<span class="h-card" translate="no"><a href="{url_of[who]}" '
            f'class="u-url mention">@<span>{who.name}</span></a></span>'
        )

    def link(found: re.Match[str]) -> str:
        address = found[0]
        scheme, _, rest = address.partition("//")
        return (
            f'<a href="{address}" target="_blank" rel="nofollow noopener">'
            f'<span class="invisible">{scheme}//</span>'
            f'<span class="ellipsis">{rest[:30]}</span>'
            f'<span class="invisible">{rest[30:]}</span></a>'
        )

    words = _NAME.sub(mention, _LINK.sub(link, escape(status.text, quote=False)))
    paragraphs = words.strip().split("\n\n")
    return "".join(f"<p>{one.replace(chr(10), '<br />')}</p>" for one in paragraphs)
