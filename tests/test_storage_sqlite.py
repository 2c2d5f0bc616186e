"""The embedded database: its file, its manners, and what it says in trouble."""

import resource
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import event

from domain.errors import StorageBlockedError, StorageBrokenError, StorageBusyError
from domain.ports import EntryFilter
from storage.engine import FILE_NAME
from storage.memory import Memory
from tests.builders import a_page, an_item
from tests.clocks import NOON, ManualClock
from tests.contracts.storage_places import IMPATIENCE
from tests.memories import a_memory

THREADS = 8


def opened(folder: Path, url: str = "") -> Memory:
    """Open the memory in *folder*."""
    return Memory.open(url, folder, ManualClock(), patience=IMPATIENCE)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """Open a new memory, with little patience."""
    memory = a_memory(tmp_path / "a" / "state", patience=IMPATIENCE)
    yield memory
    memory.close()


def mode_of(path: Path) -> int:
    """Return who may do what with a file."""
    return path.stat().st_mode & 0o777


def always(memory: Memory, statement: str) -> None:
    """Say *statement* on every new connection of the memory."""
    memory.close()

    def connected(raw: sqlite3.Connection, _: object) -> None:
        raw.execute(statement)

    event.listen(memory._database.engine, "connect", connected)


class TestFile:
    """Where everything is."""

    def test_only_its_owner_can_read_it(self, tmp_path: Path) -> None:
        """Other users of the machine have no business with what people say to us."""
        folder = tmp_path / "a" / "state"
        memory = opened(folder)
        memory.notes.put("name", "value")

        assert mode_of(folder) == 0o700
        assert {mode_of(file) for file in folder.glob("*.sqlite3*")} == {0o600}
        assert len(list(folder.iterdir())) == 3
        memory.close()

    def test_it_is_found_again(self, tmp_path: Path) -> None:
        """What was noted before a restart is known after it."""
        first = opened(tmp_path)
        first.notes.put("name", "value")
        first.close()
        second = opened(tmp_path)

        assert second.notes.get("name") == "value"
        second.close()

    def test_it_may_lie_elsewhere(self, tmp_path: Path) -> None:
        """Where `database:` says."""
        file = tmp_path / "elsewhere" / "ours.db"
        opened(tmp_path, f"sqlite:///{file}").close()

        assert file.exists()
        assert not (tmp_path / FILE_NAME).exists()

    def test_a_strange_folder_name_is_no_trouble(self, tmp_path: Path) -> None:
        """People name folders as they like."""
        folder = tmp_path / "100 % ?&#回覧板"
        opened(folder).close()

        assert (folder / FILE_NAME).exists()


