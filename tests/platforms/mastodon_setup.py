"""Building the connector for a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connectors.exchange import Timeouts
from connectors.mastodon.connector import MastodonConnector
from connectors.setup import ConnectorSetup
from domain.accounts import Account
from domain.clock import Clock
from tests.platforms.mastodon_flavours import MASTODON, Flavour
from tests.platforms.mastodon_server import TOKEN, PretendMastodon
from tests.platforms.session_shelf import SessionShelf

#: Long enough for a machine that is busy with other tests.
PATIENT = Timeouts(connect=10.0, read=10.0, write=10.0, whole=30.0)

#: Short, so that a test of silence is over soon; for nothing else.
IMPATIENT = Timeouts(connect=2.0, read=0.4, write=0.4, whole=10.0)


def a_setup(server: str, folder: Path, clock: Clock, **changes: Any) -> ConnectorSetup:
    """Return the setup of our account "masto" on *server*."""
    handle = changes.pop("handle", "board")
    token = changes.pop("token", TOKEN)
    known: dict[str, Any] = {
        "account": Account("masto", "mastodon", handle, {"server": server}),
        "secrets": {"token": token},
        "sessions": SessionShelf(),
        "folder": folder,
        "clock": clock,
    }
    return ConnectorSetup(**known | changes)


@contextmanager
def running(clock: Clock, flavour: Flavour = MASTODON) -> Iterator[PretendMastodon]:
    """Run a pretend Mastodon."""
    platform = PretendMastodon(clock, flavour)
    platform.up()
    try:
        yield platform
    finally:
        platform.stop()


@contextmanager
def connected(
    setup: ConnectorSetup, timeouts: Timeouts = PATIENT
) -> Iterator[MastodonConnector]:
    """Use a connector, and let go of it."""
    connector = MastodonConnector(setup, timeouts)
    try:
        yield connector
    finally:
        connector.close()
