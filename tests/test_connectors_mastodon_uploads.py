"""Pictures and films go up before the post, and wait until the server is ready."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from connectors.mastodon.connector import MastodonConnector
from connectors.mastodon.uploads import PATIENCE_SECONDS
from domain.errors import (
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.posts import Draft, Focus, KeptMedia, Manner, Poll
from tests.clocks import NOON, ManualClock
from tests.platforms.mastodon_faults import Act, Fault, Hang, HangUp, Reset, Say
from tests.platforms.mastodon_server import PretendMastodon
from tests.platforms.mastodon_setup import IMPATIENT, a_setup, connected, running

POST, UPLOAD = "POST /api/v1/statuses", "POST /api/v2/media"

#: What happens to an upload, and the error; the post is never out.
UPLOADS: dict[str, tuple[Fault, type[PlatformError]]] = {
    "hang up": (HangUp(), TryLaterError),
    "hang up before": (HangUp(Act.INSTEAD), TryLaterError),
    "reset": (Reset(), TryLaterError),
    "silence": (Hang(), TryLaterError),
    "500": (Say(500), TryLaterError),
    "503": (Say(503, b"<h1>", content_type="text/html"), TryLaterError),
    "half a JSON": (Say(200, b'{"id":'), TryLaterError),
    "HTML": (Say(200, b"<p>", content_type="text/html"), TryLaterError),
    "no id": (Say(200, b"{}"), TryLaterError),
    "429": (Say(429, b'{"error":"Throttled"}'), TryLaterError),
    "413": (Say(413, b"<h1>", content_type="text/html"), RefusedError),
    "422": (Say(422, b'{"error":"not a picture"}'), RefusedError),
    "401": (Say(401, b'{"error":"revoked"}'), SignInAgainError),
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def platform(clock: ManualClock) -> Iterator[PretendMastodon]:
    with running(clock) as platform:
        yield platform


@pytest.fixture
def connector(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> Iterator[MastodonConnector]:
    setup = a_setup(platform.url, tmp_path, clock)
    with connected(setup, IMPATIENT) as connector:
        connector.sign_in()
        connector._voice._uploads._pause = lambda s: clock.turn(timedelta(seconds=s))
        yield connector


def a_file(folder: Path, content: bytes, mime_type: str, name: str) -> KeptMedia:
    path = folder / name
    path.write_bytes(content)
    digest = sha256(content).hexdigest()
    return KeptMedia(path, "A board, 回覧板", digest, mime_type, len(content))


@pytest.fixture
def picture(tmp_path: Path) -> KeptMedia:
    content = b"\x89PNG\r\n\x1a\nboard"
    return a_file(tmp_path, content, "image/png", "board.png")


@pytest.fixture
def film(tmp_path: Path) -> KeptMedia:
    return a_file(tmp_path, b"film of a board", "video/mp4", "board.mp4")


@pytest.mark.parametrize(("fault", "error"), UPLOADS.values(), ids=UPLOADS.keys())
def test_a_failed_upload_is_never_an_unknown_outcome(
    connector: MastodonConnector,
    platform: PretendMastodon,
    picture: KeptMedia,
    fault: Fault,
    error: type[PlatformError],
) -> None:
    """Nobody sees an upload, so nothing can be out."""
    frozen = connector.freeze(Draft("Hello", (picture,)), NOON)
    platform.script.will(UPLOAD, fault)
    with pytest.raises(PlatformError) as caught:
        connector.publish(frozen)

    assert type(caught.value) is error
    assert platform.asked(UPLOAD) == 1
    assert platform.asked(POST) == 0


def test_the_bytes_and_words_arrive_as_they_were(
    connector: MastodonConnector, platform: PretendMastodon, picture: KeptMedia
) -> None:
    """Not a byte is lost in the form."""
    connector.publish(connector.freeze(Draft("Look", (picture,)), NOON))
    [upload] = platform.world.uploads.values()

    assert upload.content == picture.path.read_bytes()
    assert (upload.description, upload.mime_type) == ("A board, 回覧板", "image/png")


@pytest.mark.parametrize(
    ("focus", "told"),
    [
        (None, ""),
        (Focus(0.5, 0.5), "0.00,0.00"),
        (Focus(0, 0), "-1.00,1.00"),
        (Focus(0.7, 0.2), "0.40,0.60"),
        (Focus(1, 1), "1.00,-1.00"),
    ],
    ids=str,
)
def test_what_must_stay_in_sight_goes_along(
    connector: MastodonConnector,
    platform: PretendMastodon,
    picture: KeptMedia,
    focus: Focus | None,
    told: str,
) -> None:
    """We count from the upper left corner, the server from the middle."""
    shown = replace(picture, focus=focus)
    connector.publish(connector.freeze(Draft("Look", (shown,)), NOON))
    [upload] = platform.world.uploads.values()

    assert upload.focus == told


def test_a_film_is_waited_for(
    connector: MastodonConnector, platform: PretendMastodon, film: KeptMedia
) -> None:
    """The server works on it for a while; the post goes out when it is done."""
    platform.methods.film_looks = 5
    connector.publish(connector.freeze(Draft("Look", (film,)), NOON))

    assert [post.alts for post in platform.posts()] == [("A board, 回覧板",)]
    assert platform.asked(POST) == 1


def test_a_long_film_is_tried_later_and_uploaded_once(
    connector: MastodonConnector, platform: PretendMastodon, film: KeptMedia
) -> None:
    """What is on the server already need not go there again."""
    platform.methods.film_looks = int(PATIENCE_SECONDS) + 20
    frozen = connector.freeze(Draft("Look", (film,)), NOON)
    with pytest.raises(TryLaterError, match=r"still working on board\.mp4"):
        connector.publish(frozen)
    connector.publish(frozen)

    assert platform.asked(UPLOAD) == 1
    assert len(platform.posts()) == 1


def test_a_film_that_the_server_cannot_read_is_refused(
    connector: MastodonConnector, platform: PretendMastodon, film: KeptMedia
) -> None:
    """It says so while working on it; the next try uploads it anew."""
    platform.methods.film_looks = 3
    frozen = connector.freeze(Draft("Look", (film,)), NOON)
    failed = Say(422, b'{"error":"Error processing"}')
    platform.script.will("GET /api/v1/media/*", failed)
    with pytest.raises(RefusedError, match="Error processing"):
        connector.publish(frozen)
    connector.publish(frozen)

    assert platform.asked(UPLOAD) == 2


def test_an_upload_that_was_cleared_away_is_made_again(
    connector: MastodonConnector, platform: PretendMastodon, film: KeptMedia
) -> None:
    """Servers throw away what no post shows."""
    platform.methods.film_looks = int(PATIENCE_SECONDS) + 20
    frozen = connector.freeze(Draft("Look", (film,)), NOON)
    with pytest.raises(TryLaterError):
        connector.publish(frozen)
    platform.world.uploads.clear()
    platform.methods.film_looks = 0
    with pytest.raises(TryLaterError, match="any more"):
        connector.publish(frozen)
    connector.publish(frozen)

    assert platform.asked(UPLOAD) == 2


def test_the_same_picture_in_two_posts_is_uploaded_twice(
    connector: MastodonConnector, platform: PretendMastodon, picture: KeptMedia
) -> None:
    """A file that is in one post cannot be shown in another."""
    for words in ("One", "Two"):
        connector.publish(connector.freeze(Draft(words, (picture,)), NOON))

    assert [len(post.alts) for post in platform.posts()] == [1, 1]
    assert platform.asked(UPLOAD) == 2


def test_after_an_unknown_outcome_a_file_is_uploaded_anew(
    connector: MastodonConnector, platform: PretendMastodon, picture: KeptMedia
) -> None:
    """It may hang on the post that is out."""
    frozen = connector.freeze(Draft("Look", (picture,)), NOON)
    platform.script.will(POST, HangUp())
    with pytest.raises(OutcomeUnknownError):
        connector.publish(frozen)
    connector.publish(connector.freeze(Draft("Look again", (picture,)), NOON))

    assert len(platform.posts()) == 2


def test_an_older_server_is_given_files_the_older_way(
    connector: MastodonConnector, platform: PretendMastodon, picture: KeptMedia
) -> None:
    """There are servers without the newer page for uploads."""
    flavour = replace(platform.world.flavour, has_v2_media=False)
    platform.world.flavour = flavour
    connector.publish(connector.freeze(Draft("Look", (picture,)), NOON))

    assert platform.asked("POST /api/v1/media") == 1
    assert len(platform.posts()) == 1


def test_a_picture_that_changed_is_not_sent(
    connector: MastodonConnector, platform: PretendMastodon, picture: KeptMedia
) -> None:
    """What was frozen is what goes out, or nothing does."""
    frozen = connector.freeze(Draft("Hello", (picture,)), NOON)
    picture.path.write_bytes(b"something else")
    with pytest.raises(RefusedError, match=r"board\.png was changed"):
        connector.publish(frozen)

    assert platform.asked(UPLOAD) == 0


def test_a_picture_that_is_gone_is_not_sent(
    connector: MastodonConnector, picture: KeptMedia
) -> None:
    """A post without its picture is not the post that was frozen."""
    frozen = connector.freeze(Draft("Hello", (picture,)), NOON)
    picture.path.unlink()
    with pytest.raises(RefusedError, match=r"board\.png can no longer be read"):
        connector.publish(frozen)


class SlowClock(ManualClock):
    """A minute goes by with every look at it."""

    def uptime(self) -> float:
        self.turn(timedelta(minutes=1))
        return super().uptime()


def test_uploads_that_take_too_long_end_before_the_lease_does(
    platform: PretendMastodon, tmp_path: Path, picture: KeptMedia
) -> None:
    """Whoever promised to be done by then does not begin the last request."""
    patient = replace(IMPATIENT, read=5, write=5, whole=1e6)
    with connected(a_setup(platform.url, tmp_path, SlowClock()), patient) as connector:
        frozen = connector.freeze(Draft("Hello", (picture,)), NOON)
        with pytest.raises(TryLaterError, match="took too long"):
            connector.publish(frozen)

    assert platform.asked(UPLOAD) == 1
    assert platform.asked(POST) == 0


def test_what_does_not_fit_is_refused_before_it_leaves(
    connector: MastodonConnector, picture: KeptMedia, film: KeptMedia
) -> None:
    """Each with its own limits."""
    poll = Manner(poll=Poll(("Yes", "No"), timedelta(days=1)))
    cases = [
        (Draft("x", (film, picture)), "A film stands alone"),
        (Draft("x", (picture,), manner=poll), "A poll stands alone"),
        (Draft("x", (replace(picture, mime_type="image/bmp"),)), "image/bmp"),
        (Draft("x", (replace(picture, size_bytes=17_000_000),)), "17000000 bytes"),
        (Draft("x", (replace(film, size_bytes=200_000_000),)), "200000000 bytes"),
        (Draft("x", (replace(picture, alt="a" * 1501),)), "1501 characters"),
    ]
    for draft, problem in cases:
        with pytest.raises(RefusedError, match=problem):
            connector.freeze(draft, NOON)
