"""A table with names above its columns: our own export, or one made by hand."""

import json
from collections.abc import Iterator, Mapping

from config.emit import Data
from domain.phrases import phrase
from kairanban.exchange.dates import order_of, read_date
from kairanban.exchange.kinds import DateOrder
from kairanban.exchange.rows import Reading, Row, RowError
from kairanban.exchange.tables import lines_of, named, text_of
from kairanban.new_post import parts_of

#: What people call the columns; the first is ours.
NAMES: Mapping[str, tuple[str, ...]] = {
    "at": (
        "at",
        "date time",
        "datetime",
        "scheduled at",
        "scheduled_at",
        "when",
        "日時",
    ),
    "text": ("text", "message", "content", "post", "caption", "本文"),
    "to": ("to", "account", "accounts", "channel", "profile", "アカウント"),
    "media": ("media", "image", "image url", "picture", "画像"),
}
_OWN = ("id", "campaign", "repeat", "approval")


def read(data: bytes, reading: Reading) -> Iterator[Row]:
    """Yield its rows."""
    rows = list(named(list(lines_of(text_of(data, reading.encoding)))))
    order = reading.order or order_of(_time(cells) for _, cells in rows)
    for number, cells in rows:
        try:
            yield _row(number, cells, order, reading)
        except RowError as error:
            yield Row(number, problem=error.phrase)


def cell(cells: Mapping[str, str], name: str) -> str:
    """Return what stands in a column, whatever it is called."""
    return next((cells[n] for n in NAMES.get(name, (name,)) if n in cells), "")


def _time(cells: Mapping[str, str]) -> str:
    at = cell(cells, "at")
    return at or f"{cells.get('date', '')} {cells.get('time', '')}".strip()


def _row(
    number: int, cells: Mapping[str, str], order: DateOrder | None, reading: Reading
) -> Row:
    entry: dict[str, Data] = {
        name: cells[name].strip() for name in _OWN if cells.get(name, "").strip()
    }
    if cells.get("thread", "").strip():
        entry["thread"] = parts_of(cells["thread"])
    if cells.get("alt", "") and cell(cells, "media"):
        entry["alt"] = cells["alt"].splitlines()
    entry |= _more(cells.get("more", ""))
    to = [one.strip() for one in cell(cells, "to").replace(",", " ").split()]
    return Row(
        number,
        text=cell(cells, "text"),
        at=read_date(_time(cells), order, reading.zone),
        accounts=[(one,) for one in to],
        media=[one.strip() for one in cell(cells, "media").splitlines() if one.strip()],
        entry=entry,
    )


def _more(words: str) -> Mapping[str, Data]:
    """Read what our own export put there: all keys for which there is no column."""
    if not words.strip():
        return {}
    try:
        found = json.loads(words)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RowError(phrase("the column 'more' holds no JSON mapping"))
    return found
