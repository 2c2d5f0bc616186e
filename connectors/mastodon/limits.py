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
    IdempotencyClass,
    LookUp,
    MediaLimit,
    TextLimit,
)
from domain.items import ItemKind

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})

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
    ),
    pulls=frozenset({ItemKind.MENTION, ItemKind.REPLY, ItemKind.QUOTE}),
    # Four pictures over a slow line; `publish` itself stops before this is over.
    write_timeout=timedelta(minutes=5),
    budgets=BUDGETS,
)


def capabilities_by(facts: Facts) -> Capabilities:
    """Return what can be done on a server that says this of itself."""
    text, media = CAPABILITIES.text, CAPABILITIES.media
    kinds = frozenset(facts.mime_types) & PICTURES
    return replace(
        CAPABILITIES,
        text=TextLimit(
            count=counting(facts.link_counts) if facts.link_counts else text.count,
            limit=facts.characters or text.limit,
        ),
        media=MediaLimit(
            limit_count=facts.media or media.limit_count,
            limit_bytes=facts.picture_bytes or media.limit_bytes,
            mime_types=kinds or media.mime_types,
            limit_alt=facts.alt_characters or media.limit_alt,
        ),
    )
