"""Listening on Mastodon: nothing that was said to us is missed, or heard twice."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.mastodon import notifications
from connectors.mastodon.connector import MastodonConnector
from connectors.mastodon.paging import PagingLimit
from domain.errors import TryLaterError
from domain.items import ItemKind, MediaKind
from tests.clocks import ManualClock
from tests.contracts.connector import haul
from tests.platforms.mastodon_faults import Say
from tests.platforms.mastodon_flavours import (
    HOLLO,
    MASTODON,
    PIXELFED,
    TAKAHE,
    Flavour,
)
from tests.platforms.mastodon_server import PretendMastodon
from tests.platforms.mastodon_setup import a_setup, connected, running

TOLD = "GET /api/v1/notifications"

AWKWARD = {
    "nothing": "",
    "NUL": "a\0b",
    "right to left": "\u202eolleh\u202c שלום",
    "zalgo": "h" + "\u0301\u0327" * 40,
    "family": "👩‍👩‍👧‍👦" * 20,
    "half a tag": "<p>1 < 2 <b",
    "script": "<script>alert(1)</script>after",
    "entities": "&lt;p&gt; &amp;amp; &#0; &#xD800; &#x1F600;",
    "unclosed": "<p><a href='x'>" * 50,
    "quotes": "'; DROP TABLE item; --",
    "braces": "{name} {{secret}} %s %(x)s $HOME",
    "blanks": "\u00a0\u2003\u3000\ufeff",
    "lines": "a\r\nb\x0b\x0cc\u2028d\x85e",
    "a bell": "\x07\x1b[31mred\x1b[0m",
    "a formula": "=HYPERLINK(1)",
    "japanese": "回覧板、㍿、ｱｲｳ、𠮷野家",
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def flavour() -> Flavour:
    return MASTODON


@pytest.fixture
def platform(clock: ManualClock, flavour: Flavour) -> Iterator[PretendMastodon]:
    with running(clock, flavour) as platform:
        yield platform


@pytest.fixture
def connector(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> Iterator[MastodonConnector]:
    with connected(a_setup(platform.url, tmp_path, clock)) as connector:
        connector.sign_in()
        yield connector


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let a page hold three notifications, so that a walk has many."""
    monkeypatch.setattr(notifications, "PAGE_LIMIT", 3)
    return 3


@pytest.mark.parametrize("flavour", [MASTODON, TAKAHE, HOLLO], ids=lambda f: f.name)
def test_a_flood_is_heard_whole_and_once(
    connector: MastodonConnector, platform: PretendMastodon, small_pages: int
) -> None:
    """Forward by min_id, page after page; ids say nothing of the order."""
    platform.fan_mentions("before")
    before = haul(connector, platform)
    said = [platform.fan_mentions(f"flood {number}") for number in range(20)]
    after = haul(connector, platform, before.cursor)

    assert {i.remote_id for i in after.items} >= set(said)
    assert len(before.saying("before")) == 1


@pytest.mark.parametrize("flavour", [MASTODON, TAKAHE, HOLLO], ids=lambda f: f.name)
def test_the_first_pull_reads_back_page_after_page(
    connector: MastodonConnector, platform: PretendMastodon, small_pages: int
) -> None:
    """What was said before we listened is heard, too."""
    said = [platform.fan_mentions(f"early {number}") for number in range(10)]

    assert {i.remote_id for i in haul(connector, platform).items} == set(said)


def test_the_first_pull_ends_after_a_fortnight(
    connector: MastodonConnector, platform: PretendMastodon, clock: ManualClock
) -> None:
    """Nobody answers what is older."""
    platform.fan_mentions("from long ago")
    clock.turn(timedelta(days=15))
    platform.fan_mentions("from today")
    found = haul(connector, platform)

    assert [i.text for i in found.items] == ["@board from today"]


def test_an_idle_pull_asks_two_questions(
    connector: MastodonConnector, platform: PretendMastodon, clock: ManualClock
) -> None:
    """One page of notifications, and our own statuses."""
    platform.fan_mentions("hello")
    cursor = haul(connector, platform).cursor
    clock.turn(timedelta(minutes=11))
    cursor = haul(connector, platform, cursor).cursor
    platform.requests.clear()
    page = connector.pull(cursor)

    assert not page.more
    assert platform.requests == [
        TOLD,
        f"GET /api/v1/accounts/{platform.us.id}/statuses",
    ]


