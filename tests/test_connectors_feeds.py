"""Feeds are read as they are in the wild, and never end in a traceback."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.web.feeds import plain, read_feed
from domain.feeds import FeedEntry
from domain.web import Fetched, NotFetchedError
from tests.machine_settings import examples

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Moon &amp; blog</title>
<item><title>Hello &lt;b&gt;world&lt;/b&gt;</title><link>/hello</link>
<guid isPermaLink="false">1</guid><description>&lt;p&gt;One&lt;/p&gt;&lt;script&gt;x()
&lt;/script&gt;two</description><author>Aiko</author>
<pubDate>Tue, 24 Nov 2026 12:00:00 +0900</pubDate></item>
<item><title>回覧板</title><link>javascript:alert(1)</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Moon</title>
<entry><id>urn:1</id><title>Atom</title><updated>2026-11-24T03:00:00Z</updated>
<link href="https://moon.test/1"/></entry></feed>"""

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>"
)


def fetched(text: str | bytes, **changes: object) -> Fetched:
    """Return what a server gave."""
    content = text.encode() if isinstance(text, str) else text
    known = {"url": "https://moon.test/feed", "content_type": "application/xml"}
    return Fetched(**{**known, "content": content, **changes})  # type: ignore[arg-type]  # of a dataclass's own names


def entries(text: str | bytes) -> tuple[FeedEntry, ...]:
    return read_feed(fetched(text)).entries


def test_rss_is_read_into_plain_words() -> None:
    """No mark-up, whole addresses, times in UTC."""
    page = read_feed(fetched(RSS))
    first, second = page.entries

    assert page.title == "Moon & blog"
    assert first.title == "Hello world"
    assert first.link == "https://moon.test/hello"
    assert first.summary == "One two"
    assert first.published_at == datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert (second.title, second.link, second.published_at) == ("回覧板", "", None)


def test_atom_is_read_too() -> None:
    """What has no day of publishing has one of its last change."""
    (one,) = entries(ATOM)

    assert (one.title, one.link) == ("Atom", "https://moon.test/1")
    assert one.published_at == datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_an_entry_is_known_by_its_id() -> None:
    """Whatever else of it changes: title, address, time."""
    changed = ATOM.replace(">Atom<", ">Better<").replace("moon.test/1", "moon.test/2")

    assert entries(ATOM)[0].key == entries(changed)[0].key


def test_an_entry_that_stands_twice_is_one() -> None:
    """Some feeds repeat themselves."""
    entry = ATOM[ATOM.index("<entry>") : ATOM.index("</feed>")]

    assert len(entries(ATOM.replace("</feed>", f"{entry}</feed>"))) == 1


NO_FEEDS = {
    "nothing": b"",
    "a page": b"<html><body>Hello</body></html>",
    "json": b'{"a": 1}',
    "noise": bytes(range(256)),
}


@pytest.mark.parametrize("content", NO_FEEDS.values(), ids=NO_FEEDS.keys())
def test_what_is_no_feed_is_said_to_be_none(content: bytes) -> None:
    """A moved blog often answers with a page."""
    with pytest.raises(NotFetchedError, match="no feed"):
        read_feed(fetched(content))


def test_half_a_feed_is_none() -> None:
    """What is larger than we read is not guessed at."""
    with pytest.raises(NotFetchedError, match="larger"):
        read_feed(fetched(RSS, is_whole=False))


ITEM = "<item><title>x</title><link>https://moon.test/{}</link></item>"
TITLE = "<rss version='2.0'><channel><item><title>"

COSTLY = {
    "laughter": (LAUGHS, "entities of its own"),
    "opened for ever": (TITLE + "<a " * 50_000, "broken XML"),
    "deeper and deeper": (TITLE + "<a>" * 100_000, "too deeply"),
    "signs": (TITLE + "&" * 100_000, "broken XML"),
}


@pytest.mark.parametrize(("text", "why"), COSTLY.values(), ids=COSTLY.keys())
def test_what_would_cost_too_much_is_not_read(text: str, why: str) -> None:
    """Somebody else's server does not keep our processor busy."""
    with pytest.raises(NotFetchedError, match=why):
        entries(text)


def test_of_an_archive_the_first_are_read() -> None:
    """Twenty years of a blog cost no more than its last months."""
    items = "".join(ITEM.format(number) for number in range(5_000))
    found = entries(f"<rss version='2.0'><channel>{items}</channel></rss>")

    assert len(found) == 200
    assert found[0].link == "https://moon.test/0"


@settings(max_examples=examples(50))
@given(st.binary(max_size=300), st.integers(0, len(RSS)))
def test_whatever_comes_is_a_feed_or_none(noise: bytes, cut: int) -> None:
    """Truncated, garbled, in any encoding."""
    content = RSS.encode()[:cut] + noise
    try:
        found = entries(content)
    except NotFetchedError:
        return
    assert all(one.key for one in found)


@settings(max_examples=examples(50))
@given(st.text(max_size=200))
def test_plain_words_have_no_lines_and_no_gaps(text: str) -> None:
    """One line, whatever came."""
    words = plain(text)

    assert words == " ".join(words.split())
    assert "\0" not in words
