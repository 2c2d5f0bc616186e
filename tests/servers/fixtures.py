"""Servers that all tests of a worker share."""

import os
from collections.abc import Iterator

import pytest

from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start PostgreSQL; where it cannot be had, skip, but never in CI."""
    reason = PostgresServer.missing_reason()
    if reason and not os.environ.get("CI"):
        pytest.skip(reason)
    assert reason is None, reason
    with PostgresServer() as server:
        yield server
