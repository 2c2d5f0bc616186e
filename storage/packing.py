"""Values that fill one column: packed as JSON, unpacked as they were."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from domain.items import Attachment, MediaKind
from domain.judgements import Reason
from domain.late import LateAction, LatePolicy
from domain.phrases import Phrase
from domain.posts import (
    AS_USUAL,
    Focus,
    KeptMedia,
    Manner,
    MediaFile,
    Message,
    Poll,
    Variant,
    Visibility,
)

_Value = TypeVar("_Value")

#: Made once: `json.dumps` would make one for every value.
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

#: What is longer, in characters, is not kept in memory.
_SHORT = 100


@dataclass(frozen=True, slots=True)
class Packing(Generic[_Value]):
    """A way there and back between a value and plain JSON."""

    to_plain: Callable[[_Value], Any]
    from_plain: Callable[[Any], _Value]

    def pack(self, value: _Value) -> str:
        """Return *value* as JSON, short and readable."""
        return _write(self.to_plain(value))

    def unpack(self, text: str) -> _Value:
        """Return the value that was packed as *text*; none of ours can be changed."""
        return _short(self, text) if len(text) <= _SHORT else _unpacked(self, text)


def _unpacked(packing: Packing[_Value], text: str) -> _Value:
    return packing.from_plain(json.loads(text))


#: The same few words come again with every row: "nothing", an account, a policy.
_short = lru_cache(maxsize=1000)(_unpacked)


def each(packing: Packing[_Value]) -> Packing[tuple[_Value, ...]]:
    """Return the packing of many such values in a row."""
    return Packing(
        lambda values: [packing.to_plain(value) for value in values],
        lambda plain: tuple(map(packing.from_plain, plain)),
    )


def _plain_phrase(phrase: Phrase) -> dict[str, Any]:
    plain: dict[str, Any] = {"message": phrase.message}
    if phrase.values:
        plain["values"] = {key: _plain(value) for key, value in phrase.values.items()}
    if phrase.plural is not None:
        plain["plural"] = phrase.plural
    return plain


def _phrase(plain: dict[str, Any]) -> Phrase:
    values = {key: _value(value) for key, value in plain.get("values", {}).items()}
    return Phrase(plain["message"], values, plain.get("plural"))


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of value that JSON has no word for, so that ours is written beside it."""

    name: str
    type: type
    to_plain: Callable[[Any], Any]
    from_plain: Callable[[Any], object]


_KINDS = (
    _Kind("phrase", Phrase, _plain_phrase, _phrase),
    # Before "date": every datetime is a date too.
    _Kind("datetime", datetime, datetime.isoformat, datetime.fromisoformat),
    _Kind("date", date, date.isoformat, date.fromisoformat),
    _Kind("time", time, time.isoformat, time.fromisoformat),
    _Kind(
        "timedelta",
        timedelta,
        lambda span: [span.days, span.seconds, span.microseconds],
        lambda parts: timedelta(*parts),
    ),
)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    for kind in _KINDS:
        if isinstance(value, kind.type):
            return {kind.name: kind.to_plain(value)}
    return str(value)  # a reader never sees more of it than this


def _value(plain: Any) -> object:
    if not isinstance(plain, dict):
        return plain
    ((name, inner),) = plain.items()
    return next(kind for kind in _KINDS if kind.name == name).from_plain(inner)


def _plain_focus(focus: Focus | None) -> list[object]:
    """Return what stands at the end of a file's row: nothing where nobody said."""
    return [[focus.across, focus.down]] if focus else []


def _file(plain: list[Any]) -> MediaFile:
    path, alt, *focus = plain
    return MediaFile(Path(path), alt, *(Focus(*one) for one in focus))


def _kept(plain: list[Any]) -> KeptMedia:
    path, alt, sha256, mime_type, size_bytes, width, height, name, *focus = plain
    return KeptMedia(
        Path(path),
        alt,
        sha256,
        mime_type,
        size_bytes,
        width,
        height,
        name,
        *(Focus(*one) for one in focus),
    )


def _plain_kept(kept: KeptMedia) -> list[object]:
    return [
        str(kept.path),
        kept.alt,
        kept.sha256,
        kept.mime_type,
        kept.size_bytes,
        kept.width,
        kept.height,
        kept.name,
        *_plain_focus(kept.focus),
    ]


def _plain_manner(manner: Manner) -> dict[str, Any]:
    """Return what is not as usual."""
    said = ((one.name, getattr(manner, one.name)) for one in fields(manner))
    usual = {one.name: one.default for one in fields(manner)}
    plain = {name: value for name, value in said if value != usual[name]}
    if manner.poll is not None:
        poll = manner.poll
        plain["poll"] = [poll.options, poll.open_for.total_seconds(), poll.several]
    return plain


def _manner(plain: dict[str, Any]) -> Manner:
    said = dict(plain)
    if "visibility" in said:
        said["visibility"] = Visibility(said["visibility"])
    if "poll" in said:
        options, seconds, several = said["poll"]
        said["poll"] = Poll(tuple(options), timedelta(seconds=seconds), several)
    return Manner(**said)


def _plain_message(message: Message) -> list[Any]:
    plain = [message.text, MEDIA_FILES.to_plain(message.media)]
    if message.manner != AS_USUAL:
        plain.append(_plain_manner(message.manner))
    return plain


def _message(plain: list[Any]) -> Message:
    text, media, *others = plain
    manner = _manner(others[0]) if others else AS_USUAL
    return Message(text, MEDIA_FILES.from_plain(media), manner)


PHRASE = Packing(_plain_phrase, _phrase)
REASONS: Packing[tuple[Reason, ...]] = each(
    Packing(
        lambda reason: [reason.code, _plain_phrase(reason.phrase)],
        lambda plain: Reason(plain[0], _phrase(plain[1])),
    )
)
WORDS: Packing[tuple[str, ...]] = each(Packing(str, str))
ATTACHMENTS: Packing[tuple[Attachment, ...]] = each(
    Packing(
        lambda one: [one.kind, one.url, one.alt],
        lambda plain: Attachment(MediaKind(plain[0]), *plain[1:]),
    )
)
MEDIA_FILES: Packing[tuple[MediaFile, ...]] = each(
    Packing(lambda one: [str(one.path), one.alt, *_plain_focus(one.focus)], _file)
)
MANNER: Packing[Manner] = Packing(_plain_manner, _manner)
MESSAGES: Packing[tuple[Message, ...]] = each(Packing(_plain_message, _message))
VARIANTS: Packing[tuple[Variant, ...]] = each(
    Packing(
        lambda one: [one.account, MESSAGES.to_plain(one.messages), one.answers],
        lambda plain: Variant(plain[0], MESSAGES.from_plain(plain[1]), plain[2]),
    )
)
LATE: Packing[LatePolicy] = Packing(
    lambda policy: [
        policy.within.total_seconds(),
        policy.spacing.total_seconds(),
        policy.otherwise,
    ],
    lambda plain: LatePolicy(
        timedelta(seconds=plain[0]), timedelta(seconds=plain[1]), LateAction(plain[2])
    ),
)
KEPT_MEDIA: Packing[tuple[KeptMedia, ...]] = each(Packing(_plain_kept, _kept))
