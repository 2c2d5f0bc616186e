"""Text in columns, where a Japanese character takes two of them."""

import unicodedata
from collections.abc import Iterator
from itertools import accumulate

#: May not stand at the beginning of a line in Japanese.
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）］｝」』】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…"
)

#: May not stand at the end of a line.
_NEVER_LAST = frozenset("（［｛「『【〈《“‘")

_INVISIBLE = frozenset({"Mn", "Me", "Cf"})


def width(text: str) -> int:
    """Return how many columns *text* takes in a terminal."""
    return sum(map(_columns, text))


def pad(text: str, columns: int) -> str:
    """Return *text* with spaces after it, so that it fills *columns*."""
    return text + " " * (columns - width(text))


def shorten(text: str, columns: int) -> str:
    """Return *text*, or its beginning and "…", in at most *columns*."""
    if width(text) <= columns:
        return text
    return _head(text, columns - 1).rstrip() + "…"


def wrap(text: str, columns: int) -> list[str]:
    """Return *text* in lines of at most *columns*; wide characters may be parted."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while width(line.rstrip()) > columns:
            head = _head(line, columns)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _columns(character: str) -> int:
    if unicodedata.category(character) in _INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _head(text: str, columns: int) -> str:
    """Return as much of *text* as fits, at least one character; no joined emoji cut."""
    fitting = sum(end <= columns for end in accumulate(map(_columns, text)))
    return text[: max(fitting, 1)].rstrip("\u200d")


def _pieces(text: str) -> Iterator[str]:
    """Yield what must stay on one line: words with their spaces, wide characters."""
    piece = ""
    for character in text:
        if piece and _may_part(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_part(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if _columns(after) == 0:
        return False
    wide = _columns(before) == 2 or _columns(after) == 2  # noqa: PLR2004 - columns
    return before == " " or (wide and before != "\u200d")
