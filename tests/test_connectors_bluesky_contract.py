"""Bluesky keeps the contract, on a pretend server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.bluesky.connector import BlueskyConnector
from domain.clock import Clock
from tests.contracts.connector import ConnectorContract
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.bluesky_setup import a_setup, connected, running


class TestBluesky(ConnectorContract):
    """The whole contract, nothing left out."""

    @pytest.fixture
    def platform(self, clock: Clock) -> Iterator[PretendBluesky]:
        with running(clock) as platform:
            yield platform

    @pytest.fixture
    def connector(
        self, platform: PretendBluesky, tmp_path: Path, clock: Clock
    ) -> Iterator[BlueskyConnector]:
        with connected(a_setup(platform.url, tmp_path, clock)) as connector:
            yield connector
