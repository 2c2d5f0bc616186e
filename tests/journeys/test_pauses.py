"""Silence on a person's word: how it begins, what it holds, and how it ends."""

import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from domain.deliveries import DeliveryState
from domain.late import LateAction, LatePolicy
from domain.ports import PlanStep
from domain.posts import Message, Repeat
from tests.builders import a_post
from tests.journeys.seeds import Seeded, a_seeded, now

_S = DeliveryState
MINUTES = timedelta(minutes=1)
#: Within its late limit.
LATE = 5 * MINUTES
#: Beyond it.
TOO_LATE = 120 * MINUTES


class Typed(StringIO):
    """Somebody at a terminal, typing."""

    def isatty(self) -> bool:
        """Say that they are there."""
        return True


@pytest.fixture
def program(tmp_path: Path) -> Seeded:
    """Return the program in a project of two quiet sandboxes."""
    return a_seeded(tmp_path / "project")


def pause(program: Seeded, *words: str) -> None:
    """Pause, for a reason."""
    program.well("pause", "--reason", "an earthquake", "--by", "Aiko", *words)


def test_a_pause_holds_what_is_due_and_is_shown_everywhere(program: Seeded) -> None:
    """Why, by whom, since when, and how to go on."""
    number = program.seed(ago=LATE)
    pause(program)
    program.publish_due()
    told = [
        program.well(*words).out
        for words in (("queue", "list"), ("queue", "review"), ("inbox", "list"))
    ]
    row = program.shown(number)

    assert (row["state"], row["held"]) == ("queued", True)
    for text in told:
        assert "Everything is paused: an earthquake (Aiko, since " in text
        assert "kairanban resume --everything" in text
    assert "queued, held" in told[0]


def test_a_pause_says_what_it_holds_and_what_may_still_arrive(program: Seeded) -> None:
    """What is being sent cannot be called back."""
    program.seed(_S.SENDING, key="leaving", account="other")
    program.seed(key="next")
    rehearsed = program.well("pause", "--reason", "a flood", "--dry-run")
    before = program.well("pauses", "--json").json
    told = program.well("pause", "--reason", "a flood")
    (listed,) = program.well("pauses", "--json").json

    assert "Would be paused" in rehearsed.out
    assert before == []
    assert "leaving is being sent to other just now" in told.out
    assert "It holds 1" in told.out
    assert listed["scope"] == "everything"
    assert (listed["reason"], listed["held"], listed["overdue"]) == ("a flood", 1, 1)
    assert "a flood" in program.well("pauses").out


@pytest.mark.parametrize(
    ("words", "sent"),
    [(("--account", "box"), {"c"}), (("--campaign", "spring"), {"a", "c"})],
    ids=["account", "campaign"],
)
def test_only_what_is_named_is_paused(
    program: Seeded, words: tuple[str, ...], sent: set[str]
) -> None:
    """The others go on."""
    program.seed(key="a", ago=LATE)
    program.seed(key="b", ago=LATE, campaign="spring")
    program.seed(key="c", ago=LATE, account="other")
    pause(program, *words)
    program.publish_due()

    assert {row["post"] for row in program.deliveries("--state", "sent")} == sent


def test_a_pause_that_makes_no_sense_is_explained(program: Seeded) -> None:
    """Slips, an empty reason, two things at once, and twice the same."""
    account = program("pause", "--reason", "x", "--account", "bax")
    campaign = program("pause", "--reason", "x", "--campaign", "spring")
    both = program("pause", "--reason", "x", "--account", "box", "--campaign", "s")
    empty = program("pause", "--reason", " ")
    silent = program("pause")
    pause(program)
    again = program("pause", "--reason", "x")

    assert "did you mean 'box'?" in account.err
    assert "there is no campaign spring, nor any" in campaign.err
    assert "for both, say it twice" in both.err
    assert "say why with --reason" in empty.err
    assert silent.code == 2
    assert "paused already. Everything is paused: an earthquake (Aiko" in again.err


def test_a_reply_is_queued_and_held_and_nobody_waits_for_it(program: Seeded) -> None:
    """It is written down, and said why it does not go out."""
    entry = program.hear()
    pause(program, "--account", "box")
    told = program.well("inbox", "reply", str(entry), "At ten.")
    program.well("resume", "--held", "late")
    program.publish_due()

    assert "is queued, and held" in told.out
    assert "an earthquake" in told.out
    assert set(program.states().values()) == {"sent"}


