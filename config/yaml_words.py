"""Say in our words what a YAML parser has to say about broken syntax."""

import re
from collections.abc import Sequence

from yaml import MarkedYAMLError, YAMLError

from config.document import TOP, Mark, shown
from domain.phrases import Phrase, phrase

#: What the parsers say, and what a person needs to hear. libyaml and PyYAML's own
#: parser word things differently; each line knows both. The first match counts.
_WORDS: Sequence[tuple[re.Pattern[str], Phrase]] = (
    (
        re.compile(r"quoted scalar.*(?:unexpected end of stream|document indicator)"),
        phrase("the quote that opens here is never closed"),
    ),
    (
        re.compile(r"invalid Unicode character escape"),
        phrase(
            "this escape is no character, or half of one; write the character itself"
        ),
    ),
    (
        re.compile(r"unknown escape|hexdecimal|hexadecimal|character escape code"),
        phrase(
            "this backslash in double quotes begins no known escape;"
            " use single quotes for text with backslashes"
        ),
    ),
    (
        re.compile(r"mapping values are not allowed|unexpected ':'"),
        phrase(
            "a ':' cannot stand here; put text that holds ': ' in quotes,"
            " and check the indentation"
        ),
    ),
    (
        re.compile(r"mapping keys are not allowed"),
        phrase("text that begins with '? ' must stand in quotes"),
    ),
    (
        re.compile(r"sequence entries are not allowed"),
        phrase("a list's '-' cannot stand here; begin the list on a line of its own"),
    ),
    (
        re.compile(r"tab character"),
        phrase("a tab stands where only spaces can; indent with spaces"),
    ),
    (
        re.compile(r"',' or '\]'"),
        phrase("the list that '[' opens here lacks a ',' or its ']'"),
    ),
    (
        re.compile(r"',' or '\}'"),
        phrase(
            "the mapping that '{brace}' opens here lacks a ',' or its end", brace="{"
        ),
    ),
    (
        re.compile(r"could not find expected ':'"),
        phrase("a ':' and a space are missing after this key"),
    ),
    (
        re.compile(r"block (?:mapping|collection|sequence)|<document start>"),
        phrase(
            "does not fit the lines above; check the indentation,"
            " and quotes in the middle of a text"
        ),
    ),
    (
        re.compile(r"scanning an? (?:alias|anchor)"),
        phrase("text that begins with '*' or '&' must stand in quotes"),
    ),
    (
        re.compile(r"\btag\b"),
        phrase("text that begins with '!' must stand in quotes"),
    ),
    (
        re.compile(r"block scalar"),
        phrase("after '|' or '>' the text must begin on the next line"),
    ),
    (
        re.compile(r"directive|incompatible YAML"),
        phrase("lines that begin with '%' are not for this file; take them out"),
    ),
    (
        re.compile(r"node content"),
        phrase("a value is missing here, or a bracket is never closed or never opened"),
    ),
)

#: Problems that are best shown where the thing began, not where it broke.
_SHOWN_AT_START = re.compile(
    r"quoted scalar.*(?:unexpected end|document indicator)|',' or '[\]}]'|expected ':'"
)


def in_our_words(error: YAMLError, text: str) -> tuple[Mark, Phrase]:
    """Return where *error* struck in *text*, and what is wrong there."""
    if not isinstance(error, MarkedYAMLError):
        return TOP, phrase("cannot be read as YAML")
    said = f"{error.context or ''} {error.problem or ''}"
    mark: Mark = error.problem_mark or error.context_mark or TOP
    if "cannot start any token" in said:
        return mark, _bad_start(_character(text, mark))
    if _SHOWN_AT_START.search(said):
        mark = error.context_mark or mark
    for pattern, what in _WORDS:
        if pattern.search(said):
            return mark, what
    return mark, phrase(
        "cannot be read as YAML here ({detail})", detail=shown(error.problem)
    )


def _bad_start(character: str) -> Phrase:
    if character == "\t":
        return phrase("a tab stands where only spaces can; indent with spaces")
    return phrase(
        "text that begins with '{character}' must stand in quotes", character=character
    )


def _character(text: str, mark: Mark) -> str:
    lines = text.removeprefix("\ufeff").splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    return line[mark.column : mark.column + 1]
