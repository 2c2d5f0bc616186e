"""Reading RSS and Atom, as feedparser understands them: entries in plain words."""

import calendar
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from time import struct_time
from typing import Any

from connectors.web.tame import LIMIT_ENTRIES, tamed
from domain.feeds import FeedEntry, FeedPage
from domain.phrases import phrase
from domain.web import Fetched, NotFetchedError

_LIMIT_TITLE = 500
_LIMIT_SUMMARY = 2000


def read_feed(found: Fetched) -> FeedPage:
    """Return what a feed says, its entries in its own order.

    Raises:
        NotFetchedError: It is no feed.
    """
    import feedparser  # noqa: PLC0415 - takes long to import; only who polls needs it

    if not found.is_whole:
        raise NotFetchedError(phrase("is larger than a feed may be"))
    headers = {"content-type": found.content_type, "content-location": found.url}
    parsed = feedparser.parse(tamed(found.content), response_headers=headers)
    if not parsed.get("version"):
        raise NotFetchedError(phrase("is no feed: neither RSS nor Atom"))
    title = plain(parsed.feed.get("title", ""))[:_LIMIT_TITLE]
    return FeedPage(title, tuple(_entries(parsed.entries[:LIMIT_ENTRIES])))


def _entries(found: list[Mapping[str, Any]]) -> Iterator[FeedEntry]:
    seen = set()
    for one in found:
        entry = _entry(one)
        if entry is not None and entry.key not in seen:
            seen.add(entry.key)
            yield entry


def _entry(one: Mapping[str, Any]) -> FeedEntry | None:
    """Return an entry; None if it has nothing to know it by, or to say."""
    link = str(one.get("link") or "").strip()
    title = plain(str(one.get("title") or ""))
    summary = plain(str(one.get("summary") or ""))
    mark = str(one.get("id") or link or title)
    if not mark or not (title or summary or link):
        return None
    return FeedEntry(
        key=sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        title=(title or summary or link)[:_LIMIT_TITLE],
        link=link if link.startswith(("http://", "https://")) else "",
        summary=summary[:_LIMIT_SUMMARY],
        author=plain(str(one.get("author") or ""))[:_LIMIT_TITLE],
        published_at=_moment(one.get("published_parsed") or one.get("updated_parsed")),
    )


def _moment(parsed: struct_time | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def plain(words: str) -> str:
    """Return *words* on one line, without mark-up."""
    parser = _PlainParser()
    parser.feed(words)
    parser.close()
    return " ".join("".join(parser.said).replace("\0", "").split())


class _PlainParser(HTMLParser):
    """Keeps the text alone."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in {"script", "style"}
        self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"} and self._silent > 0
        self.said.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)
