"""What a project folder says, once read: the community, its accounts, its wishes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.accounts import Account
from domain.budgets import Budget, Tariff
from domain.events import Calendar, Event
from domain.feeds import Feed
from domain.judgements import Priority
from domain.late import USUAL, LatePolicy
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
class Campaign:
    """Posts that belong together, as far as publishing goes by it."""

    key: str
    #: As people call it; may be empty.
    title: str = ""
    #: Must somebody say yes before any of its posts goes out?
    needs_approval: bool = False
    #: None means the project's.
    late: LatePolicy | None = None
    #: What it is for, in a sentence; may be empty.
    goal: str = ""
    #: Were all of its posts taken back?
    is_cancelled: bool = False
    #: Why it was cancelled; "" where it was not.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AlertWishes:
    """Who is told at once when a post needs a person."""

    #: Program and arguments; told in words on standard input. Empty means nobody.
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that the files of one project say."""

    #: The folder that holds `kairanban.yaml`; absolute.
    folder: Path
    community: Community
    #: By their keys, in the order of the file.
    accounts: Mapping[str, Account]
    posts: tuple[Post, ...] = ()
    #: By their start.
    events: tuple[Event, ...] = ()
    feeds: tuple[Feed, ...] = ()
    #: Calendars on the web that events come from.
    calendars: tuple[Calendar, ...] = ()
    team: tuple[TeamMember, ...] = ()
    digest: DigestWishes = DigestWishes()
    late: LatePolicy = USUAL
    #: Must somebody say yes before anything goes out, replies too?
    needs_approval: bool = False
    #: Must somebody say yes before a reply goes out?
    replies_need_approval: bool = False
    #: By their keys, in the order of the file.
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    #: Limits of all accounts on a platform together, by platform; a platform that
    #: is not named keeps its published ones.
    budgets: Mapping[str, tuple[Budget, ...]] = field(default_factory=dict)
    #: Price lists of the user's own, by platform.
    tariffs: Mapping[str, Tariff] = field(default_factory=dict)
    alerts: AlertWishes = AlertWishes()
    #: Hosts in our own network that feeds and calendars may be fetched from: "host"
    #: or "host:port".
    hosts_allowed: tuple[str, ...] = ()
    reply_within: Mapping[Priority, timedelta] = field(
        default_factory=lambda: DEFAULT_REPLY_WITHIN
    )
    #: SQLAlchemy-style URL; "" means SQLite in the state directory.
    database: str = ""
    #: Where Kairanban keeps its memory; absolute.
    state_folder: Path = Path("state")

    def folder_of(self, account: str) -> Path:
        """Return the folder that the connector of *account* may fill; absolute."""
        return self.state_folder / "accounts" / account
