"""Decisions beyond the words: who speaks, to whom, for the how-manieth time."""

import re
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest

from domain.items import Attachment, InboxEntry, ItemKind, MediaKind
from domain.judgements import Judgement, Language, Priority
from domain.phrases import ENGLISH
from domain.project import DEFAULT_REPLY_WITHIN
from rules.context import Context
from rules.decide import judge
from rules.explain import explain
from tests.builders import an_entry, an_identity, an_item
from tests.clocks import NOON

QUESTION = "When does it open?"
PICTURE = Attachment(MediaKind.IMAGE, "https://sandbox.test/cat.png")


def an_answer(text: str, *, newcomer: bool = False, **changes: Any) -> InboxEntry:
    """Return an answer to a post of ours that does not name us."""
    known = {"kind": ItemKind.REPLY, "mentions_us": False, "parent": None}
    return an_entry(item=an_item(text, **known | changes), is_newcomer=newcomer)


def judged(entry: InboxEntry, **known: Any) -> Judgement:
    """Judge *entry* in a context."""
    return judge(entry, Context(**known), NOON, DEFAULT_REPLY_WITHIN)


def codes(judgement: Judgement) -> list[str]:
    """Return the reasons' codes."""
    return [reason.code for reason in judgement.reasons]


def test_an_answer_is_due_after_its_priority() -> None:
    """Time runs from when it was written, not from when we saw it."""
    written = NOON - timedelta(hours=5)
    within = {Priority.NORMAL: timedelta(hours=2)}

    found = judge(an_answer(QUESTION, created_at=written), Context(), NOON, within)

    assert found.due_at == NOON - timedelta(hours=3)
    assert found.judged_at == NOON


def test_a_priority_without_a_wish_has_its_usual_time() -> None:
    """A project may set some times and leave the others."""
    found = judge(an_answer(QUESTION, created_at=NOON), Context(), NOON, {})

    assert found.due_at == NOON + DEFAULT_REPLY_WITHIN[Priority.NORMAL]


def test_nothing_is_due_where_nothing_is_needed() -> None:
    """Thanks have no deadline."""
    assert judged(an_answer("Thanks!")).due_at is None


def test_reasons_are_told_as_a_person_would() -> None:
    """First what they want, then to whom and in what tone, then who they are."""
    entry = an_entry("いつ開きますか？", is_newcomer=True)

    assert [str(reason.phrase) for reason in judged(entry).reasons] == [
        "asks a question",
        "speaks to us by name",
        "no tone score for Japanese",
        "first message from this person",
    ]


def test_a_newcomer_is_one_step_more_pressing() -> None:
    """Who is answered the first time stays."""
    assert judged(an_answer(QUESTION, newcomer=True)).priority is Priority.HIGH
    assert judged(an_answer("Hello all, Aiko here", newcomer=True)).needs_reply


def test_being_new_never_makes_it_urgent() -> None:
    """Urgent is kept for what is grave."""
    found = judged(an_answer("The app crashes", newcomer=True))

    assert found.priority is Priority.HIGH


def test_a_newcomers_thanks_need_nothing() -> None:
    """New or not, thanks end a conversation."""
    assert not judged(an_answer("Thanks!", newcomer=True)).needs_reply


def test_what_members_ask_each_other_is_low() -> None:
    """We may help, but we were not asked."""
    found = judged(
        an_answer(QUESTION, parent=an_item().reference, newcomer=True),
        parent_is_ours=False,
    )

    assert found.needs_reply
    assert found.priority is Priority.LOW
    assert not found.is_addressed_to_us
    assert "among_members" in codes(found)


@pytest.mark.parametrize("text", ["I went there", "This is a sad, terribly dull place"])
def test_what_members_tell_each_other_needs_nothing_or_little(text: str) -> None:
    """A dark tone between members is not said to us."""
    found = judged(an_answer(text, parent=an_item().reference), parent_is_ours=False)

    assert found.priority <= Priority.NORMAL


def test_a_mildly_negative_word_between_members_needs_nothing() -> None:
    """People may dislike things among themselves."""
    entry = an_answer("I don't like rain", parent=an_item().reference)

    assert not judged(entry, parent_is_ours=False).needs_reply


