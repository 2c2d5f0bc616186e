"""Our own posts on Bluesky: a long list, and how far back it reaches."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.bluesky import own
from connectors.bluesky.connector import BlueskyConnector
from domain.errors import TryLaterError
from tests.clocks import NOON, ManualClock
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.bluesky_setup import a_setup, connected, running

EARLIER = NOON - timedelta(days=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def platform(clock: ManualClock) -> Iterator[PretendBluesky]:
    with running(clock) as platform:
        yield platform


@pytest.fixture
def connector(
    platform: PretendBluesky, tmp_path: Path, clock: ManualClock
) -> Iterator[BlueskyConnector]:
    with connected(a_setup(platform.url, tmp_path, clock)) as connector:
        yield connector


def test_a_long_list_is_read_to_its_end(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """More than one answer holds."""
    said = {platform.we_post(f"Number {number}") for number in range(205)}
    found = connector.own_posts(EARLIER)

    assert found.is_complete
    assert {post.receipt.remote_id for post in found.posts} == said


def test_it_stops_where_it_was_asked_to(
    connector: BlueskyConnector, platform: PretendBluesky, clock: ManualClock
) -> None:
    """What is older is not even fetched."""
    for number in range(205):
        platform.we_post(f"Old {number}")
    clock.turn(timedelta(days=1))
    new = platform.we_post("New")
    before = len(platform.requests)
    found = connector.own_posts(NOON + timedelta(hours=12))

    assert [post.receipt.remote_id for post in found.posts] == [new]
    assert found.is_complete
    assert len(platform.requests) - before <= 3  # signing in, and one answer


def test_a_list_without_end_says_so(
    connector: BlueskyConnector,
    platform: PretendBluesky,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Then "not found" proves nothing."""
    monkeypatch.setattr(own, "_PAGES", 1)
    for number in range(101):
        platform.we_post(f"Number {number}")

    assert not connector.own_posts(EARLIER).is_complete


def test_a_server_that_does_not_answer_proves_nothing(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Look later."""
    connector.sign_in()
    platform.stop()

    with pytest.raises(TryLaterError):
        connector.own_posts(EARLIER)
