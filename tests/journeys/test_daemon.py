"""The daemon as systemd sees it: ready, alive, reloading, stopping in good time."""

import socket
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.clock import SystemClock
from tests.journeys.program import Program, QuickProgram, wait_until
from tests.memories import lay_database
from tests.platforms.bluesky_faults import Act, Hang
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.bluesky_setup import running

PASSWORD = "canary-app-password"

#: The real program, its patience at the end cut short.
IMPATIENT = (
    "from datetime import timedelta; import kairanban.daemon as daemon;"
    "daemon.STOP_WITHIN = timedelta(seconds=1);"
    "from kairanban.__main__ import main; main()"
)


class ImpatientProgram(QuickProgram):
    """The program, stopping without waiting long for what is under way."""

    @property
    def command(self) -> list[str]:
        """Return how the program is called."""
        return [sys.executable, "-c", IMPATIENT, "-C", str(self.folder)]


class Systemd:
    """Hears what a service says of itself."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify")
        self._channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._channel.bind(self.address)
        self._channel.settimeout(60)

    def hears(self, word: str) -> str:
        """Wait for a message that holds *word*."""
        while word not in (message := self._channel.recv(4096).decode()):
            pass
        return message

    def close(self) -> None:
        """Listen no more."""
        self._channel.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    """Listen as systemd does."""
    systemd = Systemd(tmp_path)
    yield systemd
    systemd.close()


@pytest.fixture
def platform() -> Iterator[PretendBluesky]:
    """Run a pretend Bluesky on loopback."""
    with running(SystemClock()) as platform:
        yield platform


def bluesky_project(program: Program, platform: PretendBluesky, text: str) -> None:
    """Make a project whose one post is due at once on the pretend Bluesky."""
    at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat(timespec="seconds")
    (program.folder / "queue").mkdir(parents=True)
    lay_database(program.folder / ".kairanban")
    (program.folder / "kairanban.yaml").write_text(
        "community: {name: Makers, timezone: Asia/Tokyo}\n"
        "accounts: {bsky: {platform: bluesky, handle: board.test,"
        f" server: '{platform.url}'}}}}\n"
    )
    (program.folder / "queue" / "posts.yaml").write_text(
        f"- {{id: hello, at: '{at}', to: bsky, text: {text}}}\n"
    )


@pytest.mark.real
def test_systemd_hears_of_every_stage(tmp_path: Path, systemd: Systemd) -> None:
    """Ready, reloading, ready again, stopping; each with a status for people."""
    program = Program(tmp_path / "p", {"NOTIFY_SOCKET": systemd.address})
    program.folder.mkdir()
    program.well("init", "--timezone", "Asia/Tokyo")
    with program.daemon() as daemon:
        ready = systemd.hears("READY=1")
        alive = systemd.hears("WATCHDOG=1")
        daemon.reload()
        reloading = systemd.hears("RELOADING=1")
        again = systemd.hears("READY=1")
        code = daemon.stop()
        stopping = systemd.hears("STOPPING=1")

    assert "STATUS=" in ready
    assert "MONOTONIC_USEC=" in reloading
    assert "next post" in again
    assert alive == "WATCHDOG=1"
    assert "STATUS=" in stopping
    assert code == 0


@pytest.mark.real
def test_it_breathes_however_often_the_files_change(
    tmp_path: Path, systemd: Systemd
) -> None:
    """Else systemd would take it for dead, and kill it, while somebody is writing."""
    program = Program(tmp_path / "p", {"NOTIFY_SOCKET": systemd.address})
    program.folder.mkdir()
    program.well("init", "--timezone", "Asia/Tokyo")
    with program.daemon() as daemon:
        systemd.hears("WATCHDOG=1")
        heard, since = list[str](), time.monotonic()
        while "WATCHDOG=1" not in heard and time.monotonic() - since < 8:
            daemon.reload()
            while "READY=1" not in (message := systemd.hears("=")):
                heard.append(message)
        daemon.stop()

    assert "WATCHDOG=1" in heard


@pytest.mark.real
def test_a_hanging_platform_does_not_keep_the_daemon_from_stopping(
    tmp_path: Path, platform: PretendBluesky
) -> None:
    """What is still being sent is settled at the next start: it is out once."""
    environment = {"KAIRANBAN_BSKY_PASSWORD": PASSWORD}
    program = ImpatientProgram(tmp_path / "p", environment)
    bluesky_project(program, platform, "Only once")
    platform.script.will("putRecord", Hang(Act.AFTER))
    with program.daemon() as daemon:
        wait_until(lambda: platform.puts)
        code = daemon.stop(within=15)
        left = program.delivery("hello")["state"]
        daemon.start()
        daemon.wait_for("post_sent")
        daemon.stop(within=15)

    assert code == 0
    assert left == "sending"
    assert [post.text for post in platform.posts()] == ["Only once"]


@pytest.mark.real
def test_a_wrong_password_pauses_the_account_alone_and_loses_nothing(
    tmp_path: Path, platform: PretendBluesky
) -> None:
    """The post waits; the right password and a reload let it out."""
    program = QuickProgram(tmp_path / "p")
    bluesky_project(program, platform, "Patience")
    secret = program.folder / "secrets" / "bsky.password"
    secret.parent.mkdir()
    secret.touch(mode=0o600)
    secret.write_text("wrong")
    with program.daemon() as daemon:
        daemon.wait_for("pull_failed")
        refused = wait_until(
            lambda: [
                row
                for row in program.well("accounts", "list", "--json").json
                if row["health"] == "sign_in"
            ]
        )
        waiting = program.delivery("hello")["state"]
        secret.write_text(PASSWORD)
        daemon.reload()
        daemon.wait_for("post_sent")
        daemon.stop()
        log = (program.folder / "daemon.log").read_text()

    assert refused[0]["problem"]
    assert waiting == "queued"
    assert len(platform.posts()) == 1
    assert PASSWORD not in log
