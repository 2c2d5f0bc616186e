"""What X takes and what it charges, as published.

Numbers and their sources stand in docs/reference/platforms/x.md.
"""

from datetime import date, timedelta

from connectors.x.counting import LIMIT, count
from domain.budgets import Budget, Counted, Span, Tariff
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

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
#: Moving pictures stand alone, as films do.
FILMS = frozenset({"video/mp4", "video/quicktime", "image/gif"})

#: 100 posts in 15 minutes for each account; all of ours together stay below that.
BUDGETS = (Budget(Counted.WRITES, 300, Span.HOUR),)

#: In micros of a dollar; the price list of 2026-08-22.
TARIFF = Tariff(
    as_of=date(2026, 8, 22),
    currency="USD",
    write=15_000,
    write_with_link=200_000,
    read=5_000,
    bare_domains_are_links=True,
    source="https://docs.x.com/x-api/getting-started/pricing",
)
#: Reading a person costs as much as reading so many posts.
POSTS_PER_PERSON = 2
#: Posts on a page that is listened to. Few, for a page is the least that can be read,
#: and so the least that must be left of a budget; requests cost nothing.
POSTS_PER_PAGE = 20
#: With each post at most two others come along, its author, and whom it answers.
_READS_PER_POST = 1 + 2 + 2 * POSTS_PER_PERSON

CAPABILITIES = Capabilities(
    platform="x",
    title="X",
    # There is no key: after silence our own timeline is looked at.
    idempotency=IdempotencyClass.LOOK_UP,
    look_up=LookUp.BY_LIST,
    text=TextLimit(count=count, limit=LIMIT),
    media=MediaLimit(
        limit_count=4,
        limit_bytes=5 * 1024**2,
        mime_types=PICTURES,
        limit_alt=1000,
        film=FilmLimit(FILMS, limit_bytes=512 * 1024**2, limit_bytes_gif=15 * 1024**2),
    ),
    pulls=frozenset({ItemKind.MENTION, ItemKind.REPLY, ItemKind.QUOTE}),
    write_timeout=timedelta(minutes=5),
    budgets=BUDGETS,
    reads_per_pull=POSTS_PER_PAGE * _READS_PER_POST,
    tariff=TARIFF,
    finds_addresses=True,
    answers_only_who_names_us=True,
    links_bare_domains=True,
    poll=PollLimit(
        limit_options=4,
        limit_option=25,
        shortest=timedelta(minutes=5),
        longest=timedelta(days=7),
        takes_several=False,
    ),
)
