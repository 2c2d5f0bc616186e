"""What a server takes: as it says itself, else as Mastodon publishes it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.mastodon.connector import MastodonConnector
from connectors.mastodon.counting import counting
from connectors.mastodon.facts import read_facts
from connectors.mastodon.html_text import plain
from connectors.mastodon.limits import CAPABILITIES, capabilities_by
from connectors.mastodon.mentions import with_mentions, without_mentions
from connectors.server_addresses import check_server
from domain.budgets import Counted
from domain.capabilities import IdempotencyClass, LookUp
from domain.items import ItemKind
from domain.posts import Draft
from tests.clocks import NOON, ManualClock
from tests.platforms.mastodon_faults import HangUp, Say
from tests.platforms.mastodon_flavours import (
    GOTOSOCIAL,
    HOLLO,
    MASTODON,
    PIXELFED,
    PLEROMA,
    TAKAHE,
    Flavour,
)
from tests.platforms.mastodon_server import PretendMastodon
from tests.platforms.mastodon_setup import a_setup, connected, running

COUNTS = {
    "plain": ("Hello", 5),
    "nothing": ("", 0),
    "japanese": ("回覧板です", 5),
    "a family": ("👩‍👩‍👧‍👦", 1),
    "a flag and an accent": ("🇯🇵e\u0301", 2),
    "a short link": ("https://a.io", 23),
    "a long link": ("see https://example.org/" + "a" * 200, 27),
    "two links": ("https://a.io http://b.io/x", 47),
    "a link in brackets": ("(https://example.org/abc).", 26),
    "a link with brackets in it": ("https://example.org/a_(b)", 23),
    "both kinds of brackets": ("(see https://example.org/a_(b)).", 30),
    "a Japanese name": ("@愛子@far.example", 15),
    "a name within words": ("ありがとう@aiko@far.example", 22),
    "a link in Japanese": ("これ、https://example.org/abc。です", 26),
    "a scheme without a name": ("https://x", 9),
    "a bare domain": ("example.org", 11),
    "another scheme": ("ftp://example.org", 17),
    "a name": ("@aiko hi", 8),
    "a name elsewhere": ("@aiko@far.example.org hi", 8),
    "a name with a port": ("@aiko@localhost:3000 hi", 8),
    "two names": ("@aiko@far.example @bob@far.example", 10),
    "an address": ("mail aiko@far.example", 21),
    "a name in a link": ("https://far.example/@aiko@x.org", 23),
}


@pytest.mark.parametrize(("text", "length"), COUNTS.values(), ids=COUNTS.keys())
def test_a_text_is_counted_as_the_server_does(text: str, length: int) -> None:
    """Graphemes; every link 23; a name without its server."""
    assert CAPABILITIES.text.count(text) == length


def test_a_server_may_count_links_otherwise() -> None:
    """It says so itself."""
    assert counting(30)("see https://a.io") == 34


def test_counting_a_long_text_takes_no_time() -> None:
    """Whatever somebody pastes: five million characters, thousands of half links."""
    for text in (
        "a" * 10_000_000,
        "https://" * 100_000,
        "@" * 1_000_000,
        "@a" * 200_000,
    ):
        assert counting()(text) > 0


def test_the_published_defaults_are_declared() -> None:
    """What the checker goes by before a server was ever asked."""
    able = CAPABILITIES

    assert (able.idempotency, able.look_up) == (
        IdempotencyClass.LOOK_UP,
        LookUp.BY_LIST,
    )
    assert (able.text.limit, able.media.limit_count, able.media.limit_alt) == (
        500,
        4,
        1500,
    )
    assert able.lists_own_posts
    assert [(b.counted, b.limit) for b in able.budgets] == [(Counted.WRITES, 100)]


@pytest.mark.parametrize(
    ("flavour", "characters", "quotes"),
    [
        (MASTODON, 500, True),
        (GOTOSOCIAL, 5000, False),
        (TAKAHE, 500, False),
        (HOLLO, 10_000, False),
        (PLEROMA, 5000, False),
        (PIXELFED, 500, False),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_limits_are_read_from_the_server(
    tmp_path: Path,
    flavour: Flavour,
    characters: int,
    quotes: bool,  # noqa: FBT001  # a column of the table
) -> None:
    """Whatever its version is called, in the old form or the new one."""
    clock = ManualClock()
    with (
        running(clock, flavour) as platform,
        connected(a_setup(platform.url, tmp_path, clock)) as connector,
    ):
        before = connector.capabilities.text.limit
        connector.sign_in()
        able = connector.capabilities

    assert before == 500
    assert (able.text.limit, able.takes_quotes) == (characters, quotes)
    assert (ItemKind.QUOTE in able.pulls) is quotes


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def platform(clock: ManualClock) -> Iterator[PretendMastodon]:
    with running(clock, GOTOSOCIAL) as platform:
        yield platform


@pytest.fixture
def connector(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> Iterator[MastodonConnector]:
    with connected(a_setup(platform.url, tmp_path, clock)) as connector:
        yield connector


def test_limits_are_kept_over_a_restart(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> None:
    """Capabilities need no network."""
    setup = a_setup(platform.url, tmp_path, clock)
    with connected(setup) as first:
        first.sign_in()
    platform.requests.clear()
    with connected(setup) as second:
        able = second.capabilities

    assert able.text.limit == 5000
    assert platform.requests == []


def test_limits_of_another_server_are_not_ours(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> None:
    """The account in YAML may have moved."""
    with connected(a_setup(platform.url, tmp_path, clock)) as first:
        first.sign_in()
    with connected(a_setup("https://other.example", tmp_path, clock)) as second:
        assert second.capabilities.text.limit == 500


def test_a_broken_note_is_as_good_as_none(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> None:
    """Somebody may have edited it, or the disk."""
    note = {"server": platform.url, "read_at": NOON.isoformat(), "facts": {"odd": 1}}
    for text in ("", "{", "[]", json.dumps(note)):
        (tmp_path / "instance.json").write_text(text, encoding="utf-8")
        with connected(a_setup(platform.url, tmp_path, clock)) as connector:
            assert connector.capabilities.text.limit == 500


def test_limits_are_read_again_once_a_day(
    connector: MastodonConnector, platform: PretendMastodon, clock: ManualClock
) -> None:
    """An administrator may have changed them."""
    cursor = connector.pull("").next_cursor
    for _ in range(3):
        clock.turn(timedelta(hours=9))
        cursor = connector.pull(cursor).next_cursor

    assert platform.asked("GET /api/v2/instance") == 2


def test_listening_goes_on_while_the_limits_cannot_be_had(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """They are only needed to speak."""
    platform.script.will("GET /api/v2/instance", HangUp())
    platform.fan_mentions("hello")

    assert len(connector.pull("").items) == 1


def test_a_server_without_a_word_of_itself_has_the_defaults(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """There is nothing to read, so nothing is waited for."""
    for version in (1, 2):
        gone = Say(404, b"<h1>", content_type="text/html")
        platform.script.will(f"GET /api/v{version}/instance", gone)
    connector.freeze(Draft("Hello"), NOON)

    assert connector.capabilities.text.limit == 500


ODD: list[dict[str, Any]] = [
    {},
    {"version": 7, "configuration": []},
    {"configuration": {"statuses": {"max_characters": -1}}},
    {"configuration": {"statuses": {"max_characters": "many"}}},
    {"configuration": {"statuses": {"max_characters": True}}},
    {"configuration": {"media_attachments": {"supported_mime_types": "all"}}},
    {"api_versions": {"mastodon": "new"}},
]


@pytest.mark.parametrize("instance", ODD, ids=str)
def test_nonsense_about_limits_is_not_believed(instance: dict[str, Any]) -> None:
    """The defaults stand for what a server does not say."""
    able = capabilities_by(read_facts(instance))

    assert able.text.limit == 500
    assert able.media.mime_types == CAPABILITIES.media.mime_types
    assert not able.takes_quotes


def test_numbers_in_words_are_numbers() -> None:
    """Some forks write them so; absurd ones are no harm."""
    settings = {
        "statuses": {"max_characters": "3000"},
        "polls": {"max_options": 4, "max_expiration": 10**18},
    }
    able = capabilities_by(read_facts({"configuration": settings}))

    assert able.text.limit == 3000
    assert able.poll is not None
    assert able.poll.longest == timedelta.max


@pytest.mark.parametrize(
    ("value", "is_fine"),
    [
        ("https://mastodon.social", True),
        ("https://mastodon.social/", True),
        ("http://127.0.0.1:3000", True),
        ("mastodon.social", False),
        ("https://user:pass@mastodon.social", False),
        ("https://mastodon.social/@board", False),
        ("ftp://mastodon.social", False),
        ("https://", False),
        ("https://[", False),
    ],
)
def test_a_servers_address_is_checked(value: str, *, is_fine: bool) -> None:
    """And never repeated: there may be a token in it."""
    problem = check_server("https://mastodon.social")(value)

    assert (problem is None) is is_fine
    assert "pass" not in str(problem)


READ = {
    "paragraphs": ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
    "a list": ("<p>Buy</p><ul><li>tea</li><li>rice</li></ul>", "Buy\n\n- tea\n- rice"),
    "a quotation": ("<blockquote>So</blockquote><p>Yes</p>", "So\n\nYes"),
    "code": ("<pre><code>a &lt; b</code></pre>", "a < b"),
    "plain": ("just words", "just words"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("html", "text"), READ.values(), ids=READ.keys())
def test_html_is_read_as_people_read_it(html: str, text: str) -> None:
    """Paragraphs apart, lists as lists."""
    assert plain(html).text == text


def test_links_are_told_apart_from_names_and_tags() -> None:
    """Only what leads somewhere else is a link."""
    html = (
        '<a href="https://x/@a" class="u-url mention">@a</a>'
        '<a href="https://x/tags/b" class="mention hashtag" rel="tag">#b</a>'
        '<a href="https://x/c">c</a><a href="javascript:x">d</a><a>e</a>'
    )

    assert plain(html).links == ("https://x/c",)


def test_names_at_the_beginning_come_and_go() -> None:
    """Only there, and only whole ones."""
    names = ["aiko@far.example", "bob", "aiko@far.example", ""]

    assert with_mentions("Hi", names) == "@aiko@far.example @bob Hi"
    assert with_mentions("Hi @bob", names) == "@aiko@far.example Hi @bob"
    assert without_mentions("@aiko@far.example  @bob\nHi @chie") == "Hi @chie"
    assert without_mentions("mail@x.org is mine") == "mail@x.org is mine"
    assert without_mentions("@a") == ""
