"""A restored database is noticed, and sends nothing overdue by itself."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import StorageBlockedError
from kairanban import epoch
from scheduler.hold import Hold
from storage.memory import Memory
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import a_hand
from tests.memories import a_memory
from tests.projects import a_project


def begin(folder: Path) -> bool:
    """Start and stop once; return whether another memory was noticed."""
    return begin_with(folder, folder)


def begin_with(database: Path, folder: Path) -> bool:
    """Start a daemon in *folder* that works with the database in another one."""
    memory = a_memory(database)
    try:
        is_other = epoch.is_other(memory, folder)
        epoch.make_ours(memory, folder)
    finally:
        memory.close()
    return is_other


def copy(folder: Path, to: Path) -> Path:
    """Copy a folder with everything that a copy can take along."""
    return Path(shutil.copytree(folder, to, copy_function=shutil.copy2))


def put_back(backup: Path, folder: Path) -> None:
    """Put a database back, without the files that belonged to the other one."""
    for name in ("kairanban.sqlite3-wal", "kairanban.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(backup, folder / "kairanban.sqlite3")


class TestOrdinaryLife:
    """What is no restoring."""

    def test_an_ordinary_start_finds_nothing_odd(self, tmp_path: Path) -> None:
        """Neither the first one nor those that follow."""
        assert [begin(tmp_path) for _ in range(3)] == [False, False, False]

    def test_a_process_that_was_killed_has_restored_nothing(
        self, tmp_path: Path
    ) -> None:
        """It kept up with its journal, then died; it only starts again."""
        begin(tmp_path)
        with a_hand(tmp_path) as hand:
            hand.plan(a_post())
            epoch.keep_up(hand.memory, tmp_path)
            hand.plan(a_post("more"))

        assert not begin(tmp_path)

    @pytest.mark.parametrize("number", range(1, 5))
    def test_a_start_may_end_at_any_write(self, tmp_path: Path, number: int) -> None:
        """Killed, or the disk was full: the next start only starts again."""
        memory = a_memory(tmp_path)
        left = iter(range(number - 1))
        memory.notes.put = failing(memory.notes.put, left)  # type: ignore[method-assign,assignment]  # a full disk
        for _ in range(2):  # the first start of all, and the one after it
            try:
                epoch.make_ours(memory, tmp_path)
            except StorageBlockedError:
                break
        memory.close()

        assert not begin(tmp_path)
        assert not begin(tmp_path)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give away")
    def test_other_rights_and_another_owner_are_no_other_file(
        self, tmp_path: Path
    ) -> None:
        """Containers do that at each start; what a command of root's wrote, too."""
        begin(tmp_path)
        before = (tmp_path / "epoch").stat().st_ctime_ns
        for file in tmp_path.iterdir():
            file.chmod(0o640)
            os.chown(file, 65534, 65534)
            os.chown(file, 0, 0)

        assert (tmp_path / "epoch").stat().st_ctime_ns != before
        assert not begin(tmp_path) or not tells_generations(tmp_path)

    def test_the_mark_of_an_earlier_version_is_known(self, tmp_path: Path) -> None:
        """An upgrade is no restoring: it noted the bare mark."""
        memory = a_memory(tmp_path)
        (tmp_path / "epoch").write_text("a1b2")
        memory.notes.put("epoch", "a1b2")
        memory.close()

        assert not begin(tmp_path)
        assert not begin(tmp_path)


def failing(
    put: Callable[[str, str], None], left: object
) -> Callable[[str, str], None]:
    """Return a *put* that finds no room when nothing is left of *left*."""

    def maybe(name: str, value: str) -> None:
        if next(left, None) is None:  # type: ignore[call-overload]  # an iterator
            raise StorageBlockedError("full")
        put(name, value)

    return maybe


def tells_generations(folder: Path) -> bool:
    """Does the file system tell a file from a later one of the same number?"""
    memory = a_memory(folder)
    noted = memory.notes.get("epoch") or ""
    memory.close()
    return " g" in noted


class TestTwoDaemons:
    """With a database in common, and a state folder each."""

    def test_neither_takes_the_other_for_a_restored_one(self, tmp_path: Path) -> None:
        """The new one is careful at its first start; from then on all is well."""
        ours, theirs = tmp_path / "ours", tmp_path / "theirs"
        theirs.mkdir()
        ours.mkdir()
        found = [begin(ours)]
        found += [begin_with(ours, folder) for folder in (theirs, ours, theirs, ours)]

        assert found == [False, True, False, False, False]

    def test_each_notices_a_database_that_was_put_back(self, tmp_path: Path) -> None:
        """It is older than what either of them knew."""
        ours, theirs = tmp_path / "ours", tmp_path / "theirs"
        theirs.mkdir()
        ours.mkdir()
        begin(ours)
        begin_with(ours, theirs)
        backup = Path(shutil.copy(ours / "kairanban.sqlite3", tmp_path / "backup"))
        begin(ours)
        begin_with(ours, theirs)
        put_back(backup, ours)

        assert [begin(ours), begin_with(ours, theirs)] == [True, True]
        assert [begin(ours), begin_with(ours, theirs)] == [False, False]


