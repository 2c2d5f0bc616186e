"""Does a post, or a part of its thread, fit the platforms it goes to?"""

from collections.abc import Iterable, Iterator, Sequence

from config.document import Place
from config.media import Picture, unfit
from config.queue_schema import MessageEntry
from domain.capabilities import Capabilities
from domain.errors import Problem
from domain.phrases import Phrase, phrase_many


def misfits(
    entry: MessageEntry,
    pictures: Sequence[Picture | None],
    targets: Iterable[Capabilities],
    place: Place,
) -> Iterator[Problem]:
    """Say where the message at *place* is too much for one of *targets*.

    A picture that could not be read stands as None among *pictures*.
    """
    for target in targets:
        for what in _too_long(entry.text, target):
            yield text_place(place).problem(what, "too-long")
        for what in _too_many(len(entry.media), target):
            yield place.child("media").problem(what, "media-count")
        for number, picture in enumerate(pictures):
            spot = place.child("media", number)
            for what in unfit(picture, target) if picture else ():
                yield spot.child("file").problem(what)
            for what in _too_wordy(entry.media[number].alt, target):
                yield spot.child("alt").problem(what, "too-long")


def text_place(place: Place) -> Place:
    """Return where the text of a message stands: a part may be nothing but text."""
    return place if isinstance(place.value, str) else place.child("text")


def _too_long(text: str, target: Capabilities) -> Iterator[Phrase]:
    length, limit = target.text.count(text), target.text.limit
    if length > limit:
        yield _characters_over(length, limit, target)
    size, limit = len(text.encode()), target.text.limit_bytes
    if limit and size > limit:
        yield phrase_many(
            "is {count} byte too large for {platform}:"
            " it has {length} of at most {limit}",
            "is {count} bytes too large for {platform}:"
            " it has {length} of at most {limit}",
            size - limit,
            platform=target.title,
            length=size,
            limit=limit,
        )


def _too_wordy(alt: str, target: Capabilities) -> Iterator[Phrase]:
    length, limit = len(alt), target.media.limit_alt
    if limit and length > limit:
        yield _characters_over(length, limit, target)


def _characters_over(length: int, limit: int, target: Capabilities) -> Phrase:
    return phrase_many(
        "is {count} character too long for {platform}:"
        " it has {length} of at most {limit}",
        "is {count} characters too long for {platform}:"
        " it has {length} of at most {limit}",
        length - limit,
        platform=target.title,
        length=length,
        limit=limit,
    )


def _too_many(number: int, target: Capabilities) -> Iterator[Phrase]:
    limit = target.media.limit_count
    if number > limit:
        yield phrase_many(
            "{platform} takes at most {count} picture in a post, not {number}",
            "{platform} takes at most {count} pictures in a post, not {number}",
            limit,
            platform=target.title,
            number=number,
        )