def test_what_is_told_late_under_a_smaller_id_is_heard(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """A walk begins before the end of the last one."""
    platform.fan_mentions("first")
    cursor = haul(connector, platform).cursor
    platform.fan_mentions("second")
    cursor = haul(connector, platform, cursor).cursor
    late = platform.fan_mentions("committed late")
    platform.world.told.insert(1, platform.world.told.pop())
    found = haul(connector, platform, cursor)

    assert late in {i.remote_id for i in found.items}


def test_once_an_hour_a_walk_goes_back(
    connector: MastodonConnector, platform: PretendMastodon, clock: ManualClock
) -> None:
    """What a walk forward could not find is found from the other side."""
    for number in range(3):
        platform.fan_mentions(f"word {number}")
    cursor = haul(connector, platform).cursor
    clock.turn(timedelta(minutes=30))
    cursor = haul(connector, platform, cursor).cursor
    hidden = platform.fan_mentions("far down in the list")
    platform.world.told.insert(0, platform.world.told.pop())
    clock.turn(timedelta(minutes=31))
    found = haul(connector, platform, cursor)

    assert hidden in {i.remote_id for i in found.items}


def test_words_taken_back_between_two_pages_leave_no_gap(
    connector: MastodonConnector, platform: PretendMastodon, small_pages: int
) -> None:
    """The place of a page may be gone when the next one is asked for."""
    platform.fan_mentions("before")
    cursor = haul(connector, platform).cursor
    said = [platform.fan_mentions(f"word {number}") for number in range(9)]
    page = connector.pull(cursor)
    assert page.more
    last = page.items[0].remote_id
    platform.fan_deletes(last)
    found = haul(connector, platform, page.next_cursor)
    heard = {i.remote_id for i in (*page.items, *found.items)}

    assert heard >= set(said) - {last}


def test_a_place_that_the_server_forgot_is_found_again(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Some servers drop a notification together with its place."""
    platform.fan_mentions("first")
    platform.fan_mentions("second")
    cursor = haul(connector, platform).cursor
    platform.world.told.clear()
    said = platform.fan_mentions("after the cleaning")
    found = haul(connector, platform, cursor)

    assert said in {i.remote_id for i in found.items}


def test_a_server_that_ignores_places_does_not_keep_us_for_ever(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """The same page again and again is the end."""
    platform.fan_mentions("first")
    cursor = haul(connector, platform).cursor
    platform.fan_mentions("second")
    body = _page_of(platform)
    platform.script.will(TOLD, Say(200, body), times=50)

    assert haul(connector, platform, cursor).saying("second")


def test_what_comes_twice_on_a_page_is_one_item(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """A mention may be told as a mention and as a quote."""
    post = platform.we_post("The board is out.")
    said = platform.fan_quotes(post, "@board look")
    status = platform.world.statuses[said]
    platform.world.tell("mention", status)
    platform.world.tell("mention", status)
    found = haul(connector, platform)

    assert [i.kind for i in found.saying("look")] == [ItemKind.QUOTE]


def test_another_server_means_from_the_beginning(
    platform: PretendMastodon,
    connector: MastodonConnector,
    clock: ManualClock,
    tmp_path: Path,
) -> None:
    """Ids of one server mean nothing on the next."""
    platform.fan_mentions("on the old one")
    cursor = haul(connector, platform).cursor
    with running(clock) as other:
        setup = a_setup(other.url, tmp_path / "other", clock)
        other.fan_mentions("on the new one")
        with connected(setup) as moved:
            found = haul(moved, other, cursor)

    assert [i.text for i in found.items] == ["@board on the new one"]


@pytest.mark.parametrize("cursor", ["nonsense", "{}", '{"v":9}', "[]", '{"v":1}'])
def test_a_cursor_that_cannot_be_read_means_from_the_beginning(
    connector: MastodonConnector, platform: PretendMastodon, cursor: str
) -> None:
    """Reading twice is harmless, skipping is not."""
    platform.fan_mentions("hello")

    assert haul(connector, platform, cursor).saying("hello")


def test_late_words_are_heard_when_the_place_was_forgotten_for_a_day(
    connector: MastodonConnector, platform: PretendMastodon, clock: ManualClock
) -> None:
    """Even if the server's clock is wrong: the way back is counted from its newest."""
    platform.world.skew = timedelta(days=-3)
    platform.fan_mentions("first")
    cursor = haul(connector, platform).cursor
    platform.world.told.clear()
    said = platform.fan_mentions("early")
    clock.turn(timedelta(hours=20))
    platform.fan_mentions("late")
    found = haul(connector, platform, cursor)

    assert said in {i.remote_id for i in found.items}


@pytest.mark.parametrize("skew", [timedelta(days=-3), timedelta(days=3)], ids=str)
def test_a_server_with_another_time_is_heard_all_the_same(
    connector: MastodonConnector,
    platform: PretendMastodon,
    clock: ManualClock,
    skew: timedelta,
) -> None:
    """Places, not times, say how far we have read."""
    platform.world.skew = skew
    platform.fan_mentions("first")
    cursor = haul(connector, platform).cursor
    for number in range(3):
        clock.turn(timedelta(minutes=40))
        platform.fan_mentions(f"then {number}")
        found = haul(connector, platform, cursor)
        cursor = found.cursor

        assert found.saying(f"then {number}")


def test_a_clock_that_jumps_does_not_make_us_deaf(
    connector: MastodonConnector, platform: PretendMastodon, clock: ManualClock
) -> None:
    """Ours may be set back by a year, too."""
    platform.fan_mentions("first")
    cursor = haul(connector, platform).cursor
    clock.set(clock.now() - timedelta(days=365))
    platform.fan_mentions("second")

    assert haul(connector, platform, cursor).saying("second")


def test_enormous_words_keep_nobody_else_from_being_heard(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Ten megabytes: the page is asked for in small pieces, the words are cut."""
    platform.fan_mentions("before")
    huge = platform.fan_mentions("enormous")
    platform.world.statuses[huge].html = "a" * 10_000_000
    platform.fan_mentions("after")
    found = haul(connector, platform)
    [item] = [i for i in found.items if i.remote_id == huge]

    assert found.saying("before")
    assert found.saying("after")
    assert 100_000 <= len(item.text) <= 100_001


@pytest.mark.parametrize("html", AWKWARD.values(), ids=AWKWARD.keys())
def test_awkward_words_are_read_and_can_be_stored(
    connector: MastodonConnector, platform: PretendMastodon, html: str
) -> None:
    """No NUL, no half character: PostgreSQL and SQLite take every one of them."""
    said = platform.fan_mentions("x")
    platform.world.statuses[said].html = html
    [item] = haul(connector, platform).items

    assert "\0" not in item.text
    assert item.text.encode() is not None
    assert "alert" not in item.text


@pytest.mark.parametrize("escape", ["\\ud800", "\\udc00x", "\\u0000", "\\ud83dx"])
def test_half_a_character_in_a_name_stops_nobody(
    connector: MastodonConnector, platform: PretendMastodon, escape: str
) -> None:
    """It becomes the sign for what cannot be shown."""
    platform.fan_mentions("hello")
    body = _page_of(platform).replace(b'"Aiko"', f'"Ai{escape}ko"'.encode())
    platform.script.will(TOLD, Say(200, body))
    [item] = connector.pull("").items

    assert "\ufffd" in item.author.display_name


def test_a_whole_emoji_in_escapes_stays_whole(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Two halves are one; and a written backslash is no escape."""
    platform.fan_mentions("hello")
    written = b'"\\ud83d\\ude00 \\\\u0000"'
    body = _page_of(platform).replace(b'"Aiko"', written)
    platform.script.will(TOLD, Say(200, body))
    [item] = connector.pull("").items

    assert item.author.display_name == "😀 \\u0000"


def test_what_is_no_status_is_passed_over(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """New kinds of notifications, statuses without authors, lists of nonsense."""
    platform.fan_mentions("hello")
    body = _page_of(platform)
    odd = b'[7,null,[],{"id":"9","type":"annual_report"},{"id":"8","type":"mention"},'
    platform.script.will(TOLD, Say(200, odd + body[1:]))

    assert [i.text for i in connector.pull("").items] == ["@board hello"]


def test_likes_and_boosts_are_no_items(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Even where a server does not let us choose what we are told."""
    platform.world.flavour = replace(PIXELFED, kind_of_mention="comment")
    post = platform.we_post("The board is out.")
    for kind in ("favourite", "reblog", "poll", "update", "something_new"):
        platform.world.tell(kind, platform.world.statuses[post])
    platform.fan_mentions("a comment")

    assert [i.text for i in haul(connector, platform).items] == ["@board a comment"]


def test_replies_that_do_not_name_us_are_heard(
    connector: MastodonConnector, platform: PretendMastodon, clock: ManualClock
) -> None:
    """Our own threads are read again, deep down too."""
    post = platform.we_post("The board is out.")
    first = platform.fan_replies(post, "where?")
    cursor = haul(connector, platform).cursor
    deep = platform.fan_replies(first, "at number seven", by="bob")
    clock.turn(timedelta(minutes=11))
    found = haul(connector, platform, cursor)
    [item] = [i for i in found.items if i.remote_id == deep]

    assert (item.kind, item.mentions_us) == (ItemKind.REPLY, False)
    assert item.root is not None
    assert item.root.remote_id == post


def test_a_reply_deep_in_our_thread_that_names_us_is_a_reply(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """It is told as a mention, but it stands in our thread."""
    post = platform.we_post("The board is out.")
    first = platform.fan_replies(post, "where?")
    platform.fan_replies(first, "@board says so", by="bob")
    [item] = haul(connector, platform).saying("says so")

    assert (item.kind, item.mentions_us) == (ItemKind.REPLY, True)


def test_a_mention_in_a_strangers_thread_knows_its_top(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """So that an answer lands in the right thread."""
    top = platform.world.say(platform.fans["chie"], "A question").id
    said = platform.world.say(platform.fans["bob"], "@board knows", parent=top).id
    [item] = haul(connector, platform).items

    assert (item.remote_id, item.kind) == (said, ItemKind.MENTION)
    assert item.root is not None
    assert item.root.remote_id == top


def test_an_item_holds_what_a_status_holds(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """The warning above the words, links in full, the language, the pictures."""
    platform.world.say(
        platform.fans["aiko"],
        "@board see https://example.org/a/very/long/address?with=query&more=1 now",
        warning="Spoilers",
        language="ja",
    )
    [item] = haul(connector, platform).items
    address = "https://example.org/a/very/long/address?with=query&more=1"

    assert item.text == f"Spoilers\n\n@board see {address} now"
    assert item.links == (address,)
    assert item.declared_languages == ("ja",)
    assert item.author.handle == "aiko@far.example"
    assert item.author.url == "https://far.example/@aiko"


def test_a_strangers_pictures_are_told_with_their_words(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Whatever kind of media; unknown ones too."""
    platform.fan_mentions("hello")
    media = (
        b'"media_attachments": [{"type":"gifv","url":"https://x/1","description":"a"},'
        b'{"type":"hologram","url":null,"remote_url":"https://x/2"}]'
    )
    body = _page_of(platform).replace(b'"media_attachments": []', media)
    platform.script.will(TOLD, Say(200, body))
    [item] = connector.pull("").items
    told = [(a.kind, a.url, a.alt) for a in item.attachments]

    assert told == [
        (MediaKind.VIDEO, "https://x/1", "a"),
        (MediaKind.OTHER, "https://x/2", ""),
    ]


def test_paging_stops_before_the_server_stops_us(
    connector: MastodonConnector,
    platform: PretendMastodon,
    clock: ManualClock,
    small_pages: int,
) -> None:
    """300 in a quarter of an hour for all of a person's programs; we take 200."""
    platform.fan_mentions("before")
    cursor = haul(connector, platform).cursor
    connector._wire.paging, platform.methods.pagings = PagingLimit(10), 0
    for number in range(40):
        platform.fan_mentions(f"word {number}")
    with pytest.raises(TryLaterError) as caught:
        haul(connector, platform, cursor)

    assert platform.methods.pagings == 10
    assert caught.value.retry_after == timedelta(minutes=15)
    clock.turn(timedelta(minutes=15))
    assert connector.pull(cursor).items


def test_rereading_asks_for_many_at_once(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Where the server takes that; else one by one."""
    said = [platform.fan_mentions(f"word {number}") for number in range(25)]
    platform.requests.clear()
    seen = connector.reread(said)

    assert {i.remote_id for i in seen.items} == set(said)
    assert platform.requests == ["GET /api/v1/statuses"] * 2


@pytest.mark.parametrize("flavour", [HOLLO], ids=["hollo"])
def test_a_server_that_does_not_take_many_is_asked_one_by_one(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """It is tried once only."""
    said = [platform.fan_mentions(f"word {number}") for number in range(3)]
    connector.reread(said)
    platform.requests.clear()
    connector.reread(said)

    assert platform.requests == [f"GET /api/v1/statuses/{one}" for one in said]


def _page_of(platform: PretendMastodon) -> bytes:
    """Return the page of notifications as the server would give it now."""
    told = [platform.methods.views.told(one) for one in platform.world.told]
    return json.dumps(told[::-1]).encode()
