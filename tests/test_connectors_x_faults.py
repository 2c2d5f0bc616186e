"""Whatever X does, we know whether our words may be out; one try each."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.x.connector import XConnector
from domain.errors import (
    DuplicateError,
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.likeness import find, likeness_of
from domain.posts import Draft, Frozen
from tests.clocks import NOON, ManualClock
from tests.contracts.connector import haul
from tests.platforms.broken_lines import BROKEN_LINES, NAMED_WAITS, fine, page
from tests.platforms.mastodon_faults import Act, Fault, Hang, HangUp, Say, Stall
from tests.platforms.mastodon_setup import IMPATIENT
from tests.platforms.x_server import PretendX
from tests.platforms.x_setup import a_setup, connected, running

POST = "POST /2/tweets"
NO_HEADERS: Mapping[str, str] = {}
UNKNOWN, LATER = OutcomeUnknownError, TryLaterError

CREDITS = "Your enrolled account [1] does not have any credits to fulfill this request."
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_MENTIONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or "
    "otherwise engaged by the author of the post you are replying to."
)
WRONG_RIGHTS = (
    "Your client app is not configured with the appropriate oauth1 app permissions for "
    "this endpoint."
)
PROBLEMS = "https://api.twitter.com/2/problems"


def no(
    status: int,
    detail: str = "No",
    kind: str = "about:blank",
    headers: Mapping[str, str] = NO_HEADERS,
    act: Act = Act.INSTEAD,
) -> Say:
    """Return a refusal in X's form."""
    problem = {"title": "No", "detail": detail, "type": kind, "status": status}
    return Say(status, json.dumps(problem).encode(), headers, act=act)


#: What happens to the request that counts, its error, and whether the post is out.
WRITES: dict[str, tuple[Fault, type[PlatformError], bool]] = {
    **BROKEN_LINES,
    "200 with errors inside": (
        fine(b'{"data":{"id":"1"},"errors":[{"title":"No"}]}'),
        UNKNOWN,
        True,
    ),
    "200 without data": (fine(b'{"meta":{}}'), UNKNOWN, True),
    "200 with null data": (fine(b'{"data":null,"errors":null}'), UNKNOWN, True),
    "500": (no(500), UNKNOWN, False),
    "500 after storing": (no(500, act=Act.AFTER), UNKNOWN, True),
    "503 in JSON": (no(503, "Service Unavailable"), UNKNOWN, False),
    "503 in HTML": (page(503), UNKNOWN, False),
    "504 after storing": (page(504, Act.AFTER), UNKNOWN, True),
    "404 of a proxy": (page(404), UNKNOWN, False),
    "400 in HTML": (page(400), UNKNOWN, False),
    "400": (no(400, "One or more parameters was invalid."), RefusedError, False),
    "402": (no(402, CREDITS, f"{PROBLEMS}/credits"), SignInAgainError, False),
    "402 without a word": (Say(402), SignInAgainError, False),
    "403 duplicate": (no(403, DUPLICATE), DuplicateError, False),
    "403 reply rule": (no(403, NOT_MENTIONED), RefusedError, False),
    "403 rights of the app": (no(403, WRONG_RIGHTS), SignInAgainError, False),
    "403 of an app outside": (
        no(403, "No", f"{PROBLEMS}/client-forbidden"),
        SignInAgainError,
        False,
    ),
    "403 suspended": (no(403, "Your account is suspended"), SignInAgainError, False),
    "403": (
        no(403, "You are not permitted to perform this action."),
        RefusedError,
        False,
    ),
    "403 of a firewall": (page(403), LATER, False),
    "401": (no(401, "Unauthorized"), SignInAgainError, False),
    "401 in HTML": (page(401), SignInAgainError, False),
    "413": (page(413), RefusedError, False),
    "422": (no(422, "No"), RefusedError, False),
    "429": (no(429, "Too Many Requests"), LATER, False),
    "429 in HTML": (page(429), LATER, False),
    "429 at the cap": (no(429, "Cap", f"{PROBLEMS}/usage-capped"), LATER, False),
}

RESET = int(NOON.timestamp()) + 77
WAITS: dict[str, tuple[dict[str, str], timedelta | None]] = {
    **NAMED_WAITS,
    "seconds since 1970": (
        {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": "0",
            "x-rate-limit-reset": str(RESET),
        },
        timedelta(seconds=77),
    ),
    "a window that is over": (
        {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": "0",
            "x-rate-limit-reset": str(RESET - 500),
        },
        timedelta(0),
    ),
    "no number": (
        {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": "0",
            "x-rate-limit-reset": "soon",
        },
        None,
    ),
}

#: What happens to a question, and its error.
READS: dict[str, tuple[Fault, type[PlatformError]]] = {
    "hang up": (HangUp(), LATER),
    "silence": (Hang(), LATER),
    "half a body, then silence": (Stall(b'{"data":['), LATER),
    "half a JSON": (Say(200, b'{"data":['), LATER),
    "HTML": (page(200), LATER),
    "a post without an author": (Say(200, b'{"data":[{"id":"1","text":"a"}]}'), LATER),
    "500": (no(500), LATER),
    "503": (page(503), LATER),
    "429": (no(429), LATER),
    "403 of a firewall": (page(403), LATER),
    "401": (no(401), SignInAgainError),
    "402": (no(402, CREDITS), SignInAgainError),
}


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
    with connected(a_setup(platform.url, tmp_path, clock), IMPATIENT) as connector:
        connector.sign_in()
        yield connector


@pytest.fixture
def frozen(connector: XConnector) -> Frozen:
    return connector.freeze(Draft("Hello"), NOON)


