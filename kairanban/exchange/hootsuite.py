"""Hootsuite's table for bulk uploads: time, message, link; no names above them."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from domain.phrases import phrase
from kairanban.exchange.dates import order_of, read_date
from kairanban.exchange.kinds import DateOrder
from kairanban.exchange.rows import Reading, Row, RowError
from kairanban.exchange.tables import Line, lines_of, text_of

_COLUMNS = 2


def read(data: bytes, reading: Reading) -> Iterator[Row]:
    """Yield its rows. They are of one profile, and do not say which."""
    lines = _without_heading(list(lines_of(text_of(data, reading.encoding))))
    order = reading.order or order_of(line.cells[0] for line in lines)
    for line in lines:
        try:
            yield _row(line, order, reading.zone)
        except RowError as error:
            yield Row(line.number, problem=error.phrase)


def _without_heading(lines: Sequence[Line]) -> Sequence[Line]:
    """Leave out a first row with names: it has no digit where the time stands."""
    if lines and not any(sign.isdigit() for sign in lines[0].cells[0]):
        return lines[1:]
    return lines


def _row(line: Line, order: DateOrder | None, zone: ZoneInfo) -> Row:
    if len(line.cells) < _COLUMNS:
        raise RowError(phrase("has no message: there should be time, message and link"))
    at = read_date(line.cells[0], order, zone)
    text, link, *media = [*(cell.strip() for cell in line.cells[1:]), ""]
    if link and link not in text:
        text = f"{text}\n{link}" if text else link
    return Row(line.number, text=text, at=at, media=[one for one in media if one])
