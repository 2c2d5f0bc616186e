"""Who says the same twice is told, however many texts there are."""

import time
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.near_duplicates import ALIKE, WITHIN, Said, twins, words_of
from tests.machine_settings import examples

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def said(*texts: str, every: timedelta = timedelta(minutes=1)) -> list[Said]:
    return [Said(str(n), "box", NOON + n * every, t) for n, t in enumerate(texts)]


def pairs(texts: list[Said]) -> list[tuple[str, str]]:
    return [(twin.later.key, twin.earlier.key) for twin in twins(texts)]


ONE = "Open bench on Thursday at seven: bring what is broken"


def test_commas_capitals_and_addresses_make_no_difference() -> None:
    """What a reader takes for the same is the same."""
    other = "open bench on THURSDAY, at seven; bring what is broken https://e.org/7"

    assert pairs(said(ONE, other)) == [("1", "0")]


def test_a_word_in_ten_makes_no_difference_but_a_third_does() -> None:
    """Nearly the same is the same."""
    nearly = ONE.replace("seven", "eight")
    another = "Open garden on Sunday at seven: bring what you have grown"

    assert pairs(said(ONE, nearly)) == [("1", "0")]
    assert pairs(said(ONE, another)) == []


def test_japanese_is_compared_without_spaces() -> None:
    """A language without spaces has no words to count, but pairs of signs."""
    one = "土曜日の14時から、町内会館で呼び鈴を作る会を開きます。どなたでもどうぞ。"
    nearly = one.replace("どうぞ", "ぜひ")
    other = "来週の祭りの準備で、提灯を運ぶ人を探しています。午前中だけでも助かります。"

    assert pairs(said(one, nearly)) == [("1", "0")]
    assert pairs(said(one, other)) == []


def test_another_account_a_long_time_and_few_words_are_no_repetition() -> None:
    """Others read it, nobody remembers it, or everybody says it."""
    elsewhere = [*said(ONE), Said("x", "bird", NOON, ONE)]

    assert pairs(elsewhere) == []
    assert pairs(said(ONE, ONE, every=WITHIN + timedelta(seconds=1))) == []
    assert pairs(said(ONE, ONE, every=WITHIN)) == [("1", "0")]
    assert pairs(said("Good morning!", "Good morning!")) == []


def test_a_post_is_not_compared_with_itself_nor_complained_of_once_out() -> None:
    """A thread published in two tries, or what cannot be changed, is no finding."""
    again = [*said(ONE), Said("0", "box", NOON + timedelta(hours=1), ONE)]
    out = Said("old", "box", NOON - timedelta(hours=1), ONE, is_out=True)
    older = Said("older", "box", NOON - timedelta(hours=2), ONE, is_out=True)

    assert pairs(again) == []
    assert pairs([out, older, *said(ONE)]) == [("0", "old")]


WORDS = st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=14)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(WORDS, max_size=20))
def test_no_pair_is_missed_and_none_is_made_up(texts: list[list[str]]) -> None:
    """What is found by looking at few pairs is what looking at all of them finds."""
    found = {later for later, _ in pairs(said(*map(" ".join, texts)))}
    sets = [words_of(" ".join(words)) for words in texts]

    wanted = {
        str(later)
        for later, own in enumerate(sets)
        if len(own) >= 4
        and any(
            len(own & o) >= ALIKE * len(own | o) for o in sets[:later] if len(o) > 3
        )
    }
    assert found == wanted


def test_ten_thousand_from_one_template_take_no_longer_than_they_should() -> None:
    """The work grows with the texts, not with their pairs."""
    texts = [
        f"Good morning number {n}, dear neighbours all of you" for n in range(10000)
    ]
    taken = []
    for count in (2500, 10000):
        start = time.process_time()
        found = len(pairs(said(*texts[:count])))
        taken.append(time.process_time() - start)

        assert found == count - 1
    assert taken[1] < 12 * taken[0]
