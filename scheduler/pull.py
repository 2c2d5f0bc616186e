"""Pulls what people say into the inbox. Errors become the account's status."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from domain.clock import Clock
from domain.errors import KairanbanError, StorageError
from domain.items import Intake
from domain.phrases import Phrase
from domain.ports import Connector, ConnectorOf, Memory
from scheduler.allowance import LOOK_AGAIN, Allowances, Reached
from scheduler.quarantine import take_again, take_in, together
from scheduler.standing import Standing

log = structlog.get_logger(__name__)

#: One pull takes so many pages at most, so that no account holds a thread for ever.
PAGES_AT_ONCE = 20

#: Open entries of this age at most are looked at again, this often.
REREAD_SINCE = timedelta(days=7)
REREAD_EVERY = timedelta(minutes=10)


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull brought."""

    intake: Intake = field(default_factory=Intake)
    #: There is more to be had at once.
    more: bool = False
    #: The account was left alone: it waits, or needs a person.
    left_alone: bool = False
    #: What went wrong; what came before that is stored nevertheless.
    problem: Phrase | None = None
    #: Not to be asked before, for a budget is used up; None if there is room.
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Puller:
    """The ears."""

    memory: Memory
    #: What it returns is used by one thread at a time per account.
    connector_of: ConnectorOf
    clock: Clock
    standing: Standing
    allowances: Allowances

    def pull(self, account: str, may_go_on: Callable[[], bool] = _always) -> Pulled:
        """Take in what is new on *account*, and what became of what was there.

        Raises:
            StorageError: The memory does not answer; the same pull works later.
        """
        if not self.standing.may_speak(account):
            return Pulled(left_alone=True)
        taken: list[Intake] = []
        try:
            connector = self.connector_of(account)
            most = connector.capabilities.reads_per_pull
            if (reached := self._reached(account, connector, most)) is not None:
                return Pulled(left_alone=True, not_before=self._resume_at(reached))
            more = self._take_pages(account, connector, taken, may_go_on)
            self._look_again(account, connector, taken)
        except StorageError:
            raise
        except Exception as error:
            if not isinstance(error, KairanbanError):
                log.exception("pull_stumbled", account=account)
            status = self.standing.bad(account, error)
            return Pulled(together(taken), problem=status.problem)
        self.standing.good(account, connector.rate)
        return Pulled(together(taken), more=more)

    def _take_pages(
        self,
        account: str,
        connector: Connector,
        taken: list[Intake],
        may_go_on: Callable[[], bool],
    ) -> bool:
        """Take in page after page; return whether there is more."""
        cursor = self.memory.inbox.cursor(account)
        most = connector.capabilities.reads_per_pull
        for _ in range(PAGES_AT_ONCE):
            if not may_go_on() or self._reached(account, connector, most) is not None:
                break
            page = connector.pull(cursor)
            reads = len(page.items) if page.reads is None else page.reads
            self._book(account, connector, reads)
            taken.append(take_in(self.memory, account, page, self.clock.now()))
            if not page.more or page.next_cursor == cursor:
                return False
            cursor = page.next_cursor
        return True

    def _look_again(
        self, account: str, connector: Connector, taken: list[Intake]
    ) -> None:
        """Look at open entries again: edited or deleted since?"""
        now, note = self.clock.now(), f"reread/{account}"
        last = self.memory.notes.get(note)
        if last and now < datetime.fromisoformat(last) + REREAD_EVERY:
            return
        self.memory.notes.put(note, now.isoformat())
        remote_ids = self.memory.inbox.to_reread(account, now - REREAD_SINCE)
        if remote_ids and not self._reached(account, connector, len(remote_ids)):
            reread = connector.reread(remote_ids)
            self._book(account, connector, len(remote_ids))
            taken.append(take_again(self.memory, account, reread, self.clock.now()))

    def _reached(
        self, account: str, connector: Connector, reads: int
    ) -> Reached | None:
        """Return the budget that keeps so many things from being read now."""
        charge = self.allowances.reading(account, reads, connector.capabilities)
        return self.allowances.reached(charge)

    def _resume_at(self, reached: Reached) -> datetime:
        """Return when to try again: the budget may be raised meanwhile."""
        return min(reached.until, self.clock.now() + LOOK_AGAIN)

    def _book(self, account: str, connector: Connector, reads: int) -> None:
        """Book what was read, before it is stored: it was read in any case."""
        if reads:
            charge = self.allowances.reading(account, reads, connector.capabilities)
            self.memory.usages.add(account, charge.usage, self.clock.now())
