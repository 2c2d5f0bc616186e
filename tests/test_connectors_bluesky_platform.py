"""What the registry is told of Bluesky, before any account is used."""

import subprocess
import sys
from pathlib import Path

import pytest

from connectors.bluesky import PLATFORM
from connectors.bluesky.connector import BlueskyConnector
from connectors.server_addresses import check_server
from tests.clocks import ManualClock
from tests.platforms.bluesky_setup import a_setup

FINE = ("https://bsky.social", "https://pds.example.test/", "http://localhost:2583")

WRONG = (
    "",
    "bsky.social",
    "ftp://bsky.social",
    "https://",
    "https://bsky.social/xrpc",
    "https://bsky.social?a=b",
    "https://me:secret@bsky.social",
    "https://bsky.social:99999",
    "https://[::1",
)

UNWANTED = ("atproto", "atproto_client", "pydantic", "httpx", "httpcore")


def test_listing_the_platform_touches_no_sdk() -> None:
    """`kairanban check` must not wait a second for a library it does not use."""
    code = (
        "import sys, connectors.bluesky;"
        f"print([name for name in {UNWANTED!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )

    assert done.stdout.strip() == "[]"


def test_building_gives_a_connector(tmp_path: Path) -> None:
    """Building speaks to nobody, so any address will do."""
    connector = PLATFORM.build(a_setup("http://127.0.0.1:9", tmp_path, ManualClock()))
    connector.close()

    assert isinstance(connector, BlueskyConnector)
    assert connector.capabilities is PLATFORM.capabilities


def test_it_says_what_an_account_needs() -> None:
    """A handle and an app password; everything else has a default."""
    assert PLATFORM.needs_handle
    assert [secret.name for secret in PLATFORM.secrets] == ["password"]
    assert {option.name: option.default for option in PLATFORM.options} == {
        "server": "https://bsky.social",
        "card_hosts_allowed": "",
    }


@pytest.mark.parametrize("value", FINE)
def test_a_servers_address_is_taken(value: str) -> None:
    """Any server of the network will do, also one at home."""
    assert check_server("https://bsky.social")(value) is None


@pytest.mark.parametrize("value", WRONG)
def test_anything_else_is_explained(value: str) -> None:
    """The message shows what an address looks like."""
    assert "https://bsky.social" in str(check_server("https://bsky.social")(value))


def test_a_password_in_an_address_is_not_repeated() -> None:
    """Somebody may put it there; the message must not show it around."""
    assert "secret" not in str(
        check_server("https://bsky.social")("https://me:secret@bsky.social")
    )
