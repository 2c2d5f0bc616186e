"""Building the connector for a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.bluesky.connector import BlueskyConnector
from connectors.bluesky.request import Timeouts
from connectors.setup import ConnectorSetup
from domain.accounts import Account
from domain.clock import Clock
from tests.platforms.bluesky_server import PretendBluesky

#: Short, so that a test of silence is over soon.
IMPATIENT = Timeouts(connect=1.0, read=0.3, write=0.3, whole=5.0)


class SessionShelf:
    """Saved sessions in memory; a `domain.ports.Sessions`."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def load(self, account: str) -> str | None:
        """Return the saved session."""
        return self.kept.get(account)

    def save(self, account: str, session: str, now: datetime) -> None:
        """Keep a session."""
        self.kept[account] = session

    def forget(self, account: str) -> None:
        """Drop the saved session."""
        self.kept.pop(account, None)


def a_setup(server: str, folder: Path, clock: Clock, **changes: Any) -> ConnectorSetup:
    """Return the setup of our account "bsky" on *server*."""
    options = {"server": server, **changes.pop("options", {})}
    handle = changes.pop("handle", "board.test")
    password = changes.pop("password", "canary-app-password")
    known: dict[str, Any] = {
        "account": Account("bsky", "bluesky", handle, options),
        "secrets": {"password": password},
        "sessions": SessionShelf(),
        "folder": folder,
        "clock": clock,
    }
    return ConnectorSetup(**known | changes)


@contextmanager
def running(clock: Clock) -> Iterator[PretendBluesky]:
    """Run a pretend Bluesky."""
    platform = PretendBluesky(clock)
    platform.up()
    try:
        yield platform
    finally:
        platform.stop()


@contextmanager
def connected(
    setup: ConnectorSetup, timeouts: Timeouts = IMPATIENT
) -> Iterator[BlueskyConnector]:
    """Use a connector, impatient."""
    connector = BlueskyConnector(setup, timeouts)
    try:
        yield connector
    finally:
        connector.close()