def test_an_angry_quote_is_answered() -> None:
    """A quote carries a complaint to the writer's own readers."""
    found = judged(an_answer("Refund us, unacceptable", kind=ItemKind.QUOTE))

    assert found.priority is Priority.HIGH
    assert codes(found)[:3] == ["trouble", "angry", "quotes_us"]


def test_an_angry_tone_is_told_with_its_score() -> None:
    """A person can check the number."""
    found = judged(an_answer("I hate this so much, it makes me sad"))

    assert found.priority is Priority.HIGH
    assert re.search(r"sounds angry \(tone -0\.\d\d\)", str(found.reasons[0].phrase))


def test_our_own_words_need_no_answer() -> None:
    """Colleagues write from accounts of their own."""
    entry = an_answer(QUESTION, author=an_identity("rin.test"))
    found = judged(entry, team_handles=frozenset({"rin.test"}))

    assert not found.needs_reply
    assert codes(found) == ["by_us"]


def test_what_is_answered_needs_no_answer() -> None:
    """One answer is enough."""
    found = judged(an_answer(QUESTION), answered_at=NOON)

    assert not found.needs_reply
    assert codes(found) == ["answered"]


def test_one_sign_of_advertising_lowers() -> None:
    """A member may ask about crypto in earnest."""
    found = judged(an_answer("Do you take bitcoin?"))

    assert found.needs_reply
    assert found.priority is Priority.LOW
    assert "spam_money" in codes(found)


def test_two_signs_of_advertising_clear() -> None:
    """It stays in the inbox, with every sign told."""
    found = judged(an_answer("Want an airdrop? Check my bio"))

    assert not found.needs_reply
    assert found.is_question
    assert codes(found) == ["spam", "spam_money", "spam_contact"]


def test_a_language_we_cannot_read_is_looked_at() -> None:
    """A person may be able to read it."""
    found = judged(an_answer("Guten Morgen zusammen", declared_languages=("de",)))

    assert found.language is Language.OTHER
    assert found.tone is None
    assert found.priority is Priority.LOW
    assert codes(found) == ["unreadable", "to_our_post", "no_score"]


def test_a_picture_shown_to_us_is_looked_at() -> None:
    """Somebody who shows us something would like to be seen."""
    shown = an_entry(item=an_item("@moon ❤️", attachments=(PICTURE,)))
    heart = an_entry(item=an_item("@moon ❤️"))

    assert judged(shown).needs_reply
    assert not judged(heart).needs_reply
    assert codes(judged(heart))[0] == "wordless"


def test_a_picture_among_answers_needs_nothing() -> None:
    """A picture without words below our post asks nothing."""
    assert not judged(an_answer("", attachments=(PICTURE,))).needs_reply


def test_why_nothing_is_needed_is_told_too() -> None:
    """A decision not to answer has its reasons as well."""
    assert codes(judged(an_answer("ok"))) == ["closing", "to_our_post"]
    assert codes(judged(an_answer("We came by train")))[0] == "statement"


@pytest.mark.parametrize(
    "unit",
    ["了解です", "wwww", "ok ", "? ", "“", "「", "www.", "どうも", "@a", "hi hi, "],
)
def test_no_text_keeps_us_waiting(unit: str) -> None:
    """Anybody may send anything, also what makes patterns stumble."""
    start = perf_counter()
    judged(an_answer(unit * 20_000 + "x"))

    assert perf_counter() - start < 3


def test_a_decision_is_explained_line_by_line() -> None:
    """The verdict comes first, then why."""
    entry = an_entry(QUESTION)
    asked = replace(entry, judgement=judged(entry))
    thanked = replace(entry, judgement=judged(an_answer("Thanks!")))

    assert explain(asked, ENGLISH) == [
        "Needs a reply; priority: normal.",
        "asks a question",
        "speaks to us by name",
    ]
    assert explain(thanked, ENGLISH)[:2] == [
        "Needs no reply.",
        "said thanks; nothing to answer",
    ]
    assert explain(replace(entry, judgement=None), ENGLISH) == [
        "The rules have not looked at this yet."
    ]
