"""Both databases keep the contract of the memory: one suite, run in each."""

from tests.contracts import storage_inbox, storage_stores
from tests.contracts.storage_places import (  # noqa: F401 - fixtures
    memory,
    place,
    postgres,
    postgres_place,
    sqlite_template,
)


class TestAccounts(storage_stores.AccountsContract):
    """The whole contract, nothing left out."""


class TestJournal(storage_stores.JournalContract):
    """The whole contract, nothing left out."""


class TestNotes(storage_stores.NotesContract):
    """The whole contract, nothing left out."""


class TestMoments(storage_stores.MomentsContract):
    """The whole contract, nothing left out."""


class TestSessions(storage_stores.SessionsContract):
    """The whole contract, nothing left out."""


class TestIntake(storage_inbox.IntakeContract):
    """The whole contract, nothing left out."""


class TestPeople(storage_inbox.PeopleContract):
    """The whole contract, nothing left out."""


class TestAnswers(storage_inbox.AnswersContract):
    """The whole contract, nothing left out."""


class TestReread(storage_inbox.RereadContract):
    """The whole contract, nothing left out."""


class TestJudging(storage_inbox.JudgingContract):
    """The whole contract, nothing left out."""


class TestEntries(storage_inbox.EntriesContract):
    """The whole contract, nothing left out."""
