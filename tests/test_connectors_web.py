"""Nothing that a stranger writes leads us into our own network."""

from collections.abc import Iterator

import pytest

from connectors.web.addresses import AllowedHosts, is_public
from connectors.web.fetch import Fetcher
from connectors.web.gate import Gate, GateError
from domain.web import NotFetchedError, Request, Validators
from tests.clocks import ManualClock
from tests.platforms.web_pages import Found, WebSite, web_site

PUBLIC = ("1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1")

NOT_PUBLIC = (
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",  # noqa: S104  # an address to refuse, not to listen on
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "::7f00:1",
    "::ffff:0:127.0.0.1",
    "fec0::1",
    "3fff::1",
    "5f00::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "localhost",
    "",
)

#: Other spellings of this machine; each must end at the gate.
SPELLINGS = (
    "localhost",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "0",
    "0x7f.1",
    "017700000001",
    "::ffff:7f00:1",
    "0:0:0:0:0:0:0:1",
)


@pytest.fixture
def site() -> Iterator[WebSite]:
    with web_site() as site:
        yield site


@pytest.fixture
def fetcher(site: WebSite) -> Iterator[Fetcher]:
    with Fetcher(AllowedHosts.read(site.host), ManualClock(), 5) as fetcher:
        yield fetcher


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    """The internet at large may be read."""
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_all_others_are_not(address: str) -> None:
    """Loopback, private, link-local, multicast, and those hidden in IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_leads_into_this_machine(host: str) -> None:
    """The name is looked up first; what counts is where it leads."""
    with pytest.raises(GateError):
        Gate(AllowedHosts()).connect_tcp(host, 80)


def test_a_name_with_one_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name server may mix a public address with one of ours."""
    both = [(0, 0, 0, "", (a, 80)) for a in ("1.1.1.1", "192.168.1.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: both)
    with pytest.raises(GateError):
        Gate(AllowedHosts()).connect_tcp("rebinding.test", 80)


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_redirect_leads_into_this_machine(
    site: WebSite, fetcher: Fetcher, host: str
) -> None:
    """Each hop passes the same gate; nobody vouches for where the second one goes."""
    other = f"[{host}]" if ":" in host else host
    there = {"location": f"http://{other}:{site.port}/secret"}
    site.pages = {"/": Found(status=302, headers=there)}
    with pytest.raises(NotFetchedError):
        fetcher.ask(Request(site.url("/"), 100))

    assert site.asked == ["/"]


def test_a_name_is_looked_up_once(
    site: WebSite, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was checked is what is connected to: a name server has one word only."""
    answers = [["1.1.1.1"], ["127.0.0.1"]]
    asked: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return [(0, 0, 0, "", (a, port)) for a in answers.pop(0)]

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    addresses = Gate(AllowedHosts())._checked("rebinding.test", 80)

    assert addresses == ["1.1.1.1"]
    assert asked == ["rebinding.test"]


def test_an_address_may_not_have_any_port(fetcher: Fetcher) -> None:
    """The web is at 80 and 443; mail and databases are not the web."""
    with pytest.raises(GateError):
        Gate(AllowedHosts()).connect_tcp("1.1.1.1", 25)


def test_what_we_have_is_not_sent_again(site: WebSite, fetcher: Fetcher) -> None:
    """A server says by its own marks whether there is anything new."""
    headers = {"etag": '"one"', "last-modified": "Tue, 24 Nov 2026 12:00:00 GMT"}
    site.pages = {"/feed": Found(b"news", headers=headers)}
    first = fetcher.ask(Request(site.url("/feed"), 100))
    again = fetcher.ask(Request(site.url("/feed"), 100, validators=first.validators))

    assert first.content == b"news"
    assert first.validators == Validators(*headers.values())
    assert again.is_unchanged
    assert again.content == b""


def test_no_more_is_read_than_was_asked_for(site: WebSite, fetcher: Fetcher) -> None:
    """An endless answer costs no memory, and says that it is not whole."""
    site.pages = {"/": Found(b"x" * 1_000_000)}
    found = fetcher.ask(Request(site.url("/"), 100))

    assert (len(found.content), found.is_whole) == (100, False)


TROUBLES = {
    "gone": (Found(status=404), "answers with status 404"),
    "packed": (Found(b"x", headers={"content-encoding": "gzip"}), "packed"),
    "a loop": (Found(status=302, headers={"location": "/"}), "no end"),
    "no web": (Found(status=302, headers={"location": "file:///x"}), "not answer"),
    "inside": (Found(status=302, headers={"location": "http://10.0.0.1/"}), "private"),
}


@pytest.mark.parametrize(("found", "why"), TROUBLES.values(), ids=TROUBLES.keys())
def test_why_nothing_came_is_said(
    site: WebSite, fetcher: Fetcher, found: Found, why: str
) -> None:
    """A person who set up a feed must be able to mend it."""
    site.pages = {"/": found}
    with pytest.raises(NotFetchedError, match=why):
        fetcher.ask(Request(site.url("/"), 100))
