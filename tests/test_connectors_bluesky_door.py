"""Signing in: seldom with the password, never in a loop, and in clear words."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connectors.setup import ConnectorSetup
from domain.errors import SignInAgainError, StorageBusyError, TryLaterError
from domain.posts import Draft
from tests.clocks import NOON, ManualClock
from tests.platforms.bluesky_faults import HangUp, Say
from tests.platforms.bluesky_server import PretendBluesky
from tests.platforms.bluesky_setup import a_setup, connected, running
from tests.platforms.session_shelf import SessionShelf


class BusyShelf(SessionShelf):
    """Cannot save (and, when `closed`, not even load) just now."""

    closed = False

    def load(self, account: str) -> str | None:
        if self.closed:
            raise StorageBusyError("the database is locked")
        return super().load(account)

    def save(self, account: str, session: str, now: datetime) -> None:
        raise StorageBusyError("the database is locked")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def platform(clock: ManualClock) -> Iterator[PretendBluesky]:
    with running(clock) as platform:
        yield platform


@pytest.fixture
def setup(
    platform: PretendBluesky, tmp_path: Path, clock: ManualClock
) -> ConnectorSetup:
    return a_setup(platform.url, tmp_path, clock)


def test_signing_in_tells_who_we_are(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """The profile has our permanent id, our handle and our page."""
    with connected(setup) as connector:
        profile = connector.sign_in()

    assert profile.remote_id == platform.us.did
    assert profile.handle == "board.test"
    assert profile.display_name == "Board"
    assert profile.url == "https://bsky.app/profile/board.test"


def test_nothing_is_asked_before_it_is_needed(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """Building a connector speaks to nobody."""
    with connected(setup) as connector:
        assert connector.rate is None

    assert platform.requests == []


def test_a_saved_session_is_taken_up_without_the_password(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """Sign-ins are counted by the server, so one lasts over many starts."""
    for _ in range(3):
        with connected(setup) as connector:
            connector.sign_in()

    assert platform.asked("createSession") == 1


def test_a_refreshed_session_is_saved(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """The old refresh token is used up: only the new one opens the door."""
    with connected(setup) as connector:
        connector.sign_in()
        platform.expire_access()
        connector.pull("")
    with connected(setup) as connector:
        platform.expire_access()
        connector.pull("")

    assert platform.asked("refreshSession") == 2
    assert platform.asked("createSession") == 1


def test_a_revoked_session_leads_back_to_the_password_once(
    platform: PretendBluesky, setup: ConnectorSetup, clock: ManualClock
) -> None:
    """After 90 days, or a revocation, the password is asked for again."""
    with connected(setup) as connector:
        connector.sign_in()
        clock.turn(timedelta(days=91))
        platform.expire_access()
        platform.revoke_refresh()
        connector.publish(connector.freeze(Draft("Hello"), NOON))

    assert platform.asked("createSession") == 2
    assert [post.text for post in platform.posts()] == ["Hello"]


def test_a_wrong_password_is_told_in_clear_words(
    platform: PretendBluesky, tmp_path: Path, clock: ManualClock
) -> None:
    """The message names the account and what to do, not the password."""
    setup = a_setup(platform.url, tmp_path, clock, password="canary-wrong")
    with (
        connected(setup) as connector,
        pytest.raises(SignInAgainError, match=r"app password of board\.test") as caught,
    ):
        connector.sign_in()

    assert "App passwords" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_wrong_password_is_not_tried_again_and_again(
    platform: PretendBluesky, tmp_path: Path, clock: ManualClock
) -> None:
    """30 sign-ins in 5 minutes and the server shuts the account out."""
    setup = a_setup(platform.url, tmp_path, clock, password="wrong")
    with connected(setup) as connector:
        for _ in range(10):
            with pytest.raises(SignInAgainError):
                connector.pull("")
        tried = platform.asked("createSession")
        clock.turn(timedelta(minutes=6))
        with pytest.raises(SignInAgainError):
            connector.pull("")

    assert tried == 1
    assert platform.asked("createSession") == 2


def test_a_session_that_dies_at_once_is_not_renewed_in_a_loop(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """A server that throws us out right after signing in gets a rest."""
    with connected(setup) as connector:
        connector.sign_in()
        platform.expire_access()
        platform.revoke_refresh()
        with pytest.raises(TryLaterError) as caught:
            connector.pull("")

    assert caught.value.retry_after == timedelta(minutes=5)
    assert platform.asked("createSession") == 1


def test_the_accounts_own_password_with_a_second_factor_is_explained(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """Only an app password works without a second factor."""
    body = b'{"error":"AuthFactorTokenRequired","message":"A code was sent"}'
    platform.script.will("createSession", Say(401, body))
    with (
        connected(setup) as connector,
        pytest.raises(SignInAgainError, match="second factor"),
    ):
        connector.sign_in()


@pytest.mark.parametrize(
    "fault",
    [
        HangUp(),
        Say(500),
        Say(200, b"{}"),
        Say(200, b'{"accessJwt":"canary-a","refreshJwt":"canary-b","did":5}'),
        Say(403, b"<h1>Stop</h1>", content_type="text/html"),
        Say(400, b"?", content_type="text/plain"),
    ],
    ids=["hang up", "500", "empty", "wrong types", "firewall", "400 in words"],
)
def test_a_sign_in_that_fails_by_the_way_is_tried_later(
    platform: PretendBluesky, setup: ConnectorSetup, fault: HangUp | Say
) -> None:
    """Only the server's own no makes a person look for the password."""
    platform.script.will("createSession", fault)
    with connected(setup) as connector, pytest.raises(TryLaterError) as caught:
        connector.sign_in()

    assert "canary" not in str(caught.value)


