"""The request that publishes a post: checked against the limits, then as bytes."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from connectors.sandbox.lines import Picture, Poll, Published, poll_of
from connectors.sandbox.platform import CAPABILITIES, FEWEST_OPTIONS, FILMS
from domain.errors import RefusedError
from domain.phrases import Phrase, phrase
from domain.posts import Draft, Frozen, KeptMedia, Manner


@dataclass(frozen=True, slots=True)
class Request:
    """What a frozen payload asks for."""

    text: str
    #: Id of what it answers; "" at the top of a thread.
    parent: str
    #: Id of what it shows inside; "" for nothing.
    quotes: str = ""
    warning: str = ""
    visibility: str = ""
    language: str = ""
    card: str = ""
    poll: Poll | None = None


def freeze(draft: Draft, quotes: str = "") -> Frozen:
    """Return the request that will publish *draft*, under a key of its own.

    Args:
        draft: What is to be said.
        quotes: Id of the post that it shows inside; "" for none.

    Raises:
        RefusedError: The sandbox would never take it.
    """
    problem = (
        _problem_of_text(draft)
        or _problem_of_media(draft.media)
        or _problem_of_poll(draft)
    )
    if problem:
        raise RefusedError(problem)
    parent = draft.reply_to.parent.remote_id if draft.reply_to else ""
    asked = {"text": draft.text, "parent": parent, **_shown(draft.manner, quotes)}
    return Frozen(
        payload=json.dumps(asked, ensure_ascii=False).encode(),
        idempotency_key=secrets.token_hex(8),
        media=draft.media,
    )


def thaw(frozen: Frozen) -> Request:
    """Return what *frozen* asks for."""
    asked = json.loads(frozen.payload)
    poll = poll_of(asked.pop("poll")) if "poll" in asked else None
    return Request(**asked, poll=poll)


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
        quotes=request.quotes,
        warning=request.warning,
        visibility=request.visibility,
        language=request.language,
        card=request.card,
        poll=request.poll,
    )


def media_file(media: KeptMedia) -> str:
    """Return where the sandbox keeps its copy, relative to the folder."""
    is_film = media.mime_type in FILMS.mime_types  # or no browser would play it
    suffix = ".mp4" if is_film else media.path.suffix.lower()
    return str(PurePath("media", media.sha256 + suffix))


def _shown(manner: Manner, quotes: str) -> dict[str, object]:
    """Return how it is shown; nothing of what is as usual."""
    poll = manner.poll
    said = {
        "quotes": quotes,
        "warning": manner.content_warning,
        "visibility": str(manner.visibility or ""),
        "language": manner.language,
        "card": manner.card,
        "poll": poll
        and {
            "options": poll.options,
            "open_for_seconds": int(poll.open_for.total_seconds()),
            "several": poll.several,
        },
    }
    return {name: value for name, value in said.items() if value}


def _problem_of_poll(draft: Draft) -> Phrase | None:
    poll, limit = draft.manner.poll, CAPABILITIES.poll
    if poll is None or limit is None:
        return None
    if not FEWEST_OPTIONS <= len(poll.options) <= limit.limit_options:
        return phrase(
            "the poll has {count} options; the sandbox takes {fewest} to {most}",
            count=len(poll.options),
            fewest=FEWEST_OPTIONS,
            most=limit.limit_options,
        )
    return None


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
    films = sum(picture.mime_type in FILMS.mime_types for picture in media)
    if films > FILMS.limit_count or (films and films < len(media)):
        return phrase("the sandbox shows one film, and nothing beside it")
    if len(media) > limit:
        return phrase(
            "the post shows {count} pictures; the sandbox takes at most {limit}",
            count=len(media),
            limit=limit,
        )
    return next(filter(None, map(_problem_of_picture, media)), None)


def _problem_of_picture(picture: KeptMedia) -> Phrase | None:
    limit, name = CAPABILITIES.media, picture.name
    known = limit.mime_types | FILMS.mime_types
    is_film = picture.mime_type in FILMS.mime_types
    limit_bytes = FILMS.limit_bytes if is_film else limit.limit_bytes
    if picture.mime_type not in known:
        return phrase(
            "{name}: the sandbox does not take {kind}; it takes {kinds}",
            name=name,
            kind=picture.mime_type,
            kinds=", ".join(sorted(known)),
        )
    if picture.size_bytes > limit_bytes:
        return phrase(
            "{name}: {size} bytes are too many; the sandbox takes at most {limit}",
            name=name,
            size=picture.size_bytes,
            limit=limit_bytes,
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
