"""Bluesky, or any other server of the AT Protocol; see `connector` for the work.

Cheap to import: the SDK, which takes a second, waits until `build`.
"""

from urllib.parse import urlsplit

from connectors.bluesky.limits import CAPABILITIES
from connectors.setup import ConnectorSetup, Option, Platform, Secret
from domain.phrases import Phrase, phrase
from domain.ports import Connector


def build(setup: ConnectorSetup) -> Connector:
    """Import the SDK and return a connector; speaks to nobody yet."""
    from connectors.bluesky.connector import (  # noqa: PLC0415  # the SDK takes a second
        BlueskyConnector,
    )

    return BlueskyConnector(setup)


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
    # The value is not repeated: somebody may have put a password into it.
    return phrase("should be a server's address such as https://bsky.social")


PLATFORM = Platform(
    name="bluesky",
    capabilities=CAPABILITIES,
    build=build,
    options=(
        Option(
            name="server",
            meaning=phrase("The server that the account was made on."),
            default="https://bsky.social",
            check=check_server,
        ),
        Option(
            name="card_hosts_allowed",
            meaning=phrase(
                "Hosts in your own network whose pages may be shown as link cards, "
                "with commas between; all others must be public."
            ),
            default="",
        ),
    ),
    secrets=(
        Secret(
            name="password",
            meaning=phrase(
                "An app password: made in the Bluesky app under Settings, Privacy and "
                "security, App passwords. Never the account's own password."
            ),
        ),
    ),
    needs_handle=True,
)
