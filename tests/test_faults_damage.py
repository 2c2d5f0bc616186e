"""A damaged database is refused with what to do, and not a byte of it is changed."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import StorageBlockedError, StorageBrokenError
from domain.ports import EntryFilter
from storage.engine import FILE_NAME
from tests.builders import a_page, an_item
from tests.clocks import NOON
from tests.memories import a_memory, lay_database

#: Bytes in a page of SQLite's.
PAGE = 4096


def half(content: bytes) -> bytes:
    return content[: len(content) // PAGE // 2 * PAGE]


def garbage_in_the_middle(content: bytes) -> bytes:
    start = len(content) // PAGE // 2 * PAGE
    return content[:start] + b"\xa5" * PAGE * 3 + content[start + PAGE * 3 :]


def zeroed_header(content: bytes) -> bytes:
    return bytes(100) + content[100:]


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "truncated": half,
    "garbage in the middle": garbage_in_the_middle,
    "zeroed header": zeroed_header,
    "zeroed altogether": lambda content: bytes(len(content)),
    "empty": lambda _: b"",
    "no database": lambda _: b"Dear diary, " * 1000,
}


def open_and_look(folder: Path) -> None:
    """Do what the daemon does at its start."""
    memory = a_memory(folder)
    try:
        memory.require_sound()
    finally:
        memory.close()


def fill(folder: Path, items: int = 200) -> None:
    """Let there be a hundred pages or so."""
    lay_database(folder)
    memory = a_memory(folder)
    memory.inbox.take_in(
        "box", a_page(*(an_item("x" * 500) for _ in range(items))), NOON
    )
    memory.close()


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_file_is_refused(tmp_path: Path, harm: str) -> None:
    """It says that a backup helps; and the file may yet be mended by hand."""
    fill(tmp_path)
    file = tmp_path / FILE_NAME
    harmed = HARMS[harm](file.read_bytes())
    file.write_bytes(harmed)
    with pytest.raises(StorageBrokenError, match="restore it from a backup"):
        open_and_look(tmp_path)

    assert file.read_bytes() == harmed


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    """Nobody can open that."""
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(StorageBrokenError, match="cannot be opened"):
        open_and_look(tmp_path)


def test_the_second_file_of_another_database_is_noticed(tmp_path: Path) -> None:
    """SQLite mixes it into the first without a word; whoever looks through sees it."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    fill(ours)
    fill(theirs, items=300)
    with closing(sqlite3.connect(theirs / FILE_NAME)) as other:
        other.execute("UPDATE item SET text = text || 'y'")
        other.commit()
        shutil.copy(theirs / f"{FILE_NAME}-wal", ours)
    with pytest.raises(StorageBrokenError, match="restore it from a backup"):
        open_and_look(ours)


def test_without_its_second_file_it_is_an_older_one_but_sound(tmp_path: Path) -> None:
    """What it forgot is what `epoch` notices, by the journal."""
    fill(tmp_path)
    memory = a_memory(tmp_path)
    memory.inbox.take_in("box", a_page(an_item("lost")), NOON)
    killed = tmp_path / "killed"
    killed.mkdir()
    shutil.copy(tmp_path / FILE_NAME, killed)
    memory.close()
    open_and_look(killed)
    reopened = a_memory(killed)

    assert len(reopened.inbox.entries(EntryFilter(limit=1000))) == 200
    reopened.close()


def test_a_large_one_is_looked_through_by_doctor_only(tmp_path: Path) -> None:
    """At the start it would keep waiting what is due."""
    fill(tmp_path)
    file = tmp_path / FILE_NAME
    file.write_bytes(garbage_in_the_middle(file.read_bytes()))
    memory = a_memory(tmp_path)
    memory.require_sound(at_most_bytes=PAGE)
    with pytest.raises(StorageBrokenError):
        memory.require_sound()
    memory.close()


def test_what_may_be_mended_while_we_wait_is_no_damage(tmp_path: Path) -> None:
    """A file that is there, but cannot be opened, only lacks a right."""
    lay_database(tmp_path)
    memory = a_memory(tmp_path)
    memory.close()
    (tmp_path / f"{FILE_NAME}-wal").mkdir()
    with pytest.raises(StorageBlockedError, match="may write there"):
        memory.notes.get("name")
    (tmp_path / f"{FILE_NAME}-wal").rmdir()

    assert memory.notes.get("name") is None
    memory.close()
