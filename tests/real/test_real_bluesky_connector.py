"""The Bluesky connector on the real network: the same contract, and what only it has.

The pretend server is only worth something as long as these pass as well.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from connectors.bluesky.connector import BlueskyConnector
from connectors.bluesky.record import images_embed, post_record, put_body
from connectors.exchange import Timeouts
from connectors.setup import ConnectorSetup
from domain.clock import Clock, SystemClock
from domain.errors import (
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.items import ItemKind
from domain.posts import Draft, Frozen, KeptMedia
from tests.atproto_network.member import POST, Member
from tests.atproto_network.network import Network
from tests.contracts.connector import ConnectorContract, haul, reply_to
from tests.platforms.bluesky_real import RealBluesky
from tests.platforms.bluesky_setup import a_setup, connected

pytestmark = pytest.mark.real

PUT = "com.atproto.repo.putRecord"
TIMEOUTS = Timeouts(connect=5, read=30, write=30)


@pytest.fixture(scope="module")
def fans(network: Network) -> dict[str, Member]:
    """Return two fans, for all tests."""
    return {name: network.create_account(name) for name in ("aiko", "bob")}


@pytest.fixture
def platform(network: Network, fans: dict[str, Member]) -> RealBluesky:
    """Return the network, with an account of ours that nobody knows yet."""
    return RealBluesky(network, network.create_account("board"), fans)


@pytest.fixture
def setup(platform: RealBluesky, tmp_path: Path) -> ConnectorSetup:
    """Return the setup of our account, with an app password."""
    return a_setup(
        platform.network.pds_url,
        tmp_path,
        SystemClock(),
        handle=platform.us.handle,
        password=platform.us.app_password("kairanban"),
    )


@pytest.fixture
def connector(setup: ConnectorSetup) -> Iterator[BlueskyConnector]:
    """Return the connector of our account."""
    with connected(setup, TIMEOUTS) as connector:
        yield connector


class TestRealBluesky(ConnectorContract):
    """The whole contract, nothing left out."""

    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


def puts(platform: RealBluesky) -> int:
    return sum(PUT in seen.target for seen in platform.network.proxy.seen)


def shown(platform: RealBluesky, uri: str) -> dict[str, Any]:
    """Return a post as the AppView shows it."""
    platform.settle()
    [post] = platform.us.xrpc.query("app.bsky.feed.getPosts", uris=uri)["posts"]
    return dict(post)


def test_people_links_and_tags_are_shown_as_such(
    connector: BlueskyConnector, platform: RealBluesky
) -> None:
    """The AppView has the record byte for byte, and the named one is told."""
    aiko = platform.fans["aiko"]
    text = f"🎉 @{aiko.handle} 見て https://example.test/a。 #回覧板 👩‍👩‍👧‍👦"
    frozen = connector.freeze(Draft(text), SystemClock().now())
    receipt = connector.publish(frozen)
    post = shown(platform, receipt.remote_id)

    assert post["cid"] == receipt.revision
    assert post["record"] == json.loads(frozen.payload)["record"]
    assert receipt.remote_id in {told["uri"] for told in aiko.notifications()}


def test_a_lost_answer_is_found_and_repeated_without_a_second_post(
    connector: BlueskyConnector, platform: RealBluesky
) -> None:
    """The server stored it and the line broke: the same bytes settle it."""
    frozen = connector.freeze(Draft("Only once"), SystemClock().now())
    platform.network.proxy.cut_after_request(PUT)
    with pytest.raises(OutcomeUnknownError):
        connector.publish(frozen)
    found = connector.look_up(frozen)
    receipt = connector.publish(frozen)

    assert found == receipt
    assert [post.text for post in platform.posts()] == ["Only once"]
    assert puts(platform) == 2


def test_a_server_that_is_down_means_not_sent(
    connector: BlueskyConnector, platform: RealBluesky
) -> None:
    """And when it is up again, the same request goes out."""
    frozen = connector.freeze(Draft("Later"), SystemClock().now())
    platform.network.proxy.down()
    with pytest.raises(TryLaterError):
        connector.publish(frozen)
    platform.network.proxy.up()
    connector.publish(frozen)

    assert [post.text for post in platform.posts()] == ["Later"]


def test_words_changed_elsewhere_are_not_overwritten(
    connector: BlueskyConnector, platform: RealBluesky
) -> None:
    """`swapRecord: null` creates, and never edits."""
    frozen = connector.freeze(Draft("First"), SystemClock().now())
    uri = connector.publish(frozen).remote_id
    record = {**platform.us.record(uri)["value"], "text": "Changed"}
    platform.us.xrpc.procedure(
        PUT,
        repo=platform.us.did,
        collection=POST,
        rkey=frozen.idempotency_key,
        record=record,
    )
    with pytest.raises(RefusedError):
        connector.publish(frozen)

    assert [post.text for post in platform.posts()] == ["Changed"]


def test_a_saved_session_needs_no_password(
    connector: BlueskyConnector, setup: ConnectorSetup, platform: RealBluesky
) -> None:
    """A second start signs in with what the first one kept."""
    connector.sign_in()
    platform.network.proxy.seen.clear()
    with connected(setup, TIMEOUTS) as again:
        profile = again.sign_in()
    asked = [seen.target for seen in platform.network.proxy.seen]

    assert profile.remote_id == platform.us.did
    assert not [target for target in asked if "createSession" in target]


def test_a_spoiled_token_is_renewed(
    connector: BlueskyConnector, setup: ConnectorSetup, platform: RealBluesky
) -> None:
    """The server's own words for an expired token are understood."""
    connector.sign_in()
    kept = json.loads(setup.sessions.load("bsky") or "")
    handle, did, access, refresh, pds = kept["session"].split(":::")
    head, body, _ = access.split(".")
    spoiled = ":::".join([handle, did, f"{head}.{body}.AAAA", refresh, pds])
    setup.sessions.save(
        "bsky", json.dumps({**kept, "session": spoiled}), SystemClock().now()
    )
    with connected(setup, TIMEOUTS) as again:
        again.publish(again.freeze(Draft("Renewed"), SystemClock().now()))

    assert [post.text for post in platform.posts()] == ["Renewed"]


