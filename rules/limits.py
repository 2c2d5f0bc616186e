"""Does a draft fit a platform? Every problem at once, before anything is sent."""

from collections.abc import Iterator

from domain.capabilities import Capabilities
from domain.items import Item, ItemKind
from domain.phrases import Phrase, phrase, phrase_many
from domain.posts import Draft, KeptMedia, Manner

_KILOBYTE = 1000


def problems(draft: Draft, capabilities: Capabilities) -> tuple[Phrase, ...]:
    """Return everything that the platform would refuse; empty when all is well."""
    return (
        *_nothing_said(draft),
        *_text_too_long(draft.text, capabilities),
        *_too_many(draft, capabilities),
        *(
            problem
            for number, media in enumerate(draft.media, start=1)
            for problem in _unfit(media, str(number), capabilities)
        ),
    )


def lacking(manner: Manner, capabilities: Capabilities) -> Iterator[Phrase]:
    """Say what is wished of a message that the platform cannot do.

    `config` says so long before, with the place in the file; this is for what it did
    not see, such as an account that has moved to another platform.
    """
    platform = capabilities.title
    seen = manner.visibility
    if seen is not None and seen not in capabilities.visibilities:
        yield phrase(
            "{platform} cannot show a post as '{visibility}'",
            platform=platform,
            visibility=seen.value,
        )
    if manner.content_warning and not capabilities.takes_content_warning:
        yield phrase("{platform} has no content warnings", platform=platform)
    if manner.quote and not capabilities.takes_quotes:
        yield phrase(
            "{platform} cannot show a post inside of another", platform=platform
        )
    if manner.poll is not None and capabilities.poll is None:
        yield phrase("{platform} has no polls", platform=platform)


def unanswerable(item: Item, capabilities: Capabilities) -> Phrase | None:
    """Return why a reply to *item* would be refused; None where it would not be."""
    if not capabilities.answers_only_who_names_us:
        return None
    if item.mentions_us or item.kind is ItemKind.QUOTE:
        return None
    return phrase(
        "{platform} takes replies from programs only to posts that mention or quote "
        "you; answer in {platform} itself: {address}",
        platform=capabilities.title,
        address=item.url,
    )


def _nothing_said(draft: Draft) -> Iterator[Phrase]:
    if not draft.text.strip() and not draft.media:
        yield phrase("there is nothing to say: no text, no picture")


def _text_too_long(text: str, capabilities: Capabilities) -> Iterator[Phrase]:
    limit, platform = capabilities.text, capabilities.title
    over = limit.count(text) - limit.limit
    if over > 0:
        yield phrase_many(
            "the text is {count} character too long; {platform} takes {limit}",
            "the text is {count} characters too long; {platform} takes {limit}",
            over,
            platform=platform,
            limit=f"{limit.limit:,}",
        )
    over_bytes = len(text.encode()) - limit.limit_bytes
    if limit.limit_bytes and over_bytes > 0:
        yield phrase_many(
            "the text is {count} byte too long; {platform} takes {limit} bytes",
            "the text is {count} bytes too long; {platform} takes {limit} bytes",
            over_bytes,
            platform=platform,
            limit=f"{limit.limit_bytes:,}",
        )


def _too_many(draft: Draft, capabilities: Capabilities) -> Iterator[Phrase]:
    limit, platform = capabilities.media.limit_count, capabilities.title
    over = len(draft.media) - limit
    if over <= 0:
        return
    if limit == 0:
        yield phrase("{platform} takes no pictures here", platform=platform)
        return
    yield phrase_many(
        "there is {count} picture too many; {platform} takes {limit}",
        "there are {count} pictures too many; {platform} takes {limit}",
        over,
        platform=platform,
        limit=str(limit),
    )


def _unfit(
    media: KeptMedia, number: str, capabilities: Capabilities
) -> Iterator[Phrase]:
    limits, platform = capabilities.media, capabilities.title
    if limits.limit_count and media.mime_type not in limits.mime_types:
        yield phrase(
            "picture {number} is {kind}; {platform} takes {kinds}",
            number=number,
            kind=media.mime_type or phrase("of an unknown kind"),
            platform=platform,
            kinds=", ".join(sorted(limits.mime_types)),
        )
    if limits.limit_count and media.size_bytes > limits.limit_bytes:
        yield phrase(
            "picture {number} has {size} kB; {platform} takes {limit} kB",
            number=number,
            size=_rounded_up(media.size_bytes),
            platform=platform,
            limit=f"{limits.limit_bytes // _KILOBYTE:,}",
        )
    over = len(media.alt) - limits.limit_alt
    if limits.limit_alt and over > 0:
        yield phrase_many(
            "the alt text of picture {number} is {count} character too long",
            "the alt text of picture {number} is {count} characters too long",
            over,
            number=number,
        )


def _rounded_up(size_bytes: int) -> str:
    """Return kilobytes; 1,000,001 bytes are more than 1,000 kB and must read so."""
    return f"{-(-size_bytes // _KILOBYTE):,}"
