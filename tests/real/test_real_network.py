"""The harness itself: the network is real, and its line can be cut."""

import httpx
import pytest
from atproto import Client
from atproto_client.request import Request

from tests.atproto_network.member import Member
from tests.atproto_network.network import Network
from tests.atproto_network.xrpc import Xrpc, XrpcError

pytestmark = pytest.mark.real

POST = "app.bsky.feed.post"
WRITE = "com.atproto.repo.createRecord"


@pytest.fixture(scope="module")
def press(network: Network) -> Member:
    """Return the account of the community."""
    return network.create_account("press")


@pytest.fixture(scope="module")
def fan(network: Network) -> Member:
    """Return a fan's account."""
    return network.create_account("fan")


@pytest.fixture
def line(network: Network, press: Member) -> Xrpc:
    """Return calls of the community's account that go through the proxy."""
    return Xrpc(network.pds_url, press.xrpc.token)


def write(line: Xrpc, press: Member, text: str) -> None:
    """Publish *text* through the proxy."""
    record = {"$type": POST, "text": text, "createdAt": "2026-01-01T00:00:00Z"}
    line.procedure(WRITE, repo=press.did, collection=POST, record=record)


def texts(member: Member) -> list[str]:
    """Return what *member* has published, as the server knows it."""
    return [post["value"]["text"] for post in member.posts()]


def test_a_fans_mention_and_reply_reach_the_account(
    network: Network, press: Member, fan: Member
) -> None:
    """What a fan writes is a notification, and the reply stands in the thread."""
    post = press.post("The club opens at seven.")
    mention = fan.mention(press.handle, "is there a 🎂 too?")
    reply = fan.reply(post, "Shall I bring chairs?")
    network.settle()

    arrived = {item["uri"]: item["reason"] for item in press.notifications()}
    assert arrived == {mention: "mention", reply: "reply"}
    assert [item["post"]["uri"] for item in press.thread(post)["replies"]] == [reply]


def test_a_deleted_post_and_a_quote_are_seen(
    network: Network, press: Member, fan: Member
) -> None:
    """A quote notifies; a deleted post is gone."""
    post = press.post("Quote me.")
    quote = fan.quote(post, "Look at this.")
    regretted = fan.reply(post, "Oops.")
    fan.delete(regretted)
    network.settle()

    arrived = [item["uri"] for item in press.notifications()]
    assert quote in arrived
    assert regretted not in arrived


def test_an_sdk_stays_on_the_proxy_after_login(network: Network, fan: Member) -> None:
    """The address in the account's DID document is the proxy's."""
    request = Request(timeout=30, trust_env=False)
    client = Client(network.pds_url, request=request)
    client.login(fan.handle, fan.app_password("press desk"))
    network.proxy.seen.clear()
    client.app.bsky.notification.get_unread_count()
    request.close()

    assert [seen.target for seen in network.proxy.seen] == [
        "/xrpc/app.bsky.notification.getUnreadCount"
    ]


def test_a_lost_answer_means_a_written_post(
    network: Network, press: Member, line: Xrpc
) -> None:
    """The proxy loses the answer after the server has done what was asked."""
    network.proxy.cut_after_request(on=WRITE)

    with pytest.raises(httpx.RemoteProtocolError):
        write(line, press, "Written, unheard.")
    assert "Written, unheard." in texts(press)


def test_a_lost_request_means_no_post(
    network: Network, press: Member, line: Xrpc
) -> None:
    """The proxy loses the request before the server sees it, once."""
    network.proxy.cut_before_request(on=WRITE)

    with pytest.raises(httpx.RemoteProtocolError):
        write(line, press, "Never arrived.")
    assert "Never arrived." not in texts(press)
    write(line, press, "Arrived.")
    assert "Arrived." in texts(press)


@pytest.mark.parametrize("deliver", [False, True])
def test_a_hanging_line_is_silent(
    network: Network, press: Member, *, deliver: bool
) -> None:
    """A request gets no answer; whether it was carried out, the test decides."""
    network.proxy.hang(deliver=deliver)
    text = f"Silence, {deliver}."
    record = {"$type": POST, "text": text, "createdAt": "2026-01-01T00:00:00Z"}
    body = {"repo": press.did, "collection": POST, "record": record}
    token = {"authorization": f"Bearer {press.xrpc.token}"}

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            f"{network.pds_url}/xrpc/{WRITE}", json=body, headers=token, timeout=0.5
        )
    assert (text in texts(press)) is deliver


def test_a_planned_answer_is_given_once(network: Network, line: Xrpc) -> None:
    """The server is not asked; the next request is answered by the server again."""
    network.proxy.answer(429, {"retry-after": "7"}, b'{"error": "RateLimitExceeded"}')

    with pytest.raises(XrpcError, match="429 RateLimitExceeded"):
        line.query("com.atproto.server.getSession")
    line.query("com.atproto.server.getSession")


def test_a_line_that_is_down_refuses(network: Network, line: Xrpc) -> None:
    """Nobody listens while the line is down; the fans do not notice."""
    network.proxy.down()

    with pytest.raises(httpx.ConnectError):
        line.query("com.atproto.server.getSession")
    network.proxy.up()
    line.query("com.atproto.server.getSession")


def test_a_server_comes_back_with_its_data(
    network: Network, press: Member, fan: Member, line: Xrpc
) -> None:
    """Posts and sessions outlive a stop, and the AppView goes on following."""
    post = press.post("Still here tomorrow?")
    network.settle()  # an AppView that has not seen the post loses the reply to it
    network.stop_server()
    with pytest.raises(httpx.ConnectError):
        line.query("com.atproto.server.getSession")
    network.start_again()
    reply = fan.reply(post, "Yes.")
    network.settle()

    line.query("com.atproto.server.getSession")
    assert "Still here tomorrow?" in texts(press)
    assert reply in [item["uri"] for item in press.notifications()]


def test_a_limited_server_counts_requests(limited_network: Network) -> None:
    """Two networks run at once; this one tells its limits like the real hosts."""
    member = limited_network.create_account("limited")
    member.post("Alone here.")
    answer = httpx.get(
        f"{limited_network.pds_url}/xrpc/com.atproto.server.describeServer"
    )

    assert answer.headers["ratelimit-limit"] == "3000"
    with pytest.raises(XrpcError, match="502"):
        member.notifications()
