"""Columns and excerpts of text in which some letters are wide."""

import pytest

from digest.columns import pad, shorten, width, wrap
from digest.excerpt import excerpt, one_line, web_address


def test_a_japanese_letter_takes_two_columns() -> None:
    """Terminals draw it twice as wide; joining marks take nothing."""
    assert width("月の本 ok") == 9
    assert width("e\u0301\u200d") == 1
    assert pad("月", 4) + "|" == "月  |"
    assert pad("long", 2) == "long"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("moon", "moon"),
        ("moonlight", "moon…"),
        ("月の本屋", "月の…"),
        ("a 月夜", "a 月…"[:4]),
    ],
)
def test_long_text_ends_in_an_ellipsis(text: str, shown: str) -> None:
    """The mark is part of the width."""
    assert shorten(text, 5) == (text if width(text) <= 5 else shown)
    assert width(shorten(text, 5)) <= 5


def test_a_joined_emoji_is_not_left_hanging() -> None:
    """A family cut in two must not wait for its other half."""
    assert shorten("👩\u200d👩\u200d👧 x", 3) == "👩…"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two three", ["one two", "three"]),
        ("月の本が出ました", ["月の本が", "出ました"]),
        ("月の本が。出た", ["月の本", "が。出た"]),
        ("abcdefghijkl", ["abcdefgh", "ijkl"]),
        ("abcdefgh", ["abcdefgh"]),
        ("ab月の本です", ["ab月の本", "です"]),
        ("eight ab cd", ["eight ab", "cd"]),
    ],
)
def test_lines_break_at_spaces_and_between_wide_letters(
    text: str, lines: list[str]
) -> None:
    """Japanese has no spaces, and no line begins with its full stop."""
    assert wrap(text, 8) == lines


def test_what_no_one_can_see_is_not_shown() -> None:
    """A message must not repaint the terminal or turn the page around."""
    assert one_line("a\n\nb\tc") == "a b c"
    assert one_line("\x1b[31mred\u202e \u2066x") == "[31mred x"
    assert one_line("👩\u200d💻") == "👩\u200d💻"
    assert excerpt("a " * 500).endswith("…")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,hi",
        "https://a.test/ b",
        "https://a.test/>",
        "https://a.test/\u202e",
        "",
    ],
)
def test_only_plain_pages_are_linked(url: str) -> None:
    """A link in an e-mail must lead to a page and nowhere else."""
    assert web_address(url) == ""
    assert web_address("https://a.test/b?c=d&e") == "https://a.test/b?c=d&e"
