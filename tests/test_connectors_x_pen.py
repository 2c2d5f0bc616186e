"""Writing on X: the reply rule, threads, polls, media, and our posts found again."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from connectors.x.connector import XConnector
from connectors.x.uploads import PIECE_BYTES, Uploads
from connectors.x.wire import Wire
from domain.errors import GoneError, RefusedError, TryLaterError
from domain.items import RemoteReference
from domain.likeness import find, likeness_of
from domain.posts import Draft, KeptMedia, Manner, Poll, ReplyTarget
from tests.clocks import NOON, ManualClock
from tests.platforms.mastodon_faults import Say
from tests.platforms.mastodon_setup import PATIENT
from tests.platforms.x_server import PretendX
from tests.platforms.x_setup import a_setup, connected, running

DAY, LONG = timedelta(days=1), timedelta(minutes=2)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def platform(clock: ManualClock) -> Iterator[PretendX]:
    with running(clock) as platform:
        yield platform


@pytest.fixture
def connector(
    platform: PretendX, tmp_path: Path, clock: ManualClock
) -> Iterator[XConnector]:
    with connected(a_setup(platform.url, tmp_path, clock)) as connector:
        connector.sign_in()
        yield connector


def answering(remote_id: str, *, by_address: bool = False) -> ReplyTarget:
    one = RemoteReference(remote_id)
    return ReplyTarget(None if by_address else 1, one, one, by_address=by_address)


def a_file(folder: Path, kind: str, size: int) -> KeptMedia:
    path = folder / f"{size}.{kind.partition('/')[2]}"
    path.write_bytes(bytes(index % 251 for index in range(size)))
    digest = sha256(path.read_bytes()).hexdigest()
    return KeptMedia(path, "words", digest, kind, size)


def test_who_mentions_us_is_answered(connector: XConnector, platform: PretendX) -> None:
    """The rule of 2026 lets us."""
    said = platform.fan_mentions("where is it?")
    connector.publish(connector.freeze(Draft("Here", reply_to=answering(said)), NOON))

    assert [post.parent for post in platform.posts()] == [said]


def test_who_quotes_us_is_answered(connector: XConnector, platform: PretendX) -> None:
    """The rule of 2026 lets us."""
    said = platform.fan_quotes(platform.we_post("Out!"), "look at this")
    connector.publish(connector.freeze(Draft("Oh", reply_to=answering(said)), NOON))

    assert platform.posts()[-1].parent == said


@pytest.mark.parametrize("by_address", [False, True])
def test_who_does_not_name_us_is_not_answered_and_x_not_asked(
    connector: XConnector, platform: PretendX, *, by_address: bool
) -> None:
    """It is known before the call, with the address where a person can answer."""
    first = platform.fan_replies(platform.we_post("Out!"), "oh")
    said = platform.fan_replies(first, "at number seven", by="bob")
    target = answering(said, by_address=by_address)
    with pytest.raises(RefusedError, match=rf"in X itself.*bob/status/{said}"):
        connector.freeze(Draft("Thank you", reply_to=target), NOON)

    assert platform.asked("POST /2/tweets") == 0


def test_what_is_gone_is_not_answered(
    connector: XConnector, platform: PretendX
) -> None:
    """There is nothing to answer any more."""
    said = platform.fan_mentions("oops")
    platform.fan_deletes(said)
    with pytest.raises(RefusedError, match="gone"):
        connector.freeze(Draft("Yes?", reply_to=answering(said)), NOON)


def test_a_part_of_our_own_thread_needs_no_look(
    connector: XConnector, platform: PretendX
) -> None:
    """It costs nothing, and a copy of X's that lags does not stop it."""
    first = connector.publish(connector.freeze(Draft("One"), NOON))
    target = ReplyTarget(
        None, RemoteReference(first.remote_id), RemoteReference(first.remote_id)
    )
    platform.requests.clear()
    connector.publish(connector.freeze(Draft("Two", reply_to=target), NOON))

    assert platform.requests == ["POST /2/tweets"]
    assert platform.posts()[-1].parent == first.remote_id


def test_a_poll_goes_out(connector: XConnector, platform: PretendX) -> None:
    """With its options, in minutes."""
    poll = Poll(("tea", "coffee"), open_for=DAY)
    draft = Draft("Which?", manner=Manner(poll=poll))
    connector.publish(connector.freeze(draft, NOON))
    [post] = platform.world.up()

    assert post.poll == ("tea", "coffee")


@pytest.mark.parametrize(
    "text",
    [
        "Run main.py and see README.md",
        "See https://example.com/a?b=1&c=2 & tell <everybody>",
        "回覧板です。https://example.jp/、どうぞ",
    ],
)
@pytest.mark.parametrize("is_reply", [False, True])
def test_what_is_out_is_found_again(
    connector: XConnector, platform: PretendX, text: str, *, is_reply: bool
) -> None:
    """Though X shortens links, escapes signs, and puts a name before a reply."""
    target = answering(platform.fan_mentions("hello?")) if is_reply else None
    draft = Draft(text, reply_to=target)
    receipt = connector.publish(connector.freeze(draft, NOON))
    if is_reply:
        stored = platform.world.posts[receipt.remote_id]
        stored.text = f"@aiko {stored.text}"

    assert find(likeness_of(draft), connector.own_posts(NOON).posts, NOON) == receipt


