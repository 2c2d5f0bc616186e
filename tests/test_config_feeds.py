"""A feed's entries become posts as the files say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.feeds import Feed, FeedEntry, News
from domain.phrases import Phrase
from domain.posts import Origin, Post
from tests.project_files import loaded, problems, write

FRONT = """
community: {name: Sakura Street, timezone: Asia/Tokyo}
accounts: {box: {platform: plain}, sky: {platform: plain}}
campaigns: {news: {hashtags: [moon]}}
feeds:
  blog:
    url: https://moon.test/feed
    to: [box, sky]
    since: 2026-11-24
"""

ENTRY = FeedEntry("k", "Hello", "https://moon.test/1", "A summary", "Aiko")
NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)


def feed(folder: Path, more: str = "") -> Feed:
    """Return the only feed of a project."""
    write(folder, "kairanban.yaml", FRONT + more)
    (one,) = loaded(folder).project.feeds
    return one


def post(folder: Path, more: str = "", **changes: Any) -> Post | Phrase:
    """Return what an entry becomes."""
    entry = replace(ENTRY, **changes)
    return feed(folder, more).write(News("Moon", entry, NOON))


def written(folder: Path, more: str = "", **changes: str) -> Post:
    """Return the post that an entry becomes."""
    found = post(folder, more, **changes)
    assert isinstance(found, Post), found
    return found


def test_a_feed_is_read(tmp_path: Path) -> None:
    """With its usual pace."""
    one = feed(tmp_path)

    assert (one.key, one.url) == ("blog", "https://moon.test/feed")
    assert (one.poll_every, one.spacing) == (
        timedelta(minutes=30),
        timedelta(minutes=10),
    )


def test_an_entry_becomes_a_post(tmp_path: Path) -> None:
    """Title and link, on every account, due when it was said to be."""
    found = written(tmp_path)

    assert found.text == "Hello\n\nhttps://moon.test/1"
    assert (found.key, found.origin) == ("feed/blog/k", Origin.FEED)
    assert (found.accounts, found.at) == (("box", "sky"), NOON)


def test_its_text_can_name_everything(tmp_path: Path) -> None:
    """What a stranger writes is not looked through for names."""
    more = '    text: "{{feed}}: {{title}} / {{author}} / {{date}} / {{mood}}"\n'
    more += "    values: {mood: glad}\n"
    found = written(tmp_path, more, title="{{author}}")

    assert found.text == "Moon: {{author}} / Aiko / Tue, 24 November 2026 / glad"


def test_campaign_and_approval_hold_for_it(tmp_path: Path) -> None:
    """It is a post like others."""
    found = written(tmp_path, "    campaign: news\n    approval: required\n")

    assert found.campaign == "news"
    assert found.needs_approval
    assert found.text.endswith("#moon")


def test_a_template_says_it(tmp_path: Path) -> None:
    """In the feed's language."""
    own = "templates: {short: {ja: '新着: {{title}}', en: 'New: {{title}}'}}"
    write(tmp_path, "templates/own.yaml", own)
    found = written(tmp_path, "    template: short\n    language: ja\n")

    assert found.text == "新着: Hello"


@pytest.mark.parametrize("length", [499, 600, 5000])
def test_what_is_too_long_is_told_with_fewer_words(tmp_path: Path, length: int) -> None:
    """First less of the summary, then less of the title; the link stays."""
    more = '    text: "{{title}} {{summary}} {{link}}"\n'
    found = written(tmp_path, more, title="t" * length, summary="s" * length)

    assert len(found.text) <= 500
    assert "…" in found.text
    assert found.text.endswith("https://moon.test/1")


def test_what_an_entry_lacks_leaves_no_gap(tmp_path: Path) -> None:
    """Some entries have no address, many no summary."""
    more = '    text: "{{title}}\\n\\n{{summary}}\\n\\n{{link}}"\n'

    assert written(tmp_path, more, summary="").text == "Hello\n\nhttps://moon.test/1"
    assert written(tmp_path, more, summary="", link="").text == "Hello"


def test_what_cannot_be_told_says_why(tmp_path: Path) -> None:
    """A link that is longer than a post is nobody's to cut."""
    found = post(tmp_path, link="https://moon.test/" + "x" * 600)

    assert isinstance(found, Phrase)
    assert "too long" in str(found)


WRONG = {
    "an account": ("to: [box, sky]", "to: [bux]", "did you mean 'box'?"),
    "a campaign": ("since:", "campaign: old\n    since:", "no campaign 'old'"),
    "a name": ("since:", "text: '{{titel}}'\n    since:", "did you mean 'title'?"),
    "a template": ("since:", "template: feed\n    since:", "no template 'feed'"),
    "a language": (
        "since:",
        "template: 1-day\n    language: fr\n    since:",
        "in 'fr'",
    ),
    "no day": ("since: 2026-11-24", "", "since: is missing"),
    "no address": ("https://moon.test/feed", "moon", "should be an address"),
    "a password": ("https://", "https://me:secret@", "should not hold a user name"),
}


@pytest.mark.parametrize(("old", "new", "what"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_with_a_feed_is_said_before_it_is_read(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    """`check` tries each feed with an entry that says little."""
    write(tmp_path, "kairanban.yaml", FRONT.replace(old, new))
    found = problems(tmp_path)

    assert any(what in one for one in found), found
    assert all(one.startswith("kairanban.yaml:") for one in found)
