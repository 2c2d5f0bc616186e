"""How X counts a text: the weighted length of twitter-text's version 3.

Most letters of Latin, Greek, Arabic… count one, all others two; an emoji two, however
many code points it has; a link 23, however long it is. Published with twitter-text
(config/v3.json): limit 280, scale 100, default weight 200, ranges of weight 100.
"""

import unicodedata

import regex

from connectors.x.links import spans_of_links

LIMIT = 280
#: What every link counts.
LINK_COUNTS = 23
_EMOJI_COUNTS = 2
#: Code points that count one.
_LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))

_SIGN = (
    r"(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|"
    r"\p{Emoji_Modifier_Base}(?=\p{Emoji_Modifier})|\p{Extended_Pictographic}(?=\u200D))"
    r"\p{Emoji_Modifier}?\uFE0F?"
)
_EMOJI = regex.compile(
    # Flags of countries and of regions, keys, and signs joined to one.
    r"[\U0001F1E6-\U0001F1FF]{2}"
    r"|\U0001F3F4[\U000E0061-\U000E007A]+\U000E007F"
    r"|[#*0-9]\uFE0F?\u20E3"
    rf"|{_SIGN}(?:\u200D(?:{_SIGN}|\p{{Extended_Pictographic}}\uFE0F?))*"
)


def count(text: str) -> int:
    """Return the weighted length of *text*."""
    words = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    length, position = 0, 0
    for start, end in spans_of_links(words):
        length += _count_words(words[position:start]) + LINK_COUNTS
        position = end
    return length + _count_words(words[position:])


def _count_words(words: str) -> int:
    if words.isascii():
        return len(words)
    emoji = len(_EMOJI.findall(words))
    without = _EMOJI.sub("", words)
    return _EMOJI_COUNTS * emoji + sum(map(_weight, without))


def _weight(sign: str) -> int:
    point = ord(sign)
    return 1 if any(first <= point <= last for first, last in _LIGHT) else 2
