"""Fills `{{name}}` in texts: names only, no logic, so that nothing can go wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from config.document import Mark, Section, Series, Value

_NAME = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Filling:
    """Fills texts, and notes what it had no words for."""

    names: Mapping[str, str]
    #: Names that were asked for in vain, each once, in order.
    missing: dict[str, None] = field(default_factory=dict)

    def fill(self, value: Value) -> Value:
        """Return *value* with every text in it filled; marks stay as they are."""
        if isinstance(value, Section):
            section = Section()
            for key, inner in value.items():
                marks = value.key_mark(key), value.value_mark(key)
                section.put(key, self.fill(inner), *marks)
            return section
        if isinstance(value, Series):
            series = Series()
            series += map(self.fill, value)
            series.marks += value.marks
            return series
        return self.text(value) if "{{" in value else value

    def text(self, words: str) -> str:
        """Return *words* filled; where a name says nothing, no gap is left."""
        return _GAP.sub("\n\n", _NAME.sub(self._said, words)).strip()

    def _said(self, match: re.Match[str]) -> str:
        name = match[1]
        if name not in self.names:
            self.missing[name] = None
            return match[0]
        return self.names[name]


def moved(value: Value, mark: Mark) -> Value:
    """Return a copy of *value*, written in another file, as if it stood at *mark*."""
    if isinstance(value, Section):
        section = Section()
        for key, inner in value.items():
            section.put(key, moved(inner, mark), mark, mark)
        return section
    if isinstance(value, Series):
        series = Series()
        series += [moved(inner, mark) for inner in value]
        series.marks += [mark] * len(value)
        return series
    return value
