"""Write values as YAML that a person likes to read, and that we read back the same.

Only what `config.yaml_reader` takes: no anchors, no tags, text always as text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import indent
from typing import TypeAlias

from config.decoding import forbidden
from config.scalars import Plain, is_null

#: What can be written: texts, and lists and mappings of them.
Data: TypeAlias = str | Sequence["Data"] | Mapping[str, "Data"]

#: Needs no quotes, in a list on one line either: begins with a letter or digit.
_BARE = re.compile(r"[^\W_][^\n,\[\]{}]*")
#: What YAML takes for the end of a text.
_END = re.compile(r":(?:\s|$)|\s#")
_SPACE_AT_END = re.compile(r"[ \t]$", re.MULTILINE)
#: Line breaks for YAML, or invisible to a person: written as escapes.
_UNSEEN = re.compile(
    "[\t\r\x85\u2028\u2029\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
_LONGEST_FLOW = 60


def entry_of(data: Mapping[str, Data], dash: str = "- ") -> str:
    """Return one entry of a list, its keys below each other, with a line break."""
    lines = indent("".join(_pairs(data)), " " * len(dash))
    return dash + lines[len(dash) :]


def scalar(text: str) -> str:
    """Return *text* on one line: bare where that is clear, else in quotes."""
    return text if _is_bare(text) else _quoted(text)


def _quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)


def _is_bare(text: str) -> bool:
    return (
        _BARE.fullmatch(text) is not None
        and text == text.strip()
        and not _UNSEEN.search(text)
        and forbidden(text) is None
        and not is_null(Plain(text))
        and not _END.search(text)
    )


def _pairs(data: Mapping[str, Data]) -> Iterator[str]:
    for key, value in data.items():
        yield f"{scalar(key)}:{_value(value)}"


def _value(value: Data) -> str:
    """Return what stands behind a colon, with the space before and the break after."""
    if isinstance(value, str):
        return f" {_block(value)}\n" if _may_be_block(value) else f" {scalar(value)}\n"
    if isinstance(value, Mapping):
        inner = "".join(_pairs(value))
        return "\n" + indent(inner, "  ") if inner else " {}\n"
    return _list(value)


def _may_be_block(text: str) -> bool:
    """Can it stand below "|", line by line, and be the same when it is read?"""
    return (
        "\n" in text.rstrip("\n")
        and not text.endswith("\n\n")
        and not text[0].isspace()
        and not _SPACE_AT_END.search(text)
        and not _UNSEEN.search(text)
        and forbidden(text) is None
    )


def _block(text: str) -> str:
    sign = "|" if text.endswith("\n") else "|-"
    return f"{sign}\n{indent(text.rstrip(chr(10)), '  ')}"


def _list(values: Sequence[Data]) -> str:
    flow = _flow(values)
    if flow is not None:
        return f" {flow}\n"
    return "\n" + indent("".join(map(_item, values)), "  ")


def _flow(values: Sequence[Data]) -> str | None:
    """Return short lists of single words as `[a, b]`; None where that is not nice."""
    if not all(isinstance(value, str) and _is_bare(value) for value in values):
        return None
    line = f"[{', '.join(map(str, values))}]"
    is_short = len(line) <= _LONGEST_FLOW and all(" " not in str(v) for v in values)
    return line if is_short else None


def _item(value: Data) -> str:
    if isinstance(value, Mapping):
        return entry_of(value) if value else "- {}\n"
    if isinstance(value, str):
        return f"-{_value(value)}"
    return f"- {_inline(value)}\n"


def _inline(value: Data) -> str:
    """Return a value on one line: for a list in a list, which nobody writes."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        pairs = (f"{_quoted(key)}: {_inline(inner)}" for key, inner in value.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(_inline, value))}]"
