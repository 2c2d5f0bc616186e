"""What Mastodon takes where the server does not say otherwise: its published defaults.

Numbers and their sources stand in docs/reference/platforms/mastodon.md.
"""

from dataclasses import replace
from datetime import timedelta

from connectors.mastodon.counting import counting
from connectors.mastodon.facts import Facts
from domain.budgets import Budget, Counted, Span
from domain.capabilities import (
    Capabilities,
    FilmLimit,
    IdempotencyClass,
    LookUp,
    MediaLimit,
    PollLimit,
    TextLimit,
)
from domain.items import ItemKind
from domain.posts import Visibility

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
FILMS = frozenset({"video/mp4", "video/webm", "video/quicktime"})

#: As of 2026-11-22, Mastodon's source (rate_limiter): 300 posts in 3 hours for each
#: account. We count all of our accounts together, and so stay below it. What may be
#: asked is counted by the server for each token; `paging` keeps to that.
BUDGETS = (Budget(Counted.WRITES, 100, Span.HOUR),)

CAPABILITIES = Capabilities(
    platform="mastodon",
    title="Mastodon",
    # `Idempotency-Key` is sent, but some servers ignore it and none keeps it for
    # more than an hour: what is uncertain is looked for.
    idempotency=IdempotencyClass.LOOK_UP,
    look_up=LookUp.BY_LIST,
    text=TextLimit(count=counting(), limit=500),
    media=MediaLimit(
        limit_count=4,
        limit_bytes=16 * 1024**2,
        mime_types=PICTURES,
        limit_alt=1500,
        limit_pixels=33_177_600,  # 7680 x 4320
        film=FilmLimit(mime_types=FILMS, limit_bytes=99 * 1024**2),
    ),
    pulls=frozenset({ItemKind.MENTION, ItemKind.REPLY, ItemKind.QUOTE}),
    # Four pictures over a slow line; `publish` itself stops before this is over.
    write_timeout=timedelta(minutes=5),
    budgets=BUDGETS,
    visibilities=frozenset(Visibility),
    takes_content_warning=True,
    counts_content_warning=True,
    takes_quotes=True,
    finds_addresses=True,
    takes_language=True,
    poll=PollLimit(
        limit_options=4,
        limit_option=50,
        shortest=timedelta(minutes=5),
        longest=timedelta(seconds=2_629_746),  # a month, as the server counts it
    ),
)


def capabilities_by(facts: Facts) -> Capabilities:
    """Return what can be done on a server that says this of itself."""
    text = CAPABILITIES.text
    return replace(
        CAPABILITIES,
        text=TextLimit(
            count=counting(facts.link_counts) if facts.link_counts else text.count,
            limit=facts.characters or text.limit,
        ),
        media=_media(facts, CAPABILITIES.media),
        pulls=CAPABILITIES.pulls - (set() if facts.quotes else {ItemKind.QUOTE}),
        takes_quotes=facts.quotes,
        poll=_poll(facts, CAPABILITIES.poll),
    )


def _media(facts: Facts, usual: MediaLimit) -> MediaLimit:
    told = frozenset(facts.mime_types)
    films = told & FILMS if told else FILMS
    film = FilmLimit(films, facts.film_bytes or 99 * 1024**2) if films else None
    return MediaLimit(
        limit_count=facts.media or usual.limit_count,
        limit_bytes=facts.picture_bytes or usual.limit_bytes,
        mime_types=told & PICTURES or usual.mime_types,
        limit_alt=facts.alt_characters or usual.limit_alt,
        limit_pixels=facts.picture_pixels or usual.limit_pixels,
        film=film,
    )


def _poll(facts: Facts, usual: PollLimit | None) -> PollLimit | None:
    if usual is None or not facts.poll_options:
        return usual
    return replace(
        usual,
        limit_options=facts.poll_options,
        limit_option=facts.poll_characters or usual.limit_option,
        shortest=_seconds(facts.poll_shortest) or usual.shortest,
        longest=_seconds(facts.poll_longest) or usual.longest,
    )


def _seconds(number: int) -> timedelta:
    """Return a span; a server's absurd number is the longest there is."""
    try:
        return timedelta(seconds=number)
    except OverflowError:
        return timedelta.max
