"""The sandbox keeps the contract of all connectors."""

from pathlib import Path

import pytest

from connectors.sandbox.connector import Sandbox
from domain.clock import Clock
from tests.contracts.connector import ConnectorContract
from tests.platforms.sandbox_fans import SandboxFans
from tests.platforms.sandbox_setups import a_sandbox


class TestSandbox(ConnectorContract):
    """The whole contract, nothing left out."""

    @pytest.fixture
    def platform(self, tmp_path: Path, clock: Clock) -> SandboxFans:
        return SandboxFans(tmp_path / "box", clock)

    @pytest.fixture
    def connector(self, tmp_path: Path, clock: Clock) -> Sandbox:
        return a_sandbox(tmp_path / "box", clock, community="quiet")
