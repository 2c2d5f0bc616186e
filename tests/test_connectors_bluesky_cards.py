"""A link's card shows what its page says, and leads nobody into our network."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.bluesky.cards import CardMaker, picture_kind
from connectors.bluesky.limits import THUMB_LIMIT_BYTES
from connectors.bluesky.page_head import PageHead, read_head
from connectors.web.addresses import AllowedHosts
from tests.clocks import ManualClock
from tests.platforms.web_pages import Found, WebSite, web_site

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100

HEADS: dict[str, tuple[bytes, PageHead]] = {
    "title alone": (b"<title> A \n b </title>", PageHead("A b", "", "")),
    "open graph first": (
        b"""<title>x</title><meta property="og:title" content="Board">
        <meta property="og:description" content="The &amp; board">
        <meta property="og:image" content="/a.png">""",
        PageHead("Board", "The & board", "/a.png"),
    ),
    "twitter": (
        b"""<meta name="twitter:title" content="T"><meta name="description"
        content="D"><meta name="twitter:image" content="i">""",
        PageHead("T", "D", "i"),
    ),
    "shift_jis": (
        '<meta charset="shift_jis"><title>回覧板</title>'.encode("shift_jis"),
        PageHead("回覧板", "", ""),
    ),
    "an unknown charset": (
        b'<meta charset="x-y"><title>A</title>',
        PageHead("A", "", ""),
    ),
    "the first title counts": (
        b"<title>A</title><svg><title>B</title></svg>",
        PageHead("A", "", ""),
    ),
    "cut off": (b"<title>A</title><meta property='og:ti", PageHead("A", "", "")),
    "nothing": (b"", PageHead("", "", "")),
    "long": (
        b"<title>" + b"a" * 500 + b"</title>",
        PageHead("a" * 300, "", ""),
    ),
}


@pytest.fixture
def site() -> Iterator[WebSite]:
    with web_site() as site:
        yield site


@pytest.fixture
def maker(site: WebSite, tmp_path: Path) -> CardMaker:
    allowed = AllowedHosts.read(f" {site.host}, wiki.lan")
    return CardMaker(tmp_path / "cards", allowed, ManualClock())


def page(title: str = "Board", picture: str = "") -> Found:
    image = f'<meta property="og:image" content="{picture}">' if picture else ""
    return Found(f"<title>{title}</title>{image}".encode())


@pytest.mark.parametrize(("html", "head"), HEADS.values(), ids=HEADS.keys())
def test_a_page_tells_what_it_is(html: bytes, head: PageHead) -> None:
    """Its title, its words and its picture, from wherever they stand."""
    assert read_head(html, "text/html") == head


def test_a_card_shows_the_page(site: WebSite, maker: CardMaker) -> None:
    """Title, address, and the picture kept for the upload."""
    site.pages = {"/": page(picture="/a.png"), "/a.png": Found(PNG, "image/png")}
    card = maker.make(site.url("/"))

    assert card is not None
    assert (card.url, card.title) == (site.url("/"), "Board")
    assert card.thumb is not None
    assert card.thumb.mime_type == "image/png"
    assert card.thumb.path.read_bytes() == PNG


def test_a_card_follows_a_redirect(site: WebSite, maker: CardMaker) -> None:
    """Short links lead somewhere; the card keeps the address that was written."""
    site.pages = {"/s": Found(status=302, headers={"location": "/l"}), "/l": page()}
    card = maker.make(site.url("/s"))

    assert card is not None
    assert (card.url, card.title) == (site.url("/s"), "Board")


NO_CARDS: dict[str, Found] = {
    "not found": Found(status=404, body=b"<title>404</title>"),
    "no title": Found(b"<p>Hello</p>"),
    "no page": Found(PNG, "image/png"),
    "a loop": Found(status=302, headers={"location": "/"}),
    "a redirect to nowhere": Found(status=302),
    "another scheme": Found(status=302, headers={"location": "file:///etc/passwd"}),
    "a redirect to here": Found(status=302, headers={"location": "http://localhost/"}),
    "to the cloud": Found(status=302, headers={"location": "http://169.254.169.254/"}),
    "packed": Found(b"\x1f\x8b", headers={"content-encoding": "gzip"}),
    "a broken address": Found(status=302, headers={"location": "http://[::1"}),
}


@pytest.mark.parametrize("found", NO_CARDS.values(), ids=NO_CARDS.keys())
def test_what_is_no_page_has_no_card(
    site: WebSite, maker: CardMaker, found: Found
) -> None:
    """A card is an ornament; without it the post is still a post."""
    site.pages = {"/": found}

    assert maker.make(site.url("/")) is None


def test_a_port_of_this_machine_is_not_reached(site: WebSite, tmp_path: Path) -> None:
    """Without the operator's word even a running server is not asked."""
    site.pages = {"/": page()}
    maker = CardMaker(tmp_path, AllowedHosts(), ManualClock())

    assert maker.make(site.url("/")) is None
    assert site.asked == []


def test_the_operator_vouches_for_names_not_addresses(
    site: WebSite, maker: CardMaker
) -> None:
    """A redirect to another name of the same machine is still refused."""
    other = f"http://localhost:{site.port}/secret"
    site.pages = {"/": Found(status=302, headers={"location": other})}

    assert maker.make(site.url("/")) is None
    assert site.asked == ["/"]


def test_a_long_page_is_read_in_part(site: WebSite, maker: CardMaker) -> None:
    """The head comes first; half a megabyte is enough."""
    site.pages = {"/": Found(b"<title>Board</title>" + b" " * 3_000_000)}

    assert maker.make(site.url("/")) is not None


PICTURES = {
    "not there": Found(status=404),
    "no picture": Found(b"<html>", "image/png"),
    "too big": Found(PNG + b"\0" * THUMB_LIMIT_BYTES, "image/png"),
}


@pytest.mark.parametrize("found", PICTURES.values(), ids=PICTURES.keys())
def test_a_card_does_without_its_picture(
    site: WebSite, maker: CardMaker, found: Found
) -> None:
    """Half a picture is worse than none."""
    site.pages = {"/": page(picture="a.png"), "/a.png": found}
    card = maker.make(site.url("/"))

    assert card is not None
    assert card.thumb is None


def test_a_broken_picture_address_is_no_picture(
    site: WebSite, maker: CardMaker
) -> None:
    """What a page says of its picture is only what somebody typed."""
    site.pages = {"/": page(picture="http://[::1")}
    card = maker.make(site.url("/"))

    assert card is not None
    assert card.thumb is None


def test_a_picture_that_cannot_be_kept_is_left_out(
    site: WebSite, tmp_path: Path
) -> None:
    """A full or wrong disk costs the ornament, not the post."""
    (tmp_path / "cards").write_text("a file where a folder should be")
    maker = CardMaker(tmp_path / "cards", AllowedHosts.read(site.host), ManualClock())
    site.pages = {"/": page(picture="/a.png"), "/a.png": Found(PNG, "image/png")}
    card = maker.make(site.url("/"))

    assert card is not None
    assert card.thumb is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"<svg>", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(
    content: bytes, kind: str | None
) -> None:
    """What a server calls it does not count."""
    assert picture_kind(content) == kind
