"""What each kind of value looks like to an editor, in JSON Schema.

Where a kind is not listed, any text will do: an editor then knows less, never wrong.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from config import (
    addresses,
    amounts,
    database,
    message_schema,
    values,
    when_schema,
)

Schema: TypeAlias = Mapping[str, Any]

#: Words without quotes may look like numbers or true and false; we take them as text.
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
NOTHING: Schema = {"type": "null"}
NO_MAPPING: Schema = {"type": ["string", "number", "boolean", "array", "null"]}


def _text(pattern: str = "", **more: Any) -> Schema:
    found: dict[str, Any] = {"type": "string"}
    return found | ({"pattern": pattern} if pattern else {}) | more


_DURATION = _text(
    r"^\s*(?=[0-9])([0-9]{1,6}\s*d)?\s*([0-9]{1,6}\s*h)?\s*([0-9]{1,6}\s*m)?"
    r"\s*([0-9]{1,6}\s*s)?\s*$",
    examples=["30m", "4h", "2d", "1h30m"],
)
_NAME: Schema = {**SCALAR, "pattern": r"^[^\s/\\:;,#\"'(){}\[\]]{1,100}$"}
_LIMIT = r"^\s*[0-9]{1,12}\s+per\s+(hour|day|month)\s*$"
_SUM = r"^\s*[0-9]{1,9}(\.[0-9]+)?(\s+[A-Za-z]{3})?\s+per\s+(hour|day|month)\s*$"

#: By the function that reads it.
KINDS: Mapping[Callable[..., Any], Schema] = {
    values.text: SCALAR,
    values.line: {**SCALAR, "pattern": r"\S"},
    values.paragraph: SCALAR,
    values.duration: _DURATION,
    values.positive_duration: _DURATION,
    values.time_of_day: _text(r"^[0-9]{1,2}:[0-9]{2}$", examples=["08:00"]),
    values.day: _text(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-11-24"]),
    values.required: {"const": "required"},
    values.flag: {"enum": [True, False, "true", "false"]},
    values.zone: _text(r"\S", examples=["Asia/Tokyo", "Europe/London", "UTC"]),
    values.language: _text(
        r"^\s*[a-z]{2}(-[A-Za-z0-9]{2,8})*\s*$", examples=["en", "ja"]
    ),
    values.spoken: {"enum": ["en", "ja"]},
    values.url: _text(r"^\s*https?://[^\s]+\s*$"),
    values.handle: {**SCALAR, "pattern": r"^\s*@?[^\s@][^\s]*\s*$"},
    values.slug: _NAME,
    values.hashtag: {**SCALAR, "pattern": r"^\s*#?[^\s#]+\s*$"},
    amounts.amount: {
        "type": ["number", "string"],
        "pattern": r"^\s*[0-9]{1,9}(\.[0-9]+)?\s*$",
        "minimum": 0,
    },
    amounts.currency: _text(r"^\s*[A-Za-z]{3}\s*$", examples=["USD", "JPY"]),
    amounts.count_limit: _text(_LIMIT, examples=["2500 per hour", "50 per day"]),
    amounts.money_limit: _text(_SUM, examples=["20 USD per month"]),
    database.database: _text(r"^\s*(postgresql|sqlite)"),
    addresses.maybe_address: SCALAR,
    addresses.maybe_card: SCALAR,
}

_NONE: Schema = {"const": "none"}

#: What is taken beside a list or a mapping, by the function that reads it before.
#: Of one that is not listed here it may be anything but a mapping.
BESIDE: Mapping[Callable[..., Any], tuple[Schema, ...]] = {
    values.many: (),
    values.maybe_bare: (NOTHING,),
    amounts.limits_or_none: (),
    message_schema.text_or_mapping: (SCALAR,),
    message_schema.poll_or_none: (_NONE,),
    message_schema.utm_or_flag: (KINDS[values.flag],),
    when_schema.none_or_country: (SCALAR,),
    when_schema.word_or_mapping: ({"type": "array"},),
}
