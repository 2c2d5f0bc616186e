"""Making the card of a link: its page's title, words and picture.

A card is an ornament: whatever goes wrong, there is simply none.
"""

from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin

from connectors.bluesky.limits import THUMB_LIMIT_BYTES
from connectors.bluesky.page_head import read_head
from connectors.bluesky.record import Card
from connectors.web.addresses import AllowedHosts
from connectors.web.fetch import Fetcher
from domain.clock import Clock
from domain.posts import KeptMedia
from domain.web import Fetched

_SECONDS = 5.0
_PAGE_LIMIT_BYTES = 512 * 1024
_PAGES = ("text/html", "application/xhtml+xml")

#: How the bytes of a picture begin, by its kind.
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


class CardMaker:
    """Makes cards, and keeps their pictures in a folder until they are sent."""

    def __init__(self, folder: Path, allowed: AllowedHosts, clock: Clock) -> None:
        self._folder = folder
        self._allowed = allowed
        self._clock = clock

    def make(self, url: str) -> Card | None:
        """Return the card of the page at *url*; None if it has nothing to say."""
        with Fetcher(self._allowed, self._clock, _SECONDS) as fetcher:
            page = fetcher.fetch(url, _PAGE_LIMIT_BYTES)
            if page is None or not page.content_type.lower().startswith(_PAGES):
                return None
            head = read_head(page.content, page.content_type)
            if not head.title:
                return None
            thumb = self._thumb(fetcher, page, head.picture_url)
            return Card(url, head.title, head.description, thumb)

    def _thumb(self, fetcher: Fetcher, page: Fetched, link: str) -> KeptMedia | None:
        if not link:
            return None
        try:
            url = urljoin(page.url, link)
        except ValueError:
            return None
        picture = fetcher.fetch(url, THUMB_LIMIT_BYTES)
        if picture is None or not picture.is_whole:
            return None
        return self._kept(picture.content)

    def _kept(self, content: bytes) -> KeptMedia | None:
        """Keep a picture's bytes; None if they are no picture or cannot be kept."""
        kind = picture_kind(content)
        if kind is None:
            return None
        digest = sha256(content).hexdigest()
        path = self._folder / digest
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError:
            return None
        return KeptMedia(path, "", digest, kind, len(content))


def picture_kind(content: bytes) -> str | None:
    """Return the kind of a picture by its first bytes; None if it is none."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    return None
