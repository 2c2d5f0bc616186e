"""The kinds of files that can be taken in, and how each is known."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.exchange import (
    buffer,
    calendar_file,
    hootsuite,
    own_json,
    plain_csv,
    postiz,
)
from kairanban.exchange.kinds import Source
from kairanban.exchange.rows import Reading, Row
from kairanban.exchange.tables import lines_of, text_of

READERS: Mapping[Source, Callable[[bytes, Reading], Iterator[Row]]] = {
    Source.BUFFER: buffer.read,
    Source.HOOTSUITE: hootsuite.read,
    Source.POSTIZ: postiz.read,
    Source.CSV: plain_csv.read,
    Source.ICS: calendar_file.read,
    Source.JSON: own_json.read,
}


def source_of(data: bytes, file: Path, encoding: str = "") -> Source:
    """Return what a file is, by what stands in it.

    Raises:
        RequestError: It cannot be told.
    """
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return Source.ICS
    text = text_of(data, encoding)
    if text.lstrip()[:1] in {"{", "["}:
        return _kind_of_json(text)
    head = next(lines_of(text), None)
    names = (
        {" ".join(cell.split()).casefold() for cell in head.cells} if head else set()
    )
    if names.issuperset(buffer.COLUMNS):
        return Source.BUFFER
    texts = plain_csv.NAMES["text"]
    if names.intersection(texts) and names.intersection(
        (*plain_csv.NAMES["at"], "date")
    ):
        return Source.CSV
    raise RequestError(
        phrase("what {file} is cannot be told; say so with --from", file=file.name)
    )


def _kind_of_json(text: str) -> Source:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise RequestError(phrase("the file is no JSON")) from None
    is_ours = isinstance(found, dict) and own_json.MARK in found
    return Source.JSON if is_ours else Source.POSTIZ
