"""English gets a score, as phones write it; no other language gets one."""

from time import perf_counter

import pytest

from domain.judgements import Language, ToneLabel
from rules.sentiment import LIMIT_CHARACTERS, label_of, prepared, shown, tone_of

EN = Language.ENGLISH


def score(text: str) -> float:
    """Return the score of an English text."""
    tone = tone_of(text, EN)
    assert tone is not None
    return tone.score


@pytest.mark.parametrize("language", [Language.JAPANESE, Language.OTHER])
def test_other_languages_have_no_score(language: Language) -> None:
    """An English word list knows nothing of Japanese; "neutral" would be a lie."""
    assert tone_of("最高! great!", language) is None


@pytest.mark.parametrize(
    ("phone", "typewriter"),
    [
        ("I don’t like it", "I don't like it"),
        ("We ❤️ it", "We ❤ it"),
        ("great！", "great!"),
        ("😀good", "😀 good"),
        ("👏🏽 great", "👏 great"),
        ("ask @happy.love.test", "ask"),
        ("see https://love.test/great", "see"),
    ],
)
def test_phone_writing_scores_like_typewriting(phone: str, typewriter: str) -> None:
    """A curly apostrophe turned dislike into praise, a hidden mark hid a heart."""
    assert score(phone) == score(typewriter)


def test_dislike_with_a_curly_apostrophe_is_negative() -> None:
    """People's phones write curly apostrophes."""
    assert score("I don’t like it") < -0.2


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (0.4, ToneLabel.POSITIVE),
        (0.39, ToneLabel.NEUTRAL),
        (-0.19, ToneLabel.NEUTRAL),
        (-0.2, ToneLabel.NEGATIVE),
    ],
)
def test_the_bounds_belong_to_the_words(value: float, label: ToneLabel) -> None:
    """The bounds are the ones tuned on labelled tweets."""
    assert label_of(value) is label


def test_a_very_long_text_is_scored_by_its_beginning() -> None:
    """The scorer's time grows with the square of the length."""
    text = "I love this. " + "table words " * 20_000
    start = perf_counter()
    found = score(text)

    assert found > 0.4
    assert perf_counter() - start < 2
    assert len(prepared(text)) <= LIMIT_CHARACTERS


def test_a_score_is_shown_with_its_sign() -> None:
    """ "+0.64" reads at once as friendly."""
    tone = tone_of("Love it", EN)

    assert tone is not None
    assert shown(tone) == "+0.64"
