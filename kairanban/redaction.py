"""Keeps secrets out of what is written down, whatever brought them there."""

import re
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

HIDDEN = "[hidden]"

_NAMES = re.compile(
    r"(pass(word|wd|phrase)|secret|token|authorization|cookie|api_?key|jwt|credential)",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(?i)\b(bearer|basic|dpop)\s+[A-Za-z0-9._~+/=-]{8,}")
_JWT = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")
#: What all three have: most texts have none of it, and need no closer look.
_SUSPECT = re.compile(r"(?i)bearer|basic|dpop|eyJ|://")
_URL_PASSWORD = re.compile(r"(?<=://)([^/\s:@]+):([^/\s@]+)@")

#: Shorter values would hide ordinary words.
_SHORTEST_SECRET = 6


def hide(text: str, secrets: Iterable[str] = ()) -> str:
    """Return *text* without secrets, tokens and passwords in addresses."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    if not _SUSPECT.search(text):
        return text
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _JWT.sub(HIDDEN, text)
    return _URL_PASSWORD.sub(rf"\1:{HIDDEN}@", text)


def redactor(
    secrets: Callable[[], Iterable[str]],
) -> Callable[[Any, str, MutableMapping[str, Any]], MutableMapping[str, Any]]:
    """Return a structlog processor that hides secrets in every value of an event."""

    def process(
        _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        known = tuple(secrets())
        for name, value in event.items():
            event[name] = HIDDEN if _NAMES.search(name) else _hidden(value, known)
        return event

    return process


def _hidden(value: Any, secrets: tuple[str, ...]) -> Any:
    match value:
        case str():
            return hide(value, secrets)
        case dict():
            return {
                name: HIDDEN if _NAMES.search(str(name)) else _hidden(inner, secrets)
                for name, inner in value.items()
            }
        case list() | tuple():
            return [_hidden(inner, secrets) for inner in value]
        case bool() | int() | float() | None:
            return value
        case _:
            return hide(str(value), secrets)
