"""A second person's word, as its users give it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.deliveries import DeliveryState, Move
from domain.late import LateAction, LatePolicy
from domain.phrases import phrase
from domain.ports import PlanStep, ReplyWish
from domain.posts import Message, Repeat
from kairanban.approval import same_person
from kairanban.replies import target_of
from tests.builders import a_post
from tests.journeys.seeds import Seeded, a_seeded, now

_S = DeliveryState
HOUR = timedelta(hours=1)
SOON: dict[str, Any] = {"ago": -HOUR, "needs_approval": True}


@pytest.fixture
def program(tmp_path: Path) -> Seeded:
    """Return the program in a project of two quiet sandboxes."""
    return a_seeded(tmp_path / "project")


def a_reply(program: Seeded, by: str = "Bob") -> int:
    """Let somebody write a reply that needs a yes; return its number."""
    with program.house() as house:
        entry = house.memory.inbox.entry(program.hear())
        assert entry is not None
        wish = ReplyWish("At ten.", by, needs_approval=True)
        target = target_of(entry)
        return house.memory.outbox.add_reply("box", target, wish, now()).id


def hourly(program: Seeded) -> list[int]:
    """Plan three occurrences of a post that need a yes; return their numbers."""
    post = a_post(at=now() + HOUR, repeat=Repeat("FREQ=HOURLY", "UTC"))
    steps = [
        PlanStep(None, "box", post, due_at=post.at + HOUR * hours, needs_approval=True)
        for hours in range(3)
    ]
    with program.house() as house:
        house.memory.outbox.apply(steps, now())
    return list(program.states())


def test_a_yes_queues_the_words_and_says_who_and_why(program: Seeded) -> None:
    """The words are shown; a rehearsal changes nothing."""
    number = program.seed(text="Spring fair!", **SOON)
    words = ("queue", "approve", str(number), "--by", "Aiko", "--reason", "fine")
    rehearsed = program.well(*words, "--dry-run")
    before = program.states()
    told = program.well(*words)
    known = program.shown(number)

    assert "Would approve" in rehearsed.out
    assert before == {number: "awaiting_approval"}
    assert "Spring fair!" in told.out
    assert (known["state"], known["approved_by"]) == ("queued", "Aiko")
    assert known["history"][-1]["what"] == "approved by Aiko: fine"


def test_a_thread_is_approved_as_one_thing(program: Seeded) -> None:
    """Every part needs its own yes, and gets it."""
    first = program.seed(thread=(Message("two"), Message("three")), **SOON)
    told = program.well("queue", "approve", str(first + 1), "--by", "Aiko")

    assert set(program.states().values()) == {"queued"}
    assert "two" in told.out
    assert "It follows when the part before it is out" in told.out


def test_a_yes_to_a_recurring_post_holds_for_all_planned_occurrences(
    program: Seeded,
) -> None:
    """Unless somebody says: only this one. Review shows them once."""
    first, *others = hourly(program)
    review = program.well("queue", "review").out
    program.well("queue", "approve", str(first), "--only-this", "--by", "Aiko")
    one = [number for number, state in program.states().items() if state == "queued"]
    program.well("queue", "approve", str(others[0]), "--by", "Aiko")

    assert "and 2 more times with the same words" in review
    assert one == [first]
    assert set(program.states().values()) == {"queued"}


@pytest.mark.parametrize(
    ("words", "approved"),
    [
        (("--all",), "abc"),
        (("--account", "other"), "c"),
        (("--campaign", "spring"), "b"),
        (("--campaign", "spring", "--account", "other"), ""),
    ],
    ids=" ".join,
)
def test_many_can_be_approved_at_once(
    program: Seeded, words: tuple[str, ...], approved: str
) -> None:
    """All of them, an account's, a campaign's, or what is both."""
    program.seed(key="a", **SOON)
    program.seed(key="b", campaign="spring", **SOON)
    program.seed(key="c", account="other", **SOON)
    program.well("queue", "approve", *words, "--by", "Aiko")
    queued = program.deliveries("--state", "queued")

    assert sorted(row["post"] for row in queued) == list(approved)


def test_a_no_cancels_for_good_and_says_why(program: Seeded) -> None:
    """With its thread; whoever wrote it reads the reason."""
    first = program.seed(thread=(Message("two"),), **SOON)
    words = ("queue", "reject", str(first), "--by", "Aiko", "--reason", "wrong date")
    program.well(*words, "--dry-run")
    before = set(program.states().values())
    told = program.well(*words)
    unexplained = program("queue", "reject", str(first))

    assert before == {"awaiting_approval"}
    assert "Rejected" in told.out
    assert set(program.states().values()) == {"cancelled"}
    assert program.shown(first)["reason"] == "rejected by Aiko: wrong date"
    assert unexplained.code == 2


def test_a_no_to_a_later_part_takes_back_what_would_follow_it(program: Seeded) -> None:
    """Nothing stays queued behind a part that never goes out."""
    first = program.seed(thread=(Message("two"), Message("three")), **SOON)
    program.well("queue", "approve", str(first), "--by", "Aiko")
    with program.house() as house:
        second = house.memory.outbox.delivery(first + 1)
        assert second is not None
        edited = Move(_S.AWAITING_APPROVAL, phrase("It was changed"))
        house.memory.outbox.move(second, edited, now())
    program.well("queue", "reject", str(first + 1), "--reason", "no")

    assert list(program.states().values()) == ["queued", "cancelled", "cancelled"]


def test_nobody_approves_a_reply_of_their_own(program: Seeded) -> None:
    """However the name is typed; somebody else's yes sends it at once."""
    number = str(a_reply(program, by="Bob"))
    own = program("queue", "approve", number, "--by", " BOB")
    passed_over = program.well("queue", "approve", "--all", "--by", "bob")
    states = program.states()
    program.well("queue", "approve", number, "--by", "Aiko")

    assert own.code == 1
    assert "so somebody else approves it" in own.err
    assert "so somebody else approves it" in passed_over.out
    assert states == {int(number): "awaiting_approval"}
    assert program.states() == {int(number): "sent"}


