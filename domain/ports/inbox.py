"""The port to what people said to us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.items import EntryStatus, InboxEntry, Intake, Page, Person, Reread, Version
from domain.judgements import Judgement


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
