"""Hashtags that a campaign gives its posts. Pure."""

import re
from collections.abc import Sequence

#: Where a writer wants them, if not at the end.
PLACE = "hashtags"
_TAG = re.compile(r"[#\uff03](\w+)")


def line_of(tags: Sequence[str]) -> str:
    """Return hashtags as they stand in a text."""
    return " ".join(f"#{tag}" for tag in tags)


def missing(text: str, tags: Sequence[str]) -> Sequence[str]:
    """Return those of *tags* that *text* does not have already, in any case."""
    there = {found.casefold() for found in _TAG.findall(text)}
    return [tag for tag in tags if tag.casefold() not in there]


def appended(text: str, tags: Sequence[str]) -> str:
    """Return *text* with *tags* in a paragraph of their own below it."""
    if not tags:
        return text
    return f"{text}\n\n{line_of(tags)}" if text else line_of(tags)
