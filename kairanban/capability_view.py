"""What an account can do, line by line: its class, its limits, what it hears."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from digest.words import COUNTED, SPANS, money, span
from domain.budgets import Budget, Counted
from domain.capabilities import (
    Capabilities,
    IdempotencyClass,
    LookUp,
    MediaLimit,
    PollLimit,
)
from domain.items import ItemKind
from domain.phrases import Phrase, phrase
from domain.posts import Visibility

_CLASSES = {
    IdempotencyClass.SERVER_KEY: phrase(
        "A: the platform knows a request again; it may be repeated"
    ),
    IdempotencyClass.LOOK_UP: phrase(
        "B: what is uncertain is looked for, and never simply sent again"
    ),
    IdempotencyClass.NEITHER: phrase("C: what is uncertain is put to a person"),
}
_LOOKS = {
    LookUp.BY_KEY: phrase("by its key"),
    LookUp.BY_LIST: phrase("in the list of our own posts"),
    LookUp.NONE: phrase("not by Kairanban"),
}
_VISIBILITIES = {
    Visibility.PUBLIC: phrase("public"),
    Visibility.UNLISTED: phrase("unlisted"),
    Visibility.FOLLOWERS: phrase("followers"),
    Visibility.DIRECT: phrase("direct"),
}
_KINDS = {
    ItemKind.MENTION: phrase("mention"),
    ItemKind.REPLY: phrase("reply"),
    ItemKind.QUOTE: phrase("quote"),
    ItemKind.COMMENT: phrase("comment"),
}
_MEGABYTE = 1_000_000
_KILOBYTE = 1_000

NO = phrase("no")
YES = phrase("yes")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that accounts can do, or cannot."""

    name: Phrase
    #: Several values stand behind one another with commas between.
    values: tuple[Phrase | str, ...]


def rows(able: Capabilities) -> tuple[Row, ...]:
    """Return everything that is to be said of an account, in an order for people.

    For all accounts these are the same rows.
    """
    return (
        Row(phrase("Platform"), (able.title,)),
        Row(phrase("Class"), (_CLASSES[able.idempotency],)),
        Row(phrase("Finds out what became of a post"), (_LOOKS[able.look_up],)),
        Row(phrase("Text"), tuple(_text(able))),
        Row(phrase("Pictures"), tuple(_pictures(able.media))),
        Row(phrase("Films"), tuple(_films(able.media))),
        Row(phrase("Alt text"), (_characters(able.media.limit_alt),)),
        Row(phrase("Poll"), tuple(_poll(able.poll))),
        Row(phrase("Content warning"), tuple(_warning(able))),
        Row(phrase("Who sees it"), _words(_VISIBILITIES, able.visibilities)),
        Row(phrase("Language of a post"), (_yes(able.takes_language),)),
        Row(phrase("Post shown inside"), (_yes(able.takes_quotes),)),
        Row(phrase("Choice of link card"), (_yes(able.chooses_card),)),
        Row(phrase("Answers by address"), (_yes(able.finds_addresses),)),
        Row(phrase("Replies"), (_answered(able),)),
        Row(phrase("Deletes"), (_yes(able.can_delete),)),
        Row(phrase("Hears"), _words(_KINDS, able.pulls)),
        Row(phrase("Published limits"), tuple(map(_budget, able.budgets)) or (NO,)),
        Row(phrase("Price"), (_price(able),)),
    )


