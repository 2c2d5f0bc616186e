"""Add posts to a file of the queue, and leave every byte of it that stands there.

Nothing is read and written anew: new lines are put behind the last post. So comments,
quotes, order, line ends and empty lines stay exactly as they were.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.document import Document, Place, Section, Series, Value
from config.emit import Data, entry_of
from config.values import WrongValueError
from config.yaml_reader import read
from domain.phrases import phrase

_DASH = re.compile(r"( *)-[ \t]+")
_NO_CONTENT = re.compile(r"\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where new posts go."""

    #: Lines above it.
    line: int
    #: Columns before their dashes.
    column: int


def appended(text: str, posts: Sequence[Mapping[str, Data]], file: str) -> str:
    """Return *text* with *posts* behind those that stand there.

    Raises:
        WrongValueError: It cannot be done so that the rest stays; says what can.
    """
    mark = text[:1] if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    before = read(text.encode(), file)
    if before.problems:
        raise WrongValueError(
            phrase("{file} has problems; see kairanban check", file=file)
        )
    spot = _spot(text, before)
    for gap in (True, False):
        new = _put(text, posts, spot, gap=gap and bool(text.strip()))
        if _is_so(before, read(new.encode(), file), posts):
            return mark + new
    raise _cannot(file)


def _cannot(file: str) -> WrongValueError:
    return WrongValueError(
        phrase(
            "a post cannot be put into {file} so that the rest of it stays as it is;"
            " choose another file with --file (an import: --into)",
            file=file,
        )
    )


def _place(before: Document) -> Place:
    is_list = isinstance(before.value, Series) or before.is_empty
    return before.top if is_list else before.top.child("posts")


def _spot(text: str, before: Document) -> _Spot:
    lines = text.splitlines(keepends=True)
    if before.is_empty:
        return _Spot(len(lines), 0)
    found = _place(before).value
    if not isinstance(found, Series) or not found:
        raise _cannot(before.file)
    first, last = found.marks[0], found.marks[-1]
    dash = _DASH.match(lines[first.line])
    if dash is None or dash.end() != first.column:
        raise _cannot(before.file)
    column = len(dash[1])
    return _Spot(_end(lines, last.line, column), column)


def _end(lines: Sequence[str], line: int, column: int) -> int:
    """Return behind which line a list ends whose last entry begins in *line*.

    Comments at the end of a file stay above what is added.
    """
    end = line + 1
    for number, words in enumerate(lines[line + 1 :], start=line + 1):
        if _NO_CONTENT.fullmatch(words):
            continue
        if len(words) - len(words.lstrip(" ")) <= column:
            return end
        end = number + 1
    return len(lines)


def _put(
    text: str, posts: Sequence[Mapping[str, Data]], spot: _Spot, *, gap: bool
) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    head, tail = "".join(lines[: spot.line]), "".join(lines[spot.line :])
    if head and not head.endswith(("\n", "\r")):
        head += ending
    if gap and not head.endswith(ending * 2):
        head += ending
    margin = " " * spot.column
    new = "\n".join(map(entry_of, posts)).split("\n")[:-1]
    body = "".join(f"{margin if line else ''}{line}{ending}" for line in new)
    return (
        head
        + body
        + (ending if gap and tail.strip() and tail[:1] not in "\r\n" else "")
        + tail
    )


def _is_so(
    before: Document, after: Document, posts: Sequence[Mapping[str, Data]]
) -> bool:
    """Does the file say what it said, and the posts behind it, and nothing else?"""
    if after.problems:
        return False
    old, new = _place(before).value, _place(after).value
    if not isinstance(new, Series):
        return False
    count = len(old) if isinstance(old, Series) else 0
    return (
        new[:count] == (old if count else [])
        and list(map(plain, new[count:])) == list(map(plain, posts))
        and _rest(before.value) == _rest(after.value)
    )


def _rest(value: Value) -> object:
    """Return what a file says beside its posts."""
    if not isinstance(value, Section):
        return None
    return {key: inner for key, inner in value.items() if key != "posts"}


def plain(value: object) -> object:
    """Return a value as bare lists, mappings and texts, to be compared."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, str):
        return str(value)
    return [plain(inner) for inner in value] if isinstance(value, Sequence) else value
