"""What a digest says: values only, not yet in any language or layout.

Times are aware UTC; `zone` is where the community lives.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.accounts import AccountHealth
from domain.deliveries import DeliveryState
from domain.judgements import Language, Priority, Tone
from domain.phrases import Phrase
from domain.posts import Origin
from domain.response_times import ResponseTimes


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for our reply in one thread."""

    #: The entry shown: the most pressing one, of those the oldest.
    entry_id: int
    name: str
    #: Without "@".
    handle: str
    #: The platform's name as people write it.
    platform: str
    account: str
    priority: Priority
    #: When the oldest message that waits here was written.
    waiting_since: datetime
    age: timedelta
    #: When the first answer here is (or was) due.
    due_at: datetime | None
    #: How long ago it was due; None when it is not overdue.
    overdue_by: timedelta | None
    language: Language
    #: None means "no score".
    tone: Tone | None
    reasons: tuple[Phrase, ...]
    #: The beginning of their words, on one line, safe to show.
    words: str
    has_pictures: bool
    #: Their words have changed since they were first seen.
    edited: bool
    url: str
    is_newcomer: bool
    #: How many more messages of theirs wait in this thread, and in others.
    more_here: int
    more_elsewhere: int


@dataclass(frozen=True, slots=True)
class Group:
    """Everybody who waits with the same priority, longest waiting first."""

    priority: Priority
    people: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One delivery, as far as a reader wants to know."""

    delivery_id: int
    post_key: str
    origin: Origin
    account: str
    platform: str
    state: DeliveryState
    #: When it went out, for what is out; else when it is (or was) due.
    at: datetime
    words: str
    url: str
    reason: Phrase | None


@dataclass(frozen=True, slots=True)
class AccountNotice:
    """An account that does not do well."""

    account: str
    platform: str
    health: AccountHealth
    #: None when all we know is that it has been silent for long.
    problem: Phrase | None
    last_good_at: datetime | None
    silent_for: timedelta | None


@dataclass(frozen=True, slots=True)
class Digest:
    """The morning paper."""

    community: str
    zone: ZoneInfo
    since: datetime
    composed_at: datetime
    #: Only priorities that somebody waits with, most urgent first.
    groups: tuple[Group, ...]
    #: Failed, missed, to be looked at, uncertain: however old, oldest first.
    troubles: tuple[Notice, ...]
    #: Waiting for somebody's yes, by due time.
    approvals: tuple[Notice, ...]
    accounts: tuple[AccountNotice, ...]
    #: Going out before the day ends in `zone`, by due time.
    today: tuple[Notice, ...]
    #: Gone out since the last digest, oldest first.
    published: tuple[Notice, ...]
    responses: ResponseTimes
    #: What the community is for; may be empty.
    purpose: str = ""
    #: Where its rules stand; may be empty.
    guidelines_url: str = ""

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Return everybody who waits, in the order of the groups."""
        return tuple(one for group in self.groups for one in group.people)

    @property
    def overdue(self) -> int:
        """Return how many of them should have had their answer by now."""
        return sum(one.overdue_by is not None for one in self.waiting)
