"""Whatever the server does, we know whether our words may be out; one try each."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

import pytest

from connectors.bluesky.connector import BlueskyConnector
from connectors.exchange import Timeouts
from domain.errors import (
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.posts import Draft, Frozen, KeptMedia
from tests.clocks import NOON, ManualClock
from tests.platforms.bluesky_faults import Act, Fault, Hang, HangUp, Say
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.bluesky_setup import IMPATIENT, a_setup, connected, running


def no(status: int, error: str = "", **headers: str) -> Say:
    """Return a refusal in the protocol's form."""
    return Say(status, json.dumps({"error": error, "message": "No"}).encode(), headers)


HTML = Say(200, b"<html>Hello</html>", content_type="text/html", act=Act.AFTER)
HALF = Say(200, b'{"uri":"at://', act=Act.AFTER)
SHORT = Say(200, b'{"uri":', {"content-length": "500"}, act=Act.AFTER)

#: What happens to `putRecord`, the error it must become, and whether the post is out.
PUTS: dict[str, tuple[Fault, type[PlatformError], bool]] = {
    "hang up after storing": (HangUp(), OutcomeUnknownError, True),
    "hang up before": (HangUp(Act.INSTEAD), OutcomeUnknownError, False),
    "silence after storing": (Hang(), OutcomeUnknownError, True),
    "silence before": (Hang(Act.INSTEAD), OutcomeUnknownError, False),
    "half a JSON": (HALF, OutcomeUnknownError, True),
    "cut in the body": (SHORT, OutcomeUnknownError, True),
    "200 in HTML": (HTML, OutcomeUnknownError, True),
    "200 and nothing": (Say(200, b"", act=Act.AFTER), OutcomeUnknownError, True),
    "200 and no words": (Say(200, b"{}", act=Act.AFTER), OutcomeUnknownError, True),
    "200 and badly packed": (
        Say(200, b"not packed", {"content-encoding": "gzip"}, act=Act.AFTER),
        OutcomeUnknownError,
        True,
    ),
    "200 and a list": (Say(200, b"[]", act=Act.AFTER), OutcomeUnknownError, True),
    "a redirect": (
        Say(307, headers={"location": "http://127.0.0.1:9/"}),
        OutcomeUnknownError,
        False,
    ),
    "500": (no(500, "InternalServerError"), OutcomeUnknownError, False),
    "500 after storing": (
        replace(no(500, "InternalServerError"), act=Act.AFTER),
        OutcomeUnknownError,
        True,
    ),
    "502": (no(502, "UpstreamFailure"), OutcomeUnknownError, False),
    "503 in HTML": (
        Say(503, b"<h1>Busy</h1>", content_type="text/html"),
        OutcomeUnknownError,
        False,
    ),
    "409": (no(409, "Conflict"), OutcomeUnknownError, False),
    "429": (no(429, "RateLimitExceeded"), TryLaterError, False),
    "400": (no(400, "InvalidRequest"), RefusedError, False),
    "413": (no(413, "PayloadTooLarge"), RefusedError, False),
    "401": (no(401, "AccountDeactivated"), SignInAgainError, False),
    "403": (no(403, "AccountTakedown"), SignInAgainError, False),
    "403 of a firewall": (
        Say(403, b"<h1>Stop</h1>", content_type="text/html"),
        TryLaterError,
        False,
    ),
}

#: What happens to `uploadBlob`, and the error; the post is never out.
UPLOADS: dict[str, tuple[Fault, type[PlatformError]]] = {
    "hang up": (HangUp(), TryLaterError),
    "silence": (Hang(), TryLaterError),
    "500": (no(500, "InternalServerError"), TryLaterError),
    "half a JSON": (HALF, TryLaterError),
    "another name": (Say(200, b'{"blob":{"ref":{"$link":"bafk"}}}'), TryLaterError),
    "429": (no(429, "RateLimitExceeded"), TryLaterError),
    "413": (no(413, "PayloadTooLarge"), RefusedError),
    "400": (no(400, "InvalidRequest"), RefusedError),
}

WAITS = {
    "seconds": ({"retry-after": "120"}, timedelta(seconds=120)),
    "a date": (
        {"retry-after": format_datetime(NOON + timedelta(minutes=5), usegmt=True)},
        timedelta(minutes=5),
    ),
    "negative": ({"retry-after": "-5"}, timedelta(0)),
    "for ever": ({"retry-after": "9" * 30}, timedelta(days=1)),
    "nonsense": ({"retry-after": "soon"}, None),
    "missing": ({}, None),
    "the window's end": (
        {
            "ratelimit-limit": "30",
            "ratelimit-remaining": "0",
            "ratelimit-reset": str(int(NOON.timestamp()) + 77),
        },
        timedelta(seconds=77),
    ),
}


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
    setup = a_setup(platform.url, tmp_path, clock)
    with connected(setup, IMPATIENT) as connector:
        connector.sign_in()
        yield connector


@pytest.fixture
def frozen(connector: BlueskyConnector) -> Frozen:
    return connector.freeze(Draft("Hello"), NOON)


