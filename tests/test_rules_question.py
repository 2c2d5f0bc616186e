"""Questions with and without their mark; quotations and addresses ask nothing."""

import pytest

from domain.judgements import Language
from rules.question import is_question

JA, EN, OTHER = Language

ASKS = [
    ("Is it out?", EN),
    ("what time does it start", EN),
    ("Hi! Could you check my order", EN),
    ("who's coming", EN),
    ("Please tell us when it opens", EN),
    ("how to join the club", EN),
    ("Really？", EN),
    ('Why did you write "closed"?', EN),
    ("「月の本」はいつ出ますか？", JA),
    ("いつ出ますか", JA),
    ("いつでしたっけ笑", JA),
    ("教えていただけますかー！", JA),
    ("場所を教えてほしいです", JA),
    ("楽しそう。参加費はいくらですか。友だちも行きます", JA),
    ("「いつですか？」", JA),
    ("¿Cuándo abre?", OTHER),
    ("متى تفتح؟", OTHER),
]
TELLS = [
    ("What a day!", EN),
    ("Which is great", EN),
    ("When I got home it was there", EN),
    ("Do it now", EN),
    ("Have the best time", EN),
    ("See https://x.test/?q=1 for more", EN),
    ("> when is it?\nno idea", EN),
    ("She asked “when is it?” and left", EN),
    ("そうですか", JA),
    ("そうなんですか。なるほど", JA),
    ("いいじゃないですか", JA),
    ("教えてくれてありがとう", JA),
    ("『なぜ？』という本を読みました", JA),
    ("見て https://x.test/?q=1", JA),
    ("Hola a todos; buenos días", OTHER),
]


@pytest.mark.parametrize(("text", "language"), ASKS, ids=[text for text, _ in ASKS])
def test_this_asks(text: str, language: Language) -> None:
    """A question has its mark, its opening or its ending."""
    assert is_question(text, language)


@pytest.mark.parametrize(("text", "language"), TELLS, ids=[text for text, _ in TELLS])
def test_this_does_not_ask(text: str, language: Language) -> None:
    """What somebody quotes, or links to, is not what they ask."""
    assert not is_question(text, language)
