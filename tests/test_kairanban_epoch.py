"""A restored database is noticed, and sends nothing overdue by itself."""

import shutil
from datetime import timedelta
from pathlib import Path

from kairanban import epoch
from scheduler.hold import Hold
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import a_hand
from tests.memories import a_memory
from tests.projects import a_project


def begin(folder: Path) -> bool:
    """Start and stop once."""
    memory = a_memory(folder)
    try:
        return epoch.begin(memory, folder)
    finally:
        memory.close()


def test_an_ordinary_start_finds_nothing_odd(tmp_path: Path) -> None:
    """Neither the first one nor those that follow."""
    assert [begin(tmp_path) for _ in range(3)] == [False, False, False]


def test_a_restored_database_is_noticed_once(tmp_path: Path) -> None:
    """It bears an older mark than the file beside it."""
    begin(tmp_path)
    shutil.copy(tmp_path / "kairanban.sqlite3", tmp_path / "backup")
    begin(tmp_path)
    for name in ("kairanban.sqlite3-wal", "kairanban.sqlite3-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", tmp_path / "kairanban.sqlite3")

    assert begin(tmp_path)
    assert not begin(tmp_path)


def test_a_lost_database_is_noticed(tmp_path: Path) -> None:
    """A new one knows nothing of what has gone out."""
    begin(tmp_path)
    (tmp_path / "kairanban.sqlite3").unlink()

    assert begin(tmp_path)


def test_a_restored_folder_is_noticed_without_being_told(tmp_path: Path) -> None:
    """With everything in it, marks too: a copy is another file."""
    state = tmp_path / "state"
    begin(state)
    backup = shutil.copytree(state, tmp_path / "backup", copy_function=shutil.copy2)
    begin(state)
    shutil.rmtree(state)
    shutil.copytree(backup, state, copy_function=shutil.copy2)

    assert begin(state)
    assert not begin(state)


def test_a_database_from_a_moment_ago_is_noticed(tmp_path: Path) -> None:
    """Backed up and put back between two starts: its journal ends too early."""
    begin(tmp_path)
    shutil.copy(tmp_path / "kairanban.sqlite3", tmp_path / "backup")
    with a_hand(tmp_path) as hand:
        hand.plan(a_post())
        epoch.keep_up(hand.memory, tmp_path)
    for name in ("kairanban.sqlite3-wal", "kairanban.sqlite3-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", tmp_path / "kairanban.sqlite3")

    assert begin(tmp_path)
    assert not begin(tmp_path)


def test_a_process_that_was_killed_has_restored_nothing(tmp_path: Path) -> None:
    """It kept up with its journal, then died; it only starts again."""
    begin(tmp_path)
    with a_hand(tmp_path) as hand:
        hand.plan(a_post())
        epoch.keep_up(hand.memory, tmp_path)
        hand.plan(a_post("more"))

    assert not begin(tmp_path)


def test_what_was_being_sent_is_for_a_person(tmp_path: Path) -> None:
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


def test_nothing_overdue_goes_out_by_itself(tmp_path: Path) -> None:
    """Neither what the database knows nor what YAML alone knows; the rest is kept."""
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