@pytest.mark.parametrize("vocabulary", ["post", "tweet"])
def test_a_reply_to_what_was_edited_is_found_again(
    platform: PretendX, tmp_path: Path, clock: ManualClock, vocabulary: str
) -> None:
    """On X it hangs on another id than the one by which we know the post."""
    said = platform.fan_mentions("wher?")
    platform.fan_edits(said, "@board where?")
    draft = Draft("Here", reply_to=answering(said))
    setup = a_setup(platform.url, tmp_path, clock, vocabulary=vocabulary)
    with connected(setup) as connector:
        receipt = connector.publish(connector.freeze(draft, NOON))
        found = find(likeness_of(draft), connector.own_posts(NOON).posts, NOON)

    assert platform.posts()[-1].parent != said
    assert found == receipt


def test_pictures_count_in_what_is_looked_for(
    connector: XConnector, platform: PretendX, tmp_path: Path
) -> None:
    """The link that X adds for a picture is none of our words."""
    picture = a_file(tmp_path, "image/png", 900)
    draft = Draft("Look", (picture, picture))
    receipt = connector.publish(connector.freeze(draft, NOON))
    own = connector.own_posts(NOON).posts

    assert find(likeness_of(draft), own, NOON) == receipt
    assert find(likeness_of(Draft("Look")), own, NOON) is None
    assert platform.posts()[0].alts == ("words", "words")


def test_a_film_goes_in_pieces_and_is_waited_for(
    platform: PretendX, tmp_path: Path, clock: ManualClock
) -> None:
    """Initialize, append, finalize; then X is asked whether it is done."""
    film = a_file(tmp_path, "video/mp4", 2 * PIECE_BYTES + 5)
    platform.methods.film_looks = 2
    waits: list[float] = []
    wire = Wire(a_setup(platform.url, tmp_path, clock), PATIENT)
    media_id = Uploads(wire, clock, waits.append).ready(film)
    wire.close()

    assert platform.world.media[media_id].content == film.path.read_bytes()
    assert platform.world.media[media_id].alt == "words"
    assert platform.asked(f"POST /2/media/upload/{media_id}/append") == 3
    assert waits == [1, 1]


@pytest.mark.parametrize(
    ("state", "error"), [("failed", RefusedError), ("in_progress", TryLaterError)]
)
def test_a_film_that_is_never_ready_is_not_published(
    platform: PretendX,
    tmp_path: Path,
    clock: ManualClock,
    state: str,
    error: type[Exception],
) -> None:
    """X cannot read it, or takes too long over it."""
    film = a_file(tmp_path, "video/mp4", 50)
    platform.methods.film_looks = 9 if state == "in_progress" else 0
    platform.methods.film_state = state
    wire = Wire(a_setup(platform.url, tmp_path, clock), PATIENT)

    def pause(_seconds: float) -> None:
        clock.turn(LONG)

    with pytest.raises(error):
        Uploads(wire, clock, pause).ready(film)
    wire.close()

    assert platform.posts() == []


def test_a_picture_without_its_words_is_not_published(
    connector: XConnector, platform: PretendX, tmp_path: Path
) -> None:
    """The words could not be stored: nothing goes out, and it is tried again."""
    frozen = connector.freeze(Draft("Look", (a_file(tmp_path, "image/png", 9),)), NOON)
    platform.script.will("POST /2/media/metadata", Say(503))
    with pytest.raises(TryLaterError):
        connector.publish(frozen)
    connector.publish(frozen)

    assert [post.alts for post in platform.posts()] == [("words",)]


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/board/status/{id}",
        "https://twitter.com/Board/status/{id}?s=20",
        "https://mobile.x.com/board/status/{id}/photo/1",
        "https://x.com/i/web/status/{id}",
    ],
)
def test_our_own_posts_are_known_by_their_address(
    connector: XConnector, platform: PretendX, address: str
) -> None:
    """However a person copied it."""
    post = platform.we_post("Out!")
    receipt = connector.identify(address.format(id=post))

    assert receipt.remote_id == post
    assert receipt.url == f"https://x.com/board/status/{post}"


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/board",
        "https://x.com/board/status/abc",
        "https://example.com/board/status/1",
        "https://x.com/aiko/status/1",
        "not an address",
        "https://[::1",
    ],
)
def test_what_is_no_address_of_ours_is_refused(
    connector: XConnector, address: str
) -> None:
    """With a word on what it should look like."""
    with pytest.raises(RefusedError, match=r"x\.com/board/status"):
        connector.identify(address)


def test_a_post_that_is_not_there_is_gone(connector: XConnector) -> None:
    """Nothing has that address."""
    with pytest.raises(GoneError):
        connector.find("https://x.com/aiko/status/1")
    with pytest.raises(GoneError):
        connector.identify("https://x.com/board/status/1")
