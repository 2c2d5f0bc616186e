"""Nothing that is said to us gets lost, and a quiet account costs next to nothing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.bluesky.connector import BlueskyConnector
from connectors.bluesky.notifications import PAGES_PER_PULL
from connectors.bluesky.threads import THREADS_PER_PULL
from connectors.bluesky.views import read_post
from domain.errors import TryLaterError
from domain.items import ItemKind, MediaKind
from tests.clocks import NOON, ManualClock
from tests.contracts.connector import haul
from tests.platforms.bluesky_faults import HangUp, Say
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.bluesky_setup import a_setup, connected, running
from tests.platforms.bluesky_world import mention_facet, strong

REQUESTS_PER_PULL = PAGES_PER_PULL + 1 + THREADS_PER_PULL


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
        platform.requests.clear()
        yield connector


def ago(**span: float) -> str:
    """Return a time before `NOON` as an author writes it."""
    return (NOON - timedelta(**span)).isoformat()


def texts(connector: BlueskyConnector, cursor: str = "") -> set[str]:
    return {item.text for item in connector.pull(cursor).items}


def test_a_quiet_pull_costs_two_requests(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """One look at notifications, one at our own posts."""
    platform.fan_replies(platform.we_post("The board is out."), "thanks")
    before = haul(connector, platform)
    platform.requests.clear()
    connector.pull(before.cursor)

    assert len(platform.requests) == 2


def test_a_loud_pull_is_bounded(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """However much happened, one pull asks so much and no more; nothing is lost."""
    posts = [platform.we_post(f"post {n}") for n in range(30)]
    for number in range(700):
        platform.fan_replies(posts[number % 30], f"reply {number}")
    cursor, items, asked, more = "", set[str](), [], True
    while more:
        platform.requests.clear()
        page = connector.pull(cursor)
        asked.append(len(platform.requests))
        items |= {item.remote_id for item in page.items}
        cursor, more = page.next_cursor, page.more

    assert max(asked) <= REQUESTS_PER_PULL
    assert len(items) == 700


def test_the_first_pull_reads_two_weeks(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """An old account does not flood the new inbox."""
    fan = platform.fans["aiko"]
    for days in (1, 13, 15, 400):
        words = f"@board.test {days} days ago"
        facet = mention_facet(words, platform.us)
        for number in range(20):
            created = (NOON - timedelta(days=days, seconds=number)).isoformat()
            platform.world.say(fan, words, facets=[facet], createdAt=created)
    first = haul(connector, platform)
    second = haul(connector, platform, first.cursor)

    assert {i.text for i in (*first.items, *second.items)} == {
        "@board.test 1 days ago",
        "@board.test 13 days ago",
    }


def test_a_post_that_says_it_is_old_is_still_found(
    connector: BlueskyConnector, platform: PretendBluesky, clock: ManualClock
) -> None:
    """Authors choose their time; such a post stands far down in the list."""
    platform.fan_mentions("first")
    cursor = haul(connector, platform).cursor
    clock.turn(timedelta(hours=2))
    words = "@board.test from my notes"
    facet = mention_facet(words, platform.us)
    platform.world.say(
        platform.fans["bob"], words, facets=[facet], createdAt=ago(days=2)
    )
    platform.fan_mentions("second")
    found = texts(connector, cursor)

    assert {"@board.test from my notes", "@board.test second"} <= found


def test_a_short_delay_is_found_at_once(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The usual overlap is an hour, on every pull."""
    platform.fan_mentions("first")
    cursor = haul(connector, platform).cursor
    words = "@board.test late"
    facet = mention_facet(words, platform.us)
    platform.world.say(
        platform.fans["bob"], words, facets=[facet], createdAt=ago(minutes=40)
    )

    assert "@board.test late" in texts(connector, cursor)