def test_too_many_sign_ins_say_how_long_to_wait(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """The limit on sign-ins has its own window."""
    body = b'{"error":"RateLimitExceeded"}'
    platform.script.will("createSession", Say(429, body, {"retry-after": "300"}))
    with connected(setup) as connector, pytest.raises(TryLaterError) as caught:
        connector.sign_in()

    assert caught.value.retry_after == timedelta(minutes=5)


@pytest.mark.parametrize(
    "saved",
    ["", "?", "[]", "{}", '{"session": "a:::b"}', '{"session": 5}'],
)
def test_a_saved_session_that_cannot_be_read_is_as_good_as_none(
    platform: PretendBluesky, setup: ConnectorSetup, saved: str
) -> None:
    """The password is there; a broken note is no reason to stop."""
    setup.sessions.save("bsky", saved, NOON)
    with connected(setup) as connector:
        assert connector.sign_in().handle == "board.test"


def test_another_accounts_session_is_not_taken_up(
    platform: PretendBluesky, setup: ConnectorSetup, tmp_path: Path, clock: ManualClock
) -> None:
    """When the handle in YAML changes, the old session is not ours any more."""
    other = platform.world.add_resident("other.test", "canary-app-password")
    with connected(setup) as connector:
        connector.sign_in()
    changed = a_setup(
        platform.url, tmp_path, clock, handle="other.test", sessions=setup.sessions
    )
    with connected(changed) as connector:
        profile = connector.sign_in()

    assert profile.remote_id == other.did


def test_a_session_that_cannot_be_saved_does_not_stop_a_post(
    platform: PretendBluesky, tmp_path: Path, clock: ManualClock
) -> None:
    """The database may be busy; the words still go out."""
    setup = a_setup(platform.url, tmp_path, clock, sessions=BusyShelf())
    with connected(setup) as connector:
        connector.publish(connector.freeze(Draft("Hello"), NOON))

    assert [post.text for post in platform.posts()] == ["Hello"]


def test_a_busy_storage_does_not_cost_a_sign_in(
    platform: PretendBluesky, tmp_path: Path, clock: ManualClock
) -> None:
    """There may be a session: better wait than use up the password."""
    shelf = BusyShelf()
    shelf.closed = True
    setup = a_setup(platform.url, tmp_path, clock, sessions=shelf)
    with connected(setup) as connector, pytest.raises(TryLaterError):
        connector.sign_in()

    assert platform.requests == []


def test_a_profile_that_is_late_does_not_stop_the_sign_in(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """A new account's profile is indexed a little later than the account."""
    body = b'{"error":"InvalidRequest","message":"Profile not found"}'
    platform.script.will("getProfile", Say(400, body))
    with connected(setup) as connector:
        profile = connector.sign_in()

    assert (profile.remote_id, profile.handle) == (platform.us.did, "board.test")


def test_a_suspended_account_is_told_at_sign_in(
    platform: PretendBluesky, setup: ConnectorSetup
) -> None:
    """The session may be good and the account shut nevertheless."""
    body = b'{"error":"AccountTakedown","message":"Account has been suspended"}'
    platform.script.will("getProfile", Say(401, body))
    with (
        connected(setup) as connector,
        pytest.raises(SignInAgainError, match="suspended"),
    ):
        connector.sign_in()


def test_a_missing_password_is_asked_for(
    platform: PretendBluesky, tmp_path: Path, clock: ManualClock
) -> None:
    """Without one there is nothing to try."""
    setup = a_setup(platform.url, tmp_path, clock, password="")
    with connected(setup) as connector, pytest.raises(SignInAgainError):
        connector.sign_in()

    assert platform.asked("createSession") == 0
