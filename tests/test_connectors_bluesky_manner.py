"""How a post is shown on Bluesky: quotes, cards, labels, languages, films, answers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from connectors.bluesky.cid import blob_cid
from connectors.bluesky.connector import BlueskyConnector
from connectors.bluesky.limits import FILMS
from domain.errors import GoneError, RefusedError
from domain.items import RemoteReference
from domain.likeness import find, likeness_of
from domain.posts import Draft, Frozen, KeptMedia, Manner, ReplyTarget
from tests.clocks import NOON, ManualClock
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.bluesky_setup import a_setup, connected, running
from tests.platforms.bluesky_world import Stored, strong

MP4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


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
        connector.sign_in()
        yield connector


@pytest.fixture
def theirs(platform: PretendBluesky) -> Stored:
    """Return what Aiko said."""
    return platform.world.say(platform.fans["aiko"], "Look what I made")


def media(folder: Path, content: bytes, kind: str, alt: str = "A lamp") -> KeptMedia:
    path = folder / sha256(content).hexdigest()
    path.write_bytes(content)
    return KeptMedia(path, alt, path.name, kind, len(content), name="lamp")


def page_of(post: Stored, name: str = "aiko.test") -> str:
    return f"https://bsky.app/profile/{name}/post/{post.uri.rpartition('/')[2]}"


def record_in(frozen: Frozen) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(frozen.payload)
    return dict(body["record"])


def shown(connector: BlueskyConnector, draft: Draft) -> dict[str, Any]:
    """Publish, and return the record as it was taken."""
    frozen = connector.freeze(draft, NOON)
    connector.publish(frozen)
    return record_in(frozen)


def test_a_quoted_post_is_shown_inside(
    connector: BlueskyConnector, theirs: Stored
) -> None:
    """In exactly the version that stands there today."""
    draft = Draft("Lovely!", manner=Manner(quote=page_of(theirs)))

    assert shown(connector, draft)["embed"] == {
        "$type": "app.bsky.embed.record",
        "record": strong(theirs),
    }


def test_a_quote_may_stand_beside_pictures(
    connector: BlueskyConnector, theirs: Stored, tmp_path: Path
) -> None:
    """Both are shown."""
    picture = media(tmp_path, PNG, "image/png")
    draft = Draft("Two", (picture,), manner=Manner(quote=page_of(theirs)))
    embed = shown(connector, draft)["embed"]

    assert embed["$type"] == "app.bsky.embed.recordWithMedia"
    assert embed["record"]["record"] == strong(theirs)
    assert embed["media"]["images"][0]["alt"] == "A lamp"


def test_whose_post_may_not_be_quoted_is_not(
    connector: BlueskyConnector, platform: PretendBluesky, theirs: Stored
) -> None:
    """Its author decides; the server would take it, and show a hole."""
    platform.world.unquotable.add(theirs.uri)
    with pytest.raises(RefusedError, match=r"aiko\.test does not let"):
        connector.freeze(Draft("x", manner=Manner(quote=page_of(theirs))), NOON)

    assert platform.puts == []


@pytest.mark.parametrize("owner", ["aiko.test", "did"])
def test_a_post_is_found_by_handle_and_by_did(
    connector: BlueskyConnector, theirs: Stored, owner: str
) -> None:
    """Both stand in addresses that browsers show."""
    name = theirs.did if owner == "did" else owner
    expected = RemoteReference(theirs.uri, theirs.cid)

    assert connector.find(page_of(theirs, name)) == expected
    assert connector.find(theirs.uri) == expected


def test_a_post_of_nobody_is_not_found(
    connector: BlueskyConnector, theirs: Stored
) -> None:
    """It says whom there is not."""
    with pytest.raises(GoneError, match=r"@nobody\.test"):
        connector.find(page_of(theirs, "nobody.test"))


def test_an_answer_by_address_stands_in_its_thread(
    connector: BlueskyConnector, platform: PretendBluesky, theirs: Stored
) -> None:
    """Below what it answers, and below the top of that thread."""
    below = platform.world.reply(platform.fans["aiko"], theirs.uri, "and this")
    found = connector.find(page_of(below))
    draft = Draft("Wow", (), ReplyTarget(None, found, found, by_address=True))

    assert record_in(connector.freeze(draft, NOON))["reply"] == {
        "root": strong(theirs),
        "parent": strong(below),
    }


def test_the_next_part_stays_in_that_thread(
    connector: BlueskyConnector, theirs: Stored
) -> None:
    """It answers our own part, which no index need know yet."""
    found = connector.find(page_of(theirs))
    ours = RemoteReference("at://did:plc:us/app.bsky.feed.post/1", "cid-1")
    draft = Draft("More", (), ReplyTarget(None, ours, found, by_address=True))

    assert record_in(connector.freeze(draft, NOON))["reply"] == {
        "root": strong(theirs),
        "parent": {"uri": ours.remote_id, "cid": ours.revision},
    }


def test_a_closed_thread_is_not_answered(
    connector: BlueskyConnector, platform: PretendBluesky, theirs: Stored
) -> None:
    """The server would take the answer, and hide it."""
    platform.world.closed.add(theirs.uri)
    found = connector.find(page_of(theirs))
    draft = Draft("Hm", (), ReplyTarget(None, found, found, by_address=True))

    with pytest.raises(RefusedError, match="does not let us reply"):
        connector.freeze(draft, NOON)


def test_a_language_that_was_said_counts(connector: BlueskyConnector) -> None:
    """We guess only where nobody said."""
    draft = Draft("Hello", manner=Manner(language="pt-BR"))

    assert record_in(connector.freeze(draft, NOON))["langs"] == ["pt-BR"]


def test_a_content_warning_is_our_own_label(connector: BlueskyConnector) -> None:
    """One that every app knows."""
    draft = Draft("Ouch", manner=Manner(content_warning="graphic-media"))

    assert record_in(connector.freeze(draft, NOON))["labels"] == {
        "$type": "com.atproto.label.defs#selfLabels",
        "values": [{"val": "graphic-media"}],
    }


def test_a_warning_in_words_is_refused(connector: BlueskyConnector) -> None:
    """No app would show them."""
    draft = Draft("Ouch", manner=Manner(content_warning="spoilers"))
    with pytest.raises(RefusedError, match="only: graphic-media, nudity"):
        connector.freeze(draft, NOON)


def test_no_card_is_shown_where_none_is_wished(connector: BlueskyConnector) -> None:
    """Although there is a link."""
    draft = Draft("See https://example.test", manner=Manner(card=""))

    assert "embed" not in record_in(connector.freeze(draft, NOON))


def test_a_wished_card_is_shown_even_if_its_page_tells_nothing(
    connector: BlueskyConnector,
) -> None:
    """Then its address stands for its title."""
    draft = Draft("See", manner=Manner(card="http://127.0.0.1:1/x"))

    assert record_in(connector.freeze(draft, NOON))["embed"]["external"] == {
        "uri": "http://127.0.0.1:1/x",
        "title": "http://127.0.0.1:1/x",
        "description": "",
    }


def test_a_film_is_uploaded_and_shown(
    connector: BlueskyConnector, tmp_path: Path, clock: ManualClock
) -> None:
    """As any file is; the network makes it ready to be seen by itself."""
    film = media(tmp_path, MP4, "video/mp4")
    draft = Draft("Moving", (film,))
    embed = shown(connector, draft)["embed"]
    own = connector.own_posts(NOON).posts

    assert embed["$type"] == "app.bsky.embed.video"
    assert embed["video"]["ref"] == {"$link": blob_cid(film.sha256)}
    assert embed["alt"] == "A lamp"
    assert find(likeness_of(draft), own, clock.now()) is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"size_bytes": FILMS.limit_bytes + 1}, "films of at most 100000000"),
        ({"alt": "x" * 2001}, "2001 characters"),
    ],
    ids=["size", "alt"],
)
def test_a_film_over_the_limits_is_refused(
    connector: BlueskyConnector, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    """Before anything leaves."""
    film = replace(media(tmp_path, MP4, "video/mp4"), **change)
    with pytest.raises(RefusedError, match=said):
        connector.freeze(Draft("Moving", (film,)), NOON)


def test_a_film_stands_alone(connector: BlueskyConnector, tmp_path: Path) -> None:
    """Pictures beside it have no place in a post."""
    both = (media(tmp_path, MP4, "video/mp4"), media(tmp_path, PNG, "image/png"))
    with pytest.raises(RefusedError, match="either pictures or one film"):
        connector.freeze(Draft("Moving", both), NOON)
