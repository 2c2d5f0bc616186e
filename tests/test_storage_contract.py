"""Both databases keep the contract of the memory: one suite, run in each."""

from tests.contracts import (
    storage_inbox,
    storage_law,
    storage_outbox,
    storage_schema,
    storage_stores,
    storage_trouble,
)
from tests.contracts.storage_places import (  # noqa: F401 - fixtures
    kind,
    memory,
    new_place,
    place,
    postgres_memory,
    postgres_place,
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


class TestPlanning(storage_outbox.PlanningContract):
    """The whole contract, nothing left out."""


class TestReplies(storage_outbox.RepliesContract):
    """The whole contract, nothing left out."""


class TestQueue(storage_outbox.QueueContract):
    """The whole contract, nothing left out."""


class TestMoves(storage_law.MovesContract):
    """The whole contract, nothing left out."""


class TestClaims(storage_law.ClaimsContract):
    """The whole contract, nothing left out."""


class TestSchema(storage_schema.SchemaContract):
    """The whole contract, nothing left out."""


class TestLocked(storage_trouble.LockedContract):
    """The whole contract, nothing left out."""
