"""Read YAML by walking the parser's events by hand.

Only the plain part of YAML is taken: no anchors, aliases, merge keys or tags, one
document, no key twice. Nothing here raises: whatever is wrong is in the document
that comes back.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from config.decoding import BrokenOffError, decoded, forbidden
from config.document import TOP, Document, Mark, Section, Series, Value, shown
from config.scalars import Plain
from config.yaml_words import in_our_words
from domain.errors import Problem
from domain.phrases import Phrase, phrase

LIMIT_DEPTH = 20

#: An event of PyYAML; its stubs know too little of events to be of use.
Event: TypeAlias = Any


class Events(Protocol):
    """Where YAML events come from."""

    def get_event(self) -> Event:
        """Return the next event; None when there is none."""
        ...


#: libyaml's parser where there is one; PyYAML's own is forty times slower.
PARSER: Callable[[str], Events] = (
    yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
)


def read(data: bytes, file: str, parser: Callable[[str], Events] = PARSER) -> Document:
    """Return what *data* says as YAML; *file* is its name in problems."""
    walker = _Walker(file)
    try:
        value = walker.walk(parser(decoded(data)))
    except BrokenOffError as broken:
        walker.note(broken.mark, broken.what)
    except yaml.YAMLError as error:
        walker.note(*in_our_words(error, data.decode(errors="replace")))
    except (ValueError, OverflowError):
        # PyYAML's Python parser stumbles so over escapes that name no character.
        walker.note(TOP, phrase("cannot be read as YAML"))
    else:
        return Document(file, value, tuple(walker.problems))
    return Document(file, problems=tuple(walker.problems), is_readable=False)


class _Walker:
    """Walks the events of one file."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file

    def note(self, mark: Mark, what: Phrase) -> None:
        """Write a problem down."""
        line, column = mark.line + 1, mark.column + 1
        self.problems.append(Problem(self._file, line, column, "", what, "bad-yaml"))

    def walk(self, events: Events) -> Value:
        """Return the value of the only document there may be."""
        self._next = events.get_event
        value: Value = Plain("")
        documents = 0
        while (kind := (event := self._next()).__class__) is not StreamEndEvent:
            if kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise BrokenOffError(event.start_mark, _ANOTHER)
            elif issubclass(kind, NodeEvent):
                value = self._node(event, 1)
        return value

    def _node(self, event: Event, depth: int) -> Value:
        kind = event.__class__
        if kind is ScalarEvent:
            return self._scalar(event)
        if kind is AliasEvent:
            what = phrase("'*{name}' is an alias; write it out", name=event.anchor)
            self.note(event.start_mark, what)
            return Plain("")
        if depth > LIMIT_DEPTH:
            what = phrase("is nested more than {limit} deep", limit=LIMIT_DEPTH)
            raise BrokenOffError(event.start_mark, what)
        self._refuse_ornaments(event)
        if kind is MappingStartEvent:
            return self._section(depth)
        return self._series(depth)

    def _scalar(self, event: Event) -> str:
        self._refuse_ornaments(event)
        text: str = event.value
        if not event.style:
            return Plain(text)
        # Only escapes in double quotes can bring in what the file did not show.
        if event.style == '"' and (what := forbidden(text)) is not None:
            self.note(event.start_mark, what)
            return Plain("")
        return text

    def _refuse_ornaments(self, event: Event) -> None:
        if event.anchor is not None:
            what = phrase(
                "'&{name}' is an anchor; if you mean text, put it in quotes",
                name=event.anchor,
            )
            self.note(event.start_mark, what)
        if event.tag is not None:
            what = phrase(
                "'{tag}' is a tag; if you mean text, put it in quotes",
                tag=shown(event.tag),
            )
            self.note(event.start_mark, what)

    def _series(self, depth: int) -> Series:
        series = Series()
        while (event := self._next()).__class__ is not SequenceEndEvent:
            series.append(self._node(event, depth + 1))
            series.marks.append(event.start_mark)
        return series

    def _section(self, depth: int) -> Section:
        section, next_ = Section(), self._next
        marks = section.marks
        while (event := next_()).__class__ is not MappingEndEvent:
            key, inner = self._key(event), next_()
            # Bare words are taken without a call: there are hundreds of thousands.
            if inner.__class__ is ScalarEvent and not (
                inner.style or inner.anchor or inner.tag
            ):
                value: Value = Plain(inner.value)
            else:
                value = self._node(inner, depth + 1)
            if key in section:
                self.note(event.start_mark, _twice(key, section))
            else:
                section[key] = value
                marks += (event.start_mark, inner.start_mark)
        return section

    def _key(self, event: Event) -> str:
        if event.__class__ is not ScalarEvent:
            raise BrokenOffError(event.start_mark, _no_key(event.__class__))
        if event.style or event.anchor or event.tag or event.value == "<<":
            return self._odd_key(event)
        text: str = event.value
        return text

    def _odd_key(self, event: Event) -> str:
        key = self._scalar(event)
        if key == "<<" and key.__class__ is Plain:
            what = phrase("'<<' is a merge key; write the values out")
            self.note(event.start_mark, what)
        return str(key)


_ANOTHER = phrase("'---' begins a second document; one file holds one document")


def _no_key(kind: type[Event]) -> Phrase:
    """Say why what stands for a key is none; mostly it was meant as a text."""
    if kind is MappingStartEvent:
        return phrase(
            "text that begins with '{character}' must stand in quotes", character="{{"
        )
    return phrase("a key must be plain text")


def _twice(key: str, section: Section) -> Phrase:
    return phrase(
        "'{key}' stands twice: here and in line {line}",
        key=shown(key),
        line=section.key_mark(key).line + 1,
    )
