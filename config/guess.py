"""Guess what somebody meant to type."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from domain.phrases import Phrase, phrase

#: Comparing gets slow with long words, and nobody mistypes so much.
_LIMIT_LENGTH = 60


def nearest(
    word: str, known: Iterable[str], slips: Mapping[str, str] | None = None
) -> str | None:
    """Return the one of *known* that *word* was probably meant to be.

    *slips* names what people often write instead, in lower case.
    """
    folded = word.casefold()
    if slips and folded in slips:
        return slips[folded]
    by_folded = {name.casefold(): name for name in known}
    matches = get_close_matches(folded[:_LIMIT_LENGTH], by_folded, n=1)
    return by_folded[matches[0]] if matches else None


def did_you_mean(
    word: str, known: Iterable[str], slips: Mapping[str, str] | None = None
) -> Phrase | str:
    """Return the end of a sentence: a guess, or nothing."""
    name = nearest(word, known, slips)
    return "" if name is None else phrase("; did you mean '{name}'?", name=name)


def one_of(
    word: str, known: Iterable[str], slips: Mapping[str, str] | None = None
) -> Phrase | str:
    """Return the end of a sentence: a guess, or all there is to choose from."""
    choices = tuple(known)
    guess = did_you_mean(word, choices, slips)
    return guess or phrase("; there is: {known}", known=", ".join(choices))
