"""Which languages a text of ours is in, by its letters; a hint for readers' filters."""

import regex

_JAPANESE = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}]")
_HANGUL = regex.compile(r"\p{Hangul}")
_WORD = regex.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_ACCENTED = regex.compile(r"[\p{Latin}--[A-Za-zＡ-Ｚａ-ｚ]]", regex.V1)

#: A Japanese text with fewer English words than this is Japanese only: names occur.
_ENOUGH_WORDS = 4


def languages(prose: str) -> list[str]:
    """Return BCP 47 tags, "ja" first; empty where we cannot tell.

    Args:
        prose: The text without its links, mentions and tags.
    """
    if _HANGUL.search(prose):
        return []
    is_japanese = bool(_JAPANESE.search(prose))
    words = len(_WORD.findall(prose))
    enough = words >= (_ENOUGH_WORDS if is_japanese else 1)
    is_english = enough and not _ACCENTED.search(prose)
    return ["ja"] * is_japanese + ["en"] * is_english
