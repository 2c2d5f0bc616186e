"""What holds for every test: no network but loopback, nothing of the user's touched."""

import gc
import os
import socket
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import tests.machine_settings  # noqa: F401 - registers the profile
from tests.servers.fixtures import postgres

__all__ = ["postgres"]

LOOPBACK = ("127.", "localhost", "::1")
REAL = Path(__file__).parent / "real"
_HOMES = count()

settings.load_profile("usual")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the trials that a fast run would only import to deselect them."""
    is_fast = config.option.markexpr == "not real"
    return True if is_fast and collection_path == REAL else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among a million objects that are made here and stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Hide the user's own settings, home and credentials from every test.

    Its home is a folder of its own which is not there; most tests need no folder.
    """
    for name in os.environ:
        if name.startswith(("KAIRANBAN_", "CREDENTIALS_")) and name not in {
            "KAIRANBAN_REAL",
            "KAIRANBAN_TEST_CACHE",
        }:
            monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_HOMES))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
