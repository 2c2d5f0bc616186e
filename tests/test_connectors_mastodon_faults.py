"""Whatever the server does, we know whether our words may be out; one try each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.mastodon.connector import MastodonConnector
from domain.errors import (
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.likeness import find, likeness_of
from domain.posts import Draft, Frozen
from tests.clocks import NOON, ManualClock
from tests.platforms.broken_lines import BROKEN_LINES, NAMED_WAITS, fine, page
from tests.platforms.mastodon_faults import (
    Act,
    Fault,
    Hang,
    HangUp,
    Reset,
    Say,
    Stall,
)
from tests.platforms.mastodon_server import PretendMastodon
from tests.platforms.mastodon_setup import IMPATIENT, a_setup, connected, running

POST = "POST /api/v1/statuses"
NO_HEADERS: Mapping[str, str] = {}


def no(
    status: int,
    error: str = "No",
    headers: Mapping[str, str] = NO_HEADERS,
    act: Act = Act.INSTEAD,
) -> Say:
    """Return a refusal in the API's form."""
    return Say(status, json.dumps({"error": error}).encode(), headers, act=act)


UNKNOWN, LATER = OutcomeUnknownError, TryLaterError

#: What happens to the request that counts, its error, and whether the post is out.
WRITES: dict[str, tuple[Fault, type[PlatformError], bool]] = {
    **BROKEN_LINES,
    "200 with an error inside": (
        fine(b'{"error":"No","id":"1","account":{"id":"x"}}'),
        UNKNOWN,
        True,
    ),
    "200 of somebody else": (fine(b'{"id":"1","account":{"id":"9"}}'), UNKNOWN, True),
    "202, scheduled": (
        Say(202, b'{"id":"1","scheduled_at":"2030-01-01"}', act=Act.AFTER),
        UNKNOWN,
        True,
    ),
    "500": (no(500), UNKNOWN, False),
    "500 after storing": (no(500, act=Act.AFTER), UNKNOWN, True),
    "502 in HTML": (page(502), UNKNOWN, False),
    "502 after storing": (page(502, Act.AFTER), UNKNOWN, True),
    "503 of a race": (no(503, "There was a temporary problem"), UNKNOWN, False),
    "503 while booting": (
        Say(503, b"<h1>Wait</h1>", {"retry-after": "5"}, "text/html"),
        UNKNOWN,
        False,
    ),
    "504 after storing": (page(504, Act.AFTER), UNKNOWN, True),
    "408": (page(408), UNKNOWN, False),
    "409": (no(409), UNKNOWN, False),
    "418": (no(418), UNKNOWN, False),
    "404 of a proxy": (page(404), UNKNOWN, False),
    "422 in HTML": (page(422), UNKNOWN, False),
    "404": (no(404, "Record not found"), RefusedError, False),
    "410": (no(410), RefusedError, False),
    "400": (no(400, "param is missing"), RefusedError, False),
    "400 of a proxy, and we are known": (page(400), UNKNOWN, False),
    "422": (no(422, "Validation failed: Text limit"), RefusedError, False),
    "413": (page(413), RefusedError, False),
    "403 about the post": (no(403, "This action is not allowed"), RefusedError, False),
    "403 of a firewall": (page(403), LATER, False),
    "403 about scopes": (
        no(403, "No", {"www-authenticate": 'Bearer error="insufficient_scope"'}),
        SignInAgainError,
        False,
    ),
    "401 in the middle": (
        no(401, "The access token is revoked"),
        SignInAgainError,
        False,
    ),
    "401 in HTML": (page(401), SignInAgainError, False),
    "429": (no(429, "Too many requests"), LATER, False),
    "429 in HTML": (page(429), LATER, False),
}

ISO = (NOON + timedelta(seconds=77)).isoformat().replace("+00:00", "Z")
#: The forms in which a server says how long to wait.
WAITS: dict[str, tuple[dict[str, str], timedelta | None]] = {
    **NAMED_WAITS,
    "an ISO time": (
        {
            "x-ratelimit-limit": "300",
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": ISO,
        },
        timedelta(seconds=77),
    ),
    "seconds since 1970": (
        {
            "x-ratelimit-limit": "300",
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": str(int(NOON.timestamp()) + 77),
        },
        timedelta(seconds=77),
    ),
    "seconds from now": (
        {
            "x-ratelimit-limit": "300",
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": "77",
        },
        timedelta(seconds=77),
    ),
    "a window that is not used up": (
        {
            "x-ratelimit-limit": "300",
            "x-ratelimit-remaining": "7",
            "x-ratelimit-reset": ISO,
        },
        None,
    ),
    "half of the headers": ({"x-ratelimit-reset": ISO}, None),
}

