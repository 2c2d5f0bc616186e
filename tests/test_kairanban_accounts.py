"""Connectors follow what a person changes: the account in YAML, and its password."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.accounts import Account
from kairanban.accounts import Connectors, rehearsed
from tests.clocks import ManualClock
from tests.memories import a_memory
from tests.projects import a_project

ACCOUNT = Account(
    "bsky", "bluesky", handle="makers.test", options={"server": "http://localhost:1"}
)


@pytest.fixture
def connectors(tmp_path: Path) -> Iterator[Connectors]:
    """Return the connectors of a project with one account that has a password."""
    clock, state = ManualClock(), tmp_path / "state"
    project = replace(
        a_project(), folder=tmp_path, state_folder=state, accounts={"bsky": ACCOUNT}
    )
    tell_password(tmp_path, "first")
    memory = a_memory(state, clock)
    connectors = Connectors(lambda: project, memory, clock, environment={})
    yield connectors
    connectors.close()
    memory.close()


def tell_password(folder: Path, password: str) -> None:
    """Write the account's password where it is looked for."""
    path = folder / "secrets" / "bsky.password"
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(password)


def test_a_connector_is_built_once(connectors: Connectors) -> None:
    """It holds the session; nobody signs in anew for every call."""
    assert connectors("bsky") is connectors("bsky")


def test_a_new_password_is_a_new_connector(
    connectors: Connectors, tmp_path: Path
) -> None:
    """The old one would go on knocking with the old password."""
    before = connectors("bsky")
    tell_password(tmp_path, "second")

    assert connectors("bsky") is not before


def test_a_password_that_is_just_being_written_disturbs_nobody(
    connectors: Connectors, tmp_path: Path
) -> None:
    """An editor empties the file before it fills it."""
    before = connectors("bsky")
    tell_password(tmp_path, "")

    assert connectors("bsky") is before


def test_a_dry_run_asks_for_the_same_approval() -> None:
    """What waits for somebody's yes waits in the rehearsal, too."""
    account = replace(ACCOUNT, needs_approval=True, poll_every=timedelta(minutes=9))
    played = rehearsed(replace(a_project(), accounts={"bsky": account})).accounts

    assert played["bsky"] == replace(
        account, platform="sandbox", options={"community": "quiet", "rehearsal": "yes"}
    )
