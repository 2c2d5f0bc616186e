"""Mastodon, and every other server that speaks its API; see `connector` for the work.

Cheap to import: httpx waits until `build`.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from connectors.mastodon.facts import kept_facts
from connectors.mastodon.limits import CAPABILITIES, capabilities_by
from connectors.setup import ConnectorSetup, Option, Platform, Secret
from domain.accounts import Account
from domain.capabilities import Capabilities
from domain.phrases import Phrase, phrase
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


def check_server(value: str) -> Phrase | None:
    """Return what is wrong with a server's address; None if it is fine."""
    try:
        parts = urlsplit(value)
        is_fine = parts.scheme in {"http", "https"} and bool(parts.hostname)
        is_fine = is_fine and parts.username is None and parts.port != 0
    except ValueError:
        is_fine = False
    if is_fine and parts.path in {"", "/"} and not (parts.query or parts.fragment):
        return None
    # The value is not repeated: somebody may have put a token into it.
    return phrase("should be a server's address such as https://mastodon.social")


PLATFORM = Platform(
    name="mastodon",
    capabilities=CAPABILITIES,
    build=build,
    options=(
        Option(
            name="server",
            meaning=phrase("The server that the account was made on."),
            check=check_server,
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
