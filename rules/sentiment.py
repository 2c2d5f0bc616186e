"""How friendly a text is. English only: no other language gets a score from VADER.

VADER gives every Japanese text 0.0 (macro-F1 0.17 on WRIME, no better than chance),
so Japanese has no tone here: "no score", which is not the same as "neutral".

The words "positive" and "negative" begin at +0.4 and -0.2. Those bounds were tuned
on the validation split of TweetEval sentiment; on its 12,284 test tweets they reach
macro-F1 0.566, VADER's own +0.05 and -0.05 reach 0.529.
"""

import re
from functools import cache
from typing import Protocol

from domain.judgements import Language, Tone, ToneLabel
from rules.wording import EMOJI, MENTION, URL

POSITIVE_FROM = 0.4
NEGATIVE_FROM = -0.2

#: VADER's time grows with the square of the length: 50,000 characters take seconds.
LIMIT_CHARACTERS = 2000

#: What phones write and VADER does not know, and what it does know.
_PHONE_WRITING = str.maketrans(
    {
        "\u2019": "'",  # "don’t" would count as praise
        "\u2018": "'",
        "\uff01": "!",
        "\uff1f": "?",
        "\ufe0f": None,  # a heart with this invisible mark is no heart to VADER
        **dict.fromkeys(map(chr, range(0x1F3FB, 0x1F400))),  # tones of skin
    }
)

_MANY_SPACES = re.compile(r"\s+")


class _Analyser(Protocol):
    def polarity_scores(self, text: str) -> dict[str, float]: ...


def tone_of(text: str, language: Language) -> Tone | None:
    """Score *text*; None means that there is no scorer for its language."""
    if language is not Language.ENGLISH:
        return None
    scores = _analyser().polarity_scores(prepared(text))
    score = scores["compound"]
    return Tone(score, label_of(score))


def label_of(score: float) -> ToneLabel:
    """Say a score in one word."""
    if score >= POSITIVE_FROM:
        return ToneLabel.POSITIVE
    if score <= NEGATIVE_FROM:
        return ToneLabel.NEGATIVE
    return ToneLabel.NEUTRAL


def shown(tone: Tone) -> str:
    """Write a score as people read it, such as "-0.62"."""
    return f"{tone.score:+.2f}"


def prepared(text: str) -> str:
    """Return *text* as VADER can read it: its own words, cut, emoji set apart."""
    plain = text[:LIMIT_CHARACTERS].translate(_PHONE_WRITING)
    plain = MENTION.sub(" ", URL.sub(" ", plain))
    apart = EMOJI.sub(lambda found: f" {found.group()} ", plain)
    return _MANY_SPACES.sub(" ", apart).strip()


@cache
def _analyser() -> _Analyser:
    # Imported late: who scores nothing need not load 7,500 words.
    from vaderSentiment.vaderSentiment import (  # noqa: PLC0415 - late on purpose
        SentimentIntensityAnalyzer,
    )

    analyser: _Analyser = SentimentIntensityAnalyzer()
    return analyser
