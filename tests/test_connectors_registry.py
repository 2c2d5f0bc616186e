"""The one list of platforms."""

import subprocess
import sys
from pathlib import Path

import pytest

from connectors.registry import PLATFORMS, build
from domain.errors import RequestError
from tests.clocks import ManualClock
from tests.platforms.sandbox_setups import a_setup

HOUSE = Path(__file__).parent.parent


def test_platforms_are_listed_by_their_own_names() -> None:
    """What YAML calls a platform is what it calls itself."""
    names = {name: (p.name, p.capabilities.platform) for name, p in PLATFORMS.items()}

    assert names == {
        "sandbox": ("sandbox", "sandbox"),
        "bluesky": ("bluesky", "bluesky"),
        "mastodon": ("mastodon", "mastodon"),
        "x": ("x", "x"),
    }


def test_an_account_gets_the_connector_of_its_platform(tmp_path: Path) -> None:
    """Nothing is sent, and nothing is written, before it is used."""
    connector = build(a_setup(tmp_path / "box", ManualClock()))

    assert connector.capabilities is PLATFORMS["sandbox"].capabilities
    assert not (tmp_path / "box").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "bluesy",
            "account box: there is no platform 'bluesy'; did you mean 'bluesky'",
        ),
        ("Sandbox", "did you mean 'sandbox'"),
        (
            "myspace",
            "there is no platform 'myspace'; there is: sandbox, bluesky, mastodon, x",
        ),
    ],
)
def test_an_unknown_platform_is_answered_with_a_guess(
    tmp_path: Path, name: str, message: str
) -> None:
    """A slip of the keyboard is named, with what was probably meant."""
    with pytest.raises(RequestError, match=message):
        build(a_setup(tmp_path, ManualClock(), platform=name))


@pytest.mark.parametrize(
    ("value", "is_fine"), [("lively", True), ("quiet", True), ("loud", False)]
)
def test_the_sandbox_checks_its_option(value: str, *, is_fine: bool) -> None:
    """A community is lively or quiet."""
    [option] = PLATFORMS["sandbox"].options
    assert option.check is not None
    problem = option.check(value)

    assert (problem is None) is is_fine
    assert is_fine or f"got '{value}'" in str(problem)


def test_the_list_is_cheap_to_import() -> None:
    """Whoever asks for the version does not wait for SDKs or templates."""
    heavy = ("atproto", "atproto_client", "httpx", "jinja2", "tomllib")
    program = (
        "import sys, connectors.registry;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=HOUSE,
        check=True,
        capture_output=True,
        text=True,
    )

    assert told.stdout == "[]\n"
