"""Advertising shows itself by plain signs; one sign alone proves nothing."""

import pytest

from rules.spam import spam_signs


def codes(text: str, links: tuple[str, ...] = (), same_words: int = 0) -> list[str]:
    """Return the codes of the signs found."""
    return [reason.code for reason in spam_signs(text, links, same_words)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Crypto giveaway!", ["spam_money"]),
        ("Join the airdrop, DM me now", ["spam_money", "spam_contact"]),
        ("SELECTED for the OnsenCoin pre-sale!", ["spam_money", "spam_lure"]),
        ("月収100万円、誰でも簡単", ["spam_money", "spam_lure"]),
        ("Promote your page", ["spam_growth"]),
        ("副業で稼げる", ["spam_money"]),
        ("公式LINEを追加してください", ["spam_contact"]),
        ("相互フォローしましょう", ["spam_growth"]),
        ("a https://a.test b https://b.test c https://c.test", ["spam_links"]),
        ("Please DM me back about my order", []),
        ("LINEで友だちに送りました", []),
    ],
)
def test_each_kind_of_bait_is_one_sign(text: str, found: list[str]) -> None:
    """The kinds are money, contact elsewhere, growth, and many links."""
    assert codes(text) == found


def test_links_that_the_platform_tells_count_as_well() -> None:
    """Some platforms hide the address behind words."""
    assert codes("look", links=("a", "b", "c")) == ["spam_links"]


def test_the_same_words_again_and_again_are_a_sign() -> None:
    """Twice may be impatience, three times is a sign."""
    assert codes("hello", same_words=1) == []
    assert codes("hello", same_words=2) == ["spam_copies"]
    assert "3 times" in str(spam_signs("hello", same_words=2)[0].phrase)