#: What happens to a question, and its error.
READS: dict[str, tuple[Fault, type[PlatformError]]] = {
    "hang up": (HangUp(), LATER),
    "reset": (Reset(), LATER),
    "silence": (Hang(), LATER),
    "half a body, then silence": (Stall(b"[{"), LATER),
    "half a JSON": (Say(200, b"[{"), LATER),
    "HTML": (page(200), LATER),
    "nested absurdly": (Say(200, b"[" * 200_000), LATER),
    "a redirect": (Say(301, headers={"location": "http://127.0.0.1:9/"}), LATER),
    "500": (no(500), LATER),
    "503": (page(503), LATER),
    "429": (no(429), LATER),
    "403 of a firewall": (page(403), LATER),
    "401": (no(401), SignInAgainError),
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
        yield connector


@pytest.fixture
def frozen(connector: MastodonConnector) -> Frozen:
    return connector.freeze(Draft("Hello"), NOON)


def is_out(platform: PretendMastodon) -> bool:
    return [post.text for post in platform.posts()] == ["Hello"]


@pytest.mark.parametrize(("fault", "error", "out"), WRITES.values(), ids=WRITES.keys())
def test_a_failed_write_is_sorted_by_what_may_have_happened(
    connector: MastodonConnector,
    platform: PretendMastodon,
    frozen: Frozen,
    fault: Fault,
    error: type[PlatformError],
    out: bool,  # noqa: FBT001  # a column of the table
) -> None:
    """One request leaves, and its error never promises more than we know.

    Class B: nothing is sent again; what is out is found among our own posts.
    """
    platform.script.will(POST, fault)
    with pytest.raises(PlatformError) as caught:
        connector.publish(frozen)
    own = connector.own_posts(NOON - timedelta(minutes=5))
    found = find(likeness_of(Draft("Hello")), own.posts, NOON)

    assert type(caught.value) is error
    assert platform.asked(POST) == 1
    assert is_out(platform) is out
    assert own.is_complete
    assert (found is not None) is out


def test_the_key_is_sent_with_the_request(
    connector: MastodonConnector, platform: PretendMastodon, frozen: Frozen
) -> None:
    """Where a server honours it, a second request makes no second post."""
    connector.publish(frozen)
    connector.publish(frozen)

    assert frozen.idempotency_key
    assert [key for _, key in platform.desk.posts] == [frozen.idempotency_key] * 2
    assert is_out(platform)


def test_a_refused_connection_means_not_sent(
    connector: MastodonConnector, platform: PretendMastodon, frozen: Frozen
) -> None:
    """Nobody was there: the same request may go out later."""
    platform.down()
    with pytest.raises(TryLaterError, match="could not be reached"):
        connector.publish(frozen)
    platform.up()
    connector.publish(frozen)

    assert is_out(platform)


def test_a_name_that_nobody_has_means_not_sent(
    tmp_path: Path, clock: ManualClock, frozen: Frozen
) -> None:
    """The request never left."""
    setup = a_setup("http://nobody.invalid", tmp_path / "other", clock)
    with connected(setup) as connector, pytest.raises(TryLaterError, match="reached"):
        connector.publish(frozen)


@pytest.mark.parametrize(("headers", "wait"), WAITS.values(), ids=WAITS.keys())
def test_the_server_says_how_long_to_wait(
    connector: MastodonConnector,
    platform: PretendMastodon,
    frozen: Frozen,
    headers: dict[str, str],
    wait: timedelta | None,
) -> None:
    """In any form; nonsense is no wait, and a day is the longest."""
    platform.script.will(POST, no(429, "No", headers))
    with pytest.raises(TryLaterError) as caught:
        connector.publish(frozen)

    assert caught.value.retry_after == wait


@pytest.mark.parametrize(("fault", "error"), READS.values(), ids=READS.keys())
def test_a_failed_question_may_be_asked_again(
    connector: MastodonConnector,
    platform: PretendMastodon,
    fault: Fault,
    error: type[PlatformError],
) -> None:
    """Reading changes nothing, so its failure is never more than a delay."""
    platform.fan_mentions("hello")
    platform.script.will("GET /api/v1/notifications", fault)
    with pytest.raises(PlatformError) as caught:
        connector.pull("")

    assert type(caught.value) is error
    assert len(connector.pull("").items) == 1


@pytest.mark.parametrize("kind", [(400, "html"), (401, "json"), (403, "json")])
def test_a_token_that_was_taken_back_wants_a_person(
    connector: MastodonConnector,
    platform: PretendMastodon,
    frozen: Frozen,
    kind: tuple[int, str],
) -> None:
    """Whatever a server says to a bad token: asked who we are, it knows nobody."""
    platform.methods.token = "another"
    platform.world.flavour = replace(platform.world.flavour, bad_token=kind)
    with pytest.raises(SignInAgainError, match="new access token"):
        connector.publish(frozen)
    with pytest.raises(SignInAgainError):
        connector.pull("")

    assert platform.asked(POST) == 1
    assert not is_out(platform)


def test_what_was_frozen_for_another_account_is_refused(
    connector: MastodonConnector, platform: PretendMastodon, frozen: Frozen
) -> None:
    """The account behind a name in YAML may have been exchanged meanwhile."""
    strange = frozen.payload.replace(platform.us.id.encode(), b"7777")
    with pytest.raises(RefusedError, match="another account"):
        connector.publish(replace(frozen, payload=strange))

    assert platform.asked(POST) == 0


def test_what_was_frozen_for_another_server_is_refused(
    connector: MastodonConnector, platform: PretendMastodon, frozen: Frozen
) -> None:
    """An id is only one together with its server."""
    strange = frozen.payload.replace(b"127.0.0.1", b"127.0.0.9")
    with pytest.raises(RefusedError, match="another account"):
        connector.publish(replace(frozen, payload=strange))


@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.value)
def test_a_deletion_without_an_answer_is_unknown(
    connector: MastodonConnector, platform: PretendMastodon, frozen: Frozen, act: Act
) -> None:
    """It is harmless to repeat, but we do not claim that it was done."""
    post = connector.publish(frozen).remote_id
    platform.script.will(f"DELETE /api/v1/statuses/{post}", HangUp(act))
    with pytest.raises(OutcomeUnknownError):
        connector.delete(post)
    connector.delete(post)

    assert platform.posts() == []


