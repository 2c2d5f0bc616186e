"""The network as pytest fixtures: one for all tests of a session.

When a part is missing the tests that need it are skipped, saying which; they
fail instead where the network is a must: with CI=true or KAIRANBAN_REAL=required.
"""

import os
from collections.abc import Iterator

import pytest

from tests.atproto_network.network import Network

FIXTURES = ("network", "limited_network")


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    """The full network, without rate limits."""
    yield from _running(appview=True, rate_limits=False)


@pytest.fixture(scope="session")
def limited_network() -> Iterator[Network]:
    """A server alone (no AppView) that limits rates like the real hosts."""
    yield from _running(appview=False, rate_limits=True)


@pytest.fixture(autouse=True)
def mended(request: pytest.FixtureRequest) -> Iterator[None]:
    """Undo, after each test, what it did to the networks it used."""
    used = [name for name in FIXTURES if name in request.fixturenames]
    networks: list[Network] = [request.getfixturevalue(name) for name in used]
    yield
    for damaged in networks:
        damaged.start_again()
        damaged.proxy.seen.clear()


def _running(*, appview: bool, rate_limits: bool) -> Iterator[Network]:
    if reason := Network.missing_reason(appview=appview):
        _give_up(reason)
    with Network(appview=appview, rate_limits=rate_limits) as running:
        yield running


def _give_up(reason: str) -> None:
    if os.environ.get("CI") == "true" or os.environ.get("KAIRANBAN_REAL") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
