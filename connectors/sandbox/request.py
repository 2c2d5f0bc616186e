"""The request that publishes a post: checked against the limits, then as bytes."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from connectors.sandbox.lines import Picture, Published
from connectors.sandbox.platform import CAPABILITIES
from domain.errors import RefusedError
from domain.phrases import Phrase, phrase
from domain.posts import Draft, Frozen, KeptMedia


@dataclass(frozen=True, slots=True)
class Request:
    """What a frozen payload asks for."""

    text: str
    #: Id of what it answers; "" at the top of a thread.
    parent: str


def freeze(draft: Draft) -> Frozen:
    """Return the request that will publish *draft*, under a key of its own.

    Raises:
        RefusedError: The sandbox would never take it.
    """
    problem = _problem_of_text(draft) or _problem_of_media(draft.media)
    if problem:
        raise RefusedError(problem)
    parent = draft.reply_to.parent.remote_id if draft.reply_to else ""
    asked = {"text": draft.text, "parent": parent}
    return Frozen(
        payload=json.dumps(asked, ensure_ascii=False).encode(),
        idempotency_key=secrets.token_hex(8),
        media=draft.media,
    )


def thaw(frozen: Frozen) -> Request:
    """Return what *frozen* asks for."""
    asked = json.loads(frozen.payload)
    return Request(asked["text"], asked["parent"])


def published(frozen: Frozen, at: datetime) -> Published:
    """Return the line of the ledger that publishes *frozen*."""
    request = thaw(frozen)
    return Published(
        at=at,
        id=f"post-{frozen.idempotency_key}",
        text=request.text,
        key=frozen.idempotency_key,
        parent=request.parent,
        pictures=tuple(Picture(media_file(m), m.alt) for m in frozen.media),
    )


def media_file(media: KeptMedia) -> str:
    """Return where the sandbox keeps its copy, relative to the folder."""
    return str(PurePath("media", media.sha256 + media.path.suffix.lower()))


def _problem_of_text(draft: Draft) -> Phrase | None:
    limit = CAPABILITIES.text
    if not draft.text.strip() and not draft.media:
        return phrase("the post says and shows nothing")
    try:
        draft.text.encode()
    except UnicodeEncodeError:
        return phrase("the text holds half a character that no file can store")
    if (length := limit.count(draft.text)) > limit.limit:
        return phrase(
            "the text has {length} characters; the sandbox takes at most {limit}",
            length=length,
            limit=limit.limit,
        )
    return None


def _problem_of_media(media: tuple[KeptMedia, ...]) -> Phrase | None:
    limit = CAPABILITIES.media.limit_count
    if len(media) > limit:
        return phrase(
            "the post shows {count} pictures; the sandbox takes at most {limit}",
            count=len(media),
            limit=limit,
        )
    return next(filter(None, map(_problem_of_picture, media)), None)


def _problem_of_picture(picture: KeptMedia) -> Phrase | None:
    limit, name = CAPABILITIES.media, picture.name
    if picture.mime_type not in limit.mime_types:
        return phrase(
            "{name}: the sandbox does not take {kind}; it takes {kinds}",
            name=name,
            kind=picture.mime_type,
            kinds=", ".join(sorted(limit.mime_types)),
        )
    if picture.size_bytes > limit.limit_bytes:
        return phrase(
            "{name}: {size} bytes are too many; the sandbox takes at most {limit}",
            name=name,
            size=picture.size_bytes,
            limit=limit.limit_bytes,
        )
    if (length := CAPABILITIES.text.count(picture.alt)) > limit.limit_alt:
        return phrase(
            "{name}: its alt text has {length} characters; the sandbox takes at most"
            " {limit}",
            name=name,
            length=length,
            limit=limit.limit_alt,
        )
    return None
