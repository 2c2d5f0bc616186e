"""The digest for programs: plain dicts and lists, made at the very edge only."""

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any
from zoneinfo import ZoneInfo

from digest.paper import Digest
from domain.phrases import Phrase, Phrasebook


def as_json(digest: Digest, book: Phrasebook) -> dict[str, Any]:
    """Return what `json.dumps` takes.

    Times are ISO 8601 in UTC, spans are seconds, priorities are names, reasons are
    words in *book*'s language.
    """
    return _object(digest, book)


def _object(value: Any, book: Phrasebook) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(value, field.name), book) for field in fields(value)
    }


def _plain(value: Any, book: Phrasebook) -> Any:
    if is_dataclass(value) and not isinstance(value, Phrase):
        return _object(value, book)
    if isinstance(value, tuple):
        return [_plain(one, book) for one in value]
    return _leaf(value, book)


def _leaf(value: Any, book: Phrasebook) -> Any:
    match value:
        case Phrase():
            return book.read(value)
        case date():  # a moment, too
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case ZoneInfo():
            return value.key
        case IntEnum():
            return value.name.lower()
        case _:
            return value
