"""The real daemon and real faults of storage: full, restarted, put back, damaged."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.program import Daemon, Program, QuickProgram, wait_until
from tests.journeys.test_sandbox_loop import in_seconds, queue_post
from tests.memories import lay_database
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.real

#: Runs the rest of the command line with a small disk of its own as state folder.
SMALL_DISK = (
    'mount --make-rprivate / && mount -t tmpfs -o size=8m small "$0" && exec "$@"'
)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return the program in a quiet project."""
    program = QuickProgram(tmp_path / "project")
    (program.folder / "queue").mkdir(parents=True)
    (program.folder / "kairanban.yaml").write_text(
        "community: {name: Kawabata Makers, timezone: Asia/Tokyo}\n"
        "accounts: {box: {platform: sandbox, community: quiet}}\n"
    )
    return program


def state(program: Program) -> Path:
    """Return the state folder."""
    return program.folder / ".kairanban"


@contextmanager
def on_a_small_disk(program: Program) -> Iterator[Daemon]:
    """Run the daemon with 8 MB for its state."""
    state(program).mkdir()
    daemon = program.daemon()
    disk = ["unshare", "-m", "sh", "-c", SMALL_DISK, str(state(program))]
    daemon._command[:0] = disk
    with daemon:
        yield daemon


def seen_by(daemon: Daemon, path: Path) -> Path:
    """Return *path* as the daemon's own mount space has it."""
    return Path(f"/proc/{daemon.process.pid}/root{path}")


def fill(disk: Path) -> Path:
    """Leave no room; return what takes it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return filler


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_full_disk_stops_nothing_for_good(program: Program) -> None:
    """It is told once, and what was due goes out within a minute of the end."""
    with on_a_small_disk(program) as daemon:
        filler = fill(seen_by(daemon, state(program)))
        queue_post(program, "hello", in_seconds(2))
        daemon.reload()
        daemon.wait_for("memory_in_trouble", within=60)
        before = daemon.events("post_sent")
        filler.unlink()
        sent = daemon.wait_for("post_sent", within=60)
        again = daemon.events("memory_answers_again")
        log = daemon._log.read_text()
        code = daemon.stop()

    assert before == []
    assert sent["post"] == "hello"
    assert again
    assert "Traceback" not in log
    assert log.count("memory_in_trouble") <= 4
    assert code == 0


def test_a_server_that_is_restarted_again_and_again_loses_nothing(
    program: Program, postgres: PostgresServer
) -> None:
    """Twenty times, in the middle of whatever is going on."""
    url = postgres.create_database("restarts").replace("+psycopg", "")
    front = program.folder / "kairanban.yaml"
    front.write_text(f"{front.read_text()}database: {url}\n")
    for number in range(40):
        words = f"Number {number:02}."
        queue_post(program, f"post-{number:02}", in_seconds(2 + number / 2), words)
    with program.daemon() as daemon:
        for _ in range(20):
            postgres.restart("immediate")
            daemon.process.poll()
        wait_until(lambda: len(daemon.events("post_sent")) >= 40, within=90)
        code = daemon.stop()
    board = (state(program) / "accounts" / "box" / "index.html").read_text()

    assert {one["state"] for one in program.deliveries()} == {"sent"}
    assert [board.count(f"Number {number:02}.") for number in range(40)] == [1] * 40
    assert code == 0


@pytest.mark.parametrize("way", ["copy", "tar"])
def test_a_folder_that_was_put_back_sends_nothing_overdue(
    program: Program, tmp_path: Path, way: str
) -> None:
    """Nobody has to say so: what went out since is not sent again."""
    queue_post(program, "early", in_seconds(0))
    with program.daemon() as daemon:
        daemon.wait_for("post_sent")
        daemon.stop()
    keep(state(program), tmp_path / "kept", way)
    queue_post(program, "late", in_seconds(1))
    with program.daemon() as daemon:
        daemon.wait_for("post_sent")
        daemon.stop()
    put_back(tmp_path / "kept", state(program), way)
    with program.daemon() as daemon:
        daemon.wait_for("database_was_restored")
        daemon.stop()

    assert program.delivery("late")["state"] == "missed"
    assert program.delivery("early")["state"] == "sent"


def keep(folder: Path, backup: Path, way: str) -> None:
    """Make a backup of a folder that nobody uses."""
    if way == "tar":
        run("tar", "-C", folder.parent, "-cf", backup, folder.name)
    else:
        run("cp", "-a", folder, backup)


def put_back(backup: Path, folder: Path, way: str) -> None:
    """Put the backup where the folder was."""
    shutil.rmtree(folder)
    if way == "tar":
        run("tar", "-C", folder.parent, "-xf", backup)
    else:
        run("cp", "-a", backup, folder)


def run(*words: object) -> None:
    """Run a program that must succeed."""
    subprocess.run([str(word) for word in words], check=True)


def test_an_ordinary_life_is_no_restoring(program: Program) -> None:
    """Killed, started, looked at by commands: what is overdue goes out."""
    with program.daemon() as daemon:
        daemon.kill()
    program.well("queue", "list")
    queue_post(program, "hello", in_seconds(-5))
    with program.daemon() as daemon:
        daemon.wait_for("post_sent")
        restored = daemon.events("database_was_restored")
        daemon.stop()

    assert restored == []


@pytest.mark.parametrize("harm", ["truncated", "overwritten", "no database"])
def test_a_damaged_file_is_refused_with_what_to_do(program: Program, harm: str) -> None:
    """No trace, no new file in its place; and the exit code says "yours"."""
    lay_database(state(program))
    file = state(program) / "kairanban.sqlite3"
    content = file.read_bytes()
    harmed = {
        "truncated": content[: len(content) // 2],
        "overwritten": content[:8192] + os.urandom(40_000) + content[48_192:],
        "no database": b"Dear diary, " * 1000,
    }[harm]
    file.write_bytes(harmed)
    answer = program("run", "--log", "json")

    assert answer.code == 1
    assert "restore it from a backup" in answer.err
    assert "Traceback" not in answer.err
    assert file.read_bytes() == harmed
