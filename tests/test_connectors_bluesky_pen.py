"""A frozen post is everything that will be sent, decided before anything is."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from connectors.bluesky.cid import blob_cid
from connectors.bluesky.connector import BlueskyConnector
from domain.errors import RefusedError, TryLaterError
from domain.items import Item, RemoteReference
from domain.posts import Draft, Frozen, KeptMedia, ReplyTarget
from tests.clocks import NOON, ManualClock
from tests.contracts.connector import reply_to
from tests.platforms.bluesky_faults import HangUp, Say
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.bluesky_setup import a_setup, connected, running
from tests.platforms.web_pages import Found, WebSite, web_site

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def platform(clock: ManualClock) -> Iterator[PretendBluesky]:
    with running(clock) as platform:
        yield platform


@pytest.fixture
def site() -> Iterator[WebSite]:
    with web_site() as site:
        yield site


@pytest.fixture
def connector(
    platform: PretendBluesky, site: WebSite, tmp_path: Path, clock: ManualClock
) -> Iterator[BlueskyConnector]:
    options = {"card_hosts_allowed": site.host}
    setup = a_setup(platform.url, tmp_path, clock, options=options)
    with connected(setup) as connector:
        connector.sign_in()
        yield connector


def record_in(frozen: Frozen) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(frozen.payload)
    return dict(body["record"])


def heard(connector: BlueskyConnector) -> Item:
    [item] = connector.pull("").items
    return item


def test_the_request_can_create_but_never_edit(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """`swapRecord: null` is really in the body: the SDK would drop it."""
    frozen = connector.freeze(Draft("Hello"), NOON)
    body = json.loads(frozen.payload)

    assert body == {
        "repo": platform.us.did,
        "collection": "app.bsky.feed.post",
        "rkey": frozen.idempotency_key,
        "swapRecord": None,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Hello",
            "createdAt": "2026-11-24T03:00:00.000Z",
            "langs": ["en"],
        },
    }


def test_the_frozen_bytes_are_the_bytes_that_leave(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Not one byte is made up at sending time."""
    frozen = connector.freeze(Draft("こんにちは 🎉"), NOON)
    connector.publish(frozen)
    connector.publish(frozen)

    assert platform.puts == [frozen.payload, frozen.payload]


