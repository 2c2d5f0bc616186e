"""Both databases keep the contract of the memory: one suite, run in each."""

from tests.contracts import (
    storage_feeds,
    storage_gates,
    storage_inbox,
    storage_law,
    storage_outbox,
    storage_release,
    storage_schema,
    storage_stores,
    storage_trouble,
    storage_upgrade,
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


class TestPauses(storage_gates.PausesContract):
    """The whole contract, nothing left out."""


class TestApproval(storage_gates.ApprovalContract):
    """The whole contract, nothing left out."""


class TestBudget(storage_gates.BudgetContract):
    """The whole contract, nothing left out."""


class TestThreads(storage_gates.ThreadsContract):
    """The whole contract, nothing left out."""


class TestMemoryOfTrouble(storage_gates.MemoryOfTroubleContract):
    """The whole contract, nothing left out."""


class TestUpgrade(storage_upgrade.UpgradeContract):
    """The whole contract, nothing left out."""


class TestFeeds(storage_feeds.FeedsContract):
    """The whole contract, nothing left out."""


class TestRelease(storage_release.ReleaseContract):
    """The whole contract, nothing left out."""