def test_a_wrong_password_is_told(platform: RealBluesky, tmp_path: Path) -> None:
    """In words, and only once to the server."""
    setup = a_setup(
        platform.network.pds_url,
        tmp_path,
        SystemClock(),
        handle=platform.us.handle,
        password="not-this-one",
    )
    with connected(setup, TIMEOUTS) as connector:
        for _ in range(3):
            with pytest.raises(SignInAgainError, match="app password"):
                connector.sign_in()
    asked = [seen.target for seen in platform.network.proxy.seen]

    assert len([target for target in asked if "createSession" in target]) == 1


def test_a_text_that_the_server_finds_too_long_is_refused(
    connector: BlueskyConnector, platform: RealBluesky
) -> None:
    """Should our own limit be out of date, the server's no is understood."""
    frozen = connector.freeze(Draft("Long"), SystemClock().now())
    longer = frozen.payload.replace(b'"Long"', b'"' + b"a" * 301 + b'"')
    with pytest.raises(RefusedError, match="maximum 300"):
        connector.publish(replace(frozen, payload=longer))

    assert list(platform.posts()) == []


def test_a_picture_that_the_server_finds_too_big_is_refused(
    connector: BlueskyConnector, platform: RealBluesky, tmp_path: Path
) -> None:
    """More than two million bytes are uploaded, and then refused in the record."""
    size = 850
    path = tmp_path / "noise.png"
    Image.frombytes("RGB", (size, size), os.urandom(3 * size**2)).save(path)
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    picture = KeptMedia(path, "noise", digest, "image/png", len(content), size, size)
    key = connector.freeze(Draft("Noise"), SystemClock().now()).idempotency_key
    record = post_record("Noise", SystemClock().now(), embed=images_embed([picture]))
    frozen = Frozen(put_body(platform.us.did, key, record), key, (picture,))
    with pytest.raises(RefusedError):
        connector.publish(frozen)

    assert list(platform.posts()) == []


def test_a_closed_thread_is_respected(
    connector: BlueskyConnector, platform: RealBluesky
) -> None:
    """A reply would be stored and hidden; so it is not sent."""
    aiko = platform.fans["aiko"]
    uri = platform.fan_mentions("no replies, please")
    aiko.xrpc.procedure(
        "com.atproto.repo.createRecord",
        repo=aiko.did,
        collection="app.bsky.feed.threadgate",
        rkey=uri.split("/")[-1],
        record={
            "$type": "app.bsky.feed.threadgate",
            "post": uri,
            "allow": [],
            "createdAt": aiko.record(uri)["value"]["createdAt"],
        },
    )
    [item] = haul(connector, platform).saying("no replies, please")
    draft = Draft("Hello?", reply_to=reply_to(item))
    with pytest.raises(RefusedError, match="does not let us reply"):
        connector.freeze(draft, SystemClock().now())


def test_deep_talk_between_fans_is_heard_whole(
    connector: BlueskyConnector, platform: RealBluesky
) -> None:
    """Two fans answer each other fast; notifications lose some of it, we do not."""
    last = platform.we_post("Talk among yourselves.")
    said = []
    for level in range(12):
        by = ("aiko", "bob")[level % 2]
        last = platform.fan_replies(last, f"level {level}", by=by)
        said.append(last)
    items = haul(connector, platform).items

    assert sorted(item.remote_id for item in items) == sorted(said)
    assert {item.kind for item in items} == {ItemKind.REPLY}


def test_a_reply_that_names_us_and_an_old_one_are_heard(
    connector: BlueskyConnector, platform: RealBluesky
) -> None:
    """The kind is what the post is; its own time may be long ago."""
    post = platform.we_post("The board is out.")
    cursor = haul(connector, platform).cursor
    platform.fan_mentions("hello")
    cursor = haul(connector, platform, cursor).cursor
    old = (SystemClock().now() - timedelta(minutes=50)).isoformat()
    record = platform.us.record(post)
    ref = {"uri": record["uri"], "cid": record["cid"]}
    said = platform.fans["bob"].post(
        "late but here", createdAt=old, reply={"root": ref, "parent": ref}
    )
    [item] = haul(connector, platform, cursor).saying("late but here")

    assert (item.remote_id, item.kind) == (said, ItemKind.REPLY)


def test_a_rate_limit_says_how_long_to_wait(
    limited_network: Network, tmp_path: Path
) -> None:
    """The server's own limit on sign-ins: 30 in five minutes."""
    clock = SystemClock()
    waits = []
    for number in range(35):
        setup = a_setup(
            limited_network.pds_url,
            tmp_path,
            clock,
            handle="nobody-there.test",
            password=f"wrong-{number}",
        )
        with connected(setup, TIMEOUTS) as connector:
            try:
                connector.sign_in()
            except TryLaterError as error:
                waits.append(error.retry_after)
            except PlatformError:
                continue

    assert waits
    assert all(wait and wait <= timedelta(minutes=5) for wait in waits)
