"""The sandbox shows whatever a post can be: so a rehearsal is a whole one."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from connectors.sandbox import lines
from connectors.sandbox.connector import ANY_BOARD, Sandbox
from connectors.sandbox.lines import Published, from_json
from connectors.sandbox.platform import CAPABILITIES
from domain.errors import GoneError, RefusedError
from domain.items import ItemKind, RemoteReference
from domain.posts import Draft, KeptMedia, Manner, Poll, ReplyTarget, Visibility
from tests.clocks import NOON, ManualClock
from tests.platforms.sandbox_fans import SandboxFans
from tests.platforms.sandbox_setups import a_sandbox, a_setup

MP4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(100)
POLL = Poll(("Tea", "Coffee"), timedelta(hours=3), several=True)
EVERYTHING = Manner(
    content_warning="Spoilers",
    visibility=Visibility.FOLLOWERS,
    language="ja",
    card="https://example.org/card",
    poll=POLL,
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def fans(tmp_path: Path, clock: ManualClock) -> SandboxFans:
    return SandboxFans(tmp_path, clock)


@pytest.fixture
def box(tmp_path: Path, clock: ManualClock) -> Sandbox:
    return a_sandbox(tmp_path, clock, community="quiet")


def board(box: Sandbox, folder: Path, draft: Draft) -> str:
    """Publish, and return the page that shows it."""
    box.publish(box.freeze(draft, NOON))
    return (folder / "index.html").read_text()


def test_everything_that_can_be_wished_is_shown(box: Sandbox, tmp_path: Path) -> None:
    """Warning, audience, language, card, and the options and end of the poll."""
    page = board(box, tmp_path, Draft("Which?", manner=EVERYTHING))

    for words in (
        "<summary>Spoilers</summary>",
        ">followers<",
        '<p lang="ja">Which?</p>',
        'href="https://example.org/card"',
        '<ul class="poll several">',
        "<li>Tea</li>",
        "2026-11-24 06:00 UTC",
    ):
        assert words in page


def test_the_ledger_keeps_it_through_a_restart(box: Sandbox, tmp_path: Path) -> None:
    """What was published reads the same for the next process."""
    page = board(box, tmp_path, Draft("Which?", manner=EVERYTHING))
    [published] = [
        raw
        for raw in (tmp_path / "ledger.jsonl").read_bytes().splitlines()
        if b'"published"' in raw
    ]

    line = from_json(published)

    assert isinstance(line, Published)
    assert line.poll == lines.Poll(("Tea", "Coffee"), 10800, several=True)
    assert b'"open_for_seconds": 10800' in published
    assert page.count("<li>") == 2


def test_a_members_post_is_quoted_by_its_address(
    box: Sandbox, fans: SandboxFans, tmp_path: Path
) -> None:
    """By the board's own address, wherever its folder lies."""
    known = fans.fan_says("I made soup")
    quote = Manner(quote=f"{ANY_BOARD}#{known}")
    page = board(box, tmp_path, Draft("Lovely!", manner=quote))

    assert "I made soup</blockquote>" in page


def test_what_is_gone_is_not_quoted(box: Sandbox, fans: SandboxFans) -> None:
    """Neither when it is frozen, nor when it vanishes in between."""
    known = fans.fan_says("I made soup")
    frozen = box.freeze(Draft("!", manner=Manner(quote=f"#{known}")), NOON)
    fans.fan_deletes(known)

    with pytest.raises(RefusedError, match="no longer there"):
        box.publish(frozen)
    with pytest.raises(GoneError):
        box.freeze(Draft("!", manner=Manner(quote=f"#{known}")), NOON)


def test_an_answer_by_address_stands_below_it(
    box: Sandbox, fans: SandboxFans, tmp_path: Path
) -> None:
    """As a reply from the inbox does."""
    known = fans.fan_says("Who has a ladder?")
    found = box.find(f"{box.page}#{known}")
    target = ReplyTarget(None, found, found, by_address=True)
    box.publish(box.freeze(Draft("We have", (), target), NOON))
    fans.fan_replies(box.own_posts(NOON).posts[0].receipt.remote_id, "thanks")

    assert found == RemoteReference(known, "1")
    assert box.own_posts(NOON).posts[0].parent == known
    assert box.pull("").items[0].kind is ItemKind.REPLY


def test_a_film_plays_on_the_board(box: Sandbox, tmp_path: Path) -> None:
    """With what it shows told to those who cannot see it."""
    digest = sha256(MP4).hexdigest()
    path = tmp_path / digest
    path.write_bytes(MP4)
    film = KeptMedia(path, "A lathe turns", digest, "video/mp4", len(MP4))
    page = board(box, tmp_path, Draft("Look", (film,)))

    assert f'<video src="media/{digest}.mp4" aria-label="A lathe turns"' in page
    assert (tmp_path / "media" / f"{digest}.mp4").read_bytes() == MP4


def test_a_film_stands_alone(box: Sandbox) -> None:
    """Two films are one too many."""
    film = KeptMedia(Path("/f"), "", "0" * 64, "video/mp4", 10)
    with pytest.raises(RefusedError, match="one film"):
        box.freeze(Draft("Look", (film, film)), NOON)


@pytest.mark.parametrize("count", [1, 5])
def test_a_poll_of_too_few_or_many_options_is_refused(box: Sandbox, count: int) -> None:
    """By number."""
    poll = Poll(tuple(map(str, range(count))), timedelta(hours=1))
    with pytest.raises(RefusedError, match=f"has {count} options"):
        box.freeze(Draft("Which?", manner=Manner(poll=poll)), NOON)


def test_it_declares_all_that_there_is() -> None:
    """A rehearsal knows no lack."""
    assert CAPABILITIES.visibilities == frozenset(Visibility)
    assert CAPABILITIES.takes_content_warning
    assert CAPABILITIES.takes_quotes
    assert CAPABILITIES.poll
    assert CAPABILITIES.media.film


def test_a_rehearsal_stands_in_for_platforms_whose_posts_are_elsewhere(
    tmp_path: Path, clock: ManualClock
) -> None:
    """Nothing fails for want of them: a quote is named, an answer stands by itself."""
    box = Sandbox(a_setup(tmp_path, clock, community="quiet", rehearsal="yes"))
    there = "https://bsky.app/profile/aiko.test/post/1"
    found = box.find(there)
    target = ReplyTarget(None, found, found, by_address=True)
    page = board(box, tmp_path, Draft("Lovely!", (), target, Manner(quote=there)))

    assert f'<a href="{there}">' in page
    assert box.own_posts(NOON).posts[0].parent == ""
