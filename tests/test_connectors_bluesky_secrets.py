"""No password and no token is ever to be seen, whatever goes wrong."""

import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.bluesky.connector import BlueskyConnector
from domain.errors import PlatformError
from domain.posts import Draft
from tests.clocks import NOON, ManualClock
from tests.platforms.bluesky_faults import Fault, Hang, HangUp, Say
from tests.platforms.bluesky_server import PASSWORD, PretendBluesky
from tests.platforms.bluesky_setup import IMPATIENT, a_setup, connected, running

ECHO = b'{"error":"InvalidRequest","message":"You sent {authorization}"}'
NAMED = b'{"error":"{authorization}","message":"x"}'
PAGE = b"<html>{authorization}</html>"

FAULTS: dict[str, Fault] = {
    "hang up": HangUp(),
    "silence": Hang(),
    "400 with an echo": Say(400, ECHO),
    "401 with an echo": Say(401, ECHO),
    "401 named like a token": Say(401, NAMED),
    "429 with an echo": Say(429, ECHO),
    "500 with an echo": Say(500, ECHO),
    "503 in HTML": Say(503, PAGE, content_type="text/html"),
    "200 in HTML": Say(200, PAGE, content_type="text/html"),
    "200 with an echo": Say(200, ECHO),
}

ACTS: dict[str, tuple[str, Callable[[BlueskyConnector], object]]] = {
    "pull": ("listNotifications", lambda c: c.pull("")),
    "reread": ("getPosts", lambda c: c.reread(["at://did:plc:x/app.bsky.feed.post/a"])),
    "publish": ("putRecord", lambda c: c.publish(c.freeze(Draft("Hello"), NOON))),
    "delete": ("deleteRecord", lambda c: c.delete(f"at://did:plc:{'2' * 24}/p/a")),
}

#: Answers to `createSession` and `refreshSession` with something wrong in them.
SESSIONS: dict[str, Fault] = {
    "a missing handle": Say(
        200, b'{"accessJwt":"canary-new-a","refreshJwt":"canary-new-b"}'
    ),
    "half": Say(200, b'{"accessJwt":"canary-new-a",'),
    "an echo": Say(401, b'{"error":"No","message":"canary-app-password is wrong"}'),
    "an echoed token": Say(400, ECHO),
    "hang up": HangUp(),
}


@pytest.fixture
def platform() -> Iterator[PretendBluesky]:
    with running(ManualClock()) as platform:
        yield platform


@pytest.fixture
def connector(platform: PretendBluesky, tmp_path: Path) -> Iterator[BlueskyConnector]:
    setup = a_setup(platform.url, tmp_path, ManualClock())
    with connected(setup, IMPATIENT) as connector:
        yield connector


def everything_in(error: BaseException) -> str:
    """Return all that a curious reporter could print of an error."""
    seen, parts, waiting = set[int](), [], [error]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        parts += [str(one), repr(one), repr(one.args), repr(vars(one))]
        told = traceback.TracebackException.from_exception(one, capture_locals=True)
        # Frames of the tests themselves know the canaries by their names.
        parts += [
            repr(frame.locals)
            for frame in told.stack
            if "/connectors/" in frame.filename or "/atproto" in frame.filename
        ]
        waiting += [e for e in (one.__cause__, one.__context__) if e is not None]
    return "\n".join(parts)


def assert_no_secret(text: str, platform: PretendBluesky) -> None:
    assert "canary" not in text
    assert PASSWORD not in text
    assert not [token for token in platform.methods.tokens if token in text]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize(("method", "act"), ACTS.values(), ids=ACTS.keys())
def test_no_error_shows_a_token(
    connector: BlueskyConnector,
    platform: PretendBluesky,
    caplog: pytest.LogCaptureFixture,
    method: str,
    act: Callable[[BlueskyConnector], object],
    fault: Fault,
) -> None:
    """Not in words, not in causes, not in the variables of a traceback, not in logs."""
    caplog.set_level(logging.DEBUG)
    connector.sign_in()
    platform.script.will(method, fault)
    try:
        act(connector)
    except PlatformError as error:
        assert_no_secret(everything_in(error), platform)

    assert_no_secret(caplog.text, platform)


@pytest.mark.parametrize("fault", SESSIONS.values(), ids=SESSIONS.keys())
@pytest.mark.parametrize("method", ["createSession", "refreshSession"])
def test_no_failed_sign_in_shows_a_secret(
    connector: BlueskyConnector,
    platform: PretendBluesky,
    caplog: pytest.LogCaptureFixture,
    method: str,
    fault: Fault,
) -> None:
    """Answers with tokens in them are not quoted when they cannot be read."""
    caplog.set_level(logging.DEBUG)
    if method == "refreshSession":
        connector.sign_in()
        platform.expire_access()
    platform.script.will(method, fault)
    with pytest.raises(PlatformError) as caught:
        connector.pull("")

    assert_no_secret(everything_in(caught.value), platform)
    assert_no_secret(caplog.text, platform)


def test_the_saved_session_is_the_only_place_for_tokens(
    platform: PretendBluesky, tmp_path: Path
) -> None:
    """Nothing of them is written into the account's folder, or into a frozen post."""
    setup = a_setup(platform.url, tmp_path, ManualClock())
    with connected(setup) as connector:
        frozen = connector.freeze(Draft("Hello"), NOON)
        page = connector.pull("")

    assert_no_secret(frozen.payload.decode() + page.next_cursor, platform)
    assert_no_secret(repr(connector), platform)
    assert not list(tmp_path.rglob("*"))