def as_json(able: Capabilities) -> dict[str, Any]:
    """Return the same for programs; bytes, seconds, and names as in YAML."""
    media, film, poll = able.media, able.media.film, able.poll
    return {
        "platform": able.platform,
        "class": str(able.idempotency),
        "look_up": str(able.look_up),
        "key_valid_for": able.key_valid_for and able.key_valid_for.total_seconds(),
        "text": {"characters": able.text.limit, "bytes": able.text.limit_bytes or None},
        "pictures": {
            "count": media.limit_count,
            "bytes": media.limit_bytes,
            "kinds": sorted(media.mime_types),
        },
        "films": film
        and {
            "count": film.limit_count,
            "bytes": film.limit_bytes,
            "kinds": sorted(film.mime_types),
            "alone": film.is_alone,
        },
        "alt_characters": media.limit_alt,
        "poll": poll
        and {
            "options": poll.limit_options,
            "characters": poll.limit_option,
            "shortest": poll.shortest.total_seconds(),
            "longest": poll.longest.total_seconds(),
            "several": poll.takes_several,
        },
        "content_warning": able.takes_content_warning,
        "content_labels": sorted(able.content_labels),
        "visibilities": [str(one) for one in Visibility if one in able.visibilities],
        "language": able.takes_language,
        "quotes": able.takes_quotes,
        "chooses_card": able.chooses_card,
        "finds_addresses": able.finds_addresses,
        "replies": able.can_reply,
        "answers_only_who_names_us": able.answers_only_who_names_us,
        "deletes": able.can_delete,
        "hears": [str(one) for one in ItemKind if one in able.pulls],
        "budgets": [
            {"counted": str(one.counted), "limit": one.limit, "per": str(one.per)}
            for one in able.budgets
        ],
        "prices_as_of": able.tariff.as_of.isoformat() if able.tariff else None,
    }


def _answered(able: Capabilities) -> Phrase:
    if able.can_reply and able.answers_only_who_names_us:
        return phrase("only to posts that mention or quote us")
    return _yes(able.can_reply)


def _text(able: Capabilities) -> Iterator[Phrase]:
    yield _characters(able.text.limit)
    if able.text.limit_bytes:
        yield phrase("{count} bytes", count=f"{able.text.limit_bytes:,}")


def _pictures(media: MediaLimit) -> Iterator[Phrase | str]:
    if not media.limit_count:
        yield NO
        return
    yield phrase(
        "{count} of {size} each", count=media.limit_count, size=_size(media.limit_bytes)
    )
    yield from _kinds(media.mime_types)


def _films(media: MediaLimit) -> Iterator[Phrase | str]:
    film = media.film
    if film is None:
        yield NO
        return
    yield phrase(
        "{count} of {size} each", count=film.limit_count, size=_size(film.limit_bytes)
    )
    yield from _kinds(film.mime_types)


def _poll(poll: PollLimit | None) -> Iterator[Phrase]:
    if poll is None:
        yield NO
        return
    yield phrase("up to {count} options", count=poll.limit_options)
    yield _characters(poll.limit_option)
    yield phrase(
        "{shortest} to {longest}",
        shortest=span(poll.shortest),
        longest=span(poll.longest),
    )


def _warning(able: Capabilities) -> Iterator[Phrase | str]:
    if able.takes_content_warning and able.content_labels:
        yield from sorted(able.content_labels)
    else:
        yield _yes(able.takes_content_warning)


def _budget(budget: Budget) -> Phrase:
    return phrase(
        "{what}: {limit} per {span}",
        what=COUNTED[budget.counted],
        limit=f"{budget.limit:,}"
        if budget.counted is not Counted.MONEY
        else money(budget.limit, "USD"),
        span=SPANS[budget.per],
    )


def _price(able: Capabilities) -> Phrase:
    if able.tariff is None:
        return phrase("free")
    return phrase("prices as of {day}", day=able.tariff.as_of.isoformat())


def _words(names: dict[Any, Phrase], known: Iterable[Any]) -> tuple[Phrase, ...]:
    """Return the names of what is known, in the order of *names*."""
    held = set(known)
    return tuple(name for one, name in names.items() if one in held) or (NO,)


def _kinds(mime_types: Iterable[str]) -> Iterator[str]:
    yield from sorted(one.partition("/")[2].upper() for one in mime_types)


def _characters(limit: int) -> Phrase:
    return phrase("{count} characters", count=f"{limit:,}") if limit else NO


def _size(limit_bytes: int) -> str:
    if limit_bytes < _MEGABYTE:
        return f"{limit_bytes // _KILOBYTE:,} kB"
    return f"{limit_bytes / _MEGABYTE:,.1f}".removesuffix(".0") + " MB"


def _yes(value: bool) -> Phrase:  # noqa: FBT001  # it is the thing itself
    return YES if value else NO
