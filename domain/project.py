"""What a project folder says, once read: the community, its accounts, its wishes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.accounts import Account
from domain.judgements import Priority
from domain.posts import Post

DEFAULT_REPLY_WITHIN: Mapping[Priority, timedelta] = {
    Priority.URGENT: timedelta(hours=1),
    Priority.HIGH: timedelta(hours=4),
    Priority.NORMAL: timedelta(hours=24),
    Priority.LOW: timedelta(hours=72),
}


@dataclass(frozen=True, slots=True)
class Community:
    """Whom we look after."""

    name: str
    #: IANA zone in which the community lives; wall times in YAML are meant in it.
    timezone: ZoneInfo
    #: What it is for, in a sentence; may be empty.
    purpose: str = ""
    guidelines_url: str = ""
    #: Language that Kairanban speaks to the team: "en" or "ja".
    language: str = "en"
    #: Languages that the members speak.
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody who answers in the community's name."""

    name: str
    #: Their own handles, by platform, without "@".
    handles: Mapping[str, str] = field(default_factory=dict)


class DigestFormat(StrEnum):
    """A kind of file that a digest is written as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class DigestWishes:
    """When and how the morning paper comes."""

    #: Local wall time in the community's zone.
    at: time = time(8, 0)
    formats: tuple[DigestFormat, ...] = tuple(DigestFormat)
    #: Where the files go; None means `digests/` in the state directory.
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What happens to a post whose time went by while we could not send it."""

    within: timedelta = timedelta(minutes=30)
    #: At most one belated post on an account in this time.
    spacing: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that the files of one project say."""

    #: The folder that holds `kairanban.yaml`; absolute.
    folder: Path
    community: Community
    #: By their keys, in the order of the file.
    accounts: Mapping[str, Account]
    posts: tuple[Post, ...] = ()
    team: tuple[TeamMember, ...] = ()
    digest: DigestWishes = DigestWishes()
    late: LatePolicy = LatePolicy()
    reply_within: Mapping[Priority, timedelta] = field(
        default_factory=lambda: DEFAULT_REPLY_WITHIN
    )
    #: SQLAlchemy-style URL; "" means SQLite in the state directory.
    database: str = ""
    #: Where Kairanban keeps its memory; absolute.
    state_folder: Path = Path("state")
