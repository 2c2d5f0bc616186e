"""The ports to everything else that is remembered, and to the memory as a whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.accounts import AccountStatus
from domain.deliveries import JournalEntry
from domain.ports.inbox import Inbox
from domain.ports.outbox import Outbox
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
