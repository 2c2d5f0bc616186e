"""A YAML file as read: text, lists and mappings that know where they stood."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from config.scalars import Plain, is_null
from domain.errors import Problem
from domain.phrases import Phrase

#: What an empty file says.
NOTHING = Plain("")

#: Longer keys and values are cut when they are shown to a person.
_LIMIT_SHOWN = 40


class Mark(Protocol):
    """Where something begins, counted from zero, as YAML parsers tell it."""

    @property
    def line(self) -> int:
        """Lines above it."""
        ...

    @property
    def column(self) -> int:
        """Characters before it in its line."""
        ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark of our own, for places that no parser names."""

    line: int
    column: int


TOP = Spot(0, 0)


class Section(dict[str, "Value"]):
    """A mapping, with the marks of its keys and values.

    Marks lie in one flat list: with thousands of posts a second dict each would
    weigh more than the posts, and marks are only looked up when something is wrong.
    """

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        #: Key, value, key, value ... in the order of the keys.
        self.marks: list[Mark] = []

    def put(self, key: str, value: "Value", key_mark: Mark, value_mark: Mark) -> None:
        """Add a key that is not there yet."""
        self[key] = value
        self.marks.append(key_mark)
        self.marks.append(value_mark)

    def key_mark(self, key: str) -> Mark:
        """Return where *key* stands."""
        return self.marks[2 * list(self).index(key)]

    def value_mark(self, key: str) -> Mark:
        """Return where the value of *key* begins."""
        return self.marks[2 * list(self).index(key) + 1]


class Series(list["Value"]):
    """A list, with the marks of its entries."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[Mark] = []


Value: TypeAlias = str | Section | Series
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What one file says."""

    #: Relative to the project.
    file: str
    value: Value = NOTHING
    #: What is wrong with it as YAML.
    problems: tuple[Problem, ...] = ()
    #: False when reading broke off, so that *value* says nothing.
    is_readable: bool = True

    @property
    def is_empty(self) -> bool:
        """Does the file say nothing at all?"""
        return is_null(self.value)

    @property
    def top(self) -> "Place":
        """Return the place that is the whole file."""
        return Place(self)


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a document that something can be said about."""

    document: Document
    path: Path = ()

    def child(self, *steps: str | int) -> "Place":
        """Return a place further in."""
        return Place(self.document, self.path + steps)

    @property
    def value(self) -> Value | None:
        """Return what stands there; None when there is no such place."""
        node: Value = self.document.value
        for step in self.path:
            if not _has(node, step):
                return None
            node = node[step]  # type: ignore[index]  # _has() has just looked
        return node

    @property
    def line(self) -> int:
        """Return the line in which the value here begins, counted from one."""
        return self._value_mark().line + 1

    def problem(self, what: Phrase, name: str = "") -> Problem:
        """Say what is wrong with the value here; *name* is of `domain.findings`."""
        return self._problem(what, self._value_mark(), name)

    def key_problem(self, what: Phrase, name: str = "") -> Problem:
        """Say what is wrong with the key here, or with what is not under it."""
        return self._problem(what, self.key_mark(), name)

    def key_mark(self) -> Mark:
        """Return where the last key on the way here stands, if it is there at all."""
        if not self.path:
            return TOP
        before, step = Place(self.document, self.path[:-1]), self.path[-1]
        holder = before.value
        if isinstance(step, int):
            return self._value_mark()
        if isinstance(holder, Section) and step in holder:
            return holder.key_mark(step)
        return before.key_mark()

    def _value_mark(self) -> Mark:
        node: Value = self.document.value
        mark: Mark = TOP
        for step in self.path:
            if not _has(node, step):
                return mark
            mark = _mark(node, step)
            node = node[step]  # type: ignore[index]  # _has() has just looked
        return mark

    def _problem(self, what: Phrase, mark: Mark, name: str) -> Problem:
        line, column = mark.line + 1, mark.column + 1
        return Problem(self.document.file, line, column, self._where(), what, name)

    def _where(self) -> str:
        node: Value | None = self.document.value
        names = []
        for step in self.path:
            known = node is not None and _has(node, step)
            node = node[step] if known else None  # type: ignore[index]  # _has() has just looked
            # A list of one may be written without its list: then it has no number.
            if known or isinstance(step, str):
                names.append(_name(step, node))
        return ".".join(names)


def shown(text: object) -> str:
    """Return *text* short enough for one line, without line breaks."""
    flat = " ".join(str(text).split())
    return flat if len(flat) <= _LIMIT_SHOWN else f"{flat[: _LIMIT_SHOWN - 1]}…"


def _has(node: Value, step: str | int) -> bool:
    if isinstance(node, Section):
        return step in node
    return isinstance(node, Series) and isinstance(step, int) and step < len(node)


def _mark(node: Value, step: str | int) -> Mark:
    if isinstance(node, Section):
        return node.value_mark(str(step))
    return node.marks[step]  # type: ignore[union-attr,index]  # what is no mapping is a list here


def _name(step: str | int, node: Value | None) -> str:
    """Name a list's entry by its `id`, else by its number, counted from one."""
    if isinstance(step, str):
        return shown(step)
    name = node.get("id") if isinstance(node, Section) else None
    return shown(name) if isinstance(name, str) and name else str(step + 1)
