"""What a digest says: values only, not yet in any language or layout.

Times are aware UTC; `zone` is where the community lives.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.accounts import AccountHealth
from domain.budgets import Counted, Span
from domain.deliveries import DeliveryState
from domain.judgements import Language, Priority, Tone
from domain.pauses import Pause, PauseScope
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
    #: When it went out, or was taken down again; else when it is (or was) due.
    at: datetime
    words: str
    #: Where it is to be seen; of what may be out, where a person should look.
    url: str
    reason: Phrase | None
    #: What a person types to deal with it; "" where there is nothing to do.
    command: str = ""
    #: Which message of its thread, from 1 on, and of how many.
    part: int = 1
    parts: int = 1
    #: Later parts of the thread that are meant, too, or wait for it.
    more: int = 0
    #: Other times of the same post that are meant, too.
    times: int = 0
    #: It waits until the part before it is out.
    waits_for_part: bool = False
    #: It waits until a pause is lifted.
    is_paused: bool = False
    #: When it went out, for what was taken down again.
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PauseNotice:
    """A silence that holds."""

    scope: PauseScope
    #: The account's or campaign's name; "" for everything.
    name: str
    reason: str
    by: str
    since: datetime
    #: Posts whose time has come and that it keeps from going out.
    held: int
    #: What a person types to lift it.
    command: str

    @property
    def words(self) -> Phrase:
        """Return what is paused and why, for a person."""
        return Pause(self.scope, self.name, self.reason, self.by, self.since).words


@dataclass(frozen=True, slots=True)
class BudgetNotice:
    """A budget that is used up, or nearly."""

    counted: Counted
    per: Span
    #: Posts, reads, or millionths of the currency.
    used: int
    limit: int
    is_reached: bool
    #: When it begins anew.
    until: datetime
    platform: str
    #: "" where all accounts on the platform share it.
    account: str
    currency: str = ""
    #: Of the prices that money is counted by.
    prices_as_of: date | None = None


@dataclass(frozen=True, slots=True)
class TaskNotice:
    """Something to be done for an event; or how much is, where none is due soon."""

    event: str
    event_title: str
    #: The next day on which something is due; in the event's zone.
    due: date | None
    #: How many more tasks of the event are open, and due later.
    more: int
    #: What a person types to see all of them.
    command: str
    #: Its key; "" where only later ones are counted.
    task: str = ""
    words: str = ""
    owner: str = ""
    #: Whole days; None when it is not overdue.
    overdue_by: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SourceNotice:
    """A feed or a calendar that has given us nothing for long."""

    name: str
    problem: Phrase
    since: datetime


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
    #: What a person has silenced, oldest first.
    pauses: tuple[PauseNotice, ...] = ()
    #: Reached ones first.
    budgets: tuple[BudgetNotice, ...] = ()
    #: Left out since the last digest, as the late policy says, by due time.
    left_out: tuple[Notice, ...] = ()
    #: Taken down since the last digest.
    taken_down: tuple[Notice, ...] = ()
    #: What is to be done for events, event by event.
    tasks: tuple[TaskNotice, ...] = ()
    #: Feeds and calendars in trouble, the longest silent first.
    sources: tuple[SourceNotice, ...] = ()
    #: What the community is for; may be empty.
    purpose: str = ""
    #: Where its rules stand; may be empty.
    guidelines_url: str = ""

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Return everybody who waits, in the order of the groups."""
        return tuple(one for group in self.groups for one in group.people)

    @property
    def overdue_tasks(self) -> int:
        """Return how many tasks of events should have been done by now."""
        return sum(one.overdue_by is not None for one in self.tasks)

    @property
    def overdue(self) -> int:
        """Return how many of them should have had their answer by now."""
        return sum(one.overdue_by is not None for one in self.waiting)
