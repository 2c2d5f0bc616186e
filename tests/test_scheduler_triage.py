"""Triage: every entry is judged once, and what the rules cannot read is not lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import StorageBusyError
from domain.items import InboxEntry
from domain.judgements import Priority
from domain.ports import EntryFilter
from rules.decide import judge
from tests.builders import a_page, an_identity, an_item
from tests.clocks import NOON
from tests.crews import Hand, a_hand


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def hear(hand: Hand, *texts: str) -> None:
    """Let people say *texts*."""
    items = [
        an_item(text, author=an_identity(f"member{number}.test"))
        for number, text in enumerate(texts)
    ]
    hand.memory.inbox.take_in("box", a_page(*items), NOON)


def waiting(hand: Hand) -> set[str]:
    entries = hand.memory.inbox.entries(EntryFilter(waiting_only=True))
    return {entry.item.text for entry in entries}


def test_everything_is_judged_once(hand: Hand) -> None:
    """A question waits for us; thanks do not."""
    hear(hand, "When does the meeting start?", "Thank you!")
    triage = hand.crew().triage

    assert triage.judge_all() == 2
    assert triage.judge_all() == 0
    assert waiting(hand) == {"When does the meeting start?"}


def test_many_entries_are_judged_in_batches(hand: Hand) -> None:
    """A flood, one batch and a part of the next, is judged to its end."""
    hear(hand, *(f"Question number {n}?" for n in range(250)))

    assert hand.crew().triage.judge_all() == 250


def test_what_the_rules_cannot_read_is_left_to_a_person(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One item breaks a rule; it waits for a person, and the others are judged."""

    def brittle(entry: InboxEntry, *rest: object) -> object:
        if "poison" in entry.item.text:
            raise ZeroDivisionError
        return judge(entry, *rest)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr("scheduler.triage.judge", brittle)
    hear(hand, "poison", "Thank you!")
    hand.crew().triage.judge_all()

    assert waiting(hand) == {"poison"}
    (entry,) = hand.memory.inbox.entries(EntryFilter(waiting_only=True))
    assert entry.judgement is not None
    assert entry.judgement.priority is Priority.NORMAL
    assert "ZeroDivisionError" in str(entry.judgement.reasons[0].phrase)
    lines = hand.memory.journal.read(entry_id=entry.id)
    assert "rules_stumbled" in [line.event for line in lines]


def test_a_busy_database_is_no_fault_of_the_item(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is judged later, by the rules."""
    hear(hand, "When does the meeting start?")

    def busy(_entry_id: int) -> list[InboxEntry]:
        raise StorageBusyError("locked")

    monkeypatch.setattr(hand.memory.inbox, "conversation", busy)

    with pytest.raises(StorageBusyError):
        hand.crew().triage.judge_all()

    assert len(hand.memory.inbox.unjudged()) == 1
