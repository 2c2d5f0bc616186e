"""The other database: its manners, and what it says in trouble."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from domain.errors import StorageBlockedError, StorageBrokenError, StorageBusyError
from storage.memory import Memory
from tests.clocks import NOON, ManualClock
from tests.contracts.storage_deliveries import planned
from tests.memories import next_for
from tests.servers.ports import free_port
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.real


@pytest.fixture(scope="session")
def url(postgres: PostgresServer) -> str:
    """Create a database; written as people write its address."""
    created = postgres.create_database("ours").replace("+psycopg", "")
    opened(created).close()
    return created


@pytest.fixture
def memory(url: str) -> Iterator[Memory]:
    """Open the memory."""
    memory = opened(url)
    yield memory
    memory.close()


def opened(url: str) -> Memory:
    """Open the memory that lies in a database."""
    return Memory.open(url, Path("/nowhere"), ManualClock())


class TestManners:
    """How it is used."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [("synchronous_commit", "on"), ("TimeZone", "UTC"), ("lock_timeout", "5s")],
    )
    def test_every_connection_is_careful(
        self, memory: Memory, name: str, value: str
    ) -> None:
        """Whatever the server's own settings say (in tests: off)."""
        with memory._database.reading() as connection:
            assert connection.exec_driver_sql(f"SHOW {name}").scalar() == value

    def test_a_restart_of_the_server_is_survived(
        self, memory: Memory, postgres: PostgresServer
    ) -> None:
        """The next call after it works."""
        memory.notes.put("name", "value")
        postgres.restart("immediate")

        assert memory.notes.get("name") == "value"


class TestTrouble:
    """What it says when something is wrong; each says what to do."""

    def test_a_server_that_is_not_there(self) -> None:
        """It may come back: the same call may work."""
        with pytest.raises(StorageBusyError, match="cannot be reached") as caught:
            opened(f"postgresql://aiko:hunter2@127.0.0.1:{free_port()}/ours")

        assert "hunter2" not in str(caught.value)
        assert "hunter2" not in str(caught.value.__cause__)

    @pytest.mark.parametrize(
        "wrong",
        [
            pytest.param(("kairanban@", "nobody:hunter2@"), id="user"),
            pytest.param(("/ours", "/theirs"), id="database"),
        ],
    )
    def test_a_server_that_turns_us_away(
        self, url: str, wrong: tuple[str, str]
    ) -> None:
        """Trying again does not help; looking at `database:` does."""
        with pytest.raises(StorageBrokenError, match="`database:`") as caught:
            opened(url.replace(*wrong))

        assert "hunter2" not in str(caught.value)
        assert "hunter2" not in str(caught.value.__cause__)

    def test_a_connection_that_breaks_under_way(self, memory: Memory) -> None:
        """Nothing was done, and the next call works."""
        with pytest.raises(StorageBusyError):
            self.write_until_cut_off(memory)

        memory.notes.put("name", "value")

    def write_until_cut_off(self, memory: Memory) -> None:
        """Let the server end our session in the middle of a transaction."""
        with memory._database.writing() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with memory._database.writing() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
            connection.exec_driver_sql("DELETE FROM note")

    def test_a_database_that_may_only_be_read(self, url: str) -> None:
        """A standby, for example."""
        read_only = "?options=-cdefault_transaction_read_only%3Don"
        memory = opened(url + read_only)
        with pytest.raises(StorageBlockedError, match="not written"):
            memory.notes.put("name", "value")
        memory.close()

    def test_a_user_who_may_do_nothing(self, url: str) -> None:
        """It says that rights are missing, not that nothing is there."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE ROLE guest LOGIN")
            connection.execute("GRANT SELECT ON alembic_version TO guest")
        memory = opened(url.replace("kairanban@", "guest@"))
        with pytest.raises(StorageBrokenError, match="right"):
            memory.notes.get("name")
        memory.close()

    def test_an_account_never_speaks_twice_even_behind_our_back(
        self, memory: Memory, url: str
    ) -> None:
        """The tables themselves forbid it, should the code ever err."""
        one, two = (planned(memory, key=key) for key in ("one", "two"))
        sending = "UPDATE delivery SET state = 'sending', payload = '' WHERE id = %s"
        with psycopg.connect(url) as connection:
            connection.execute(sending, [one.id])
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute(sending, [two.id])
            connection.rollback()

        assert next_for(memory, "box", NOON) == one
