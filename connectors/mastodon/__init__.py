"""Mastodon, and every other server that speaks its API; see `connector` for the work.

Cheap to import: httpx waits until `build`.
"""

from datetime import timedelta
from pathlib import Path

from connectors.mastodon.facts import kept_facts
from connectors.mastodon.limits import CAPABILITIES, capabilities_by
from connectors.server_addresses import check_server
from connectors.setup import ConnectorSetup, Option, Platform, Secret
from domain.accounts import Account
from domain.capabilities import Capabilities
from domain.phrases import phrase
from domain.ports import Connector


def build(setup: ConnectorSetup) -> Connector:
    """Import httpx and return a connector; speaks to nobody yet."""
    from connectors.mastodon.connector import (  # noqa: PLC0415  # httpx takes 0.1 s
        MastodonConnector,
    )

    return MastodonConnector(setup)


def known(account: Account, folder: Path) -> Capabilities | None:
    """Return what the account's server said when it was last asked."""
    server = account.options.get("server", "").rstrip("/")
    facts, _ = kept_facts(folder, server)
    return capabilities_by(facts) if facts else None


PLATFORM = Platform(
    name="mastodon",
    capabilities=CAPABILITIES,
    build=build,
    options=(
        Option(
            name="server",
            meaning=phrase("The server that the account was made on."),
            check=check_server("https://mastodon.social"),
        ),
    ),
    secrets=(
        Secret(
            name="token",
            meaning=phrase(
                "An access token: made on the server under Preferences, Development, "
                "New application, with the scopes read, write:statuses and "
                "write:media. Never the account's own password."
            ),
        ),
    ),
    needs_handle=True,
    poll_every=timedelta(minutes=1),
    known=known,
)
