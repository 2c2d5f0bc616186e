"""X, through its API's second version; see `connector` for the work.

Cheap to import: tweepy, which takes a third of a second, waits until `build`.
"""

from datetime import timedelta

from connectors.server_addresses import check_server
from connectors.setup import ConnectorSetup, Option, Platform, Secret
from connectors.x.limits import CAPABILITIES
from connectors.x.vocabulary import Vocabulary
from domain.phrases import Phrase, phrase
from domain.ports import Connector


def build(setup: ConnectorSetup) -> Connector:
    """Import tweepy and return a connector; speaks to nobody yet."""
    from connectors.x.connector import (  # noqa: PLC0415  # tweepy takes 0.3 s
        XConnector,
    )

    return XConnector(setup)


def check_vocabulary(value: str) -> Phrase | None:
    """Return what is wrong with the name of a vocabulary; None if it is fine."""
    if value in set(Vocabulary):
        return None
    return phrase("should be one of: {known}", known=", ".join(Vocabulary))


PLATFORM = Platform(
    name="x",
    capabilities=CAPABILITIES,
    build=build,
    options=(
        Option(
            name="server",
            meaning=phrase("Where X's API is; another address only for a gateway."),
            default="https://api.x.com",
            check=check_server("https://api.x.com"),
        ),
        Option(
            name="vocabulary",
            meaning=phrase(
                'In which words X is asked: "post", as it publishes them since August '
                '2026, or "tweet", as before. Answers are understood in both.'
            ),
            default=Vocabulary.POST.value,
            check=check_vocabulary,
        ),
    ),
    secrets=(
        Secret(
            name="consumer_key",
            meaning=phrase(
                "The API key of your app: in X's developer console, under Keys and "
                "tokens, Consumer keys."
            ),
        ),
        Secret(
            name="consumer_secret",
            meaning=phrase("The API key's secret; it stands beside the API key."),
        ),
        Secret(
            name="access_token",
            meaning=phrase(
                "The access token of the account, made under Keys and tokens, "
                "Authentication tokens, once the app may read and write."
            ),
        ),
        Secret(
            name="access_token_secret",
            meaning=phrase("The access token's secret; it stands beside the token."),
        ),
    ),
    needs_handle=True,
    poll_every=timedelta(minutes=5),
)
