"""What a server says of itself: limits, and what it is able to do.

A server's name and version decide nothing: forks have versions of their own, and
some are no numbers at all.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.json_paths import (
    Json,
    at,
    moment_at,
    number_at,
    object_at,
    text_at,
    texts_at,
)

#: Where they are kept, in the account's folder.
KEPT = "instance.json"

#: `api_versions.mastodon` of the first Mastodon (4.5) with quotes of its own.
_WITH_QUOTES = 7


@dataclass(frozen=True, slots=True)
class Facts:
    """A server's word; 0, "" and () stand for what it does not say."""

    #: For people only, such as "4.5.2" or "takahe/0.11.0".
    version: str = ""
    characters: int = 0
    link_counts: int = 0
    media: int = 0
    picture_bytes: int = 0
    picture_pixels: int = 0
    film_bytes: int = 0
    alt_characters: int = 0
    mime_types: tuple[str, ...] = ()
    poll_options: int = 0
    poll_characters: int = 0
    #: Seconds.
    poll_shortest: int = 0
    poll_longest: int = 0
    #: It has quotes of its own, and tells of them.
    quotes: bool = False


def read_facts(instance: Json) -> Facts:
    """Return what an instance's answer says, of either version of the API."""
    settings = object_at(instance, "configuration")
    media, polls = (
        object_at(settings, "media_attachments"),
        object_at(settings, "polls"),
    )
    return Facts(
        version=text_at(instance, "version"),
        # Pleroma and its forks say it in a field of their own.
        characters=_positive(settings, "statuses", "max_characters")
        or _positive(instance, "max_toot_chars"),
        link_counts=_positive(settings, "statuses", "characters_reserved_per_url"),
        media=_positive(settings, "statuses", "max_media_attachments"),
        picture_bytes=_positive(media, "image_size_limit"),
        picture_pixels=_positive(media, "image_matrix_limit"),
        film_bytes=_positive(media, "video_size_limit"),
        alt_characters=_positive(media, "description_limit"),
        mime_types=texts_at(media, "supported_mime_types"),
        poll_options=_positive(polls, "max_options"),
        poll_characters=_positive(polls, "max_characters_per_option"),
        poll_shortest=_positive(polls, "min_expiration"),
        poll_longest=_positive(polls, "max_expiration"),
        quotes=number_at(instance, "api_versions", "mastodon") >= _WITH_QUOTES,
    )


def kept_facts(folder: Path, server: str) -> tuple[Facts | None, datetime | None]:
    """Return the facts of *server* that an account's folder holds, and their time.

    Nothing where there are none, or they are another server's.
    """
    try:
        note = json.loads((folder / KEPT).read_text(encoding="utf-8"))
        if text_at(note, "server") != server:
            return None, None
        facts = {**object_at(note, "facts")}
        facts["mime_types"] = texts_at(note, "facts", "mime_types")
        return Facts(**facts), moment_at(note, "read_at")  # type: ignore[arg-type]  # our own words, or TypeError
    except (OSError, ValueError, TypeError):
        return None, None


def _positive(value: object, *path: str) -> int:
    """Return the whole number above 0 at *path*, however it is written; else 0."""
    found = at(value, *path)
    if isinstance(found, str) and found.isascii() and found.isdecimal():
        found = int(found[:18])
    return found if type(found) is int and found > 0 else 0
