"""Texts count on X as twitter-text counts them; figures are its own (3.1.0)."""

import time

import pytest

from connectors.x.counting import count
from connectors.x.links import spans_of_links

TEXTS: dict[str, tuple[str, int]] = {
    "nothing": ("", 0),
    "Latin": ("Good morning, everybody!", 24),
    "Japanese": ("おはようございます。", 20),
    "half width katakana": ("ｶｲﾗﾝﾊﾞﾝ", 14),
    "Korean": ("안녕하세요", 10),
    "Greek and Arabic": ("αβγ ابجد", 8),
    "umlauts": ("äöü ÄÖÜ ß", 9),
    "a letter and its accent": ("e\u0301", 1),
    "dashes and quotes": ("“a” – ‘b’ — …", 14),  # that is the point
    "a link": ("see https://example.com/a/very/long/path?with=a&query=too", 27),
    "a link at its end": ("see https://example.com.", 28),
    "a link in Japanese": ("詳しくはhttps://example.jp/こちらへ", 39),
    "two links": ("https://a.com https://b.org/x", 47),
    "a bare domain": ("run main.py now", 31),
    "a file that is a domain": ("README.md and node.js and docs.rs", 63),
    "a missing space": ("Well done.So be it", 34),
    "a domain in Japanese": ("回覧板はexample.comです", 35),
    "a mail address": ("write to board@example.com", 26),
    "a mention with a dot": ("@board.com", 10),
    "a short link": ("https://t.co/abc123/more", 28),
    "brackets": ("https://en.wikipedia.org/wiki/Foo_(bar)", 23),
    "an unknown ending": ("https://example.localhost", 25),
    "a port": ("http://example.com:8080/a", 23),
    "punycode": ("xn--p1ai.xn--p1ai", 23),
    "emoji": ("🎉", 2),
    "a family": ("\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", 2),
    "a flag": ("🇯🇵", 2),
    "a skin": ("👍🏽", 2),
    "a key": ("1\ufe0f\u20e3", 2),
    "a heart as emoji": ("\u2764\ufe0f", 2),
    "a heart as text": ("❤", 2),
    "a flag of tags": (
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        2,
    ),
    "a trademark": ("\u2122 \u2122\ufe0f \xa9", 7),
    "emoji among words": ("ありがとう🎉🎉 thanks", 21),
    "lines": ("a\nb\n\nc", 6),
    "unseen signs": ("a\u200bb\u200dc", 5),
    "a wide blank": ("\u3042\u3000\u3044", 6),
    "a domain behind an emoji": ("👍.co.jp", 26),
    "a domain right after a flag": ("🇯🇵example.com", 25),
    "dots": ("a.b.c.d...e", 11),
    "a hyphen before": ("-example.com", 12),
}


@pytest.mark.parametrize(("text", "length"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_counts_as_it_does_on_x(text: str, length: int) -> None:
    """What is counted here is what X refuses, or takes."""
    assert count(text) == length


def test_windows_line_ends_count_once() -> None:
    """X stores them as one."""
    assert count("a\r\nb") == count("a\nb") == 3


def test_links_are_found_where_they_stand() -> None:
    """Names and their paths, without what only stands beside them."""
    text = "Look:https://example.com/a, (example.org) and 日本example.net/x!"

    assert [text[start:end] for start, end in spans_of_links(text)] == [
        "https://example.com/a",
        "example.org",
        "example.net/x",
    ]


def test_a_name_with_too_long_a_part_is_no_link() -> None:
    """No server could have it."""
    assert list(spans_of_links(f"https://{'a' * 64}.com")) == []
    assert len(list(spans_of_links(f"https://{'a' * 63}.com"))) == 1


@pytest.mark.parametrize("piece", ["a.", "a.-", "a.py@", "(a.", "日本.", "a.com@b."])
def test_a_wall_of_dots_takes_no_longer_than_its_length(piece: str) -> None:
    """Regular expressions that are not careful take minutes for this."""
    count("warm.py")
    lengths = (1_000, 4_000)
    took = []
    for length in lengths:
        text = piece * (length // len(piece))
        began = time.process_time()
        count(text)
        took.append(time.process_time() - began)

    assert took[1] < 16 * took[0] + 0.2