class TestManners:
    """How it is used."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
    )
    def test_every_connection_is_careful(
        self, memory: Memory, name: str, value: object
    ) -> None:
        """Commits are durable (2 is FULL), references are checked."""
        with memory._database.reading() as connection:
            found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert found == value

    def test_every_table_is_strict(self, memory: Memory) -> None:
        """A number is a number, or else it is refused."""
        query = "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict"
        with memory._database.reading() as connection:
            lax = {row.name for row in connection.exec_driver_sql(query)}

        assert lax == {"sqlite_schema", "sqlite_temp_schema", "alembic_version"}

    def test_readers_do_not_wait_for_a_writer(self, memory: Memory) -> None:
        """They see what was before."""
        with memory._database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO note VALUES ('name', 'new', 0)")

            assert memory.notes.get("name") is None
        assert memory.notes.get("name") == "new"

    def test_threads_queue_for_writing(self, tmp_path: Path) -> None:
        """Nobody is turned away while there is patience left."""
        memory = a_memory(tmp_path)
        pages = [a_page(*(an_item() for _ in range(50))) for _ in range(THREADS)]
        with ThreadPoolExecutor(THREADS) as pool:
            taken = pool.map(
                lambda page: memory.inbox.take_in("box", page, NOON), pages
            )
            assert sum(intake.new for intake in taken) == 50 * THREADS

        assert len(memory.inbox.entries(EntryFilter(limit=1000))) == 50 * THREADS
        memory.close()

    def test_more_readers_than_connections_wait(self, memory: Memory) -> None:
        """And are told so when it takes too long."""
        with ExitStack() as readers:
            for _ in range(40):
                readers.enter_context(memory._database.reading())
            with pytest.raises(StorageBusyError):
                memory.notes.get("name")

        assert memory.notes.get("name") is None

    def test_patience_ends(self, memory: Memory) -> None:
        """Whoever writes for ever is not waited for for ever."""
        with memory._database.writing(), ThreadPoolExecutor(1) as pool:
            other = pool.submit(memory.notes.put, "name", "value")

            with pytest.raises(StorageBusyError):
                other.result()


class TestTrouble:
    """What it says when something is wrong; each says what to do."""

    def test_a_full_disk(self, memory: Memory) -> None:
        """Nothing of the page is kept, and the memory goes on."""
        always(memory, "PRAGMA max_page_count = 60")
        page = a_page(an_item("x" * 1_000_000))
        with pytest.raises(StorageBlockedError, match="make room"):
            memory.inbox.take_in("box", page, NOON)

        assert not memory.inbox.entries(EntryFilter())
        memory.notes.put("name", "value")

    def test_a_file_that_cannot_be_written(self, memory: Memory) -> None:
        """Reading still works."""
        always(memory, "PRAGMA query_only = ON")
        with pytest.raises(StorageBlockedError, match="not written"):
            memory.notes.put("name", "value")

        assert memory.notes.get("name") is None

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        """It is not touched."""
        (tmp_path / FILE_NAME).write_text("A letter to my aunt. " * 100)
        with pytest.raises(StorageBrokenError, match="is damaged, or is no database"):
            opened(tmp_path)

        assert "aunt" in (tmp_path / FILE_NAME).read_text()

    def test_a_damaged_file(self, tmp_path: Path) -> None:
        """Restore a backup."""
        opened(tmp_path).close()
        file = tmp_path / FILE_NAME
        content = file.read_bytes()
        file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))

        with pytest.raises(StorageBrokenError, match="backup"):
            opened(tmp_path)

    def test_a_folder_in_its_place(self, tmp_path: Path) -> None:
        """Nobody can open that."""
        (tmp_path / FILE_NAME).mkdir()

        with pytest.raises(StorageBrokenError, match="cannot be opened"):
            opened(tmp_path)

    def test_a_state_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        """Where a file is, no folder can be."""
        (tmp_path / "state").touch()

        with pytest.raises(StorageBrokenError, match="cannot be opened"):
            opened(tmp_path / "state")

    def test_tables_that_are_gone(self, memory: Memory) -> None:
        """A bug, or a person's hand: it asks for a report."""
        with memory._database.writing() as connection:
            connection.exec_driver_sql("DROP TABLE note")

        with pytest.raises(StorageBrokenError, match="report"):
            memory.notes.get("name")

    def test_a_disk_that_refuses(self, memory: Memory) -> None:
        """Seen through a limit on the size of files; it passes with the limit."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        page = a_page(an_item("x" * 1_000_000))
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            with pytest.raises(StorageBlockedError, match="check the disk"):
                memory.inbox.take_in("box", page, NOON)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        assert memory.inbox.take_in("box", page, NOON).new == 1

    def test_a_disk_that_is_gone(self, memory: Memory, tmp_path: Path) -> None:
        """A file system that was taken away under our feet."""
        memory.close()
        shutil.rmtree(tmp_path / "a")

        with pytest.raises(StorageBrokenError, match="cannot be opened"):
            memory.notes.get("name")

    @pytest.mark.parametrize(
        "url",
        [
            "mysql://aiko:hunter2@db.test/ours",
            "postgresql://aiko:hunter2@db.test:port/ours",
            "aiko:hunter2@db.test",
            "sqlite://",
            "sqlite:///:memory:",
        ],
    )
    def test_an_address_that_is_none_of_ours(self, tmp_path: Path, url: str) -> None:
        """It says what one looks like, and no password."""
        with pytest.raises(StorageBrokenError, match="postgresql://") as caught:
            opened(tmp_path, url)

        assert "hunter2" not in str(caught.value)
        assert caught.value.__cause__ is None
