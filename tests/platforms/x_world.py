"""A small X in memory: people and their posts. Times come from the test's clock."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.x.snowflakes import first_id_at
from domain.clock import Clock

_NAME = re.compile(r"(?<!\w)@(\w{1,15})")
#: What X makes a link of; enough for what the tests say.
_LINK = re.compile(r"https?://[^\s。]+|(?<![\w@./])[a-z]+\.(?:py|com|md)\b")


@dataclass(frozen=True, slots=True)
class XUser:
    """Somebody on X."""

    id: str
    name: str
    joined_at: datetime


@dataclass(slots=True)
class XMedia:
    """A file that was uploaded."""

    id: str
    category: str
    content: bytes = b""
    alt: str = ""
    #: How often its state is asked for before it is ready.
    looks_left: int = 0
    state: str = "succeeded"


@dataclass(slots=True)
class XStored:
    """A post."""

    id: str
    author: XUser
    text: str
    created_at: datetime
    parent: str = ""
    quoted: str = ""
    conversation: str = ""
    media: tuple[XMedia, ...] = ()
    poll: tuple[str, ...] = ()
    is_repost: bool = False
    gone: bool = False
    hidden: bool = False
    #: Ids of all versions, oldest first; shared by them.
    versions: list[str] = field(default_factory=list)

    @property
    def links(self) -> Sequence[str]:
        """Return what X makes links of, each once."""
        return list(dict.fromkeys(_LINK.findall(self.text)))


@dataclass(slots=True)
class XWorld:
    """Everybody and everything."""

    clock: Clock
    people: dict[str, XUser] = field(default_factory=dict)
    posts: dict[str, XStored] = field(default_factory=dict)
    media: dict[str, XMedia] = field(default_factory=dict)
    #: By how much X's clock is ahead.
    skew: timedelta = timedelta(0)
    _count: int = 0

    def now(self) -> datetime:
        """Return X's own time."""
        return self.clock.now() + self.skew

    def new_id(self) -> str:
        """Give out the next id: the time, and a number."""
        self._count += 1
        return str(int(first_id_at(self.now())) + self._count)

    def move_in(self, name: str) -> XUser:
        """Let somebody make an account."""
        user = XUser(self.new_id(), name, self.now())
        self.people[user.id] = user
        return user

    def say(self, who: XUser, text: str, **fields: object) -> XStored:
        """Let *who* post something."""
        post = XStored(self.new_id(), who, text, self.now(), **fields)  # type: ignore[arg-type]  # as the caller says
        above = self.posts.get(post.parent)
        post.conversation = above.conversation if above else post.id
        post.versions.append(post.id)
        self.posts[post.id] = post
        return post

    def edit(self, remote_id: str, text: str) -> None:
        """Let somebody change their words: the post gets another id."""
        old = self.posts[remote_id]
        new = XStored(
            self.new_id(),
            old.author,
            text,
            old.created_at,
            parent=old.parent,
            quoted=old.quoted,
            conversation=old.conversation,
            versions=old.versions,
        )
        old.versions.append(new.id)
        self.posts[new.id] = new

    def take_down(self, remote_id: str) -> None:
        """Let a post and all of its versions go."""
        for version in self.posts[remote_id].versions:
            self.posts[version].gone = True

    def up(self) -> Iterator[XStored]:
        """Return what is to be seen, newest versions only, oldest first."""
        for post in self.posts.values():
            if not post.gone and post.versions[-1] == post.id:
                yield post

    def named_in(self, post: XStored) -> list[XUser]:
        """Return who is named in a post."""
        names = {name.lower() for name in _NAME.findall(post.text)}
        return [one for one in self.people.values() if one.name.lower() in names]