@pytest.mark.parametrize("typed", ["aiko", "Ａｉｋｏ", " AIKO "])
def test_a_name_is_the_same_however_it_is_typed(typed: str) -> None:
    """Case, width and blanks make nobody a second person."""
    assert same_person("Aiko", typed)
    assert not same_person("Bob", typed)


def test_a_yes_that_comes_too_late_is_kept_and_asks(program: Seeded) -> None:
    """It stays missed; sending it again needs no second yes."""
    number = program.seed(needs_approval=True)
    program.publish_due()
    told = program.well("queue", "approve", str(number), "--by", "Aiko")
    known = program.shown(number)
    program.well("queue", "send-again", str(number))
    program.publish_due()

    assert "Approved, but too late" in told.out
    assert f"kairanban queue send-again {number}" in told.out
    assert (known["state"], known["approved_by"]) == ("missed", "Aiko")
    assert program.states() == {number: "sent"}


@pytest.mark.parametrize(
    ("otherwise", "state"),
    [(LateAction.SKIP, "cancelled"), (LateAction.POST, "queued")],
)
def test_a_late_yes_does_what_the_late_policy_says(
    program: Seeded, otherwise: LateAction, state: str
) -> None:
    """Left out, or sent all the same."""
    number = program.seed(needs_approval=True, late=LatePolicy(otherwise=otherwise))
    program.well("queue", "approve", str(number), "--by", "Aiko")

    assert program.states() == {number: state}


def test_a_yes_in_time_after_all_sends_it(program: Seeded) -> None:
    """Missed for want of a yes, but still within its late limit."""
    number = program.seed(needs_approval=True, ago=timedelta(minutes=5))
    program.publish_due()
    missed = program.states()
    program.well("queue", "approve", str(number), "--by", "Aiko")
    program.publish_due()

    assert missed == {number: "missed"}
    assert program.states() == {number: "sent"}


def test_what_waits_for_nobodys_yes_is_said_so(program: Seeded) -> None:
    """A slip of the finger approves nothing."""
    plain = program.seed(ago=-HOUR)
    approved = program.seed(key="approved", **SOON)
    program.well("queue", "approve", str(approved), "--by", "Aiko")
    first = program("queue", "approve", str(plain))
    second = program("queue", "approve", str(approved))
    nothing = program("queue", "approve")
    both = program("queue", "approve", str(plain), "--all")
    account = program("queue", "approve", "--account", "bax")

    assert "waits for nobody's yes" in first.err
    assert "is approved already" in second.err
    assert "say what to approve" in nothing.err
    assert "not both" in both.err
    assert "did you mean 'box'?" in account.err
    assert {a.code for a in (first, second, nothing, both, account)} == {1}
    assert "Nothing waits for a yes" in program.well("queue", "approve", "--all").out
