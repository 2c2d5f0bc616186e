"""Languages are told by their script."""

import pytest

from domain.judgements import Language
from rules.language import language_of

JA, EN, OTHER = Language

CASES = {
    "kana": ("今日はいい天気", (), JA),
    "ideographs alone are Japanese here": ("東京", (), JA),
    "headline without kana": ("明日発売", (), JA),
    "half-width kana": ("ｱﾘｶﾞﾄｳ", (), JA),
    "ideographs declared as Chinese": ("明天見", ("zh-TW",), OTHER),
    "kana declared as Chinese": ("明日ね", ("zh",), JA),
    "product name in Japanese": ("iPhone 15 Pro Maxの予約できた", (), JA),
    "Japanese word in English": ("What does 回覧板 mean in your name?", (), EN),
    "laughter": ("wwww", (), JA),
    "English": ("Good morning", (), EN),
    "English from a Japanese phone": ("OK", ("ja",), EN),
    "declared German": ("Guten Morgen", ("de",), OTHER),
    "declared German and English": ("Morgen means tomorrow", ("de", "en"), EN),
    "Korean": ("안녕하세요", (), OTHER),
    "Russian": ("Привет", ("en",), OTHER),
    "Arabic": ("مرحبا", (), OTHER),
    "Korean that quotes kana": ("안녕하세요 반갑습니다 の", (), OTHER),
    "only a link and a name": ("https://x.test/a @aiko.test #moon", (), OTHER),
    "emoji from a Japanese phone": ("😀❤️", ("ja-JP",), JA),
    "emoji from a phone in two languages": ("😀", ("ja", "en"), OTHER),
    "English with a shrug": ("no idea ¯\\_(ツ)_/¯", (), EN),
    "Japanese with a link": ("これ見て https://example.test/the/of/and", (), JA),
    "nothing": ("", (), OTHER),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_script_tells_the_language(
    case: tuple[str, tuple[str, ...], Language],
) -> None:
    """Scripts are certain; what apps declare is often wrong and only breaks ties."""
    text, declared, language = case

    assert language_of(text, declared) is language