@pytest.fixture
def picture(tmp_path: Path) -> KeptMedia:
    path = tmp_path / "board.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nboard")
    digest = sha256(path.read_bytes()).hexdigest()
    return KeptMedia(path, "A board", digest, "image/png", 13)


def is_out(platform: PretendBluesky) -> bool:
    return [post.text for post in platform.posts()] == ["Hello"]


@pytest.mark.parametrize(("fault", "error", "out"), PUTS.values(), ids=PUTS.keys())
def test_a_failed_put_is_sorted_by_what_may_have_happened(
    connector: BlueskyConnector,
    platform: PretendBluesky,
    frozen: Frozen,
    fault: Fault,
    error: type[PlatformError],
    out: bool,  # noqa: FBT001  # a column of the table
) -> None:
    """One request leaves, and its error never promises more than we know."""
    platform.script.will("putRecord", fault)
    with pytest.raises(PlatformError) as caught:
        connector.publish(frozen)

    assert type(caught.value) is error
    assert platform.asked("putRecord") == 1
    assert is_out(platform) is out


@pytest.mark.parametrize(("fault", "error", "out"), PUTS.values(), ids=PUTS.keys())
def test_the_same_request_again_leaves_one_post(
    connector: BlueskyConnector,
    platform: PretendBluesky,
    frozen: Frozen,
    fault: Fault,
    error: type[PlatformError],
    out: bool,  # noqa: FBT001  # a column of the table
) -> None:
    """After any failure the very same bytes go out again, and one post is up."""
    platform.script.will("putRecord", fault)
    with pytest.raises(error):
        connector.publish(frozen)
    receipt = connector.publish(frozen)

    assert platform.puts == [frozen.payload] * 2
    assert is_out(platform)
    assert connector.look_up(frozen) == receipt


def test_a_refused_connection_means_not_sent(
    connector: BlueskyConnector, platform: PretendBluesky, frozen: Frozen
) -> None:
    """Nobody was there: the same request may go out later."""
    platform.down()
    with pytest.raises(TryLaterError, match="could not be reached"):
        connector.publish(frozen)
    platform.up()
    connector.publish(frozen)

    assert is_out(platform)


@pytest.mark.parametrize(("headers", "wait"), WAITS.values(), ids=WAITS.keys())
def test_the_server_says_how_long_to_wait(
    connector: BlueskyConnector,
    platform: PretendBluesky,
    frozen: Frozen,
    headers: dict[str, str],
    wait: timedelta | None,
) -> None:
    """Seconds or a date; nonsense is no wait, and a day is the longest."""
    platform.script.will("putRecord", no(429, "RateLimitExceeded", **headers))
    with pytest.raises(TryLaterError) as caught:
        connector.publish(frozen)

    assert caught.value.retry_after == wait


@pytest.mark.parametrize(("fault", "error"), UPLOADS.values(), ids=UPLOADS.keys())
def test_a_failed_upload_is_never_an_unknown_outcome(
    connector: BlueskyConnector,
    platform: PretendBluesky,
    picture: KeptMedia,
    fault: Fault,
    error: type[PlatformError],
) -> None:
    """Nobody sees an upload, so nothing can be out."""
    frozen = connector.freeze(Draft("Hello", (picture,)), NOON)
    platform.script.will("uploadBlob", fault)
    with pytest.raises(PlatformError) as caught:
        connector.publish(frozen)

    assert type(caught.value) is error
    assert platform.asked("putRecord") == 0


class SlowClock(ManualClock):
    """A minute goes by with every look at it."""

    def uptime(self) -> float:
        self.turn(timedelta(minutes=1))
        return super().uptime()


def test_uploads_that_take_too_long_end_before_the_lease_does(
    platform: PretendBluesky, tmp_path: Path, picture: KeptMedia
) -> None:
    """Whoever promised to be done by then does not begin the last request."""
    patient = Timeouts(whole=timedelta(days=1).total_seconds())
    with connected(a_setup(platform.url, tmp_path, SlowClock()), patient) as connector:
        frozen = connector.freeze(Draft("Hello", (picture,)), NOON)
        with pytest.raises(TryLaterError, match="took too long"):
            connector.publish(frozen)

    assert platform.asked("uploadBlob") == 1
    assert platform.asked("putRecord") == 0


def test_looking_up_without_an_answer_is_not_a_no(
    connector: BlueskyConnector, platform: PretendBluesky, frozen: Frozen
) -> None:
    """Not found is only what the server says itself."""
    platform.script.will("getRecord", no(502, "UpstreamFailure"))
    with pytest.raises(TryLaterError):
        connector.look_up(frozen)


def test_a_picture_that_changed_is_not_sent(
    connector: BlueskyConnector, platform: PretendBluesky, picture: KeptMedia
) -> None:
    """What was frozen is what goes out, or nothing does."""
    frozen = connector.freeze(Draft("Hello", (picture,)), NOON)
    picture.path.write_bytes(b"something else")
    with pytest.raises(RefusedError, match=r"board\.png was changed"):
        connector.publish(frozen)

    assert platform.asked("uploadBlob") == 0


