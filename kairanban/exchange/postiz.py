"""Postiz: what its API lists (`GET /posts`), or what its command line takes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from config.emit import Data
from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.exchange.dates import read_date
from kairanban.exchange.rows import Reading, Row, RowError
from kairanban.exchange.tables import text_of

#: Its words for what is out already.
_OUT = frozenset({"PUBLISHED", "published"})
_DRAFT = frozenset({"DRAFT", "draft"})
_FAILED = frozenset({"ERROR", "error"})


def read(data: bytes, reading: Reading) -> Iterator[Row]:
    """Yield its posts, counted from one."""
    try:
        found = json.loads(text_of(data, reading.encoding))
    except (ValueError, RecursionError):
        raise RequestError(phrase("the file is no JSON")) from None
    for number, (post, above) in enumerate(_posts(found), start=1):
        try:
            yield _row(number, post, above, reading)
        except RowError as error:
            yield Row(number, problem=error.phrase)


def _posts(found: Any) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each post with what is said of all of them, in any of the two shapes."""
    above = found if isinstance(found, dict) else {}
    posts = above.get("posts", found)
    if not isinstance(posts, list):
        raise RequestError(phrase("there is no list of posts in the file"))
    for post in posts:
        yield post if isinstance(post, dict) else {}, above


def _row(
    number: int, post: Mapping[str, Any], above: Mapping[str, Any], reading: Reading
) -> Row:
    state = str(post.get("state") or post.get("status") or above.get("type") or "")
    if state in _OUT:
        return Row(number, is_over=True)
    if state in _FAILED:
        raise RowError(phrase("it failed there; look at it by hand"))
    first, *rest = _messages(post)
    entry: dict[str, Data] = {"draft": "true"} if state in _DRAFT else {}
    if rest:
        entry["thread"] = [text for text, _ in rest]
    return Row(
        number,
        text=first[0],
        at=_date(post.get("publishDate") or above.get("date"), reading),
        accounts=[_names(post.get("integration"))],
        media=[one for _, media in (first, *rest) for one in media],
        entry=entry,
    )


def _messages(post: Mapping[str, Any]) -> Sequence[tuple[str, list[str]]]:
    values = post.get("value")
    parts = values if isinstance(values, list) and values else [post]
    return [_message(part) for part in parts if isinstance(part, dict)] or [("", [])]


def _message(part: Mapping[str, Any]) -> tuple[str, list[str]]:
    media = part.get("image") or part.get("media") or []
    files = [str(one.get("path", "")) for one in media if isinstance(one, dict)]
    return _plain(str(part.get("content") or "")), [one for one in files if one]


def _names(integration: Any) -> Sequence[str]:
    """Return everything by which the account may be called."""
    known = integration if isinstance(integration, dict) else {}
    keys = ("name", "profile", "id", "providerIdentifier", "identifier")
    return [str(known[key]) for key in keys if known.get(key)]


def _date(words: Any, reading: Reading) -> datetime:
    """Read its times: ISO 8601; those without a zone are meant in UTC."""
    text = str(words or "")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return read_date(text, None, reading.zone)
    return found if found.tzinfo else read_date(f"{text[:19]}Z", None, reading.zone)


class _Text(HTMLParser):
    """Takes the words out of what Postiz's editor writes."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        """Begin a new line where there is one."""
        if tag == "br" or (tag in {"p", "li", "div"} and self.words):
            self.words += "\n"

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words += data


def _plain(content: str) -> str:
    if "<p" not in content and "<br" not in content:
        return content
    parser = _Text()
    parser.feed(content)
    parser.close()
    return parser.words
