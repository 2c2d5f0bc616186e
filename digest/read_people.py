"""Reads aloud who is waiting."""

from collections.abc import Iterator

from digest.joining import listed
from digest.page import People, Person
from digest.paper import Digest, Group, Waiting
from digest.words import PRIORITIES, span, tone_in_words
from domain.judgements import Language
from domain.phrases import Phrase, Phrasebook, phrase, phrase_many


def read_groups(digest: Digest, book: Phrasebook) -> tuple[People, ...]:
    """Return everybody who waits, in words, by priority."""
    return tuple(_group(group, digest, book) for group in digest.groups)


def _group(group: Group, digest: Digest, book: Phrasebook) -> People:
    return People(
        code=group.priority.name.lower(),
        title=book.say(
            "{priority} ({number})",
            priority=PRIORITIES[group.priority],
            number=str(len(group.people)),
        ),
        people=tuple(_person(one, digest, book) for one in group.people),
    )


def _person(one: Waiting, digest: Digest, book: Phrasebook) -> Person:
    return Person(
        number=one.entry_id,
        name=_name(one),
        where=f"{one.platform} · {one.account}",
        age=book.say("waiting for {span}", span=span(one.age)),
        due=book.read(_due(one, digest)),
        is_overdue=one.overdue_by is not None,
        tone=book.say("tone: {tone}", tone=tone_in_words(one.tone)),
        marks=tuple(map(book.read, _marks(one))),
        reasons=listed(one.reasons, book),
        words=one.words,
        words_language="" if one.language is Language.OTHER else one.language.value,
        more=listed(_more(one), book, ", "),
        url=one.url,
        link=book.say(
            "{name}’s message on {platform}", name=one.name, platform=one.platform
        ),
    )


def _name(one: Waiting) -> str:
    if not one.handle or one.handle == one.name:
        return one.name
    return f"{one.name} (@{one.handle})"


def _due(one: Waiting, digest: Digest) -> Phrase:
    if one.overdue_by is not None:
        return phrase("overdue by {span}", span=span(one.overdue_by))
    if one.due_at is None:
        return phrase("no due time")
    return phrase("due in {span}", span=span(one.due_at - digest.composed_at))


def _marks(one: Waiting) -> Iterator[Phrase]:
    if one.is_newcomer:
        yield phrase("first message")
    if one.edited:
        yield phrase("edited")
    if one.has_pictures:
        yield phrase("with a picture")


def _more(one: Waiting) -> Iterator[Phrase]:
    if one.more_here:
        yield phrase_many(
            "{count} more message in this thread",
            "{count} more messages in this thread",
            one.more_here,
        )
    if one.more_elsewhere:
        yield phrase_many(
            "{count} more message elsewhere",
            "{count} more messages elsewhere",
            one.more_elsewhere,
        )
