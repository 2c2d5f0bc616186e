"""Hearing on X: no gaps, nothing read twice for money, edits and quotes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.x.connector import XConnector
from connectors.x.cursor import OwnThread
from connectors.x.limits import CAPABILITIES, POSTS_PER_PAGE
from connectors.x.searches import queries
from connectors.x.snowflakes import first_id_at, is_id, moment_of
from domain.items import ItemKind
from tests.clocks import NOON, ManualClock
from tests.contracts.connector import haul
from tests.platforms.x_server import PretendX
from tests.platforms.x_setup import a_setup, connected, running


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def platform(clock: ManualClock) -> Iterator[PretendX]:
    with running(clock) as platform:
        yield platform


@pytest.fixture(params=["post", "tweet"])
def connector(
    platform: PretendX,
    tmp_path: Path,
    clock: ManualClock,
    request: pytest.FixtureRequest,
) -> Iterator[XConnector]:
    setup = a_setup(platform.url, tmp_path, clock, vocabulary=request.param)
    with connected(setup) as connector:
        connector.sign_in()
        yield connector


def test_a_flood_leaves_no_gap(connector: XConnector, platform: PretendX) -> None:
    """Page after page, over several pulls, until all of it is heard."""
    platform.methods.page_limit = 3
    said = {platform.fan_mentions(f"number {one}") for one in range(65)}
    first = connector.pull("")
    rest = haul(connector, platform, first.next_cursor)

    assert first.more
    assert {one.remote_id for one in [*first.items, *rest.items]} == said


def test_what_comes_in_the_middle_of_a_walk_is_in_the_next_round(
    connector: XConnector, platform: PretendX
) -> None:
    """A walk goes back from where it began; what is newer waits for the next."""
    platform.methods.page_limit = 1
    for one in range(13):
        platform.fan_mentions(f"number {one}")
    first = connector.pull("")
    late = platform.fan_mentions("late")
    second = haul(connector, platform, first.next_cursor)
    third = haul(connector, platform, second.cursor)

    assert late in {one.remote_id for one in [*second.items, *third.items]}


def test_a_pull_that_finds_nothing_costs_nothing(
    connector: XConnector, platform: PretendX, clock: ManualClock
) -> None:
    """X charges for what it returns: what we know is not asked for again."""
    post = platform.we_post("The board is out.")
    platform.fan_replies(post, "thanks")
    before = haul(connector, platform)
    clock.turn(timedelta(minutes=15))
    between = haul(connector, platform, before.cursor)
    clock.turn(timedelta(minutes=5))
    platform.methods.charged = 0
    page = connector.pull(between.cursor)

    assert page.items == ()
    assert page.reads == platform.methods.charged == 0


def test_what_is_read_is_counted(connector: XConnector, platform: PretendX) -> None:
    """Posts, and people, who cost as much as two posts."""
    platform.fan_mentions("one")
    platform.fan_mentions("two", by="bob")

    assert connector.pull("").reads == 2 + 2 * 2


def test_one_pull_reads_no_more_than_is_declared(
    connector: XConnector, platform: PretendX
) -> None:
    """A budget is kept by it: with less room, a pull is not begun."""
    for one in range(3 * POSTS_PER_PAGE):
        platform.fan_mentions(f"number {one}")
    reads, cursor, more = [], "", True
    while more:
        page = connector.pull(cursor)
        cursor, more = page.next_cursor, page.more
        reads.append(page.reads or 0)

    assert max(reads) <= CAPABILITIES.reads_per_pull
    assert sum(reads) >= 3 * POSTS_PER_PAGE


def test_an_edited_post_keeps_its_name(
    connector: XConnector, platform: PretendX
) -> None:
    """On X an edit is a post of its own, with another id; here it stays one."""
    said = platform.fan_mentions("where?")
    before = haul(connector, platform)
    platform.fan_edits(said, "@board where and when?")
    [now] = haul(connector, platform, before.cursor).items
    [seen] = connector.reread([said]).items

    assert now.remote_id == seen.remote_id == said
    assert now.text == seen.text == "@board where and when?"
    assert now.revision == seen.revision != said


def test_links_read_as_they_were_written(
    connector: XConnector, platform: PretendX
) -> None:
    """Not as X's own short ones; and & is an ampersand."""
    platform.fan_mentions("see https://example.com/a?b=1&c=2 & tell")
    [item] = haul(connector, platform).items

    assert item.text == "@board see https://example.com/a?b=1&c=2 & tell"
    assert item.links == ("https://example.com/a?b=1&c=2",)


def test_a_long_post_is_whole(connector: XConnector, platform: PretendX) -> None:
    """X cuts the text at 280 and has the rest elsewhere."""
    platform.fan_mentions("long " * 100)
    [item] = haul(connector, platform).items

    assert item.text == "@board " + "long " * 100


def test_a_quote_that_names_us_is_a_quote(
    connector: XConnector, platform: PretendX
) -> None:
    """It comes with those who mention us, and by the search: the same both times."""
    post = platform.we_post("The board is out.")
    platform.fan_quotes(post, "@board look")
    items = haul(connector, platform).items

    assert len(items) == 2
    assert len(set(items)) == 1
    assert items[0].kind is ItemKind.QUOTE
    assert items[0].mentions_us


def test_a_repost_is_no_words_to_us(connector: XConnector, platform: PretendX) -> None:
    """Somebody passed on what somebody else said."""
    platform.world.say(platform.fans["bob"], "@board hi", is_repost=True)

    assert haul(connector, platform).items == ()


def test_x_whose_clock_is_ahead_is_heard(
    connector: XConnector, platform: PretendX, clock: ManualClock
) -> None:
    """Its ids tell its own time."""
    platform.world.skew = timedelta(hours=3)
    before = haul(connector, platform)
    clock.turn(timedelta(minutes=30))
    platform.fan_mentions("hello")
    after = haul(connector, platform, before.cursor)

    assert len(after.saying("hello")) == 1


@pytest.mark.parametrize(
    "cursor", ["", "nonsense", "[]", '{"v":9}', '{"v":1,"us":"7"}']
)
def test_a_cursor_that_says_nothing_begins_anew(
    connector: XConnector, platform: PretendX, cursor: str
) -> None:
    """A note of another program, or of another account."""
    platform.fan_mentions("hello")

    assert len(connector.pull(cursor).items) == 1


def test_what_was_said_long_ago_is_left_alone(
    connector: XConnector, platform: PretendX, clock: ManualClock
) -> None:
    """The first pull goes back seven days, as far as X's search does."""
    platform.fan_mentions("long ago")
    clock.turn(timedelta(days=8))
    platform.fan_mentions("today")

    assert [i.text for i in haul(connector, platform).items] == ["@board today"]


def test_searches_fit_into_what_x_takes() -> None:
    """512 characters each; every thread and every post is in one of them."""
    threads = [OwnThread(str(10**18 + n), str(10**18 + n)) for n in range(100)]
    found = list(queries(threads, "a_handle_of_15c"))

    assert all(len(query) <= 512 for query in found)
    for one in threads:
        assert any(f"conversation_id:{one.thread}" in query for query in found)
        assert any(f"quotes_of_tweet_id:{one.id}" in query for query in found)


def test_an_id_holds_its_time() -> None:
    """To the millisecond, in both directions."""
    assert moment_of(first_id_at(NOON)) == NOON
    assert first_id_at(NOON - timedelta(days=9000)) == "0"
    assert is_id("2125061843973046273")
    assert not is_id("１２")
    assert not is_id("1" * 20)
