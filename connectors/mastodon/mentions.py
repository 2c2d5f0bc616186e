"""The names at the beginning of a reply, without which nobody is told of it."""

import re
from collections.abc import Iterable

_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?(?:@[\w.\-]*\w(?::\d+)?)?"
_AT_START = re.compile(rf"\s*@{_NAME}(?=\s|$)")
_ANYWHERE = re.compile(rf"(?<![=/\w])@({_NAME})")


def with_mentions(text: str, names: Iterable[str]) -> str:
    """Return *text* with those of *names* before it that it does not hold itself.

    Args:
        text: As somebody wrote it.
        names: With their server, unless it is ours; without "@".
    """
    held = {found.casefold() for found in _ANYWHERE.findall(text)}
    missing = [
        f"@{name}"
        for name in dict.fromkeys(names)
        if name and name.casefold() not in held
    ]
    return " ".join([*missing, text]) if missing else text


def without_mentions(text: str) -> str:
    """Return *text* without the names at its beginning."""
    start = 0
    while found := _AT_START.match(text, start):
        start = found.end()
    return text[start:].lstrip()
