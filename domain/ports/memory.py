"""The ports to everything else that is remembered, and to the memory as a whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.accounts import AccountStatus
from domain.budgets import Usage
from domain.deliveries import JournalEntry
from domain.pauses import Pause, PauseScope
from domain.ports.inbox import Inbox
from domain.ports.outbox import Outbox
from domain.ports.web import Feeds
from domain.posts import KeptMedia, MediaFile


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

    def reached(self) -> int:
        """Return the number of the newest line; 0 when there is none."""
        ...


class Notes(Protocol):
    """Small things to remember between two runs, by name."""

    def get(self, name: str) -> str | None:
        """Return what was noted."""
        ...

    def put(self, name: str, value: str) -> None:
        """Note something, over what was noted before."""
        ...


class Pauses(Protocol):
    """What a person has silenced; kept by the outbox in every claim."""

    def active(self) -> Sequence[Pause]:
        """Return the pauses that hold, oldest first."""
        ...

    def begin(self, pause: Pause) -> bool:
        """Write down a pause; False if the very same thing is paused already."""
        ...

    def end(self, scope: PauseScope, name: str, by: str, now: datetime) -> bool:
        """Lift a pause; False if there is none."""
        ...


class Usages(Protocol):
    """What was written, read and spent, by account and hour."""

    def add(self, account: str, usage: Usage, now: datetime) -> None:
        """Book what was used."""
        ...

    def used(self, accounts: Sequence[str], since: datetime) -> Usage:
        """Return what *accounts* used together since *since* (a full hour)."""
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
    pauses: Pauses
    usages: Usages
    feeds: Feeds

    def sessions(self, sealing_secret: str) -> Sessions:
        """Return the saved sessions as that secret opens them."""
        ...

    def require_sound(self, at_most_bytes: int | None = None) -> None:
        """Look through the whole database for damage, if it is no larger.

        Raises:
            StorageBrokenError: It is damaged.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