class TestRestored:
    """What is noticed, and noticed once."""

    def test_a_database_from_before_the_last_start(self, tmp_path: Path) -> None:
        """It was started less often, whatever else it knows."""
        begin(tmp_path)
        backup = shutil.copy(tmp_path / "kairanban.sqlite3", tmp_path / "backup")
        begin(tmp_path)
        put_back(Path(backup), tmp_path)

        assert [begin(tmp_path), begin(tmp_path)] == [True, False]

    def test_a_database_from_a_moment_ago(self, tmp_path: Path) -> None:
        """Backed up and put back between two starts: its journal ends too early."""
        begin(tmp_path)
        backup = shutil.copy(tmp_path / "kairanban.sqlite3", tmp_path / "backup")
        with a_hand(tmp_path) as hand:
            hand.plan(a_post())
            epoch.keep_up(hand.memory, tmp_path)
        put_back(Path(backup), tmp_path)

        assert [begin(tmp_path), begin(tmp_path)] == [True, False]

    def test_a_database_whose_second_file_was_thrown_away(self, tmp_path: Path) -> None:
        """What stood only in the write-ahead log is forgotten."""
        begin(tmp_path)
        with a_hand(tmp_path) as hand:
            hand.plan(a_post())
            epoch.keep_up(hand.memory, tmp_path)
            killed = copy(tmp_path, tmp_path.with_name("killed"))
            for name in ("epoch", "journal-reached"):  # the very files
                (killed / name).unlink()
                os.link(tmp_path / name, killed / name)
        (killed / "kairanban.sqlite3-wal").unlink()

        assert [begin(killed), begin(killed)] == [True, False]

    def test_a_lost_database(self, tmp_path: Path) -> None:
        """A new one knows nothing of what has gone out."""
        begin(tmp_path)
        (tmp_path / "kairanban.sqlite3").unlink()

        assert [begin(tmp_path), begin(tmp_path)] == [True, False]

    def test_a_folder_that_was_put_back(self, tmp_path: Path) -> None:
        """With everything in it, marks too: a copy is another file."""
        state = tmp_path / "state"
        begin(state)
        backup = copy(state, tmp_path / "backup")
        begin(state)
        shutil.rmtree(state)
        copy(backup, state)

        assert [begin(state), begin(state)] == [True, False]

    def test_a_database_that_lies_elsewhere_and_another_folder(
        self, tmp_path: Path
    ) -> None:
        """The folder's files were lost; what they knew is not known."""
        begin(tmp_path)
        for name in ("epoch", "journal-reached"):
            (tmp_path / name).unlink()

        assert [begin(tmp_path), begin(tmp_path)] == [True, False]

    def test_whoever_dies_while_holding_back_holds_back_again(
        self, tmp_path: Path
    ) -> None:
        """Only then is the memory ours."""
        begin(tmp_path)
        (tmp_path / "kairanban.sqlite3").unlink()
        memory: Memory = a_memory(tmp_path)
        noticed = [epoch.is_other(memory, tmp_path) for _ in range(3)]
        memory.close()

        assert noticed == [True, True, True]
        assert begin(tmp_path)

    def test_no_room_for_a_mark_is_told(self, tmp_path: Path) -> None:
        """Nor is there half a file."""
        (tmp_path / ".journal-reached.part").mkdir()
        memory = a_memory(tmp_path)
        with pytest.raises(StorageBlockedError, match="make room"):
            epoch.make_ours(memory, tmp_path)
        memory.close()

        assert not (tmp_path / "journal-reached").exists()


class TestHold:
    """What becomes of what is overdue then."""

    def test_what_was_being_sent_is_for_a_person(self, tmp_path: Path) -> None:
        """Nor is its key used again: it may have been taken down since."""
        with a_hand(tmp_path) as hand:
            hand.plan(a_post())
            hand.box.will("hang-up-before")
            hand.attend()
            held = Hold(hand.memory, hand.clock).overdue(hand.project())
            for _ in range(5):
                hand.pass_time(timedelta(minutes=2))

            assert held == 1
            assert hand.states() == ["review"]
            assert hand.box.ledger == []

    def test_nothing_overdue_goes_out_by_itself(self, tmp_path: Path) -> None:
        """Neither what is planned nor what YAML alone knows; the rest is kept."""
        soon = a_post("soon", at=NOON + timedelta(hours=1))
        known, new = a_post("known"), a_post("new", at=NOON - timedelta(minutes=5))
        with a_hand(tmp_path) as hand:
            hand.plan(known, soon)
            project = a_project(known, new, soon)
            held = Hold(hand.memory, hand.clock).overdue(project)
            hand.attend()

            assert held == 2
            assert sorted(hand.states()) == ["missed", "missed", "queued"]
            assert hand.box.ledger == []
