"""The check of a draft against what its server takes, before anything is sent."""

from collections.abc import Sequence
from datetime import timedelta

from connectors.graphemes import count_graphemes
from domain.capabilities import Capabilities, FilmLimit, MediaLimit, PollLimit
from domain.errors import RefusedError
from domain.phrases import phrase
from domain.posts import Draft, KeptMedia, Poll


def require_fitting(draft: Draft, able: Capabilities) -> None:
    """Do nothing if the server would take *draft*.

    Raises:
        RefusedError: It is empty, too long, or shows too much.
    """
    _require_text(draft, able)
    _require_media(draft.media, able.media)
    if draft.manner.poll is not None:
        _require_poll(draft.manner.poll, draft.media, able.poll)
    if draft.manner.quote and not able.takes_quotes:
        raise RefusedError(phrase("This server cannot show a post inside of another."))


def _require_text(draft: Draft, able: Capabilities) -> None:
    length = able.text.count(draft.text)
    length += count_graphemes(draft.manner.content_warning)
    if length > able.text.limit:
        raise RefusedError(
            phrase(
                "The text has {length} characters; this server takes at most {limit}.",
                length=length,
                limit=able.text.limit,
            )
        )
    words = draft.text + draft.manner.content_warning
    if any("\ud800" <= sign <= "\udfff" for sign in words):
        raise RefusedError(
            phrase("The text has half a character in it (a lone surrogate).")
        )
    if "\0" in words:
        raise RefusedError(
            phrase("The text has a character in it that no server can store (NUL).")
        )
    if not draft.text.strip() and not draft.media:
        raise RefusedError(phrase("There is nothing to say: no text and no picture."))


def _require_media(media: Sequence[KeptMedia], limits: MediaLimit) -> None:
    if len(media) > limits.limit_count:
        raise RefusedError(
            phrase(
                "{count} pictures are too many: this server shows at most {limit}.",
                count=len(media),
                limit=limits.limit_count,
            )
        )
    film_kinds = limits.film.mime_types if limits.film else frozenset()
    films = [one for one in media if one.mime_type in film_kinds]
    if films and limits.film and limits.film.is_alone and len(media) > 1:
        raise RefusedError(phrase("A film stands alone: without pictures beside it."))
    for one in media:
        _require_file(one, limits, limits.film if one in films else None)


def _require_file(one: KeptMedia, limits: MediaLimit, film: FilmLimit | None) -> None:
    kinds = film.mime_types if film else limits.mime_types
    limit_bytes = film.bytes_of(one.mime_type) if film else limits.limit_bytes
    if one.mime_type not in kinds:
        raise RefusedError(
            phrase(
                "{file} is {kind}; this server takes {kinds}.",
                file=one.name,
                kind=one.mime_type,
                kinds=", ".join(sorted(kinds)),
            )
        )
    if one.size_bytes > limit_bytes:
        raise RefusedError(
            phrase(
                "{file} has {size} bytes; this server takes at most {limit}.",
                file=one.name,
                size=one.size_bytes,
                limit=limit_bytes,
            )
        )
    length = count_graphemes(one.alt)
    if length > limits.limit_alt:
        raise RefusedError(
            phrase(
                "The alt text of {file} has {length} characters; at most {limit} fit.",
                file=one.name,
                length=length,
                limit=limits.limit_alt,
            )
        )


def _require_poll(
    poll: Poll, media: Sequence[KeptMedia], limits: PollLimit | None
) -> None:
    if limits is None:
        raise RefusedError(phrase("This server has no polls."))
    if media and not limits.takes_media:
        raise RefusedError(phrase("A poll stands alone: without pictures beside it."))
    if not 2 <= len(poll.options) <= limits.limit_options:  # noqa: PLR2004  # a choice
        raise RefusedError(
            phrase(
                "A poll has 2 to {limit} options here, not {count}.",
                limit=limits.limit_options,
                count=len(poll.options),
            )
        )
    if any(count_graphemes(one) > limits.limit_option for one in poll.options):
        raise RefusedError(
            phrase(
                "An option of a poll has at most {limit} characters here.",
                limit=limits.limit_option,
            )
        )
    if not limits.shortest <= poll.open_for <= limits.longest:
        raise RefusedError(
            phrase(
                "A poll is open for {shortest} minutes to {longest} days here.",
                shortest=limits.shortest // timedelta(minutes=1),
                longest=limits.longest // timedelta(days=1),
            )
        )
