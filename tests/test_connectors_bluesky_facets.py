"""Links, mentions and tags, found where a reader sees them, in any language."""

import pytest

from connectors.bluesky.facets import facets, find_spans
from connectors.bluesky.languages import languages
from connectors.bluesky.record import prose_of

WIKI = "https://ja.wikipedia.org/wiki/%E6%97%A5%E6%9C%AC"

LINKS = {
    "full stop": ("See https://example.com/a?b=c.", "https://example.com/a?b=c"),
    "exclamation": ("Look: https://example.com/!", "https://example.com/"),
    "brackets": ("(https://example.com/x)", "https://example.com/x"),
    "own brackets": ("(https://e.org/A_(b))", "https://e.org/A_(b)"),
    "quotes": ('"https://example.com/x"', "https://example.com/x"),
    "japanese full stop": ("https://example.com/a。次", "https://example.com/a"),
    "japanese comma": ("https://example.com/a、次", "https://example.com/a"),
    "japanese quotes": ("「https://example.com/a」", "https://example.com/a"),
    "wide brackets": ("（https://example.com/a）", "https://example.com/a"),
    "wide space": ("https://example.com/a\u3000次", "https://example.com/a"),
    "japanese after the host": ("https://example.comを見て", "https://example.com"),
    "japanese in the path": ("https://ja.wikipedia.org/wiki/日本 へ", WIKI),
    "japanese host": ("https://日本語.jp/", "https://xn--wgv71a119e.jp/"),
    "port and fragment": ("http://127.0.0.1:80/p#f", "http://127.0.0.1:80/p#f"),
    "capital letters": ("HTTPS://EXAMPLE.com/A", "https://example.com/A"),
    "handle inside": ("https://m.test/@user.name", "https://m.test/@user.name"),
    "line end": ("https://example.com/a\nnext", "https://example.com/a"),
    "already encoded": ("https://e.org/%E6%97%A5", "https://e.org/%E6%97%A5"),
}

NO_LINKS = (
    "https://" + "あ" * 80 + ".jp/",
    "example.com",
    "ftp://example.com",
    "https://",
    "https://u:pw@evil.test/",
)

MENTIONS = {
    "plain": ("hi @aiko.test!", ["aiko.test"]),
    "capital letters": ("hi @Aiko.Test", ["aiko.test"]),
    "in japanese": ("こんにちは@aiko.testさん", ["aiko.test"]),
    "two": ("@aiko.test @bob.bsky.social", ["aiko.test", "bob.bsky.social"]),
    "end of sentence": ("Thank you, @aiko.test.", ["aiko.test"]),
    "no domain": ("hi @aiko", []),
    "e-mail": ("write to aiko@example.test", []),
    "numbers only": ("@1.2.3.4", []),
}

TAGS = {
    "plain": ("#hello world", ["hello"]),
    "japanese": ("#回覧板 です", ["回覧板"]),
    "wide": ("＃町内会", ["町内会"]),
    "long sound": ("#コーヒー", ["コーヒー"]),
    "japanese comma": ("#回覧板、#町内会。", ["回覧板", "町内会"]),
    "in quotes": ("「#お知らせ」", ["お知らせ"]),
    "number": ("We are #1", []),
    "number first": ("#1位", ["1位"]),
    "inside a word": ("a#b", []),
    "dash": ("#foo-bar-", ["foo-bar"]),
    "emoji": ("#🎉", ["🎉"]),
    "keycap": ("#\ufe0f\u20e3", []),
    "punctuation": ("#hello, #you!", ["hello", "you"]),
    "64 signs": ("#" + "あ" * 64, ["あ" * 64]),
    "65 signs": ("#" + "あ" * 65, []),
}

BYTES = {
    "ascii": ("hi @aiko.test", 3, 13),
    "japanese": ("こんにちは @aiko.test", 16, 26),
    "one emoji": ("👋 @aiko.test", 5, 15),
    "a family": ("👩‍👩‍👧‍👦 @aiko.test", 26, 36),
    "a flag": ("🇯🇵@aiko.test🇯🇵", 8, 18),
    "an accent in two": ("e\u0301 @aiko.test", 4, 14),
}


def values(text: str, mark: str) -> list[str]:
    return [span.value for span in find_spans(text) if span.mark == mark]


@pytest.mark.parametrize(("text", "link"), LINKS.values(), ids=LINKS.keys())
def test_a_link_is_found_without_what_stands_around_it(text: str, link: str) -> None:
    """Punctuation belongs to the sentence, not to the address."""
    assert values(text, "link") == [link]


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_is_no_link_stays_plain(text: str) -> None:
    """Only whole web addresses are links, and none that carries a password."""
    assert values(text, "link") == []


@pytest.mark.parametrize(("text", "handles"), MENTIONS.values(), ids=MENTIONS.keys())
def test_handles_are_found(text: str, handles: list[str]) -> None:
    """A handle is a domain name after an "@"."""
    assert values(text, "mention") == handles


@pytest.mark.parametrize(("text", "tags"), TAGS.values(), ids=TAGS.keys())
def test_tags_are_found(text: str, tags: list[str]) -> None:
    """Tags work in Japanese too, where no spaces part the words."""
    assert values(text, "tag") == tags


@pytest.mark.parametrize(("text", "start", "end"), BYTES.values(), ids=BYTES.keys())
def test_places_are_counted_in_utf8_bytes(text: str, start: int, end: int) -> None:
    """The network counts bytes, whatever a sign is made of."""
    [facet] = facets(text, find_spans(text), {"aiko.test": "did:plc:aiko"})

    assert facet["index"] == {"byteStart": start, "byteEnd": end}
    assert text.encode()[start:end] == b"@aiko.test"


def test_a_handle_that_is_nobodys_stays_plain() -> None:
    """Only known people are mentioned."""
    text = "hi @nobody.test #hello https://example.com"
    features = [f["features"] for f in facets(text, find_spans(text), {})]

    assert features == [
        [{"$type": "app.bsky.richtext.facet#tag", "tag": "hello"}],
        [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com"}],
    ]


LANGUAGES = {
    "english": ("Good morning", ["en"]),
    "japanese": ("おはよう", ["ja"]),
    "kanji only": ("本日休業", ["ja"]),
    "a name in japanese": ("今日は Kairanban です", ["ja"]),
    "both": ("Good morning to you all おはよう", ["ja", "en"]),
    "link and handle do not count": ("https://example.com/a @aiko.test #tag", []),
    "accents are another language": ("Schöne Grüße", []),
    "korean": ("안녕하세요", []),
    "emoji": ("🎉", []),
}


@pytest.mark.parametrize(("text", "tags"), LANGUAGES.values(), ids=LANGUAGES.keys())
def test_the_language_is_told_by_the_letters(text: str, tags: list[str]) -> None:
    """Where we cannot tell, nothing is claimed."""
    assert languages(prose_of(text, find_spans(text))) == tags
