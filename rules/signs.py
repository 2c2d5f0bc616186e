"""Everything that can be read off an item before anything is decided."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.items import InboxEntry
from domain.judgements import Language, Reason, Tone, ToneLabel
from rules.addressed import Address, address_of
from rules.closing import is_closing, is_wordless, says_thanks
from rules.context import Context
from rules.language import language_of
from rules.question import is_question
from rules.request import is_request
from rules.sentiment import tone_of
from rules.spam import spam_signs
from rules.upset import Heat, heat_of

#: More of a text is not read: a judgement must be quick whatever people send.
LIMIT_CHARACTERS = 4000

#: From this tone down a text counts as angry by itself.
ANGRY_FROM = -0.6


@dataclass(frozen=True, slots=True)
class Signs:
    """What an item shows."""

    language: Language
    tone: Tone | None
    address: Address
    is_question: bool
    is_request: bool
    #: Only thanks, agreement or laughter.
    is_closing: bool
    #: Thanks among other words.
    says_thanks: bool
    #: Nothing but emoji, names and addresses.
    is_wordless: bool
    has_pictures: bool
    is_newcomer: bool
    heat: Mapping[Heat, str]
    spam: tuple[Reason, ...]

    @property
    def sounds_negative(self) -> bool:
        """Is the tone negative?"""
        return self.tone is not None and self.tone.label is ToneLabel.NEGATIVE

    @property
    def sounds_angry(self) -> bool:
        """Is the tone so negative that it counts as anger?"""
        return self.tone is not None and self.tone.score <= ANGRY_FROM


def read_signs(entry: InboxEntry, context: Context) -> Signs:
    """Read everything off *entry*."""
    item = entry.item
    text = item.text[:LIMIT_CHARACTERS]
    language = language_of(text, item.declared_languages or context.languages)
    return Signs(
        language=language,
        tone=None if is_wordless(text) else tone_of(text, language),
        address=address_of(item, context),
        is_question=is_question(text, language),
        is_request=is_request(text, language),
        is_closing=is_closing(text, language),
        says_thanks=says_thanks(text),
        is_wordless=is_wordless(text),
        has_pictures=bool(item.attachments),
        is_newcomer=entry.is_newcomer,
        heat=heat_of(text),
        spam=spam_signs(text, item.links, context.same_words),
    )
