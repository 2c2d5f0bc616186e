"""The networks that the trials here run against, and who lives there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.atproto_network.fixtures import limited_network, mended, network
from tests.atproto_network.member import Member
from tests.atproto_network.network import Network
from tests.real.brand import Brand
from tests.real.canaries import require_no_secrets

__all__ = ["brand", "fan", "friend", "limited_network", "mended", "network"]


@pytest.fixture
def brand(network: Network, tmp_path: Path) -> Iterator[Brand]:
    """Return a new account with its project; no secret of it may leak."""
    brand = Brand.create(network, tmp_path / "project")
    yield brand
    require_no_secrets(brand)


@pytest.fixture(scope="session")
def fan(network: Network) -> Member:
    """Return somebody who follows what the brand does."""
    return network.create_account("fan")


@pytest.fixture(scope="session")
def friend(network: Network) -> Member:
    """Return somebody who talks to the fan."""
    return network.create_account("friend")
