"""Buffer's table for bulk uploads: `Text, Image URL, Tags, Posting Time`."""

from collections.abc import Iterator, Mapping

from config.emit import Data
from kairanban.exchange.dates import order_of, read_date
from kairanban.exchange.rows import Reading, Row, RowError
from kairanban.exchange.tables import lines_of, named, text_of

COLUMNS = ("text", "posting time")


def read(data: bytes, reading: Reading) -> Iterator[Row]:
    """Yield its rows. It is of one channel, and does not say which."""
    rows = list(named(list(lines_of(text_of(data, reading.encoding)))))
    order = reading.order or order_of(
        cells.get("posting time", "") for _, cells in rows
    )
    for number, cells in rows:
        try:
            at = read_date(cells.get("posting time", ""), order, reading.zone)
        except RowError as error:
            yield Row(number, problem=error.phrase)
            continue
        images = [one for one in cells.get("image url", "").split(",") if one.strip()]
        yield Row(
            number,
            text=cells.get("text", ""),
            at=at,
            media=[one.strip() for one in images],
            entry=_tags(cells),
        )


def _tags(cells: Mapping[str, str]) -> Mapping[str, Data]:
    """Keep the tags, which are no hashtags, for the team."""
    tags = [tag.strip() for tag in cells.get("tags", "").split(",") if tag.strip()]
    return {"x-tags": tags} if tags else {}
