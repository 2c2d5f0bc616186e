"""Our own export as JSON: entries as they stand in YAML."""

import json
from collections.abc import Iterator
from typing import Any

from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.exchange.dates import read_date
from kairanban.exchange.rows import Reading, Row, RowError
from kairanban.exchange.tables import text_of

#: By this key it is known again.
MARK = "kairanban-export"


def read(data: bytes, reading: Reading) -> Iterator[Row]:
    """Yield its posts, counted from one."""
    try:
        found = json.loads(text_of(data, reading.encoding))
    except (ValueError, RecursionError):
        raise RequestError(phrase("the file is no JSON")) from None
    posts = found.get("posts") if isinstance(found, dict) else None
    if not isinstance(posts, list):
        raise RequestError(phrase("there is no list of posts in the file"))
    for number, post in enumerate(posts, start=1):
        try:
            yield _row(number, post, reading)
        except RowError as error:
            yield Row(number, problem=error.phrase)


def _row(number: int, post: Any, reading: Reading) -> Row:
    if not isinstance(post, dict):
        raise RowError(phrase("should be a mapping"))
    to = post.get("to") or []
    names = [to] if isinstance(to, str) else list(map(str, to))
    entry = {k: v for k, v in post.items() if k not in {"to", "at", "text", "due_at"}}
    due = post.get("due_at") or post.get("at") or ""
    return Row(
        number,
        text=str(post.get("text") or ""),
        at=read_date(str(due).replace("+00:00", "Z"), None, reading.zone),
        accounts=[(name,) for name in names],
        entry=entry,
    )
