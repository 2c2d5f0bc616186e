"""Who says the same, or nearly the same, twice? Platforms punish it.

Texts are compared by the words they share (in scripts without spaces: by pairs of
signs), exactly: two texts are alike if they share `ALIKE` of all words that stand in
either (Jaccard). Not every pair is looked at: texts that are so alike must share some
of their rarest words, so only those that do are compared (prefix filtering; Chaudhuri
and others 2006, Bayardo and others 2007).
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from math import ceil
from typing import TypeAlias

#: Texts that share so much are nearly the same.
ALIKE = 0.8

#: Whoever says something again after so long says it to other people.
WITHIN = timedelta(days=30)

#: Of those that share a rare word, only so many of the latest are compared: thousands
#: made from one template must not take for ever.
_LIMIT_COMPARED = 20

#: Fewer words say too little to be said twice: "Good morning!"
_LEAST_WORDS = 4

#: Texts so alike share at least so many of their rarest words; no more than the least
#: words that two of them can share.
_SHARED = 3

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
#: Han, kana and hangul stand without spaces; other words are runs of letters.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
#: ASCII in small letters, with a blank for what is neither letter nor digit.
_LETTERS = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() or chr(code) == "_" else ord(" ")
    for code in range(128)
) + bytes(range(128, 256))
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+"
    "|[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+"
)


#: What a text is compared by: words, and pairs of signs as numbers.
Words: TypeAlias = frozenset[str | int]


@dataclass(frozen=True, slots=True)
class Said:
    """A text on an account at a time."""

    #: The post; it is never compared with itself.
    key: str
    account: str
    #: Aware UTC.
    at: datetime
    text: str
    #: Is it out already? Such texts are compared with, but not complained of.
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Twin:
    """A text, and one before it that is nearly the same."""

    later: Said
    earlier: Said


def twins(texts: Iterable[Said]) -> Iterator[Twin]:
    """Return each text that an account said before; each once, with the nearest."""
    by_account: dict[str, list[Said]] = defaultdict(list)
    for said in texts:
        by_account[said.account].append(said)
    words = _Vocabulary()
    for there in by_account.values():
        there.sort(key=lambda said: (said.at, said.key))
        yield from _twins(there, [words(said.text) for said in there])


def words_of(text: str) -> Words:
    """Return what a text is compared by; addresses do not count."""
    if "://" in text:
        text = _LINK.sub(" ", text)
    if text.isascii():
        return frozenset(text.encode().translate(_LETTERS).decode().split())
    found = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    words: set[str | int] = set()
    for word in found:
        if len(word) > 1 and _UNSPACED.match(word):
            words.update(_pairs(word), _pairs(word[1:]))
        else:
            words.add(word)
    return frozenset(words)


def _pairs(word: str) -> memoryview:
    """Return every second pair of signs in *word*, each as a number."""
    even = word[: len(word) // 2 * 2]
    return memoryview(even.encode("utf-32-le")).cast("Q")


class _Vocabulary:
    """Knows the words of texts; the same text is taken apart once."""

    def __init__(self) -> None:
        self._known: dict[str, Words] = {}

    def __call__(self, text: str) -> Words:
        """Return the words of *text*."""
        words = self._known.get(text)
        if words is None:
            words = self._known[text] = words_of(text)
        return words


def _twins(texts: Sequence[Said], word_sets: Sequence[Words]) -> Iterator[Twin]:
    ranks = _ranks(word_sets)
    met: dict[int, list[int]] = defaultdict(list)
    first = 0
    for number, (said, own) in enumerate(zip(texts, word_sets, strict=True)):
        while said.at - texts[first].at > WITHIN:
            first += 1
        rarest = _rarest(own, ranks)
        if len(rarest) < _SHARED:
            continue
        if not said.is_out:
            for other in _compared([met[word] for word in rarest], first):
                if texts[other].key != said.key and _are_alike(own, word_sets[other]):
                    yield Twin(said, texts[other])
                    break
        for word in rarest:
            met[word].append(number)


def _ranks(word_sets: Sequence[Words]) -> dict[str | int, int]:
    """Number the words that stand in several texts, the rarest first."""
    seen = Counter(chain.from_iterable(word_sets))
    shared = [word for word, count in seen.items() if count > 1]
    shared.sort(key=seen.__getitem__)
    return {word: rank for rank, word in enumerate(shared, start=1)}


def _rarest(words: Words, ranks: Mapping[str | int, int]) -> Sequence[int]:
    """Return those of *words* of which every text so alike has `_SHARED` at least.

    Words that stand nowhere else are the rarest of all, but nobody has them.
    """
    if len(words) < _LEAST_WORDS:
        return ()
    shared = sorted(filter(None, map(ranks.get, words)))
    lonely = len(words) - len(shared)
    count = len(words) - ceil(ALIKE * len(words)) + _SHARED - lonely
    return shared[:count] if count >= _SHARED else ()


def _compared(met: Iterable[Sequence[int]], first: int) -> Sequence[int]:
    """Return those of *met*, from *first* on, that may be alike; the latest first."""
    known = [each for each in met if each]
    if len(known) < _SHARED:
        return ()
    shared = Counter(chain.from_iterable(each[-_LIMIT_COMPARED:] for each in known))
    return sorted(
        (
            other
            for other, count in shared.items()
            if count >= _SHARED and other >= first
        ),
        reverse=True,
    )


def _are_alike(one: Words, other: Words) -> bool:
    shared = len(one & other)
    return shared >= ALIKE * (len(one) + len(other) - shared)
