"""What a bare word in YAML means: the core schema of YAML 1.2, and nothing of 1.1.

So `09:30`, `no`, `on` and `2026-11-24` are text, and `017` is seventeen.
"""

import re

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_WHOLE = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FRACTION = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
#: Python refuses to read longer numbers than this; they stay text.
_LIMIT_DIGITS = 4000


class Plain(str):
    """A scalar written without quotes: the text as typed, whatever it may mean."""

    __slots__ = ()


def is_null(value: object) -> bool:
    """Does this say "nothing", as an empty value or a bare `null` does?"""
    return value.__class__ is Plain and value in _NULL


def is_unsaid(value: object) -> bool:
    """Does this say nothing, or not even stand there?"""
    return value is None or is_null(value)


def meaning(value: str) -> bool | int | float | str | None:
    """Return what *value* means; what stood in quotes always means itself."""
    if not isinstance(value, Plain):
        return value
    if value in _NULL:
        return None
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    return _number(value)


def _number(text: str) -> int | float | str:
    if len(text) > _LIMIT_DIGITS:
        return str(text)
    if _WHOLE.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, base=0)
    if _FRACTION.fullmatch(text):
        return float(text)
    if _ENDLESS.fullmatch(text):
        return float(text.replace(".", ""))
    return str(text)
