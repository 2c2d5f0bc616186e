"""Warnings that a post, a file or the project does not want to hear, by their names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from pydantic import PlainValidator

from config.document import Mark, Place, Section, Series, shown
from config.guess import one_of
from config.values import WrongValueError, line
from domain.errors import Problem
from domain.findings import FINDINGS, WARNINGS
from domain.phrases import phrase

_Spot = tuple[int, int]
_NOWHERE: _Spot = (1 << 60, 0)


def warning_name(value: object) -> str:
    """Read the name of a warning."""
    name = line(value)
    if name in WARNINGS:
        return name
    if name in FINDINGS:
        what = phrase("'{name}' cannot be silenced", name=name)
    else:
        what = phrase(
            "there is no warning '{name}'{choices}",
            name=shown(name),
            choices=one_of(name, WARNINGS),
        )
    raise WrongValueError(what, "unknown-finding")


SilencedName: TypeAlias = Annotated[str, PlainValidator(warning_name)]


@dataclass(frozen=True, slots=True)
class Silence:
    """Warnings that are not to be heard of a part of the files."""

    names: Sequence[str]
    #: Where they stand.
    place: Place
    #: "" means the whole project.
    file: str = ""
    #: From where to where, in lines and columns counted from zero.
    start: _Spot = (0, 0)
    end: _Spot = _NOWHERE
    #: Is it about one post, so that a name that silences nothing is a slip?
    is_narrow: bool = False

    def covers(self, warning: Problem) -> bool:
        """Is *warning* not to be heard?"""
        if warning.name not in self.names:
            return False
        spot = (warning.line - 1, warning.column - 1)
        return not self.file or (
            warning.file == self.file and self.start <= spot < self.end
        )


def of_project(names: Sequence[str], top: Place) -> Silence:
    """Return what the project does not want to hear."""
    return Silence(names, top.child("silence"))


def of_file(names: Sequence[str], top: Place) -> Silence:
    """Return what a file does not want to hear."""
    return Silence(names, top.child("silence"), top.document.file)


def of_post(names: Sequence[str], place: Place) -> Silence:
    """Return what the post at *place*, an entry of a list, does not want to hear."""
    start, end = _extent(place)
    file = place.document.file
    return Silence(names, place.child("silence"), file, start, end, is_narrow=True)


@dataclass(frozen=True, slots=True)
class Silences:
    """All that is not to be heard of a project."""

    known: list[Silence] = field(default_factory=list)

    def sort(
        self, warnings: Iterable[Problem]
    ) -> tuple[list[Problem], list[Problem], set[tuple[int, str]]]:
        """Return what is heard, what is not, and which silences were of use."""
        heard, silenced = list[Problem](), list[Problem]()
        used = set[tuple[int, str]]()
        for warning in warnings:
            numbers = [n for n, one in enumerate(self.known) if one.covers(warning)]
            used.update((number, warning.name) for number in numbers)
            (silenced if numbers else heard).append(warning)
        return heard, silenced, used

    def unused(
        self, used: set[tuple[int, str]], untold: Iterable[str]
    ) -> Iterator[Problem]:
        """Tell of what posts silence in vain; of *untold* nobody could say."""
        quiet = frozenset(untold)
        for number, one in enumerate(self.known):
            for nth, name in enumerate(one.names):
                if one.is_narrow and name not in quiet and (number, name) not in used:
                    what = phrase("there is no warning '{name}' here", name=name)
                    yield one.place.child(nth).problem(what, "unused-silence")


def _extent(place: Place) -> tuple[_Spot, _Spot]:
    """Return where an entry of a list begins, and where the next one does."""
    *before, number = place.path
    marks = _marks(Place(place.document, tuple(before)))
    if not isinstance(number, int) or number >= len(marks):
        return (0, 0), _NOWHERE
    end = _spot(marks[number + 1]) if number + 1 < len(marks) else _NOWHERE
    return _spot(marks[number]), end


def _marks(place: Place) -> Sequence[Mark]:
    value = place.value
    if isinstance(value, Section):
        return value.marks[::2]
    return value.marks if isinstance(value, Series) else ()


def _spot(mark: Mark) -> _Spot:
    return mark.line, mark.column
