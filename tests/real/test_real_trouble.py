"""When something is wrong it is said clearly, and nothing is lost or doubled."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.accounts import AccountHealth
from domain.deliveries import DeliveryState
from tests.atproto_network.member import POST, Member
from tests.atproto_network.network import Network
from tests.atproto_network.xrpc import XrpcError
from tests.journeys.program import wait_until
from tests.real.brand import PUT, WRONG_PASSWORD, Brand
from tests.real.canaries import require_no_secrets

pytestmark = pytest.mark.real

SIGN_IN = "com.atproto.server.createSession"
REFRESH = "com.atproto.server.refreshSession"


def put_off(brand: Brand, post: str, words: str) -> dict[str, Any]:
    """Wait until *post* waits in the queue for a reason with *words* in it."""
    return brand.when(post, DeliveryState.QUEUED, because=words)


def show(brand: Brand, delivery: dict[str, Any]) -> str:
    """Return what the program tells a person of a delivery."""
    return brand.program.well("queue", "show", str(delivery["number"])).out


def spend_all_writes(member: Member) -> None:
    """Write until the server wants no more of it, 200 records at a time."""
    record = {"$type": POST, "text": "Spent.", "createdAt": "2026-01-01T00:00:00Z"}
    kind = "com.atproto.repo.applyWrites#create"
    writes = [{"$type": kind, "collection": POST, "value": record}] * 200
    call = partial(member.xrpc.procedure, repo=member.did, writes=writes)
    try:
        while True:
            call("com.atproto.repo.applyWrites")
    except XrpcError as error:
        assert error.status == 429  # noqa: PT017 - until then it must work


def revoke(network: Network, refresh: str) -> None:
    """End the session to which a refresh token belongs."""
    url = f"{network.direct_url}/xrpc/com.atproto.server.deleteSession"
    answer = httpx.post(url, headers={"authorization": f"Bearer {refresh}"})
    answer.raise_for_status()


def test_a_wrong_password_pauses_one_account_and_loses_nothing(brand: Brand) -> None:
    """A person is told in words; the right password sends what waited."""
    brand.add_sandbox()
    brand.tell_password(WRONG_PASSWORD)
    brand.queue("patient", "Patience.", due_in=2)
    brand.queue("other", "Elsewhere.", due_in=3, to="box")
    with brand.program.daemon() as daemon:
        brand.sent("other")
        status = brand.stands(AccountHealth.SIGN_IN)
        checked = brand.program("accounts", "check", "bsky")
        waiting = brand.program.delivery("patient")
        knocks = brand.requests(SIGN_IN)
        brand.tell_password(brand.app_password)
        daemon.reload()
        brand.sent("patient")
        again = brand.stands(AccountHealth.GOOD)
        code = daemon.stop()

    assert "app password" in status["problem"]
    assert checked.code == 1
    assert "app password" in checked.out
    assert brand.hands.handle in checked.out
    assert waiting["state"] == "queued"
    assert knocks <= 3
    assert again["problem"] is None
    assert len(brand.published("Patience.")) == 1
    assert code == 0


@pytest.mark.parametrize("is_revoked", [False, True], ids=["expired", "revoked"])
def test_an_expired_session_is_renewed_without_a_person(
    brand: Brand, *, is_revoked: bool
) -> None:
    """The refresh token first; when that is dead too, the password, once."""
    brand.program.well("accounts", "check")
    refresh = brand.age_session()
    if is_revoked:
        revoke(brand.network, refresh)
    brand.network.proxy.seen.clear()
    brand.queue("renewed", "Still signed in.", due_in=2)
    with brand.program.daemon() as daemon:
        brand.sent("renewed")
        daemon.stop()

    # Those who listen and those who speak each find out for themselves.
    assert 1 <= brand.requests(REFRESH) <= 2
    assert brand.requests(SIGN_IN) in ({1, 2} if is_revoked else {0})
    assert len(brand.published("Still signed in.")) == 1


def test_a_rate_limit_is_kept(limited_network: Network, tmp_path: Path) -> None:
    """The server names the time to come back; until then nobody knocks."""
    brand = Brand.create(limited_network, tmp_path / "project")
    brand.program.well("accounts", "check")
    spend_all_writes(brand.hands)
    brand.queue("limited", "Too much.", due_in=2)
    with brand.program.daemon() as daemon:
        waiting = put_off(brand, "limited", "too many requests")
        status, told = brand.status(), show(brand, waiting)
        quiet_since = len(limited_network.proxy.seen)
        at = brand.queue("after", "More of it.", due_in=3)
        wait_until(lambda: datetime.now(UTC) > at + timedelta(seconds=2))
        queued = [row["state"] for row in brand.program.deliveries()]
        code = daemon.stop()

    assert datetime.fromisoformat(waiting["not_before"]) > datetime.now(UTC)
    assert status["health"] == "waiting"
    assert "asks us to wait" in status["problem"]
    assert "asks us to wait" in told
    assert brand.requests(PUT) == 1
    assert len(limited_network.proxy.seen) == quiet_since
    assert queued == ["queued", "queued"]
    assert brand.published("Too much.") == []
    assert code == 0
    require_no_secrets(brand)


def test_what_a_limit_held_back_goes_out_when_it_is_over(brand: Brand) -> None:
    """A short wait, kept; then the post, once."""
    body = b'{"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}'
    headers = {"retry-after": "3", "content-type": "application/json"}
    brand.network.proxy.answer(429, headers, body, on=PUT)
    brand.queue("later", "A little later.", due_in=2)
    with brand.program.daemon() as daemon:
        waiting = put_off(brand, "later", "too many requests")
        sent = brand.sent("later")
        daemon.stop()

    assert sent["sent_at"] >= waiting["not_before"]
    assert brand.requests(PUT) == 2
    assert len(brand.published("A little later.")) == 1


def test_a_server_that_goes_away_and_comes_back_costs_nothing(
    brand: Brand, fan: Member
) -> None:
    """What was due meanwhile goes out, what was said meanwhile comes in, once."""
    brand.queue("meanwhile", "Still here.", due_in=5)
    said = fan.mention(brand.hands.handle, "are you there?")
    text = f"@{brand.hands.handle} are you there?"
    with brand.program.daemon() as daemon:
        brand.network.stop_server()
        waiting = put_off(brand, "meanwhile", "could not be reached")
        status, told = brand.status(), show(brand, waiting)
        brand.network.start_again()
        brand.sent("meanwhile", within=60)
        entries = brand.heard(text)
        again = brand.stands(AccountHealth.GOOD)
        code = daemon.stop()

    assert status["health"] == "waiting"
    assert "could not be reached" in status["problem"]
    assert "could not be reached" in told
    assert len(brand.published("Still here.")) == 1
    assert [row["remote_id"] for row in entries.values()] == [said]
    assert again["problem"] is None
    assert code == 0


def test_a_lost_answer_is_asked_for_again_not_said_again(brand: Brand) -> None:
    """The server wrote the post, the line broke: the same request finds it there."""
    brand.network.proxy.cut_after_request(on=PUT)
    brand.queue("lost", "Said once.", due_in=2)
    with brand.program.daemon() as daemon:
        sent = brand.sent("lost")
        daemon.stop()
    (post,) = brand.published("Said once.")

    assert post["uri"] == sent["remote_id"]
    assert brand.requests(PUT) == 2
