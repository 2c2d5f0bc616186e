"""Any text can be stored: what no database holds is replaced at the door."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.items import Attachment, MediaKind
from storage.texts import REPLACEMENT, clean, cleaned
from tests.builders import a_page, an_item

#: Every code point that Python knows, half surrogates and NUL among them.
ANY_TEXT = some.text(some.characters())


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("plain", "plain", id="ASCII"),
        pytest.param("回覧板 👩‍👩‍👧‍👦", "回覧板 👩‍👩‍👧‍👦", id="any script"),
        pytest.param("\0", REPLACEMENT, id="NUL"),
        pytest.param("é\0", f"é{REPLACEMENT}", id="NUL among others"),
        pytest.param("\udfff\ud800", REPLACEMENT * 2, id="halves the wrong way round"),
        pytest.param("\ud83d\ude00", "😀", id="both halves"),
    ],
)
def test_what_cannot_be_stored_is_replaced(given_: str, kept: str) -> None:
    """And nothing else is."""
    assert clean(given_) == kept


@given(ANY_TEXT)
def test_a_clean_text_can_be_stored(text: str) -> None:
    """It has a UTF-8 form, no NUL, and is not cleaned any further."""
    once = clean(text)

    assert "\0" not in once
    assert once.encode().decode() == once
    assert clean(once) == once


def test_a_value_is_cleaned_through_and_through() -> None:
    """Tuples and values within values included; the rest stays as it is."""
    item = an_item(
        "\0",
        links=("a", "\ud800"),
        attachments=(Attachment(MediaKind.IMAGE, "\0", "alt"),),
    )
    page = cleaned(a_page(item))

    assert page.items[0] == replace(
        item,
        text=REPLACEMENT,
        links=("a", REPLACEMENT),
        attachments=(Attachment(MediaKind.IMAGE, REPLACEMENT, "alt"),),
    )
    assert cleaned(MediaKind) is MediaKind
