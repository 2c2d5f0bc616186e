"""Saved files are noticed, once they hold still."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

import pytest

from config.tree import contents, directories, fingerprint
from config.watch import Watcher
from tests.project_files import POST, a_folder, write

PATIENCE = 10.0
SOON = timedelta(milliseconds=50)
NEVER = timedelta(hours=1)

Start = Callable[..., Semaphore]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a way to watch the project; each call back lets one waiter through."""
    watchers: list[Watcher] = []

    def begin(**changes: Any) -> Semaphore:
        called = Semaphore(0)
        known: dict[str, Any] = {"settle": SOON, "look_every": SOON}

        def on_change() -> None:
            called.release()

        watchers.append(Watcher(tmp_path, on_change, **known | changes))
        watchers[-1].start()
        return called

    yield begin
    for watcher in watchers:
        watcher.stop()


CHANGES = [
    "kairanban.yaml",
    "queue/a.yaml",
    "queue/new.yaml",
    "queue/deep/er/new.yml",
    "media/new.png",
]


@pytest.mark.parametrize("name", CHANGES)
def test_a_saved_file_is_noticed(name: str, tmp_path: Path, start: Start) -> None:
    """Wherever in the project it lies."""
    a_folder(tmp_path)
    called = start()
    write(tmp_path, name, "# changed")

    assert called.acquire(timeout=PATIENCE)


def test_a_file_that_is_put_in_place_at_once_is_noticed(
    tmp_path: Path, start: Start
) -> None:
    """Good editors write beside the file and rename."""
    a_folder(tmp_path)
    called = start()
    write(tmp_path, "queue/.a.yaml.new", POST).rename(tmp_path / "queue" / "a.yaml")

    assert called.acquire(timeout=PATIENCE)


def test_a_file_that_vanished_is_noticed(tmp_path: Path, start: Start) -> None:
    """Taking a post out of the queue is a change too."""
    a_folder(tmp_path)
    called = start()
    (tmp_path / "queue" / "a.yaml").unlink()

    assert called.acquire(timeout=PATIENCE)


def test_the_system_tells_of_a_change_without_our_looking(
    tmp_path: Path, start: Start
) -> None:
    """Nobody polls the disk."""
    a_folder(tmp_path)
    called = start(look_every=NEVER)
    # The watch begins some time after the thread; so it is saved until it is seen.
    noticed = False
    for number in range(100):
        write(tmp_path, "queue/a.yaml", f"# {number}")
        if noticed := called.acquire(timeout=0.3):
            break

    assert noticed


def test_a_change_from_before_the_watch_is_noticed(
    tmp_path: Path, start: Start
) -> None:
    """Between loading and watching somebody may have saved."""
    a_folder(tmp_path)

    assert start(known="as it was loaded", look_every=NEVER).acquire(timeout=PATIENCE)


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    """Half of a file often is valid YAML: only what holds still counts."""
    a_folder(tmp_path)
    seen: list[str] = []
    done = Event()
    looks = iter(range(3))

    def on_change() -> None:
        seen.append((tmp_path / "queue" / "a.yaml").read_text())
        done.set()

    class Writing(Watcher):
        """Somebody writes on between each two of our looks."""

        def _pause(self) -> bool:
            if (number := next(looks, None)) is not None:
                write(tmp_path, "queue/a.yaml", f"# {number}")
            return super()._pause()

    watcher = Writing(tmp_path, on_change, known="", settle=SOON, look_every=NEVER)
    watcher.start()
    assert done.wait(PATIENCE)
    watcher.stop()

    assert seen == ["# 2"]


def test_stopping_does_not_wait_for_files_to_settle(tmp_path: Path) -> None:
    """A daemon that shall stop stops."""
    a_folder(tmp_path)
    watcher = Watcher(tmp_path, lambda: None, known="", settle=NEVER)
    watcher.start()
    watcher.stop()

    assert not watcher.is_watching


def test_a_watcher_that_never_began_can_be_stopped(tmp_path: Path) -> None:
    """Nothing to wait for."""
    watcher = Watcher(tmp_path, lambda: None)
    watcher.stop()

    assert not watcher.is_watching


def test_without_the_systems_watches_we_look_ourselves(tmp_path: Path) -> None:
    """A folder that vanished cannot be watched; it may come back."""
    home = tmp_path / "home"
    looks, called = Semaphore(0), Event()

    class Counting(Watcher):
        """Tells how often it looked."""

        def _look(self) -> None:
            looks.release()
            super()._look()

    watcher = Counting(home, called.set, settle=SOON, look_every=SOON)
    watcher.start()
    assert all(looks.acquire(timeout=PATIENCE) for _ in range(3))
    a_folder(home)

    assert called.wait(PATIENCE)
    watcher.stop()


