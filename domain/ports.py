"""What the scheduler needs from the world, as Protocols.

Lifecycle: `kairanban.bootstrap` builds one adapter of each and closes it.
Threads: every method may be called from any thread; connectors are called by one
thread at a time per account. Time: every `datetime` is aware UTC, in and out.
Errors: stores raise `StorageBusyError` or `StorageBrokenError`, connectors raise
the leaves of `PlatformError`; nothing else leaves them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.accounts import AccountStatus, Profile, RateLeft
from domain.capabilities import Capabilities
from domain.deliveries import (
    Delivery,
    DeliveryState,
    JournalEntry,
    Lease,
    Move,
    Owner,
)
from domain.items import EntryStatus, InboxEntry, Intake, Page, Person, Reread, Version
from domain.judgements import Judgement
from domain.phrases import Phrase
from domain.posts import Draft, Frozen, KeptMedia, MediaFile, Post, Receipt, ReplyTarget


class Connector(Protocol):
    """Ears and voice on one account. Asks once; never retries, never sleeps."""

    @property
    def capabilities(self) -> Capabilities:
        """Tell what the platform can do; needs no network."""
        ...

    @property
    def rate(self) -> RateLeft | None:
        """Tell what the platform last said of its rate limit."""
        ...

    def sign_in(self) -> Profile:
        """Sign in (or use the saved session) and tell who we are."""
        ...

    def pull(self, cursor: str) -> Page:
        """Return what is new since *cursor*; "" means from the beginning.

        A page may repeat what an earlier one brought (overlap), never skip.
        """
        ...

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at items seen before: which changed, which are gone."""
        ...

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return the exact request that will publish *draft*. Publishes nothing.

        Raises:
            RefusedError: The platform would never take it (too long, too large).
            TryLaterError: A name could not be looked up just now.
        """
        ...

    def publish(self, frozen: Frozen) -> Receipt:
        """Send *frozen*, once; for class A, as often as asked, to the same effect.

        Raises:
            TryLaterError: Surely not published.
            SignInAgainError: Surely not published; a person must sign in.
            RefusedError: Surely not published, and never will be.
            OutcomeUnknownError: Everything else.
        """
        ...

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Tell whether *frozen* is out; None means it was not found."""
        ...

    def delete(self, remote_id: str) -> None:
        """Take down one of our own posts; fine if it is gone already."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


#: Builds (or returns) the connector of an account; raises RequestError, KeyError.
ConnectorOf = Callable[[str], Connector]


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which inbox entries to list; the default is all of them, newest first."""

    account: str | None = None
    status: EntryStatus | None = None
    #: Only those that wait for our reply, most urgent and longest waiting first.
    waiting_only: bool = False
    #: Only those written at or after this moment.
    since: datetime | None = None
    limit: int = 50


