"""The sandbox as a page for a person to open."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from connectors.sandbox import board
from connectors.sandbox.connector import Sandbox
from domain.posts import Draft, Receipt
from tests.clocks import NOON, ManualClock
from tests.platforms.sandbox_fans import SandboxFans
from tests.platforms.sandbox_setups import a_sandbox


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def fans(tmp_path: Path, clock: ManualClock) -> SandboxFans:
    return SandboxFans(tmp_path, clock)


@pytest.fixture
def box(tmp_path: Path, clock: ManualClock) -> Sandbox:
    return a_sandbox(tmp_path, clock, community="quiet")


def say(box: Sandbox, text: str) -> Receipt:
    return box.publish(box.freeze(Draft(text), NOON))


def opened(url: str) -> tuple[str, str]:
    """Return the page that a browser would show, and the place it would go to."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)).read_text(), parts.fragment


def test_a_receipt_leads_to_the_post(box: Sandbox) -> None:
    """What was published can be looked at, at once, at its own place."""
    page, place = opened(say(box, "回覧板です").url)

    assert f'id="{place}"' in page
    assert "回覧板です" in page


def test_every_item_leads_to_its_place(tmp_path: Path, clock: ManualClock) -> None:
    """After a pull, each item and each author can be looked at."""
    items = a_sandbox(tmp_path / "a folder", clock).pull("").items
    for url in {i.url for i in items} | {i.author.url for i in items}:
        page, place = opened(url)
        assert f'id="{place}"' in page


def test_what_people_write_is_never_markup(box: Sandbox, fans: SandboxFans) -> None:
    """A post is text, whatever it looks like."""
    fans.fan_mentions("<script>alert(1)</script> & co")
    box.pull("")
    page = (fans.ledger.path.parent / "index.html").read_text()

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in page


def test_the_newest_thread_comes_first_and_answers_stay_below(
    box: Sandbox, fans: SandboxFans, clock: ManualClock, tmp_path: Path
) -> None:
    """A thread reads from top to bottom, each answer below what it answers."""
    old = fans.we_post("old post")
    first = fans.fan_replies(old, "first answer")
    fans.fan_replies(old, "second answer")
    fans.fan_replies(first, "answer to the first", by="bob")
    clock.turn(timedelta(minutes=1))
    fans.we_post("new post")
    box.pull("")
    page = (tmp_path / "index.html").read_text()
    words = ["new post", "old post", "first answer", "answer to the first", "second a"]
    places = [page.index(each) for each in words]

    assert places == sorted(places)


def test_edits_and_quotes_are_marked_and_the_deleted_is_gone(
    box: Sandbox, fans: SandboxFans, tmp_path: Path
) -> None:
    """The page shows what is, not what was."""
    post = fans.we_post("the original")
    quote = fans.fan_quotes(post, "first words")
    fans.fan_edits(quote, "second words")
    fans.fan_deletes(fans.fan_mentions("taken back"))
    box.pull("")
    page = (tmp_path / "index.html").read_text()

    assert "<blockquote>" in page
    assert "edited" in page
    assert "second words" in page
    assert "first words" not in page
    assert "taken back" not in page


def test_answers_to_a_deleted_post_stay_on_the_page(
    box: Sandbox, fans: SandboxFans, tmp_path: Path
) -> None:
    """Their links still lead somewhere."""
    post = say(box, "a slip").remote_id
    fans.fan_replies(post, "I saw that")
    box.delete(post)
    page = (tmp_path / "index.html").read_text()

    assert "a slip" not in page
    assert "I saw that" in page


def test_an_empty_feed_says_so(box: Sandbox, tmp_path: Path) -> None:
    """A page without posts is not a blank page."""
    box.delete(say(box, "a slip").remote_id)

    assert "Nobody has said anything yet." in (tmp_path / "index.html").read_text()


def test_a_long_feed_is_cut(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page does not grow for ever; it says what it leaves out."""
    monkeypatch.setattr(board, "THREAD_LIMIT", 2)
    for number in range(5):
        say(box, f"post {number}")
    page = (tmp_path / "index.html").read_text()

    assert "3 older threads" in page
    assert page.count("<article") == 2


def test_a_page_that_cannot_be_written_hinders_nobody(
    box: Sandbox, tmp_path: Path
) -> None:
    """The post is out, whether or not it can be shown."""
    (tmp_path / "index.html").mkdir()
    receipt = say(box, "Hello")

    assert box.look_up(box.freeze(Draft("other"), NOON)) is None
    assert receipt.remote_id
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
