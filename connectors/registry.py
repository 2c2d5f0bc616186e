"""Every platform that Kairanban can speak to: the one list to edit."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from connectors.bluesky import PLATFORM as BLUESKY
from connectors.mastodon import PLATFORM as MASTODON
from connectors.sandbox import PLATFORM as SANDBOX
from connectors.setup import ConnectorSetup, Platform
from connectors.x import PLATFORM as X
from domain.errors import RequestError
from domain.phrases import Phrase, phrase
from domain.ports import Connector

#: By the name that an account's `platform:` gives in YAML.
PLATFORMS: Mapping[str, Platform] = MappingProxyType(
    {platform.name: platform for platform in (SANDBOX, BLUESKY, MASTODON, X)}
)


def build(setup: ConnectorSetup) -> Connector:
    """Return the connector of an account; nothing is sent yet.

    Raises:
        RequestError: There is no such platform.
    """
    name = setup.account.platform
    if name not in PLATFORMS:
        raise RequestError(_unknown(setup.account.key, name))
    return PLATFORMS[name].build(setup)


def _unknown(account: str, name: str) -> Phrase:
    guesses = get_close_matches(name.lower(), PLATFORMS, n=1)
    if guesses:
        return phrase(
            "account {account}: there is no platform '{name}'; did you mean '{guess}'?",
            account=account,
            name=name,
            guess=guesses[0],
        )
    return phrase(
        "account {account}: there is no platform '{name}'; there is: {known}",
        account=account,
        name=name,
        known=", ".join(PLATFORMS),
    )