class Inbox(Protocol):
    """What people said to us."""

    def take_in(self, account: str, page: Page, now: datetime) -> Intake:
        """Store a page and its cursor in one transaction; repeats change nothing.

        Known items that read otherwise now keep their old version as history and
        lose their judgement; entries that *page.answers* answer are closed.
        """
        ...

    def cursor(self, account: str) -> str:
        """Return where the last page of *account* ended; "" at the beginning."""
        ...

    def take_again(self, account: str, reread: Reread, now: datetime) -> Intake:
        """Store what became of items seen before."""
        ...

    def to_reread(
        self, account: str, since: datetime, limit: int = 25
    ) -> Sequence[str]:
        """Return remote ids of open entries written since, longest unread first."""
        ...

    def unjudged(self, limit: int = 200) -> Sequence[InboxEntry]:
        """Return entries that no rule has looked at, oldest first."""
        ...

    def judge(self, entry: InboxEntry, judgement: Judgement) -> None:
        """Write down what the rules say of *entry*.

        Nothing is written if it was edited since: it will be judged anew.
        """
        ...

    def entry(self, entry_id: int) -> InboxEntry | None:
        """Return one entry."""
        ...

    def entries(self, wanted: EntryFilter) -> Sequence[InboxEntry]:
        """Return the entries that fit, in the filter's order."""
        ...

    def conversation(self, entry_id: int) -> Sequence[InboxEntry]:
        """Return every entry of the same thread, oldest first."""
        ...

    def history(self, entry_id: int) -> Sequence[Version]:
        """Return the earlier versions of an entry, oldest first."""
        ...

    def close(self, entry_id: int, status: EntryStatus, by: str, now: datetime) -> bool:
        """Mark an entry answered or done; False if it was not open."""
        ...

    def reopen(self, entry_id: int, by: str, now: datetime) -> bool:
        """Open a closed entry again; False if it was open."""
        ...

    def person(self, person_id: int) -> Person | None:
        """Return one person."""
        ...


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One change that planning makes to the outbox."""

    #: None means: insert a new delivery of *post* on *account*.
    delivery: Delivery | None
    account: str
    post: Post
    #: None means: keep the state, take over the post's new content.
    move: Move | None = None


class Outbox(Protocol):
    """What we mean to say, and what became of it. The law of publishing lives here.

    Every write is durable when the call returns.
    """

    def apply(self, steps: Sequence[PlanStep], now: datetime) -> int:
        """Make a plan's changes in one transaction; return how many took effect.

        A step whose delivery has moved meanwhile, or whose new row exists already,
        is passed over.
        """
        ...

    def add_reply(
        self, account: str, target: ReplyTarget, text: str, by: str, now: datetime
    ) -> Delivery:
        """Queue a reply, due at once."""
        ...

    def planned(self) -> Sequence[Delivery]:
        """Return every delivery that came from the queue's YAML, oldest first."""
        ...

    def delivery(self, delivery_id: int) -> Delivery | None:
        """Return one delivery."""
        ...

    def deliveries(
        self,
        states: Iterable[DeliveryState] | None = None,
        *,
        account: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> Sequence[Delivery]:
        """Return deliveries due in ``[since, until)``, by due time."""
        ...

    def next_due(self) -> datetime | None:
        """Return when the next queued or uncertain delivery wants attention."""
        ...

    def due_accounts(self, now: datetime) -> Sequence[str]:
        """Return the accounts that have something queued and due."""
        ...

    def next_for(self, account: str, now: datetime) -> Delivery | None:
        """Return the account's first queued delivery that is due, by due time.

        None while another delivery of the account is being sent or is uncertain:
        one attempt at a time, in order.
        """
        ...

    def claim(
        self, delivery: Delivery, frozen: Frozen, lease: Lease, now: datetime
    ) -> Delivery | None:
        """Freeze and commit a queued or uncertain delivery as SENDING.

        Returns:
            The delivery as it stands now, or None if somebody else moved it.
        """
        ...

    def move(self, delivery: Delivery, move: Move, now: datetime) -> Delivery | None:
        """Make a legal move and journal it; None if somebody else moved it.

        Raises:
            IllegalMoveError: The table of states forbids it.
        """
        ...

    def put_off(
        self,
        delivery: Delivery,
        until: datetime,
        reason: Phrase,
        now: datetime,
        *,
        looked: bool = False,
    ) -> Delivery | None:
        """Leave a queued or uncertain delivery where it stands, untouched till *until*.

        No move of the table: only `not_before`, `reason`, the fence and, with
        *looked*, the count of looks change.

        Returns:
            The delivery as it stands now, or None if somebody else moved it.
        """
        ...

    def last_sent_at(self, account: str) -> datetime | None:
        """Return when the account last published anything."""
        ...


class Accounts(Protocol):
    """What we remember of our accounts."""

    def status(self, account: str) -> AccountStatus:
        """Return how an account stands; UNKNOWN if never called."""
        ...

    def record(self, status: AccountStatus) -> None:
        """Write down how an account stands."""
        ...


class Sessions(Protocol):
    """Sign-ins that platforms gave us, sealed."""

    def load(self, account: str) -> str | None:
        """Return the saved session; None if there is none, or it cannot be read."""
        ...

    def save(self, account: str, session: str, now: datetime) -> None:
        """Keep a session; an empty one is refused and the old one stays."""
        ...

    def forget(self, account: str) -> None:
        """Drop the saved session."""
        ...


class Journal(Protocol):
    """The history of everything; only ever added to."""

    def write(self, entry: JournalEntry) -> None:
        """Add a line."""
        ...

    def read(
        self,
        *,
        since: datetime | None = None,
        delivery_id: int | None = None,
        entry_id: int | None = None,
        limit: int = 100,
    ) -> Sequence[JournalEntry]:
        """Return lines, newest first."""
        ...


class Notes(Protocol):
    """Small things to remember between two runs, by name."""

    def get(self, name: str) -> str | None:
        """Return what was noted."""
        ...

    def put(self, name: str, value: str) -> None:
        """Note something, over what was noted before."""
        ...


class MediaStore(Protocol):
    """Copies of media files that nobody edits."""

    def keep(self, file: MediaFile) -> KeptMedia:
        """Copy a file by its content's hash, and read its true kind and size.

        Raises:
            RefusedError: It is not there, or cannot be read as media.
        """
        ...


class Memory(Protocol):
    """The whole of storage, as one thing to hand around."""

    inbox: Inbox
    outbox: Outbox
    accounts: Accounts
    journal: Journal
    notes: Notes
    media: MediaStore

    def sessions(self, sealing_secret: str) -> Sessions:
        """Return the saved sessions as that secret opens them."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class Bell(Protocol):
    """Rings at a time or every so often; at least once, never a promise."""

    def ring_at(self, name: str, moment: datetime, action: Callable[[], None]) -> None:
        """Call *action* at *moment*; the same name again replaces the earlier one."""
        ...

    def ring_every(
        self,
        name: str,
        period: timedelta,
        action: Callable[[], None],
        *,
        jitter: timedelta = timedelta(0),
        first_after: timedelta = timedelta(0),
    ) -> None:
        """Call *action* every *period*, give or take *jitter*; never twice at once."""
        ...

    def silence(self, name: str) -> None:
        """Forget a bell; fine if there is none."""
        ...

    def names(self) -> Sequence[str]:
        """Return the names of all bells that will ring."""
        ...

    def start(self) -> None:
        """Begin to ring."""
        ...

    def stop(self, *, wait: bool = True) -> None:
        """Ring no more; with *wait*, return when running actions have ended."""
        ...


#: Is the process that owned a delivery still alive on this machine?
IsAlive = Callable[[Owner], bool]
