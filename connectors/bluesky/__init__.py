"""Bluesky, or any other server of the AT Protocol; see `connector` for the work.

Cheap to import: the SDK, which takes a second, waits until `build`.
"""

from connectors.bluesky.limits import CAPABILITIES
from connectors.server_addresses import check_server
from connectors.setup import ConnectorSetup, Option, Platform, Secret
from domain.phrases import phrase
from domain.ports import Connector


def build(setup: ConnectorSetup) -> Connector:
    """Import the SDK and return a connector; speaks to nobody yet."""
    from connectors.bluesky.connector import (  # noqa: PLC0415  # the SDK takes a second
        BlueskyConnector,
    )

    return BlueskyConnector(setup)


PLATFORM = Platform(
    name="bluesky",
    capabilities=CAPABILITIES,
    build=build,
    options=(
        Option(
            name="server",
            meaning=phrase("The server that the account was made on."),
            default="https://bsky.social",
            check=check_server("https://bsky.social"),
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