@pytest.mark.parametrize(("fault", "error", "out"), WRITES.values(), ids=WRITES.keys())
def test_a_failed_write_is_sorted_by_what_may_have_happened(
    connector: XConnector,
    platform: PretendX,
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
    assert [post.text for post in platform.posts()] == (["Hello"] if out else [])
    assert own.is_complete
    assert (found is not None) is bool(out)


@pytest.mark.parametrize(("headers", "wait"), WAITS.values(), ids=WAITS.keys())
def test_x_says_how_long_to_wait(
    connector: XConnector,
    platform: PretendX,
    frozen: Frozen,
    headers: dict[str, str],
    wait: timedelta | None,
) -> None:
    """In any form; nonsense is no wait, and a day is the longest."""
    platform.script.will(POST, no(429, "No", headers=headers))
    with pytest.raises(TryLaterError) as caught:
        connector.publish(frozen)

    assert caught.value.retry_after == wait


@pytest.mark.parametrize("on", ["mentions", "tweets", "search"])
@pytest.mark.parametrize(("fault", "error"), READS.values(), ids=READS.keys())
def test_a_failed_question_may_be_asked_again(
    connector: XConnector,
    platform: PretendX,
    on: str,
    fault: Fault,
    error: type[PlatformError],
) -> None:
    """Reading changes nothing, so its failure is never more than a delay."""
    post = platform.we_post("The board is out.")
    platform.fan_mentions("hello")
    platform.fan_quotes(post, "look at this")
    where = {
        "mentions": f"GET /2/users/{platform.us.id}/mentions",
        "tweets": f"GET /2/users/{platform.us.id}/tweets",
        "search": "GET /2/tweets/search/recent",
    }
    platform.script.will(where[on], fault)
    with pytest.raises(PlatformError) as caught:
        haul(connector, platform)
    heard = haul(connector, platform)

    assert type(caught.value) is error
    assert len({item.remote_id for item in heard.items}) == 2


def test_a_refused_connection_means_not_sent(
    connector: XConnector, platform: PretendX, frozen: Frozen
) -> None:
    """Nobody was there: the same request may go out later."""
    platform.down()
    with pytest.raises(TryLaterError, match="could not be reached"):
        connector.publish(frozen)
    platform.up()
    connector.publish(frozen)

    assert [post.text for post in platform.posts()] == ["Hello"]


def test_an_empty_purse_says_what_to_do(
    connector: XConnector, platform: PretendX, frozen: Frozen
) -> None:
    """A person must act, and is told how."""
    platform.script.will(POST, no(402, CREDITS, f"{PROBLEMS}/credits"))
    with pytest.raises(SignInAgainError, match=r"credits.*accounts check"):
        connector.publish(frozen)


def test_keys_that_are_not_taken_want_a_person(
    connector: XConnector, platform: PretendX, frozen: Frozen
) -> None:
    """X checks each signature; ours no longer fits."""
    object.__setattr__(platform.methods.keys, "access_token_secret", "another")
    with pytest.raises(SignInAgainError, match="make the access token"):
        connector.publish(frozen)
    with pytest.raises(SignInAgainError):
        connector.pull("")

    assert platform.posts() == []


def test_what_was_frozen_for_another_account_is_refused(
    connector: XConnector, platform: PretendX, frozen: Frozen
) -> None:
    """The account behind a name in YAML may have been exchanged meanwhile."""
    strange = Frozen(frozen.payload.replace(platform.us.id.encode(), b"7777"), "")
    with pytest.raises(RefusedError, match="another account"):
        connector.publish(strange)

    assert platform.asked(POST) == 0


@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.value)
def test_a_deletion_without_an_answer_is_unknown(
    connector: XConnector, platform: PretendX, frozen: Frozen, act: Act
) -> None:
    """It is harmless to repeat, but we do not claim that it was done."""
    post = connector.publish(frozen).remote_id
    platform.script.will(f"DELETE /2/tweets/{post}", HangUp(act))
    with pytest.raises(OutcomeUnknownError):
        connector.delete(post)
    connector.delete(post)

    assert platform.posts() == []


def test_only_our_own_posts_can_be_taken_down(
    connector: XConnector, platform: PretendX
) -> None:
    """X says no, and it stays."""
    theirs = platform.fan_mentions("hello")
    with pytest.raises(RefusedError, match="not authorized"):
        connector.delete(theirs)


def test_somebody_elses_token_is_not_spoken_with(
    platform: PretendX, tmp_path: Path, clock: ManualClock
) -> None:
    """Two accounts, and two files that look all alike."""
    setup = a_setup(platform.url, tmp_path, clock, handle="other")
    with connected(setup) as connector:
        with pytest.raises(SignInAgainError, match="token of board, not of other"):
            connector.sign_in()
        with pytest.raises(SignInAgainError):
            connector.freeze(Draft("Hello"), NOON)


def test_without_all_keys_nobody_is_asked(
    platform: PretendX, tmp_path: Path, clock: ManualClock
) -> None:
    """There is nothing to sign with."""
    setup = a_setup(platform.url, tmp_path, clock, secrets={"consumer_key": "a"})
    with connected(setup) as connector, pytest.raises(SignInAgainError, match="board"):
        connector.sign_in()

    assert platform.requests == []


def test_the_rate_limit_is_kept(connector: XConnector) -> None:
    """What X says of its limits with every answer is there to be read."""
    rate = connector.rate

    assert rate is not None
    assert (rate.limit, rate.remaining) == (300, 299)
    assert rate.resets_at == NOON + timedelta(minutes=15)