def test_a_picture_that_is_gone_is_not_sent(
    connector: BlueskyConnector, picture: KeptMedia
) -> None:
    """A post without its picture is not the post that was frozen."""
    frozen = connector.freeze(Draft("Hello", (picture,)), NOON)
    picture.path.unlink()
    with pytest.raises(RefusedError, match=r"board\.png can no longer be read"):
        connector.publish(frozen)


def test_somebody_elses_words_under_our_key_are_not_overwritten(
    connector: BlueskyConnector, platform: PretendBluesky, frozen: Frozen
) -> None:
    """Publishing creates; it never edits."""
    uri = connector.publish(frozen).remote_id
    platform.fan_edits(uri, "changed in another program")
    with pytest.raises(RefusedError, match="Another post stands"):
        connector.publish(frozen)

    assert [post.text for post in platform.posts()] == ["changed in another program"]


def test_a_swap_refused_over_our_own_words_is_a_success(
    connector: BlueskyConnector, platform: PretendBluesky, frozen: Frozen
) -> None:
    """A server that is stricter about repeats still tells that the post is up."""
    receipt = connector.publish(frozen)
    platform.script.will("putRecord", no(400, "InvalidSwap"))

    assert connector.publish(frozen) == receipt


def test_an_expired_token_is_renewed_and_the_same_bytes_go_out(
    connector: BlueskyConnector, platform: PretendBluesky, frozen: Frozen
) -> None:
    """An expired token means that nothing was done: once more, no oftener."""
    platform.expire_access()
    connector.publish(frozen)

    assert platform.puts == [frozen.payload] * 2
    assert platform.asked("refreshSession") == 1
    assert is_out(platform)


def test_a_token_that_stays_expired_is_not_renewed_for_ever(
    connector: BlueskyConnector, platform: PretendBluesky, frozen: Frozen
) -> None:
    """Two tries, then a person must look."""
    platform.script.will("putRecord", no(400, "ExpiredToken"), times=5)
    with pytest.raises(SignInAgainError):
        connector.publish(frozen)

    assert platform.asked("putRecord") == 2
    assert platform.asked("refreshSession") == 1


def test_a_renewal_that_fails_means_not_sent(
    connector: BlueskyConnector, platform: PretendBluesky, frozen: Frozen
) -> None:
    """Silence at the renewal says nothing about the post: it did not go out."""
    platform.expire_access()
    platform.script.will("refreshSession", HangUp())
    with pytest.raises(TryLaterError):
        connector.publish(frozen)

    assert not is_out(platform)


def test_what_was_frozen_for_another_account_is_refused(
    connector: BlueskyConnector, frozen: Frozen
) -> None:
    """The account behind a name in YAML may have been exchanged meanwhile."""
    strange = frozen.payload.replace(b"did:plc:2222", b"did:plc:7777")
    with pytest.raises(RefusedError, match="another account"):
        connector.publish(replace(frozen, payload=strange))


def test_only_our_own_posts_can_be_taken_down(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """The server is not even asked."""
    theirs = platform.fan_mentions("hello")
    with pytest.raises(RefusedError, match="not a post of ours"):
        connector.delete(theirs)

    assert platform.asked("deleteRecord") == 0


def test_a_deletion_without_an_answer_is_unknown(
    connector: BlueskyConnector, platform: PretendBluesky, frozen: Frozen
) -> None:
    """It is harmless to repeat, but we do not claim that it was done."""
    uri = connector.publish(frozen).remote_id
    platform.script.will("deleteRecord", HangUp())
    with pytest.raises(OutcomeUnknownError):
        connector.delete(uri)


@pytest.mark.parametrize(
    "fault",
    [HangUp(), Hang(), HALF, HTML, no(500, "InternalServerError"), no(502), no(429)],
    ids=["hang up", "silence", "half", "HTML", "500", "502", "429"],
)
def test_a_failed_question_may_be_asked_again(
    connector: BlueskyConnector, platform: PretendBluesky, fault: Fault
) -> None:
    """Reading changes nothing, so its failure is never more than a delay."""
    platform.fan_mentions("hello")
    platform.script.will("listNotifications", fault)
    with pytest.raises(TryLaterError):
        connector.pull("")

    assert len(connector.pull("").items) == 1


def test_the_rate_limit_is_kept(connector: BlueskyConnector) -> None:
    """What the server says of its limits with every answer is there to be read."""
    rate = connector.rate

    assert rate is not None
    assert (rate.limit, rate.remaining, rate.policy) == (3000, 2999, "3000;w=300")


def test_an_answer_without_end_is_not_read_to_the_end(
    connector: BlueskyConnector, platform: PretendBluesky
) -> None:
    """More than eight million bytes is no answer."""
    platform.script.will("listNotifications", Say(200, b'"' + b"a" * 9_000_000 + b'"'))
    with pytest.raises(TryLaterError, match="unreadable"):
        connector.pull("")
