"""The door for words: what a database cannot hold is taken out here, and only here."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

_Value = TypeVar("_Value")

#: What stands where something could not stand.
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(text: str) -> str:
    """Return *text* without NUL and lone surrogates.

    PostgreSQL refuses the one, UTF-8 the other; platforms hand out both. The two
    halves of a surrogate pair become the character that they mean.
    """
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", REPLACEMENT)


def cleaned(value: _Value) -> _Value:
    """Return *value*, a text or anything made of texts, with every text clean."""
    return cast("_Value", _cleaned(value))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        return replace(value, **{name: _cleaned(part) for name, part in parts.items()})
    return value
