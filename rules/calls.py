"""What calls for a reply: each ground with the priority that it alone would give."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.judgements import Language, Priority, Reason
from domain.phrases import Phrase, phrase
from rules.addressed import Address
from rules.sentiment import shown
from rules.signs import Signs
from rules.upset import Heat


@dataclass(frozen=True, slots=True)
class Call:
    """One ground to reply."""

    priority: Priority
    #: None where the priority follows from reasons that are told already.
    reason: Reason | None


def calls(signs: Signs) -> tuple[Call, ...]:
    """Return the grounds to reply, in the order a person would tell them."""
    strong = tuple(_strong(signs))
    if strong or _is_empty(signs):
        return strong
    return tuple(_weak(signs))


def _strong(signs: Signs) -> Iterator[Call]:
    yield from _heated(signs)
    if signs.is_question:
        yield _call(Priority.NORMAL, "question", phrase("asks a question"))
    if signs.is_request:
        yield _call(Priority.NORMAL, "request", phrase("asks for something"))
    if signs.sounds_negative and not signs.sounds_angry and signs.address.is_to_us:
        yield Call(Priority.NORMAL, None)


def _heated(signs: Signs) -> Iterator[Call]:
    heat = signs.heat
    if Heat.GRAVE in heat:
        words = phrase("may be grave: “{word}”", word=heat[Heat.GRAVE])
        yield _call(Priority.URGENT, "grave", words)
    if Heat.TROUBLE in heat:
        words = phrase("has trouble: “{word}”", word=heat[Heat.TROUBLE])
        yield _call(Priority.HIGH, "trouble", words)
    if Heat.ANGER in heat or signs.sounds_angry:
        # Angry about something that does not work: that one is answered first.
        both = Heat.TROUBLE in heat
        priority = Priority.URGENT if both else Priority.HIGH
        yield _call(priority, "angry", _anger_in_words(signs))


def _anger_in_words(signs: Signs) -> Phrase:
    if signs.sounds_angry and signs.tone is not None:
        return phrase("sounds angry (tone {score})", score=shown(signs.tone))
    return phrase("sounds angry: “{word}”", word=signs.heat[Heat.ANGER])


def _is_empty(signs: Signs) -> bool:
    """Is there nothing that a weak ground could stand on?"""
    wordless = signs.is_wordless and not signs.has_pictures
    return signs.is_closing or signs.says_thanks or wordless


def _weak(signs: Signs) -> Iterator[Call]:
    """Somebody says something, and wants nothing of us that we could see."""
    if not signs.address.is_to_us:
        return
    if signs.address is Address.BY_NAME or signs.is_newcomer:
        yield Call(Priority.LOW, None)
    elif signs.language is Language.OTHER and not signs.is_wordless:
        words = phrase("is in a language that the rules cannot read")
        yield _call(Priority.LOW, "unreadable", words)


def _call(priority: Priority, code: str, words: Phrase) -> Call:
    return Call(priority, Reason(code, words))
