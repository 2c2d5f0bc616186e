"""The real daemon and real faults of storage: full, restarted, put back, damaged."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.journeys.program import Daemon, Program, QuickProgram, wait_until
from tests.journeys.test_daemon import Systemd
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
    return a_quiet_project(tmp_path / "project")


def a_quiet_project(folder: Path) -> Program:
    """Make a project in whose community nobody speaks."""
    program = QuickProgram(folder)
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


def until_it_has_looked_again(daemon: Daemon) -> None:
    """Wait as long as two looks take: it could say the same thing again."""
    looked_until = time.monotonic() + 5
    wait_until(lambda: time.monotonic() > looked_until or daemon.process.poll())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_full_disk_stops_nothing_for_good(program: Program) -> None:
    """It is told once, and what was due goes out within a minute of the end."""
    with on_a_small_disk(program) as daemon:
        filler = fill(seen_by(daemon, state(program)))
        queue_post(program, "hello", in_seconds(2))
        daemon.reload()
        daemon.wait_for("memory_in_trouble", within=60)
        until_it_has_looked_again(daemon)
        before = daemon.events("post_sent")
        filler.unlink()
        sent = daemon.wait_for("post_sent", within=60)
        daemon.wait_for("memory_answers_again", within=60)
        log = daemon._log.read_text()
        code = daemon.stop()

    assert before == []
    assert sent["post"] == "hello"
    assert "Traceback" not in log
    assert log.count("memory_in_trouble") == 1
    assert log.count("memory_answers_again") == 1
    assert code == 0


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    """Listen as systemd does."""
    systemd = Systemd(tmp_path)
    yield systemd
    systemd.close()


@contextmanager
def held(file: Path, *, against_readers: bool = False) -> Iterator[None]:
    """Hold the database, as another program might."""
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        if against_readers:
            holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN IMMEDIATE")
        holder.execute("CREATE TABLE held (by_us)")
        yield


@contextmanager
def begun(daemon: Daemon) -> Iterator[Daemon]:
    """Start the daemon, which may not be ready for long; end it, whatever happens."""
    daemon.start()
    try:
        yield daemon
    finally:
        daemon.__exit__(None, None, None)


def test_a_locked_database_is_waited_for(program: Program, systemd: Systemd) -> None:
    """At the start systemd is asked for patience; later it hears that we are well."""
    program.environment = {"NOTIFY_SOCKET": systemd.address}
    lay_database(state(program))
    file = state(program) / "kairanban.sqlite3"
    with begun(program.daemon()) as daemon:
        with held(file, against_readers=True):
            waiting = systemd.hears("EXTEND_TIMEOUT_USEC=")
            early = daemon.events("ready")
        daemon.wait_for("ready", within=30)
        with held(file):
            queue_post(program, "hello", in_seconds(2))
            daemon.wait_for("memory_in_trouble", count=2, within=30)
            systemd.hears("READY=1")
            told = systemd.hears("is busy")
            systemd.hears("WATCHDOG=1")
            during = daemon.events("post_sent")
        daemon.wait_for("post_sent", within=60)
        daemon.wait_for("memory_answers_again", count=2, within=60)
        log = daemon._log.read_text()
        code = daemon.stop()

    assert "is busy" in waiting
    assert "EXTEND" not in told
    assert early == []
    assert during == []
    assert log.count("memory_in_trouble") == 2
    assert "Traceback" not in log
    assert code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_database_that_may_not_be_written_is_waited_for() -> None:
    """An ordinary user's files came back from a backup as somebody else's."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        program = a_quiet_project(Path(folder) / "project")
        lay_database(state(program))
        give(state(program), owner=0, mode=0o555)
        daemon = program.daemon()
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        daemon._command[:0] = nobody
        with begun(daemon):
            daemon.wait_for("memory_in_trouble")
            early = daemon.events("ready")
            give(state(program), owner=65534, mode=0o700)
            daemon.wait_for("ready")
            log = daemon._log.read_text()
            code = daemon.stop()

    assert early == []
    assert "let the user who runs" in log or "may write there" in log
    assert "Traceback" not in log
    assert code == 0


def states(program: Program) -> set[str]:
    """Return how the deliveries stand."""
    return {one["state"] for one in program.deliveries()}


def give(folder: Path, owner: int, mode: int) -> None:
    """Give a folder and what is in it to somebody."""
    for path in (folder, *folder.iterdir()):
        os.chown(path, owner, owner)
        path.chmod(mode if path.is_dir() else mode & 0o666)


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
        wait_until(lambda: states(program) == {"sent"}, within=90)
        code = daemon.stop()
    board = (state(program) / "accounts" / "box" / "index.html").read_text()

    assert states(program) == {"sent"}
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


def test_a_damaged_file_is_refused_with_what_to_do(program: Program) -> None:
    """No trace, no new file in its place; and the exit code says "yours"."""
    lay_database(state(program))
    file = state(program) / "kairanban.sqlite3"
    content = file.read_bytes()
    harmed = content[:8192] + os.urandom(40_000) + content[48_192:]
    file.write_bytes(harmed)
    answer = program("run", "--log", "json")

    assert answer.code == 1
    assert "restore it from a backup" in answer.err
    assert "Traceback" not in answer.err
    assert file.read_bytes() == harmed
