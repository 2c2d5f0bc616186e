"""What a person reads: collected, translated, and with every place filled."""

import string

import pytest

from domain.phrases import Phrase, Phrasebook, phrase, phrase_many
from kairanban.phrasebooks import language_of_environment, phrasebook
from tests import catalogues


def _first(text: str | tuple[str, ...] | list[str] | None) -> str:
    """Return a message, or the first form of one that has several."""
    return text if isinstance(text, str) else (text or ("",))[0]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_of_the_code_has_japanese_words() -> None:
    """A Japanese reader meets no English but names."""
    known = {m.id: m.string for m in catalogues.load("ja") if m.id}
    wanted = catalogues.collect()

    assert wanted == set(known)
    assert [message for message, words in known.items() if not _first(words)] == []


def test_a_translation_fills_the_same_places() -> None:
    """A translator may move a place, but neither lose nor invent one."""
    wrong = [
        message.id
        for message in catalogues.load("ja")
        if message.id
        and _places(message.id if isinstance(message.id, str) else message.id[1])
        != _places(_first(message.string))
    ]

    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_translations() -> None:
    """What is shipped is what the translators wrote."""
    shipped = catalogues.po_path("ja").with_suffix(".mo").read_bytes()

    assert catalogues.compiled(catalogues.load("ja")) == shipped


def test_a_phrase_in_a_phrase_is_read_in_the_same_language() -> None:
    """Values that are words themselves are translated with the sentence."""
    outer = phrase(
        "it says: {what}", what=phrase_many("{count} post", "{count} posts", 2)
    )

    assert Phrasebook("en").read(outer) == "it says: 2 posts"


def test_a_phrase_with_braces_in_a_value_is_read_as_it_is() -> None:
    """Members' braces are not places to fill."""
    assert str(phrase("{who} said hello", who="{mallory}")) == "{mallory} said hello"


def test_phrases_with_equal_words_and_values_are_equal() -> None:
    """A phrase is a value."""
    assert phrase("{n} left", n=1) == Phrase("{n} left", {"n": 1})
    assert hash(phrase("{n} left", n=1)) == hash(Phrase("{n} left", {"n": 1}))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        pytest.param({}, "en", id="nothing said"),
        pytest.param({"LANG": "ja_JP.UTF-8"}, "ja", id="japanese terminal"),
        pytest.param({"LANG": "C.UTF-8"}, "en", id="no language"),
        pytest.param(
            {"LANG": "ja_JP.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en", id="gettext's order"
        ),
        pytest.param(
            {"LANG": "en_US.UTF-8", "KAIRANBAN_LANGUAGE": "ja"}, "ja", id="our own word"
        ),
    ],
)
def test_the_environment_chooses_the_language(
    environment: dict[str, str], language: str
) -> None:
    """Our own variable comes first, then gettext's order."""
    assert language_of_environment(environment) == language


def test_a_language_that_we_do_not_speak_is_answered_in_english() -> None:
    """No catalogue, no crash."""
    assert phrasebook("xx").say("nothing to see") == "nothing to see"
