"""The whole of storage, as one thing to hand around."""

from datetime import timedelta
from pathlib import Path
from typing import Self

from domain import ports
from domain.clock import Clock
from storage.accounts import Accounts
from storage.engine import PATIENCE, Database
from storage.feeds import Feeds
from storage.inbox import Inbox
from storage.journal import Journal
from storage.media import MediaStore
from storage.migrate import bring_up_to_date
from storage.notes import Notes
from storage.outbox import Outbox
from storage.pauses import Pauses
from storage.sessions import Sessions
from storage.usages import Usages


class Memory:
    """Everything that Kairanban remembers, in one database and one folder."""

    def __init__(self, database: Database, state_folder: Path, clock: Clock) -> None:
        """Build the memory over a database whose schema is up to date; see `open`."""
        self._database = database
        self.inbox: ports.Inbox = Inbox(database)
        self.outbox: ports.Outbox = Outbox(database)
        self.accounts: ports.Accounts = Accounts(database)
        self.journal: ports.Journal = Journal(database)
        self.notes: ports.Notes = Notes(database, clock)
        self.pauses: ports.Pauses = Pauses(database)
        self.usages: ports.Usages = Usages(database)
        self.feeds: ports.Feeds = Feeds(database)
        self.media: ports.MediaStore = MediaStore(state_folder / "media")

    @classmethod
    def open(
        cls,
        url: str,
        state_folder: Path,
        clock: Clock,
        *,
        patience: timedelta = PATIENCE,
    ) -> Self:
        """Open the memory, and bring its schema up to date.

        Args:
            url: PostgreSQL's address; "" means a SQLite file in the state folder.
            state_folder: Made, for its owner alone, if there is none.
            clock: Tells when notes were made.
            patience: How long a call waits for somebody else's lock.

        Raises:
            StorageBusyError: The database is locked or out of reach.
            StorageBlockedError: It is full, or may not be written.
            StorageBrokenError: It cannot be used; says what a person can do.
        """
        database = Database(url, state_folder, patience)
        try:
            bring_up_to_date(database)
        except BaseException:
            database.close()
            raise
        return cls(database, state_folder, clock)

    def sessions(self, sealing_secret: str) -> ports.Sessions:
        """Return the saved sessions as that secret opens them.

        Raises:
            ValueError: The secret is empty.
        """
        return Sessions(self._database, sealing_secret)

    def require_sound(self, at_most_bytes: int | None = None) -> None:
        """Look through the whole database for damage, if it is no larger.

        PostgreSQL looks after itself.

        Raises:
            StorageBrokenError: It is damaged.
        """
        self._database.require_sound(at_most_bytes)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
