"""The plain text of a post's HTML: paragraphs, line ends, lists, links in full."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: A longer text is nobody's message; the rest is left out.
TEXT_LIMIT = 100_000
#: No more than this is looked at.
_HTML_LIMIT = 10 * TEXT_LIMIT

_BLOCKS = frozenset(
    {"p", "div", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_UNSEEN = frozenset({"script", "style"})
#: Marks of a mention or a hashtag.
_NO_LINKS = frozenset({"mention", "hashtag", "tag"})


@dataclass(frozen=True, slots=True)
class Plain:
    """What a reader sees of a piece of HTML."""

    text: str
    #: Addresses of links that are neither mentions nor hashtags, in order.
    links: tuple[str, ...]


def plain(html: str, mentions: Mapping[str, str] | None = None) -> Plain:
    """Return what a reader sees.

    Args:
        html: Of a post, as a server gives it.
        mentions: Names to put in place of a link's words, by its address: a mention
            is shown without the person's server.
    """
    reader = _Reader(mentions=mentions or {})
    reader.feed(html[:_HTML_LIMIT])
    reader.close()
    text = "".join(reader.pieces).strip()
    if len(text) > TEXT_LIMIT:
        text = text[:TEXT_LIMIT] + "…"
    return Plain(text, tuple(dict.fromkeys(reader.links)))


@dataclass
class _Reader(HTMLParser):
    mentions: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    #: Depth inside of what nobody sees.
    unseen: int = 0
    #: Inside a link whose words were replaced.
    is_named: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self._begin_line(1)
            self.pieces.append("- ")
        elif tag in _BLOCKS:
            self._begin_line(2)
        elif tag == "a":
            self._link(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in _BLOCKS:
            self._begin_line(2)
        elif tag == "a":
            self.is_named = False

    def handle_data(self, data: str) -> None:
        if not self.unseen and not self.is_named:
            self.pieces.append(data)

    def _link(self, attributes: Mapping[str, str | None]) -> None:
        address = attributes.get("href") or ""
        marks = (attributes.get("class") or "").split()
        marks += (attributes.get("rel") or "").split()
        if address in self.mentions:
            self.pieces.append(self.mentions[address])
            self.is_named = True
        elif _is_link(address) and _NO_LINKS.isdisjoint(marks):
            self.links.append(address)

    def _begin_line(self, wanted: int) -> None:
        """See to it that what follows has so many line ends before it."""
        there = 0
        while self.pieces and not self.pieces[-1].strip("\n"):
            there += len(self.pieces.pop())
        if self.pieces:
            self.pieces.append("\n" * max(wanted, there))


def _is_link(address: str) -> bool:
    return address.startswith(("http://", "https://"))
