"""No token is ever to be seen, whatever goes wrong."""

import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.mastodon.connector import MastodonConnector
from domain.errors import PlatformError
from domain.posts import Draft
from tests.clocks import NOON, ManualClock
from tests.platforms.mastodon_faults import Fault, HangUp, Reset, Say
from tests.platforms.mastodon_server import TOKEN, PretendMastodon
from tests.platforms.mastodon_setup import IMPATIENT, a_setup, connected, running

ECHO = b'{"error":"You sent {authorization}"}'
LONG = b'{"error":"no","error_description":"Not {authorization}"}'
PAGE = b"<html>{authorization}</html>"

FAULTS: dict[str, Fault] = {
    "hang up": HangUp(),
    "reset": Reset(),
    "400 with an echo": Say(400, ECHO),
    "401 with an echo": Say(401, LONG),
    "403 with an echo": Say(403, ECHO),
    "422 with an echo": Say(422, LONG),
    "429 with an echo": Say(429, ECHO),
    "500 with an echo": Say(500, ECHO),
    "503 in HTML": Say(503, PAGE, content_type="text/html"),
    "200 in HTML": Say(200, PAGE, content_type="text/html"),
    "200 with an echo": Say(200, ECHO),
}

ACTS: dict[str, tuple[str, Callable[[MastodonConnector], object]]] = {
    "pull": ("GET /api/v1/notifications", lambda c: c.pull("")),
    "reread": ("GET /api/v1/statuses/9", lambda c: c.reread(["9"])),
    "publish": (
        "POST /api/v1/statuses",
        lambda c: c.publish(c.freeze(Draft("Hello"), NOON)),
    ),
    "delete": ("GET /api/v1/statuses/9", lambda c: c.delete("9")),
    "sign in": ("GET /api/v1/accounts/verify_credentials", lambda c: c.sign_in()),
}


@pytest.fixture
def platform() -> Iterator[PretendMastodon]:
    with running(ManualClock()) as platform:
        yield platform


@pytest.fixture
def connector(platform: PretendMastodon, tmp_path: Path) -> Iterator[MastodonConnector]:
    setup = a_setup(platform.url, tmp_path, ManualClock())
    with connected(setup, IMPATIENT) as connector:
        connector.sign_in()
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
            if "/connectors/" in frame.filename or "/httpx" in frame.filename
        ]
        waiting += [e for e in (one.__cause__, one.__context__) if e is not None]
    return "\n".join(parts)


def assert_no_token(text: str) -> None:
    assert TOKEN not in text


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize(("request_", "act"), ACTS.values(), ids=ACTS.keys())
def test_no_error_shows_a_token(
    connector: MastodonConnector,
    platform: PretendMastodon,
    caplog: pytest.LogCaptureFixture,
    request_: str,
    act: Callable[[MastodonConnector], object],
    fault: Fault,
) -> None:
    """Not in words, not in causes, not in the variables of a traceback, not in logs."""
    caplog.set_level(logging.DEBUG)
    platform.script.will(request_, fault)
    try:
        act(connector)
    except PlatformError as error:
        assert_no_token(everything_in(error))

    assert_no_token(caplog.text)


def test_no_token_is_written_anywhere(
    platform: PretendMastodon, tmp_path: Path
) -> None:
    """Not into the account's folder, a cursor, or a frozen post; nor an address."""
    setup = a_setup(platform.url, tmp_path, ManualClock())
    with connected(setup) as connector:
        frozen = connector.freeze(Draft("Hello"), NOON)
        page = connector.pull("")
    kept = "".join(
        file.read_text(encoding="utf-8")
        for file in tmp_path.rglob("*")
        if file.is_file()
    )

    assert kept
    assert TOKEN not in kept + frozen.payload.decode() + page.next_cursor
    assert TOKEN not in repr(connector) + "".join(platform.desk.targets)
