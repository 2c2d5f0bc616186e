"""Does a message fit the platform it goes to?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.media import Picture, is_film, unfit
from config.written import Saying
from domain.capabilities import Capabilities
from domain.errors import Problem
from domain.phrases import Phrase, phrase, phrase_many
from domain.posts import Focus, Manner


@dataclass(frozen=True, slots=True)
class Sketch:
    """A message as it will be seen, all names filled in."""

    saying: Saying
    text: str
    #: Of each file that it shows, in order.
    alts: Sequence[str]
    #: Of each file, what must stay in sight; None where nobody said.
    focuses: Sequence[Focus | None]
    #: As found; None for what could not be read.
    pictures: Sequence[Picture | None]
    manner: Manner


def misfits(sketch: Sketch, target: Capabilities) -> Iterator[Problem]:
    """Say where the message is too much for *target*."""
    saying = sketch.saying
    for what in _too_long(sketch, target):
        yield saying.spot("text").problem(what, "too-long")
    for what in _too_many(sketch, target):
        yield saying.spot("media").problem(what, "media-count")
    for number, picture in enumerate(sketch.pictures):
        for what, name in unfit(picture, target) if picture else ():
            yield saying.spot("media", number, "file").problem(what, name)
        for what in _too_wordy(sketch.alts[number], target):
            yield saying.spot("media", number, "alt").problem(what, "too-long")


def _too_long(sketch: Sketch, target: Capabilities) -> Iterator[Phrase]:
    text = sketch.text
    length, limit = target.text.count(text), target.text.limit
    if target.counts_content_warning:
        length += target.text.count(sketch.manner.content_warning)
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


def _too_many(sketch: Sketch, target: Capabilities) -> Iterator[Phrase]:
    known = [picture for picture in sketch.pictures if picture]
    films = sum(is_film(picture, target) for picture in known)
    pictures, limit = len(sketch.pictures) - films, target.media.limit_count
    if pictures > limit:
        yield phrase_many(
            "{platform} takes at most {count} picture in a post, not {number}",
            "{platform} takes at most {count} pictures in a post, not {number}",
            limit,
            platform=target.title,
            number=pictures,
        )
    film = target.media.film
    if film is None:
        return  # the kind of the file has been complained of
    if films > film.limit_count:
        yield phrase_many(
            "{platform} takes at most {count} film in a post, not {number}",
            "{platform} takes at most {count} films in a post, not {number}",
            film.limit_count,
            platform=target.title,
            number=films,
        )
    if films and pictures and film.is_alone:
        yield phrase(
            "{platform} shows either pictures or a film, not both",
            platform=target.title,
        )
