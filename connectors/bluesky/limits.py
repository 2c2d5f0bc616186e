"""What Bluesky takes, and the check of a draft against it, before any network.

Numbers and their sources stand in docs/reference/platforms/bluesky.md.
"""

from collections.abc import Sequence
from datetime import timedelta

from connectors.graphemes import count_graphemes
from domain.budgets import Budget, Counted, Span
from domain.capabilities import (
    Capabilities,
    FilmLimit,
    IdempotencyClass,
    MediaLimit,
    TextLimit,
)
from domain.errors import RefusedError
from domain.items import ItemKind
from domain.phrases import phrase
from domain.posts import Draft, KeptMedia

#: Pictures of link cards have a smaller limit of their own.
THUMB_LIMIT_BYTES = 1_000_000

#: As of 2026-11-22: https://docs.bsky.app/docs/advanced-guides/rate-limits, the
#: server's source (bluesky-social/atproto at d6296a1c), and PDS 0.5.35 as measured.
#: An account may write 5,000 points an hour and 35,000 a day, of which our
#: `putRecord` costs 2; an address may ask 3,000 times in 5 minutes. We count all of
#: our accounts together, and so stay below either.
BUDGETS = (
    Budget(Counted.WRITES, 5_000 // 2, Span.HOUR),
    Budget(Counted.WRITES, 35_000 // 2, Span.DAY),
    Budget(Counted.READS, 3_000 * 12, Span.HOUR),
)

#: By the lexicon `app.bsky.embed.video`; a server may take less in an upload.
FILMS = FilmLimit(frozenset({"video/mp4"}), limit_bytes=100_000_000)

#: What an author may say of a post, and every app knows (`com.atproto.label.defs`).
LABELS = frozenset({"graphic-media", "nudity", "porn", "sexual"})

CAPABILITIES = Capabilities(
    platform="bluesky",
    title="Bluesky",
    idempotency=IdempotencyClass.SERVER_KEY,
    text=TextLimit(count=count_graphemes, limit=300, limit_bytes=3000),
    media=MediaLimit(
        limit_count=4,
        limit_bytes=2_000_000,
        mime_types=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
        limit_alt=2000,
        film=FILMS,
    ),
    pulls=frozenset({ItemKind.MENTION, ItemKind.REPLY, ItemKind.QUOTE}),
    key_valid_for=None,
    # Four pictures over a slow line; `publish` itself stops before this is over.
    write_timeout=timedelta(minutes=5),
    budgets=BUDGETS,
    finds_addresses=True,
    takes_content_warning=True,
    content_labels=LABELS,
    takes_quotes=True,
    takes_language=True,
    chooses_card=True,
)


def require_fitting(draft: Draft) -> None:
    """Do nothing if Bluesky would take *draft*.

    Raises:
        RefusedError: It is empty, too long, or shows too much.
    """
    _require_text(draft)
    _require_label(draft.manner.content_warning)
    if is_film(draft.media):
        _require_film(draft.media)
        return
    if len(draft.media) > CAPABILITIES.media.limit_count:
        raise RefusedError(
            phrase(
                "{count} pictures are too many: Bluesky shows at most {limit}.",
                count=len(draft.media),
                limit=CAPABILITIES.media.limit_count,
            )
        )
    for media in draft.media:
        _require_picture(media)


def is_film(media: Sequence[KeptMedia]) -> bool:
    """Is there a film among *media*?"""
    return any(one.mime_type in FILMS.mime_types for one in media)


def _require_label(warning: str) -> None:
    if warning and warning not in LABELS:
        raise RefusedError(
            phrase(
                "Bluesky takes no content warning in words of your own, only: {known}.",
                known=", ".join(sorted(LABELS)),
            )
        )


def _require_film(media: Sequence[KeptMedia]) -> None:
    if len(media) > FILMS.limit_count:
        raise RefusedError(
            phrase("Bluesky shows either pictures or one film in a post.")
        )
    [film] = media
    if film.size_bytes > FILMS.limit_bytes:
        raise RefusedError(
            phrase(
                "{file} has {size} bytes; Bluesky takes films of at most {limit}.",
                file=film.name,
                size=film.size_bytes,
                limit=FILMS.limit_bytes,
            )
        )
    _require_alt(film)


def _require_text(draft: Draft) -> None:
    limits = CAPABILITIES.text
    length = limits.count(draft.text)
    if length > limits.limit:
        raise RefusedError(
            phrase(
                "The text has {length} characters; Bluesky takes at most {limit}.",
                length=length,
                limit=limits.limit,
            )
        )
    size = len(draft.text.encode(errors="surrogatepass"))
    if size > limits.limit_bytes:
        raise RefusedError(
            phrase(
                "The text has {size} bytes; Bluesky takes at most {limit}.",
                size=size,
                limit=limits.limit_bytes,
            )
        )
    if any("\ud800" <= sign <= "\udfff" for sign in draft.text):
        raise RefusedError(
            phrase("The text has half a character in it (a lone surrogate).")
        )
    if not draft.text.strip() and not draft.media:
        raise RefusedError(phrase("There is nothing to say: no text and no picture."))


def _require_picture(media: KeptMedia) -> None:
    limits = CAPABILITIES.media
    if media.mime_type not in limits.mime_types:
        raise RefusedError(
            phrase(
                "{file} is {kind}; Bluesky shows JPEG, PNG, WebP and GIF pictures, and "
                "MP4 films.",
                file=media.name,
                kind=media.mime_type,
            )
        )
    if media.size_bytes > limits.limit_bytes:
        raise RefusedError(
            phrase(
                "{file} has {size} bytes; Bluesky takes pictures of at most {limit}.",
                file=media.name,
                size=media.size_bytes,
                limit=limits.limit_bytes,
            )
        )
    _require_alt(media)


def _require_alt(media: KeptMedia) -> None:
    limits = CAPABILITIES.media
    length = CAPABILITIES.text.count(media.alt)
    if length > limits.limit_alt:
        raise RefusedError(
            phrase(
                "The alt text of {file} has {length} characters; at most {limit} fit.",
                file=media.name,
                length=length,
                limit=limits.limit_alt,
            )
        )
