"""X keeps the contract, asked in either of its vocabularies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.x.connector import XConnector
from domain.clock import Clock
from tests.contracts.connector import ConnectorContract
from tests.platforms.x_server import PretendX
from tests.platforms.x_setup import a_setup, connected, running


class TestX(ConnectorContract):
    """The whole contract, nothing left out."""

    refuses_equal_words = True
    vocabulary = "post"

    @pytest.fixture
    def platform(self, clock: Clock) -> Iterator[PretendX]:
        with running(clock) as platform:
            yield platform

    @pytest.fixture
    def connector(
        self, platform: PretendX, tmp_path: Path, clock: Clock
    ) -> Iterator[XConnector]:
        setup = a_setup(platform.url, tmp_path, clock, vocabulary=self.vocabulary)
        with connected(setup) as connector:
            connector.sign_in()
            yield connector


class TestXAskedAsBefore(TestX):
    """In the words from before August 2026."""

    vocabulary = "tweet"