CHOICES = {
    "late": {"late": "sent", "old": "missed", "skip": "cancelled", "post": "queued"},
    "send": {"late": "queued", "old": "sent", "skip": "queued", "post": "queued"},
    "ask": dict.fromkeys(("late", "old", "skip", "post"), "missed"),
    "skip": dict.fromkeys(("late", "old", "skip", "post"), "cancelled"),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_what_was_held_becomes_what_the_person_chose(
    program: Seeded, choice: str
) -> None:
    """Late: as after an outage. Send: one by one. Ask: missed. Skip: cancelled."""
    program.seed(key="old", ago=TOO_LATE)
    skip, post = (
        LatePolicy(otherwise=LateAction.SKIP),
        LatePolicy(otherwise=LateAction.POST),
    )
    program.seed(key="skip", ago=TOO_LATE - MINUTES, late=skip)
    program.seed(key="late", ago=LATE)
    program.seed(key="post", ago=LATE - MINUTES, late=post)
    program.seed(key="to come", ago=-TOO_LATE)
    pause(program)
    program.well("resume", "--everything", "--held", choice, "--by", "Bob")
    program.publish_due()
    states = {row["post"]: row["state"] for row in program.deliveries()}

    assert states == {**CHOICES[choice], "to come": "queued"}


def test_what_is_let_out_keeps_its_distance(program: Seeded) -> None:
    """Each of an account ten minutes after the one before; accounts side by side."""
    first, second, other = (
        program.seed(key=key, ago=TOO_LATE, account=account)
        for key, account in (("a", "box"), ("b", "box"), ("c", "other"))
    )
    pause(program)
    program.well("resume", "--held", "send")
    program.publish_due()
    states, waits = program.states(), program.shown(second)["not_before"]

    assert states == {first: "sent", second: "queued", other: "sent"}
    assert waits > (now() + 8 * MINUTES).isoformat()


def test_nothing_is_lifted_before_it_was_said_what_becomes_of_it(
    program: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal the choices are named; at one they are asked."""
    number = program.seed(ago=TOO_LATE)
    pause(program)
    untold = program("resume")
    rehearsed = program.well("resume", "--dry-run")
    still = program.well("pauses", "--json").json
    monkeypatch.setattr(sys, "stdin", Typed("perhaps\nask\n"))
    asked = program.well("resume")

    assert untold.code == 1
    assert "--held (late, send, ask, skip)" in untold.err
    assert "1 was due meanwhile" in rehearsed.out
    assert len(still) == 1
    assert "as each post's late policy says" in asked.out
    assert program.states() == {number: "missed"}
    assert program.shown(number)["reason"] == "It was held while paused (an earthquake)"


def test_what_another_pause_covers_stays_held(program: Seeded) -> None:
    """And it is said that it is still paused."""
    number = program.seed(ago=TOO_LATE)
    pause(program)
    pause(program, "--account", "box")
    unnamed = program("resume")
    told = program.well("resume", "--everything", "--held", "skip")
    wrong = program("resume", "--everything")

    assert "--everything | --account box" in unnamed.err
    assert "Nothing was due meanwhile" in told.out
    assert "The account box is paused: an earthquake" in told.out
    assert "what is: --account box" in wrong.err
    assert program.states() == {number: "queued"}


def test_there_must_be_a_pause_to_end(program: Seeded) -> None:
    """Nothing paused, an unknown name, two names."""
    nothing = program("resume")
    pause(program)
    slip = program("resume", "--account", "bax")
    both = program("resume", "--account", "box", "--everything")

    assert "nothing is paused" in nothing.err
    assert "did you mean 'box'?" in slip.err
    assert "not several at once" in both.err
    assert program.well("resume").code == 0
    assert "Nothing is paused" in program.well("pauses").out


@pytest.mark.parametrize(
    ("choice", "state"), [("send", "sent"), ("ask", "missed")], ids=str
)
def test_of_a_recurring_post_the_newest_occurrence_counts(
    program: Seeded, choice: str, state: str
) -> None:
    """Nobody wants five good mornings in a row."""
    post = a_post(at=now() - TOO_LATE, repeat=Repeat("FREQ=HOURLY", "UTC"))
    steps = [
        PlanStep(None, "box", post, due_at=post.at + 50 * MINUTES * number)
        for number in range(3)
    ]
    with program.house() as house:
        house.memory.outbox.apply(steps, now())
    pause(program)
    program.well("resume", "--held", choice)
    program.publish_due()

    assert list(program.states().values()) == ["cancelled", "cancelled", state]


def test_a_thread_that_is_skipped_is_skipped_as_a_whole(program: Seeded) -> None:
    """Of a thread, its turn is what was held; the rest goes with it."""
    program.seed(ago=TOO_LATE, thread=(Message("two"), Message("three")))
    pause(program)
    told = program.well("resume", "--held", "skip")

    assert "1 was due meanwhile" in told.out
    assert set(program.states().values()) == {"cancelled"}


def test_a_pause_survives_what_left_the_files(program: Seeded) -> None:
    """An account that is gone from YAML can still be resumed."""
    pause(program, "--account", "other")
    front = program.folder / "kairanban.yaml"
    front.write_text("\n".join(front.read_text().splitlines()[:-1]))

    assert program.well("resume", "--account", "other").code == 0
