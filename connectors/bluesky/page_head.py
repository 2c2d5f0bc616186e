"""The few words that a web page says of itself, out of its HTML."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_TITLE_LIMIT = 300
_DESCRIPTION_LIMIT = 1000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LOOK_FOR_CHARSET_BYTES = 2048

#: Where each word may stand, the better place first.
_TITLES = ("og:title", "twitter:title", "<title>")
_DESCRIPTIONS = ("og:description", "twitter:description", "description")
_PICTURES = ("og:image", "og:image:url", "twitter:image")


@dataclass(frozen=True, slots=True)
class PageHead:
    """What a page says of itself; "" for what it does not say."""

    title: str
    description: str
    picture_url: str


def read_head(content: bytes, content_type: str) -> PageHead:
    """Return what the page's head says; the page may be cut off anywhere."""
    parser = _HeadParser()
    parser.feed(_decoded(content, content_type))
    said = parser.said
    return PageHead(
        title=_first(said, _TITLES)[:_TITLE_LIMIT],
        description=_first(said, _DESCRIPTIONS)[:_DESCRIPTION_LIMIT],
        picture_url=_first(said, _PICTURES),
    )


class _HeadParser(HTMLParser):
    """Collects `<title>` and `<meta>`; the first of each name counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and "<title>" not in self.said
        if tag == "meta":
            given = {name: value or "" for name, value in attrs}
            name = (given.get("property") or given.get("name") or "").lower()
            self.said.setdefault(name, given.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.said["<title>"] = self.said.get("<title>", "") + data


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    words = (" ".join(said.get(name, "").split()) for name in names)
    return next((one for one in words if one), "")


def _decoded(content: bytes, content_type: str) -> str:
    head = content[:_LOOK_FOR_CHARSET_BYTES].decode("latin-1")
    named = _CHARSET.search(content_type) or _CHARSET.search(head)
    try:
        return content.decode(named.group(1) if named else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
