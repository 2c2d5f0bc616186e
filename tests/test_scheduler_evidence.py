"""Duplicates, lists that end too early, senders elsewhere: what counts as evidence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.capabilities import IdempotencyClass
from domain.deliveries import DeliveryState, Liveness
from domain.errors import StorageBusyError
from domain.likeness import OwnPosts
from domain.ports import PlanStep
from domain.posts import Repeat
from scheduler.crew import Crew
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import US, A, B, Hand, a_hand
from tests.test_scheduler_recover import be_killed

MINUTE = timedelta(minutes=1)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path, B) as hand:
        yield hand


def settle(hand: Hand, crew: Crew | None = None) -> None:
    """Let enough time pass for two looks."""
    for _ in range(6):
        hand.pass_time(MINUTE, crew)


def test_a_duplicate_at_the_first_try_is_a_refusal(hand: Hand) -> None:
    """Nothing of ours is in doubt: these words were said before, by somebody."""
    hand.plan(a_post())
    hand.box.will("duplicate")
    settle(hand)

    assert hand.states() == ["failed"]


def test_a_duplicate_after_a_doubt_is_looked_up(hand: Hand) -> None:
    """The first request was late, not lost: it is found, and one post is out."""
    hand.plan(a_post())
    hand.box.will("hang-up-before")
    hand.attend()
    late = hand.only().frozen
    assert late is not None
    hand.box.will("duplicate")
    hand.box.meanwhile = lambda: hand.box.ledger or hand.box._store(late)
    settle(hand)

    assert hand.box.ledger == ["Hello, everybody!"]
    assert hand.states() == ["sent"]


def test_a_duplicate_that_is_nowhere_to_be_found_is_for_a_person(hand: Hand) -> None:
    """It is evidence, no success by itself; and it is not sent again."""
    hand.plan(a_post())
    hand.box.will("hang-up-before", "duplicate")
    settle(hand)
    settle(hand)

    assert hand.states() == ["review"]
    assert "duplicate" in str(hand.only().reason)
    assert hand.box.ledger == []


def test_a_list_that_ends_too_early_proves_nothing(hand: Hand) -> None:
    """Not found on it is not "not out"."""
    hand.plan(a_post())
    hand.box.will("hang-up-before")
    hand.box.own_posts = lambda _since: OwnPosts((), is_complete=False)  # type: ignore[method-assign,assignment]  # a short list
    settle(hand)

    assert hand.states() == ["uncertain"]

    hand.clock.turn(timedelta(days=1))
    settle(hand)

    assert hand.states() == ["review"]
    assert hand.box.ledger == []


def test_yesterdays_same_words_are_another_post(hand: Hand) -> None:
    """A recurring post looks like itself; its receipt is known already."""
    daily = a_post(repeat=Repeat("FREQ=DAILY", "Asia/Tokyo"))
    tomorrow = NOON + timedelta(minutes=2)
    steps = [PlanStep(None, "box", daily, due_at=at) for at in (NOON, tomorrow)]
    hand.memory.outbox.apply(steps, NOON)
    hand.attend()
    hand.clock.turn(timedelta(minutes=2))
    hand.box.will("hang-up-before")
    settle(hand)
    settle(hand)  # it is belated by now, and keeps its distance from the first

    assert len(hand.box.ledger) == 2
    assert hand.states() == ["sent", "sent"]


class TestElsewhere:
    """Whoever sends where we cannot look is never provably dead."""

    @staticmethod
    def stranger(hand: Hand) -> Crew:
        """Return a crew that cannot look at the other's process."""
        crew = hand.crew(replace(US, pid=99, machine="elsewhere"))
        recovery = replace(crew.recovery, liveness_of=lambda _: Liveness.UNKNOWN)
        crew.__dict__["recovery"] = recovery
        return crew

    def test_it_is_left_alone_while_it_may_speak(self, hand: Hand) -> None:
        """Its time is not up."""
        be_killed(hand, said_it=False)
        hand.pass_time(MINUTE, self.stranger(hand))

        assert hand.states() == ["sending"]

    def test_it_may_speak_as_long_as_its_platform_allows(self, hand: Hand) -> None:
        """Where a write may take five minutes, so does the lease, and then some."""
        known = hand.box.capabilities
        hand.box._capabilities = replace(known, write_timeout=5 * MINUTE)
        be_killed(hand, said_it=False)
        hand.pass_time(5 * MINUTE, self.stranger(hand))

        assert hand.states() == ["sending"]

    @pytest.mark.parametrize(
        ("said_it", "state"), [(True, "sent"), (False, "review")], ids=["said", "not"]
    )
    def test_then_it_is_looked_for_but_not_sent_again(
        self, hand: Hand, state: str, *, said_it: bool
    ) -> None:
        """Class B: found is sent; not found is a person's to decide."""
        be_killed(hand, said_it=said_it)
        crew = self.stranger(hand)
        settle(hand, crew)
        settle(hand, crew)

        assert hand.states() == [state]
        assert len(hand.box.ledger) == said_it

    def test_a_key_makes_it_harmless(self, tmp_path: Path) -> None:
        """Class A: the same request again, whoever else may send it."""
        with a_hand(tmp_path, A) as hand:
            be_killed(hand, said_it=True)
            settle(hand, self.stranger(hand))

            assert hand.states() == ["sent"]
            assert len(hand.box.ledger) == 1


class _LostAnswer:
    """A claim that is done, and whose answer is lost."""

    def __init__(self, hand: Hand) -> None:
        self._claim = hand.memory.outbox.claim

    def __call__(self, *arguments: object) -> object:
        self._claim(*arguments)  # type: ignore[arg-type]  # handed through
        raise StorageBusyError("the connection broke at COMMIT")


@pytest.mark.parametrize("kind", ["A", "B", "C"])
def test_a_claim_whose_answer_was_lost_goes_on(tmp_path: Path, kind: str) -> None:
    """We look: it is ours, nothing was said yet, so it is said now."""
    with a_hand(tmp_path, IdempotencyClass(kind)) as hand:
        hand.plan(a_post())
        hand.memory.outbox.claim = _LostAnswer(hand)  # type: ignore[method-assign,assignment]  # a lost answer
        hand.attend()

        assert hand.states() == ["sent"]
        assert hand.box.ledger == ["Hello, everybody!"]


def test_a_claim_that_was_not_made_says_so(hand: Hand) -> None:
    """And the delivery stands where it stood."""
    hand.plan(a_post())

    def busy(*_: object) -> None:
        raise StorageBusyError("locked")

    hand.memory.outbox.claim = busy  # type: ignore[method-assign,assignment]  # a lock
    with pytest.raises(StorageBusyError):
        hand.attend()

    assert hand.only().state is DeliveryState.QUEUED


def test_the_window_begins_with_the_first_try(hand: Hand) -> None:
    """However often it was put back and tried again."""
    asked: list[datetime] = []
    look = hand.box.own_posts

    def own_posts(since: datetime) -> OwnPosts:
        asked.append(since)
        return look(since)

    hand.box.own_posts = own_posts  # type: ignore[method-assign]  # listens
    hand.plan(a_post())
    hand.box.will("hang-up-before", "hang-up-before", "duplicate")
    settle(hand)
    settle(hand)

    assert asked
    assert {moment <= NOON for moment in asked} == {True}
