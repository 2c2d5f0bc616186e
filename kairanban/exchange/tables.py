"""Tables as spreadsheets save them: in some encoding, with some sign between cells."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from domain.errors import RequestError
from domain.phrases import phrase

LIMIT_BYTES = 20 * 1024 * 1024
_SIGNS = ",;\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    #: The line of the file in which it ends, counted from one.
    number: int
    cells: Sequence[str]


def text_of(data: bytes, encoding: str = "") -> str:
    """Return a file as text.

    Without a word about it, it is UTF-8, UTF-16 with its mark, or Shift JIS, as
    Japanese spreadsheets save it.

    Raises:
        RequestError: It is none of them, or too much.
    """
    if len(data) > LIMIT_BYTES:
        raise RequestError(phrase("the file is larger than 20 MB; split it"))
    names = [encoding] if encoding else ["utf-8-sig", "cp932"]
    if not encoding and data.startswith(_UTF16):
        names = ["utf-16"]
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise RequestError(
        phrase("the file's letters cannot be read; say how with --encoding")
    )


def lines_of(text: str) -> Iterator[Line]:
    """Yield the rows that are not empty.

    Raises:
        RequestError: It is no table.
    """
    head = text.partition("\n")[0]
    sign = max(_SIGNS, key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(reader.line_num, cells)
    except csv.Error as error:
        raise RequestError(
            phrase(
                "line {line} is no row of a table: {reason}",
                line=reader.line_num,
                reason=str(error),
            )
        ) from None


def named(lines: Sequence[Line]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row behind the first by the names of its columns, in lower case."""
    if not lines:
        return
    names = [" ".join(name.split()).casefold() for name in lines[0].cells]
    for line in lines[1:]:
        yield line.number, dict(zip(names, line.cells, strict=False))