def test_a_nested_reply_of_which_nobody_tells_is_found(
    connector: BlueskyConnector, platform: PretendBluesky, clock: ManualClock
) -> None:
    """Notifications lose deep replies; reading our threads again finds them."""
    post = platform.we_post("The board is out.")
    first = platform.fan_replies(post, "one")
    cursor = haul(connector, platform).cursor
    lost = platform.fan_replies(first, "two", by="bob")
    platform.world.untold.add(lost)
    clock.turn(timedelta(minutes=11))

    assert "two" in texts(connector, cursor)


def test_a_lost_reply_is_found_at_once_when_its_thread_moves(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Whoever is told of one reply looks at the whole thread."""
    post = platform.we_post("The board is out.")
    first = platform.fan_replies(post, "one")
    cursor = haul(connector, platform).cursor
    second = platform.fan_replies(first, "two", by="bob")
    platform.world.untold.add(second)
    platform.fan_replies(second, "three")

    assert {"two", "three"} <= texts(connector, cursor)


def test_a_very_deep_thread_is_read(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Fifty levels down, and no parser gives up."""
    last = platform.we_post("The board is out.")
    for level in range(60):
        last = platform.fan_replies(last, f"level {level}")
        platform.world.untold.add(last)
    found = {item.text for item in haul(connector, platform).items}

    assert {f"level {level}" for level in range(50)} <= found


def test_in_a_strangers_thread_only_what_answers_us_is_ours(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """We are guests there: the talk beside our reply is not to us."""
    world, bob = platform.world, platform.fans["bob"]
    top = world.say(bob, "bob's own thread").uri
    world.reply(platform.fans["aiko"], top, "aiko to bob")
    ours = platform.we_reply(top, "our word in it")
    below = platform.fan_replies(ours, "aiko to us")
    deeper = platform.fan_replies(below, "bob to aiko, below us", by="bob")
    world.untold.add(deeper)
    items = haul(connector, platform).items

    assert {i.text for i in items} == {"aiko to us", "bob to aiko, below us"}
    assert {i.kind for i in items} == {ItemKind.REPLY}


def test_a_broken_thread_does_not_stop_the_others(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """One thread that cannot be read is passed over until the next round."""
    for number in range(3):
        post = platform.we_post(f"post {number}")
        platform.world.untold.add(platform.fan_replies(post, f"reply {number}"))
    platform.script.will("getPostThread", Say(500))

    assert len(texts(connector)) == 2


def test_a_cut_line_stops_the_pull_and_loses_nothing(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """A pull is taken in as a whole or not at all."""
    platform.fan_replies(platform.we_post("The board is out."), "thanks")
    platform.script.will("getPostThread", HangUp())
    with pytest.raises(TryLaterError):
        connector.pull("")

    assert texts(connector) == {"thanks"}


def test_likes_are_no_items(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Neither likes nor follows ask for an answer, even if the server tells them."""
    platform.methods.honours_reasons = False
    post = platform.we_post("The board is out.")
    like = {"subject": strong(platform.world.records[post]), "createdAt": ago()}
    platform.world.put(f"at://{platform.fans['aiko'].did}/app.bsky.feed.like/a", like)

    assert texts(connector) == set()


def kinds(connector: BlueskyConnector) -> list[tuple[ItemKind, bool]]:
    return [(item.kind, item.mentions_us) for item in connector.pull("").items]


def test_a_reply_that_names_us_is_a_reply(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The network calls it a mention; we look at what it is."""
    post = platform.we_post("The board is out.")
    words = "@board.test thanks"
    facet = mention_facet(words, platform.us)
    platform.world.reply(platform.fans["aiko"], post, words, facets=[facet])

    assert kinds(connector) == [(ItemKind.REPLY, True)]


def test_a_quote_that_names_us_is_a_quote(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The same for quotes."""
    post = platform.we_post("The board is out.")
    words = "@board.test look"
    facet = mention_facet(words, platform.us)
    platform.world.quote(platform.fans["aiko"], post, words, facets=[facet])

    assert kinds(connector) == [(ItemKind.QUOTE, True)]


def test_being_named_in_a_strangers_thread_is_a_mention(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """It has a parent and a root, none of them ours."""
    top = platform.world.say(platform.fans["bob"], "whom to ask?").uri
    words = "ask @board.test"
    facet = mention_facet(words, platform.us)
    platform.world.reply(platform.fans["aiko"], top, words, facets=[facet])

    assert kinds(connector) == [(ItemKind.MENTION, True)]


def test_an_item_has_everything_the_platform_tells(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Who, where, which languages, what links, which pictures."""
    words = "@board.test 見て example.com/a…"
    link = {
        "index": {"byteStart": 18, "byteEnd": 34},
        "features": [
            {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/abc"}
        ],
    }
    image = {"alt": "a cat", "image": {"ref": {"$link": "bafkcat"}}}
    said = platform.world.say(
        platform.fans["aiko"],
        words,
        facets=[mention_facet(words, platform.us), link],
        embed={"$type": "app.bsky.embed.images", "images": [image]},
        langs=["ja", "en"],
    )
    [item] = connector.pull("").items
    did = platform.fans["aiko"].did

    assert item.text == words
    assert item.revision == said.cid
    assert item.declared_languages == ("ja", "en")
    assert item.links == ("https://example.com/abc",)
    assert [(a.kind, a.alt) for a in item.attachments] == [(MediaKind.IMAGE, "a cat")]
    assert item.attachments[0].url.endswith(f"/{did}/bafkcat")
    assert item.url.startswith("https://bsky.app/profile/aiko.test/post/")
    assert item.author.display_name == "Aiko"
    assert item.author.remote_id == did
    assert item.author.joined_at == datetime.fromisoformat("2024-02-29T12:00:00Z")


def test_a_quote_with_a_picture_is_a_quote(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """A post may show a picture and quote us at once."""
    post = platform.world.records[platform.we_post("The board is out.")]
    image = {"alt": "a cat", "image": {"ref": {"$link": "bafkcat"}}}
    embed = {
        "$type": "app.bsky.embed.recordWithMedia",
        "record": {"$type": "app.bsky.embed.record", "record": strong(post)},
        "media": {"$type": "app.bsky.embed.images", "images": [image]},
    }
    platform.world.say(platform.fans["aiko"], "look", embed=embed)
    [item] = connector.pull("").items

    assert item.kind is ItemKind.QUOTE
    assert item.quoted is not None
    assert item.quoted.remote_id == post.uri
    assert [a.alt for a in item.attachments] == ["a cat"]


def test_a_film_is_an_attachment(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """With the words that its author gave it."""
    words = "@board.test look"
    film = {"alt": "a cat jumps", "video": {"ref": {"$link": "bafkfilm"}}}
    platform.world.say(
        platform.fans["aiko"],
        words,
        facets=[mention_facet(words, platform.us)],
        embed={"$type": "app.bsky.embed.video", **film},
    )
    [item] = connector.pull("").items

    assert [(a.kind, a.alt) for a in item.attachments] == [
        (MediaKind.VIDEO, "a cat jumps")
    ]


BROKEN: dict[str, dict[str, Any]] = {
    "no text": {"text": None},
    "a number as text": {"text": 5},
    "facets of another kind": {"facets": "all"},
    "features of another kind": {"facets": [{"features": [5, {"$type": 7}]}]},
    "an embed that is a list": {"embed": [1]},
    "a reply to nothing": {"reply": {"parent": 5}},
    "languages of another kind": {"langs": {"ja": True}},
    "a nul": {"text": "a\0b"},
    "the year one": {"createdAt": "0001-01-01T00:00:00+14:00"},
    "no zone": {"createdAt": "2026-11-24T02:00:00"},
    "the far future": {"createdAt": "9999-12-31T23:59:59-14:00"},
    "images of another kind": {"embed": {"images": [{"image": 5, "alt": None}]}},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_post_does_not_stop_the_others(
    connector: BlueskyConnector, platform: PretendBluesky, change: dict[str, Any]
) -> None:
    """Anybody may write anything; the inbox goes on."""
    platform.fan_mentions("before")
    broken = platform.world.records[platform.fan_mentions("broken")]
    platform.fan_mentions("after")
    answer = {
        "notifications": [
            {**platform.methods._told(stored, "mention")}
            for stored in reversed(platform.world.records.values())
        ]
    }
    for told in answer["notifications"]:
        if told["uri"] == broken.uri:
            told["record"] = {**broken.value, **change}
    platform.script.will("listNotifications", Say(200, json.dumps(answer).encode()))
    found = texts(connector)

    assert {"@board.test before", "@board.test after"} <= found
    assert not any("\0" in text for text in found)


@pytest.mark.parametrize("missing", ["uri", "author", "indexedAt", "record"])
def test_a_view_without_its_parts_is_no_post(
    platform: PretendBluesky, missing: str
) -> None:
    """Where it is, who wrote it, when and what: less is nothing."""
    stored = platform.world.records[platform.fan_mentions("hello")]
    view = platform.world.view(stored)

    assert read_post(view) is not None
    assert read_post({**view, missing: None}) is None


def test_a_muted_person_is_not_heard(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Whom we muted in the app stays muted here, in threads too."""
    post = platform.we_post("The board is out.")
    platform.fan_replies(post, "nice")
    platform.fan_replies(post, "rude", by="bob")
    platform.world.muted.add(platform.fans["bob"].did)

    assert texts(connector) == {"nice"}


def test_rereading_asks_in_portions(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The server takes 25 posts in a question."""
    uris = [platform.fan_mentions(f"number {n}") for n in range(60)]
    platform.fan_deletes(uris[40])
    seen = connector.reread(uris)

    assert platform.asked("getPosts") == 3
    assert len(seen.items) == 59
    assert seen.gone == (uris[40],)


def test_rereading_nothing_asks_nothing(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """No question without posts."""
    assert connector.reread([]).items == ()
    assert platform.requests == []


@pytest.mark.parametrize("cursor", ["?", "[]", "{}", '{"v": 9}', '{"v": 1, "walk": 5}'])
def test_a_cursor_that_cannot_be_read_means_the_beginning(
    connector: BlueskyConnector, platform: PretendBluesky, cursor: str
) -> None:
    """Better read twice than not at all."""
    platform.fan_mentions("hello")

    assert texts(connector, cursor) == {"@board.test hello"}


def test_an_answer_is_reported_together_with_what_it_answers(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """We may answer in the app something that the network never told us of."""
    post = platform.we_post("The board is out.")
    first = platform.fan_replies(post, "one")
    cursor = haul(connector, platform).cursor
    lost = platform.fan_replies(first, "two", by="bob")
    platform.world.untold.add(lost)
    answer = platform.we_reply(lost, "thanks, bob")
    page = connector.pull(cursor)

    assert "two" in {item.text for item in page.items}
    assert (answer, lost) in {(a.remote_id, a.answers) for a in page.answers}


def test_an_answer_is_not_reported_for_ever(
    connector: BlueskyConnector, platform: PretendBluesky, clock: ManualClock
) -> None:
    """After a while there is nothing new in it."""
    said = platform.fan_mentions("hello?")
    platform.we_reply(said, "hello!")
    cursor = haul(connector, platform).cursor
    clock.turn(timedelta(minutes=11))
    platform.we_reply(said, "and welcome")
    cursor = haul(connector, platform, cursor).cursor

    assert len(connector.pull(cursor).answers) == 1


def test_an_edited_post_keeps_its_kind(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """Looking again tells the same of a post as hearing of it did."""
    post = platform.we_post("The board is out.")
    reply = platform.fan_replies(post, "one")
    quote = platform.fan_quotes(post, "two")
    heard = {item.remote_id: item for item in connector.pull("").items}
    seen = {item.remote_id: item for item in connector.reread([reply, quote]).items}

    assert seen == {uri: replace(item) for uri, item in heard.items()}
