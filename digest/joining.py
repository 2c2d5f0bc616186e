"""Puts sentences and items of a list one after another, as the language does it."""

from collections.abc import Iterable

from domain.phrases import Phrase, Phrasebook

#: Between two sentences, and between two items; Japanese needs no blanks.
_GAPS = {"ja": ""}
_COMMAS = {"ja": "、"}


def sentences(said: Iterable[Phrase], book: Phrasebook) -> str:
    """Return sentences in a row."""
    return _GAPS.get(book.language, " ").join(map(book.read, said))


def listed(items: Iterable[Phrase], book: Phrasebook, comma: str = "; ") -> str:
    """Return a list in a line."""
    return _COMMAS.get(book.language, comma).join(map(book.read, items))