def test_people_links_and_tags_are_marked(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Each facet covers exactly the bytes of its words."""
    text = "🎉 @aiko.test 見て https://example.test/a #回覧板 @nobody.test"
    record = record_in(connector.freeze(Draft(text), NOON))
    marks = [
        (
            text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(),
            f["features"][0],
        )
        for f in record["facets"]
    ]
    kind = "app.bsky.richtext.facet"

    assert marks == [
        ("@aiko.test", {"$type": f"{kind}#mention", "did": platform.fans["aiko"].did}),
        (
            "https://example.test/a",
            {"$type": f"{kind}#link", "uri": "https://example.test/a"},
        ),
        ("#回覧板", {"$type": f"{kind}#tag", "tag": "回覧板"}),
    ]


def test_a_handle_is_looked_up_once(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The same person named twice is one question."""
    connector.freeze(Draft("@aiko.test @Aiko.test @bob.test"), NOON)

    assert platform.asked("resolveHandle") == 2


@pytest.mark.parametrize("fault", [HangUp(), Say(500)], ids=["hang up", "500"])
def test_a_handle_that_cannot_be_looked_up_just_now_waits(
    connector: BlueskyConnector, platform: PretendBluesky, fault: HangUp | Say
) -> None:
    """Better late than without the mention."""
    platform.script.will("resolveHandle", fault)
    with pytest.raises(TryLaterError, match=r"@aiko\.test"):
        connector.freeze(Draft("hi @aiko.test"), NOON)


def test_pictures_are_named_before_they_leave(
    connector: BlueskyConnector, platform: PretendBluesky, tmp_path: Path
) -> None:
    """The blob's name, kind, size and shape are all in the frozen record."""
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    digest = sha256(PNG).hexdigest()
    picture = KeptMedia(path, "A board", digest, "image/png", len(PNG), 4, 2)
    shapeless = replace(picture, alt="", width=0, height=0)
    frozen = connector.freeze(Draft("Look", (picture, shapeless)), NOON)
    blob = {
        "$type": "blob",
        "ref": {"$link": blob_cid(digest)},
        "mimeType": "image/png",
        "size": len(PNG),
    }

    assert platform.asked("uploadBlob") == 0
    assert record_in(frozen)["embed"]["images"] == [
        {
            "alt": "A board",
            "aspectRatio": {"height": 2, "width": 4},
            "image": blob,
        },
        {"alt": "", "image": blob},
    ]


def test_a_link_gets_a_card_with_its_picture(
    connector: BlueskyConnector, platform: PretendBluesky, site: WebSite
) -> None:
    """The card's picture is uploaded with the post."""
    html = b'<title>Board</title><meta property="og:image" content="/a.png">'
    site.pages = {"/b": Found(html), "/a.png": Found(PNG, "image/png")}
    frozen = connector.freeze(Draft(f"See {site.url('/b')}."), NOON)
    connector.publish(frozen)
    card = record_in(frozen)["embed"]["external"]

    assert (card["uri"], card["title"]) == (site.url("/b"), "Board")
    assert list(platform.world.blobs) == [card["thumb"]["ref"]["$link"]]


def test_a_link_whose_page_is_silent_gets_no_card(
    connector: BlueskyConnector, site: WebSite
) -> None:
    """The link is still a link."""
    record = record_in(connector.freeze(Draft(site.url("/missing")), NOON))

    assert "embed" not in record
    assert len(record["facets"]) == 1


def test_pictures_leave_no_room_for_a_card(
    connector: BlueskyConnector, site: WebSite, tmp_path: Path
) -> None:
    """A post shows one thing; the page is not even fetched."""
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    digest = sha256(PNG).hexdigest()
    picture = KeptMedia(path, "", digest, "image/png", len(PNG))
    connector.freeze(Draft(site.url("/"), (picture,)), NOON)

    assert site.asked == []


def test_a_reply_names_its_parent_and_its_root(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Both at the very version that was read."""
    post = platform.we_post("The board is out.")
    platform.fan_replies(post, "thanks")
    item = heard(connector)
    record = record_in(connector.freeze(Draft("Hi", reply_to=reply_to(item)), NOON))

    assert record["reply"] == {
        "root": {"uri": post, "cid": platform.world.records[post].cid},
        "parent": {"uri": item.remote_id, "cid": item.revision},
    }


def test_a_missing_version_is_filled_in(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The network wants a version with every address."""
    platform.fan_mentions("hello")
    item = heard(connector)
    target = reply_to(replace(item, revision=""))
    record = record_in(connector.freeze(Draft("Hi", reply_to=target), NOON))

    assert record["reply"]["root"]["cid"] == item.revision


def test_a_thread_that_takes_no_replies_is_respected(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The server would take the reply and hide it from everybody."""
    said = platform.fan_mentions("hello")
    item = heard(connector)
    platform.world.closed.add(said)
    with pytest.raises(RefusedError, match=r"aiko\.test does not let us reply"):
        connector.freeze(Draft("Hi", reply_to=reply_to(item)), NOON)


def test_what_is_gone_cannot_be_answered(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The server would put the reply beneath nothing."""
    said = platform.fan_mentions("hello")
    item = heard(connector)
    platform.fan_deletes(said)
    with pytest.raises(RefusedError, match="gone"):
        connector.freeze(Draft("Hi", reply_to=reply_to(item)), NOON)


def test_a_thread_goes_on_although_the_appview_lags(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """A part follows our own receipt: nobody need have indexed the one before it."""
    receipt = connector.publish(connector.freeze(Draft("One"), NOON))
    before = RemoteReference(receipt.remote_id, receipt.revision)
    platform.script.will("getPosts", Say(200, b'{"posts": []}'))
    following = ReplyTarget(None, parent=before, root=before)
    record = record_in(connector.freeze(Draft("Two", reply_to=following), NOON))

    assert record["reply"]["parent"]["cid"] == receipt.revision


def test_a_thread_whose_top_is_gone_needs_a_version(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Without a version and without the post there is nothing to point at."""
    post = platform.we_post("The board is out.")
    platform.fan_replies(post, "thanks")
    target = reply_to(heard(connector))
    del platform.world.records[post]
    lost = replace(target, root=replace(target.root, revision=""))
    with pytest.raises(RefusedError, match="thread"):
        connector.freeze(Draft("Hi", reply_to=lost), NOON)


def test_a_card_may_have_no_picture(connector: BlueskyConnector, site: WebSite) -> None:
    """Title and words are enough."""
    site.pages = {"/": Found(b"<title>Board</title>")}
    frozen = connector.freeze(Draft(site.url("/")), NOON)

    assert "thumb" not in record_in(frozen)["embed"]["external"]
    assert frozen.media == ()


def test_what_does_not_fit_is_refused_before_any_network(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Our own limits need nobody's word."""
    platform.requests.clear()
    with pytest.raises(RefusedError):
        connector.freeze(Draft("@aiko.test " + "a" * 300), NOON)

    assert platform.requests == []