def test_only_our_own_posts_can_be_taken_down(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Some servers would do it: the owner of one may delete anything (Hollo)."""
    theirs = platform.fan_mentions("hello")
    with pytest.raises(RefusedError, match="not a post of ours"):
        connector.delete(theirs)

    assert not [one for one in platform.requests if one.startswith("DELETE")]


def test_the_rate_limit_is_kept(connector: MastodonConnector) -> None:
    """What the server says of its limits with every answer is there to be read."""
    rate = connector.rate

    assert rate is not None
    assert (rate.limit, rate.remaining) == (300, 299)
    assert rate.resets_at == NOON + timedelta(minutes=5, microseconds=123456)


def test_an_answer_without_end_is_not_read_to_the_end(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Whoever sends that much sends no list of our posts."""
    endless = Say(200, b'"' + b"a" * 9_000_000 + b'"')
    platform.script.will(f"GET /api/v1/accounts/{platform.us.id}/statuses", endless)
    with pytest.raises(TryLaterError, match="unreadable"):
        connector.own_posts(NOON)


class SlowClock(ManualClock):
    """A minute goes by with every look at it."""

    def uptime(self) -> float:
        self.turn(timedelta(minutes=1))
        return super().uptime()


def test_an_answer_that_trickles_in_is_not_waited_for(
    platform: PretendMastodon, tmp_path: Path
) -> None:
    """Piece after piece, each in time: the whole takes too long."""
    slow = replace(IMPATIENT, read=5.0, whole=120.0)
    setup = a_setup(platform.url, tmp_path, SlowClock())
    with connected(setup, slow) as connector:
        connector.sign_in()
        endless = Say(200, b" " * 3_000_000)
        platform.script.will("GET /api/v1/notifications", endless, times=2)
        with pytest.raises(TryLaterError, match="unreadable"):
            connector.pull("")


def test_a_server_that_is_not_mastodon_is_no_account(
    connector: MastodonConnector, platform: PretendMastodon
) -> None:
    """Some answer anything with a friendly 200."""
    who = "GET /api/v1/accounts/verify_credentials"
    platform.script.will(who, Say(200, b'{"hello":"world"}'))
    with pytest.raises(TryLaterError, match="is it Mastodon"):
        connector.sign_in()


def test_without_a_token_nobody_is_asked(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> None:
    """There is nothing to ask with."""
    setup = a_setup(platform.url, tmp_path, clock, token="")
    with connected(setup) as connector, pytest.raises(SignInAgainError, match="board"):
        connector.sign_in()

    assert platform.requests == []


def test_somebody_elses_token_is_not_spoken_with(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> None:
    """Two accounts on one server, and two files that look all alike."""
    setup = a_setup(platform.url, tmp_path, clock, handle="other@mastodon.test")
    with connected(setup) as connector:
        with pytest.raises(SignInAgainError, match="token of board, not of other"):
            connector.sign_in()
        with pytest.raises(SignInAgainError):
            connector.freeze(Draft("Hello"), NOON)
        with pytest.raises(SignInAgainError):
            connector.pull("")


@pytest.mark.parametrize("handle", ["Board", "board@mastodon.test"])
def test_a_handle_may_be_written_in_several_ways(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock, handle: str
) -> None:
    """With the server behind it, or in other letters."""
    setup = a_setup(platform.url, tmp_path, clock, handle=handle)
    with connected(setup) as connector:
        assert connector.sign_in().handle == "board"
        assert connector.page.lower() == f"{platform.url}/@board"
