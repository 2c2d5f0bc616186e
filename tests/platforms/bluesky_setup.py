"""Building the connector for a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connectors.bluesky.connector import BlueskyConnector
from connectors.exchange import Timeouts
from connectors.setup import ConnectorSetup
from domain.accounts import Account
from domain.clock import Clock
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.session_shelf import SessionShelf

#: Long enough for a machine that is busy with other tests.
PATIENT = Timeouts(connect=10.0, read=10.0, write=10.0, whole=30.0)

#: Short, so that a test of silence is over soon; for nothing else.
IMPATIENT = Timeouts(connect=2.0, read=0.6, write=0.6, whole=10.0)


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
    setup: ConnectorSetup, timeouts: Timeouts = PATIENT
) -> Iterator[BlueskyConnector]:
    """Use a connector, and let go of it."""
    connector = BlueskyConnector(setup, timeouts)
    try:
        yield connector
    finally:
        connector.close()
