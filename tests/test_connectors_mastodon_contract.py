"""Mastodon, and every kind of server that speaks its API, keeps the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.mastodon.connector import MastodonConnector
from domain.clock import Clock
from tests.contracts.connector import ConnectorContract
from tests.platforms.mastodon_flavours import (
    GOTOSOCIAL,
    HOLLO,
    MASTODON,
    PLEROMA,
    TAKAHE,
    Flavour,
)
from tests.platforms.mastodon_server import PretendMastodon
from tests.platforms.mastodon_setup import a_setup, connected, running


class TestMastodon(ConnectorContract):
    """The whole contract, nothing left out."""

    flavour: Flavour = MASTODON

    @pytest.fixture
    def platform(self, clock: Clock) -> Iterator[PretendMastodon]:
        with running(clock, self.flavour) as platform:
            yield platform

    @pytest.fixture
    def connector(
        self, platform: PretendMastodon, tmp_path: Path, clock: Clock
    ) -> Iterator[MastodonConnector]:
        with connected(a_setup(platform.url, tmp_path, clock)) as connector:
            connector.sign_in()
            yield connector


class TestGoToSocial(TestMastodon):
    """ULIDs, no key, another way of counting, unlisted by itself."""

    flavour = GOTOSOCIAL


class TestTakahe(TestMastodon):
    """Ids in no order, a version that is none, no word of limits."""

    flavour = TAKAHE


class TestHollo(TestMastodon):
    """UUIDs, no source of statuses, replies that nobody counts."""

    flavour = HOLLO


class TestPleroma(TestMastodon):
    """Only the old form of the instance; its own fields in a status."""

    flavour = PLEROMA