def test_the_fingerprint_knows_content_and_time_and_place(tmp_path: Path) -> None:
    """Everything that may matter changes it, even a link that leads nowhere."""
    a_folder(tmp_path)
    seen = [fingerprint(tmp_path)]
    write(tmp_path, "media/a.png", "x")
    seen.append(fingerprint(tmp_path))
    os.utime(tmp_path / "media" / "a.png", (1, 1))
    seen.append(fingerprint(tmp_path))
    (tmp_path / "queue" / "gone.yaml").symlink_to("nowhere")
    seen.append(fingerprint(tmp_path))
    (tmp_path / "queue" / "a.yaml").rename(tmp_path / "queue" / "b.yaml")
    seen.append(fingerprint(tmp_path))

    assert len(set(seen)) == len(seen)


def test_the_fingerprint_sees_words_change_behind_the_same_size_and_time(
    tmp_path: Path,
) -> None:
    """YAML counts by its content: some tools set the old time again."""
    path = a_folder(tmp_path) / "queue" / "a.yaml"
    os.utime(path, (1, 1))
    before = fingerprint(tmp_path)
    write(tmp_path, "queue/a.yaml", POST.replace("Hello", "Hallo"))
    os.utime(path, (1, 1))

    assert fingerprint(tmp_path) != before


def test_the_fingerprint_overlooks_what_is_not_ours(tmp_path: Path) -> None:
    """Notes, memory and editors' copies change nothing."""
    a_folder(tmp_path)
    before = fingerprint(tmp_path)
    write(tmp_path, "notes.txt", "x")
    write(tmp_path, ".kairanban/memory.db", "x")
    write(tmp_path, "queue/.a.yaml.swp", "x")

    assert fingerprint(tmp_path) == before


def test_only_folders_that_matter_are_watched(tmp_path: Path) -> None:
    """The state folder writes all the time; hidden ones are not ours."""
    a_folder(tmp_path)
    write(tmp_path, "queue/deep/b.yaml", "")
    write(tmp_path, "queue/.git/x", "")
    write(tmp_path, ".kairanban/x", "")

    assert directories(tmp_path) == [
        tmp_path,
        tmp_path / "queue",
        tmp_path / "queue" / "deep",
    ]


def test_every_beginning_of_a_file_looks_cut_off(tmp_path: Path) -> None:
    """Whoever stops in the middle of writing leaves one of these behind."""
    whole = (POST * 3).encode()
    before = contents(a_folder(tmp_path, POST * 3))
    found = []
    for end in range(len(whole) + 1):
        write(tmp_path, "queue/a.yaml", whole[:end])
        found.append(contents(tmp_path).is_cut_off(before))

    assert found == [True] * len(whole) + [False]


def test_an_edit_a_new_file_and_a_file_that_is_gone_do_not_look_cut_off(
    tmp_path: Path,
) -> None:
    """What somebody did on purpose need not wait."""
    before = contents(a_folder(tmp_path))
    write(tmp_path, "queue/b.yaml", POST[:20])
    write(tmp_path, "queue/a.yaml", POST.replace("Hello!", "Hi!"))
    edited = contents(tmp_path)
    (tmp_path / "queue" / "a.yaml").unlink()

    assert not edited.is_cut_off(before)
    assert not contents(tmp_path).is_cut_off(before)


def test_a_file_cut_off_is_taken_as_meant_only_after_a_while(
    tmp_path: Path, start: Start
) -> None:
    """Its end may be on its way; or somebody has taken the last post out."""
    hold = timedelta(milliseconds=600)
    a_folder(tmp_path, POST * 2)
    called = start(hold=hold)
    begun = time.monotonic()
    write(tmp_path, "queue/a.yaml", POST)

    assert called.acquire(timeout=PATIENCE)
    assert time.monotonic() - begun >= hold.total_seconds()


def test_a_file_that_is_whole_again_was_no_change(tmp_path: Path, start: Start) -> None:
    """Of what was written in two goes, only the whole is ever seen."""
    a_folder(tmp_path, POST * 2)
    called = start(hold=NEVER)
    write(tmp_path, "queue/a.yaml", POST)
    write(tmp_path, "queue/b.yaml", "# another change does not hurry it")
    write(tmp_path, "queue/a.yaml", POST * 2)

    assert called.acquire(timeout=PATIENCE)
    assert not called.acquire(blocking=False)
