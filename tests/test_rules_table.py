"""Messages as people write them, with what a person would say of each.

Our own sentences. "@moon" is us; who does not name us answers a post of ours. The
last column of a row in `MISTAKES` is what the rules say wrongly, so that a change
for better or worse is noticed.
"""

import pytest

from domain.items import ItemKind
from domain.judgements import Judgement, Priority
from domain.project import DEFAULT_REPLY_WITHIN
from rules.context import Context
from rules.decide import judge
from tests.builders import an_entry, an_item
from tests.clocks import NOON

LOW, NORMAL, HIGH, URGENT = Priority
#: Text, "asks a question", priority (None: needs no reply).
Row = tuple[str, bool, Priority | None]

ENGLISH: tuple[Row, ...] = (
    ("@moon When is the next release?", True, NORMAL),
    ("@moon does the app run on an iPad", True, NORMAL),
    ("can someone tell me how to reset my password", True, NORMAL),
    ("Love it, but when do the tickets go on sale", True, NORMAL),
    ("I was wondering if the shop ships to Norway", True, NORMAL),
    ("Any news on the tour", True, NORMAL),
    ("hey team, is there a vegan menu", True, NORMAL),
    ("Have you seen https://shop.test/a?b=1", True, NORMAL),
    ("Anyone know the opening hours", True, NORMAL),
    ("What does 回覧板 mean?", True, NORMAL),
    ("please add a dark mode", False, NORMAL),
    ("Let me know about the refill packs when you can", False, NORMAL),
    ("thanks in advance for any tips on pricing", False, NORMAL),
    ("I don’t like the new colours", False, NORMAL),
    ("The new layout looks a bit boring", False, NORMAL),
    ("@moon Just bought my first ticket, see you there", False, LOW),
    ("@moon Love the new photos!", False, LOW),
    ("@moon Thanks!", False, None),
    ("Thank you so much for the quick fix, works perfectly now", False, None),
    ("lol", False, None),
    ("❤️🔥", False, None),
    ("ok got it, cool", False, None),
    ("What a beautiful update!", False, None),
    ("Have a great day everyone", False, None),
    ("Do it again next year", False, None),
    ("Looking forward to it", False, None),
    ('"Will it rain?" she said, and it did.', False, None),
    ("More at https://blog.test/?page=2", False, None),
    ("My order arrived broken and nobody answers! I want a refund.", False, HIGH),
    ("The app crashes whenever I open the settings", False, HIGH),
    ("it's not working since the update, any fix?", True, HIGH),
    ("worst update ever, shame on you", False, HIGH),
    ("I was charged twice. This is ridiculous and unacceptable.", False, URGENT),
    ("This is a scam, I am calling my lawyer", False, URGENT),
    ("We are locked out of the venue, call back asap", False, HIGH),
    ("Has my account been hacked?", True, URGENT),
    ("Earn $500 a day with crypto, DM me now on telegram", False, None),
    ("Get 10k followers today! Promote your page, check my bio", False, None),
)

JAPANESE: tuple[Row, ...] = (
    ("@moon 発売日はいつですか？", True, NORMAL),
    ("次のイベントはどこで開催されますか", True, NORMAL),
    ("ここって写真撮っていいんでしたっけ", True, NORMAL),
    ("入会の方法を教えてください", True, NORMAL),
    ("再販の予定はありますでしょうか…", True, NORMAL),
    ("これって子どもも参加できる？", True, NORMAL),
    ("予約の変更をお願いしたいです", False, NORMAL),
    ("サイズをもっと増やしてほしい", False, NORMAL),
    ("@moon 今日は新しい本を買いました", False, LOW),
    ("@moon ありがとうございます！", False, None),
    ("そうですか、ありがとうございます", False, None),
    ("迅速なご対応ありがとうございました😊", False, None),
    ("了解です", False, None),
    ("草", False, None),
    ("wwww", False, None),
    ("楽しみにしてます！", False, None),
    ("よろしくお願いします", False, None),
    ("頑張ってください！", False, None),
    ("いいじゃないですか", False, None),
    ("「いつですか？」と聞かれました", False, None),
    ("明日発売", False, None),
    ("アプリが起動しません", False, HIGH),
    ("ログインできないんだけど", False, HIGH),
    ("先月注文した本がまだ届いていません", False, HIGH),
    ("至急ご対応をお願いいたします", False, HIGH),
    ("この対応はひどいと思います", False, HIGH),
    ("返金してください。最悪です。", False, URGENT),
    ("詐欺ですか？お金を返してください", True, URGENT),
    ("個人情報が漏れていると聞きました", False, URGENT),
    ("副業で月収50万！詳しくはDMまで", False, None),
)

#: What a person would say, and what the rules say.
MISTAKES: tuple[tuple[Row, Row], ...] = (
    # A silent wish: nothing in its form asks for anything.
    (
        ("the shop has run out of size XL again", False, NORMAL),
        ("the shop has run out of size XL again", False, None),
    ),
    # Quiet regret in words as dark as anger's.
    (
        ("The new layout is sad and boring", False, NORMAL),
        ("The new layout is sad and boring", False, HIGH),
    ),
    # Bitter praise.
    (
        ("Great, another delay. Well done.", False, NORMAL),
        ("Great, another delay. Well done.", False, None),
    ),
    # A question without its form.
    (
        ("チケットまだ買えるのかな", True, NORMAL),
        ("チケットまだ買えるのかな", False, None),
    ),
    # The word of trouble stands in a story about something else.
    (
        ("I broke my leg, so I am reading all your books", False, None),
        ("I broke my leg, so I am reading all your books", False, HIGH),
    ),
)


def judged(text: str) -> Judgement:
    """Judge *text* as an answer to a post of ours, or a mention."""
    item = an_item(text, kind=ItemKind.REPLY, mentions_us="@moon" in text)
    context = Context(our_handles=frozenset({"moon"}))
    return judge(an_entry(item=item), context, NOON, DEFAULT_REPLY_WITHIN)


def row_of(text: str) -> Row:
    """Return what the rules say of *text*, as a row."""
    found = judged(text)
    return text, found.is_question, found.priority if found.needs_reply else None


@pytest.mark.parametrize("row", ENGLISH + JAPANESE, ids=lambda row: row[0])
def test_the_rules_say_what_a_person_would_say(row: Row) -> None:
    """Most messages can be judged by their form."""
    assert row_of(row[0]) == row


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda pair: pair[0][0])
def test_known_mistakes_are_still_the_same(mistake: tuple[Row, Row]) -> None:
    """Some messages cannot be judged by their form; we know which way they fall."""
    person, rules = mistake

    assert row_of(person[0]) == rules
    assert person != rules


def test_few_who_need_a_reply_are_overlooked() -> None:
    """To overlook somebody is worse than to look once too often."""
    rows = [*ENGLISH, *JAPANESE, *(person for person, _ in MISTAKES)]
    wanted = {text for text, _, priority in rows if priority}
    flagged = {text for text, *_ in rows if judged(text).needs_reply}
    recall = len(wanted & flagged) / len(wanted)
    precision = len(wanted & flagged) / len(flagged)

    assert recall > 0.93
    assert precision > 0.93
