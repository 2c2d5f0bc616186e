"""What Bluesky would refuse is refused here, in words and numbers."""

from dataclasses import replace
from pathlib import Path

import pytest

from connectors.bluesky.limits import CAPABILITIES, require_fitting
from connectors.graphemes import count_graphemes
from domain.errors import RefusedError
from domain.posts import Draft, KeptMedia

# Each was compared with what the server counts (PDS 0.5.35).
GRAPHEMES = {
    "empty": ("", 0),
    "ascii": ("abc", 3),
    "japanese": ("回覧板です", 5),
    "voiced mark apart": ("か\u3099", 1),
    "family": ("👩‍👩‍👧‍👦", 1),
    "flags": ("🇯🇵🇩🇪", 2),
    "skin": ("👋🏽", 1),
    "keycap": ("1\ufe0f\u20e3", 1),
    "accent": ("e\u0301", 1),
    "line end": ("a\r\nb", 3),
    "jamo": ("\u1112\u1161\u11ab", 1),
    "conjunct": ("क्षि", 1),
    "thai": ("กำ", 1),
}

PICTURE = KeptMedia(Path("/p/board.png"), "A board", "0" * 64, "image/png", 1000, 4, 2)

REFUSED = {
    "301 signs": (Draft("あ" * 301), "301.*300"),
    "3001 bytes": (Draft("👩‍👩‍👧‍👦" * 121), "3025.*3000"),
    "nothing": (Draft(" \n"), "nothing to say"),
    "half a character": (Draft("a\ud800"), "surrogate"),
    "five pictures": (Draft("", (PICTURE,) * 5), "5.*4"),
    "a film": (
        Draft("", (replace(PICTURE, mime_type="video/webm"),)),
        "board.png.*video/webm",
    ),
    "a big picture": (
        Draft("", (replace(PICTURE, size_bytes=2_000_001),)),
        "board.png.*2000001.*2000000",
    ),
    "a long alt": (Draft("", (replace(PICTURE, alt="あ" * 2001),)), "2001.*2000"),
}

TAKEN = {
    "300 signs": Draft("あ" * 300),
    "300 flags": Draft("🇯🇵" * 300),
    "a picture alone": Draft("", (PICTURE,)),
    "four pictures": Draft("Look", (PICTURE,) * 4),
    "the biggest": Draft("", (replace(PICTURE, size_bytes=2_000_000),)),
}


@pytest.mark.parametrize(("text", "count"), GRAPHEMES.values(), ids=GRAPHEMES.keys())
def test_what_a_reader_sees_as_one_counts_as_one(text: str, count: int) -> None:
    """The server counts graphemes, not code points."""
    assert count_graphemes(text) == count


@pytest.mark.parametrize(("draft", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused(draft: Draft, words: str) -> None:
    """The message says what is wrong, and what would fit."""
    with pytest.raises(RefusedError, match=words):
        require_fitting(draft)


@pytest.mark.parametrize("draft", TAKEN.values(), ids=TAKEN.keys())
def test_what_just_fits_is_taken(draft: Draft) -> None:
    """The limits themselves are allowed."""
    require_fitting(draft)


def test_the_key_never_runs_out() -> None:
    """A server-side key for ever: an unknown outcome may always be tried again."""
    assert CAPABILITIES.idempotency == "A"
    assert CAPABILITIES.key_valid_for is None
