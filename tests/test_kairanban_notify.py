"""What systemd hears from us."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kairanban.notify import Notifier


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """Listen as systemd does, on a datagram socket in a folder."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(5)
        yield channel


def test_being_ready_is_told_with_a_status_on_one_line(
    systemd: socket.socket, tmp_path: Path
) -> None:
    """A line break in a status would be another variable."""
    Notifier(str(tmp_path / "notify")).ready("2 accounts\nEVIL=1")

    assert systemd.recv(1000) == b"READY=1\nSTATUS=2 accounts EVIL=1"


def test_a_reload_carries_its_moment(systemd: socket.socket, tmp_path: Path) -> None:
    """systemd 253 and later wait for the moment; without it a reload hangs."""
    Notifier(str(tmp_path / "notify")).reloading()
    lines = systemd.recv(1000).decode().splitlines()

    assert lines[0] == "RELOADING=1"
    assert lines[1].removeprefix("MONOTONIC_USEC=").isdigit()


def test_an_abstract_socket_is_reached() -> None:
    """A leading @ names Linux's abstract namespace."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind("\0kairanban-test-notify")
        channel.settimeout(5)
        Notifier("@kairanban-test-notify").alive()

        assert channel.recv(100) == b"WATCHDOG=1"


def test_without_systemd_nothing_happens(tmp_path: Path) -> None:
    """No socket, or one that is gone, is no reason to stop."""
    Notifier("").stopping()
    Notifier(str(tmp_path / "gone")).stopping()
