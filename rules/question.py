"""Is it a question?

English: a question mark or a sentence that opens like a question (F1 0.864 on 10,567
chat lines, 0.763 with the mark alone). Japanese: a question mark or a polite ending
in か, っけ, 教えて, but not そうですか, which only says "I see" (F1 0.907).
"""

import re
from collections.abc import Callable, Mapping

from domain.judgements import Language
from rules.wording import EMOJI, own_words

#: "Is it", "can we": a verb turned before its subject.
_VERB = (
    r"(?:is|are|was|were|does|did|can|could|would|will|should|has"
    r"|isn't|aren't|wasn't|don't|doesn't|didn't|can't|couldn't|won't|shouldn't"
    r"|hasn't|haven't)"
)
_SUBJECT = (
    r"(?:i|you|we|they|he|she|it|this|that|these|those|there|the|your|our|my"
    r"|any\w*|some(?:one|body)|everyone|all)"
)
#: "Do it" and "have the best day" are no questions, "do you" and "have we" are.
_TURNED = rf"(?:{_VERB} {_SUBJECT}|(?:do|have|am) (?:i|you|we|they|any\w*))"
_GREETING = (
    r"(?:(?:hi|hey|hello|ok|okay|so|and|but|also|please|sorry|quick question"
    r"|team|folks|all|everyone|there|um|well)\b[\s,!:.-]*)*"
)

#: How an English sentence opens when it asks.
_OPENER = re.compile(
    rf"^{_GREETING}(?:"
    rf"{_TURNED}\b"
    rf"|(?:what|where|when|who|why|how) (?:{_VERB}|do|have|am)\b"
    r"|(?:what|where|when|who|how)(?:'s|s) "
    r"|how (?:about|come|many|much|long|often|far|to)\b"
    r"|what (?:about|if|kind|sort|time|day|version)\b"
    rf"|which (?:one|of|\w+ {_VERB})\b"
    r"|any(?:one|body) (?:know|knows|else|have|got|tried)\b"
    r"|any (?:idea|news|update|updates|plan|plans|chance|eta|word|tips|advice)\b"
    r"|(?:can|could|would|will) (?:someone|somebody|anyone|anybody)\b"
    r")"
)

#: Questions that stand inside a sentence.
_INDIRECT = re.compile(
    r"\b(?:i(?:'m| am|'ve been| was)? wonder(?:ing)?"
    r"|(?:let|tell) (?:me|us)(?: know)? (?:if|whether|when|where|how|what|why|which)"
    r"|(?:i'd|i would) (?:like|love) to know"
    r"|do(?:es)? any(?:one|body) know)\b"
)

_ENGLISH_SENTENCES = re.compile(r"[.!,;:\n]+\s*")

_JAPANESE_SENTENCES = re.compile(r"[。.!\n…]+")
#: What may trail after the last word: laughter, tears, brackets, waves, spaces.
_TRAILING = "笑汗泣wW~〜ー♪()、, \t"
_JAPANESE_ENDING = re.compile(
    r"(?:(?:です|でしょう|ました|ます|ません|でした)か(?:ね|ねえ|な)?"
    r"|っけ|教えて(?:ください|下さい|欲しい(?:です)?|ほしい(?:です)?"
    r"|いただきたい(?:です)?|頂きたい(?:です)?|いただけると.*|もらえると.*|くれ|ほしいな)?)$"
)
_ACKNOWLEDGED = re.compile(r"(?:そう(?:なん|だったん)?です|そうでした|じゃないです)か$")

#: The question marks of scripts that we cannot read otherwise.
_FOREIGN_MARKS = frozenset("?؟՞")


def is_question(text: str, language: Language) -> bool:
    """Does the writer ask something, in their own words?"""
    return _ASKERS[language](own_words(text))


def _asks_in_english(own: str) -> bool:
    if "?" in own:
        return True
    lowered = EMOJI.sub(" ", own.lower())
    sentences = _ENGLISH_SENTENCES.split(lowered)
    asks_outright = any(_OPENER.match(sentence.strip()) for sentence in sentences)
    return asks_outright or bool(_INDIRECT.search(lowered))


def _asks_in_japanese(own: str) -> bool:
    if "?" in own:
        return True
    sentences = _JAPANESE_SENTENCES.split(EMOJI.sub("", own))
    return any(_ends_asking(sentence.rstrip(_TRAILING)) for sentence in sentences)


def _ends_asking(sentence: str) -> bool:
    ends = _JAPANESE_ENDING.search(sentence)
    return bool(ends) and not _ACKNOWLEDGED.search(sentence)


def _asks_somehow(own: str) -> bool:
    return not _FOREIGN_MARKS.isdisjoint(own)


_ASKERS: Mapping[Language, Callable[[str], bool]] = {
    Language.ENGLISH: _asks_in_english,
    Language.JAPANESE: _asks_in_japanese,
    Language.OTHER: _asks_somehow,
}
