"""Building X's connector for a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from connectors.exchange import Timeouts
from connectors.setup import ConnectorSetup
from connectors.x.connector import XConnector
from domain.accounts import Account
from domain.clock import Clock
from tests.platforms.mastodon_setup import PATIENT
from tests.platforms.session_shelf import SessionShelf
from tests.platforms.x_methods import Keys
from tests.platforms.x_server import PretendX


def a_setup(server: str, folder: Path, clock: Clock, **changes: Any) -> ConnectorSetup:
    """Return the setup of our account "x" on *server*."""
    handle, vocabulary = (
        changes.pop(name, usual)
        for name, usual in (("handle", "board"), ("vocabulary", "post"))
    )
    options = {"server": server, "vocabulary": vocabulary}
    known: dict[str, Any] = {
        "account": Account("x", "x", handle, options),
        "secrets": asdict(Keys()),
        "sessions": SessionShelf(),
        "folder": folder,
        "clock": clock,
    }
    return ConnectorSetup(**known | changes)


@contextmanager
def running(clock: Clock) -> Iterator[PretendX]:
    """Run a pretend X."""
    platform = PretendX(clock)
    platform.up()
    try:
        yield platform
    finally:
        platform.stop()


@contextmanager
def connected(
    setup: ConnectorSetup, timeouts: Timeouts = PATIENT
) -> Iterator[XConnector]:
    """Use a connector, and let go of it."""
    connector = XConnector(setup, timeouts)
    try:
        yield connector
    finally:
        connector.close()
