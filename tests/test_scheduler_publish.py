"""The law of publishing on the way out: the platform's ledger is the judge."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.accounts import AccountHealth
from domain.deliveries import DeliveryState, Move
from domain.errors import (
    GoneError,
    OutcomeUnknownError,
    RequestError,
    SignInAgainError,
    StorageBrokenError,
    StorageBusyError,
    TryLaterError,
)
from domain.items import RemoteReference
from domain.phrases import phrase
from domain.ports import Connector, ReplyWish
from domain.posts import MediaFile, ReplyTarget
from scheduler.speak import LEASE_MARGIN, _sleep
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import US, A, B, C, Hand, a_hand
from tests.platforms.scripted import RETRY_AFTER

MINUTE = timedelta(minutes=1)
TARGET = ReplyTarget(1, RemoteReference("item-1"), RemoteReference("item-1"))


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


@pytest.fixture(params=[A, B, C])
def any_class(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path, request.param) as hand:
        yield hand


def test_what_is_due_goes_out_once(any_class: Hand) -> None:
    """A good day: published, with the platform's word for it."""
    any_class.plan(a_post())
    any_class.attend()
    any_class.attend()

    assert any_class.box.ledger == ["Hello, everybody!"]
    assert any_class.only().state is DeliveryState.SENT
    assert any_class.only().receipt is not None
    assert any_class.only().sent_at == NOON


def test_nothing_goes_out_before_its_time(hand: Hand) -> None:
    """Not even a second early."""
    hand.plan(a_post(at=NOON + timedelta(seconds=1)))
    hand.attend()

    assert hand.box.requests == []
    assert hand.states() == ["queued"]


def test_posts_of_an_account_go_out_in_order_one_at_a_time(hand: Hand) -> None:
    """By due time, whatever the order in YAML."""
    hand.plan(
        a_post("b", at=NOON - timedelta(seconds=10), text="second"),
        a_post("a", at=NOON - timedelta(seconds=20), text="first"),
        a_post("c", at=NOON, text="third"),
    )
    hand.attend()

    assert hand.box.ledger == ["first", "second", "third"]


def test_it_is_committed_before_it_is_spoken(hand: Hand) -> None:
    """When the first byte leaves, the database says so already."""
    hand.plan(a_post())
    seen: list[str] = []
    hand.box.meanwhile = lambda: seen.extend(hand.states())
    hand.attend()

    assert seen == ["sending"]


@pytest.mark.parametrize(
    ("script", "state"),
    [
        pytest.param("refuse", "failed", id="a definite no"),
        pytest.param("refuse-connection", "queued", id="nobody listens"),
        pytest.param("rate-limit", "queued", id="too many requests"),
        pytest.param("sign-in", "queued", id="wrong password"),
        pytest.param("hang-up-before", "uncertain", id="broke before"),
        pytest.param("hang-up-after-storing", "uncertain", id="broke after"),
        pytest.param("stumble", "uncertain", id="a bug in the connector"),
    ],
)
def test_answers_are_sorted_by_what_may_have_happened(
    any_class: Hand, script: str, state: str
) -> None:
    """Surely unsent, surely refused, or anything else."""
    any_class.plan(a_post())
    any_class.box.will(script)
    any_class.crew().publisher.publish_account("box")

    assert any_class.states() == [state]
    assert len(any_class.box.requests) == 1


def test_a_bug_is_told_by_its_name_only(hand: Hand) -> None:
    """An error's text may hold a secret."""
    hand.plan(a_post())
    hand.box.will("stumble")
    hand.crew().publisher.publish_account("box")

    assert "ZeroDivisionError" in str(hand.only().reason)
    assert "s3cret" not in str(hand.only().reason)


def test_a_refused_connection_is_tried_again_after_a_while(hand: Hand) -> None:
    """Surely not sent: frozen anew and sent, with growing patience."""
    hand.plan(a_post())
    hand.box.will("refuse-connection", "refuse-connection")
    hand.attend()
    hand.pass_time(timedelta(seconds=4))

    assert len(hand.box.requests) == 1

    hand.pass_time(timedelta(seconds=1))
    hand.pass_time(timedelta(seconds=9))

    assert len(hand.box.requests) == 2

    hand.pass_time(timedelta(seconds=1))

    assert hand.states() == ["sent"]
    assert hand.box.ledger == ["Hello, everybody!"]
    assert len(set(hand.box.requests)) == 3


def test_a_rate_limit_is_waited_out_by_the_whole_account(hand: Hand) -> None:
    """Retry-After holds for every post of the account, and keeps their order."""
    hand.plan(a_post("a", text="one"), a_post("b", text="two"))
    hand.box.will("rate-limit")
    hand.attend()
    hand.pass_time(RETRY_AFTER - timedelta(seconds=1))

    assert len(hand.box.requests) == 1

    hand.pass_time(timedelta(seconds=1))

    assert hand.box.ledger == ["one"]
    assert hand.memory.accounts.status("box").health is AccountHealth.GOOD


def test_an_account_that_must_sign_in_is_left_alone(hand: Hand) -> None:
    """One wrong password, not a hundred; the posts keep their place."""
    hand.plan(a_post("a", text="one"), a_post("b", text="two"))
    hand.box.will("sign-in")
    hand.attend()
    hand.pass_time(timedelta(minutes=20))

    assert len(hand.box.requests) == 1
    assert hand.states() == ["queued", "queued"]
    assert hand.memory.accounts.status("box").health is AccountHealth.SIGN_IN

    hand.crew().standing.forgive("box")
    hand.attend()

    assert hand.box.ledger == ["one"]


def test_who_slept_past_the_lease_says_nothing(hand: Hand) -> None:
    """A laptop is closed between the claim and the first byte."""
    hand.plan(a_post())
    crew = hand.crew()
    claim = hand.memory.outbox.claim

    def slow_claim(*arguments: object) -> object:
        claimed = claim(*arguments)  # type: ignore[arg-type]  # handed through
        hand.clock.turn(LEASE_MARGIN + timedelta(seconds=1))
        return claimed

    hand.memory.outbox.claim = slow_claim  # type: ignore[method-assign,assignment]  # a slow machine
    crew.publisher.publish_account("box")
    hand.memory.outbox.claim = claim  # type: ignore[method-assign]  # awake again

    assert hand.box.requests == []
    assert hand.states() == ["queued"]

    hand.pass_time(MINUTE)

    assert hand.box.ledger == ["Hello, everybody!"]


def test_two_publishers_race_and_one_speaks(hand: Hand) -> None:
    """Between reading and claiming, another process was quicker."""
    hand.plan(a_post())
    delivery = hand.only()
    hand.crew().publisher.publish_delivery(delivery)
    other = hand.crew(replace(US, pid=4712))

    assert other.publisher.publish_delivery(delivery) is None
    assert hand.box.ledger == ["Hello, everybody!"]


def test_while_one_post_is_uncertain_the_account_sends_nothing_else(hand: Hand) -> None:
    """One attempt at a time; also for a person's reply."""
    hand.plan(a_post("a"))
    hand.box.will("hang-up-before")
    crew = hand.crew()
    crew.publisher.publish_account("box")
    reply = hand.memory.outbox.add_reply(
        "box", TARGET, ReplyWish("Hi!", "aiko"), hand.clock.now()
    )

    assert crew.publisher.publish_delivery(reply) is None
    assert len(hand.box.requests) == 1


@pytest.mark.parametrize(
    ("minutes", "state"), [(5, "sent"), (30, "sent"), (31, "missed"), (9999, "missed")]
)
def test_a_late_post_goes_out_or_is_visibly_missed(
    hand: Hand, minutes: int, state: str
) -> None:
    """The house was dark at the time: a little late is fine, very late is asked."""
    hand.plan(a_post())
    hand.pass_time(timedelta(minutes=minutes))

    assert hand.states() == [state]
    assert hand.box.ledger == (["Hello, everybody!"] if state == "sent" else [])


def test_a_post_is_missed_even_while_its_account_waits(hand: Hand) -> None:
    """Nobody needs to sign in to be told that a post will not go out by itself."""
    hand.plan(a_post())
    hand.box.will("sign-in")
    hand.attend()
    hand.pass_time(timedelta(hours=1))

    assert hand.states() == ["missed"]
    assert "1 h ago" in str(hand.only().reason)


def test_belated_posts_go_out_one_by_one(hand: Hand) -> None:
    """After a dark half hour: one in ten minutes, and nothing is skipped in silence."""
    hand.plan(*(a_post(f"p{n}", at=NOON + MINUTE * n, text=f"{n}") for n in range(4)))
    hand.pass_time(timedelta(minutes=10))
    sent = [list(hand.box.ledger)]
    for _ in range(3):
        hand.pass_time(timedelta(minutes=10))
        sent.append(list(hand.box.ledger))

    assert sent == [["0"], ["0", "1"], ["0", "1", "2"], ["0", "1", "2"]]
    assert hand.states() == ["sent", "sent", "sent", "missed"]


def test_what_is_due_now_does_not_wait_behind_what_is_late(hand: Hand) -> None:
    """Catching up holds back the belated ones only."""
    hand.plan(
        a_post("late1", at=NOON, text="late 1"),
        a_post("late2", at=NOON, text="late 2"),
        a_post("due", at=NOON + timedelta(minutes=10), text="on time"),
    )
    hand.pass_time(timedelta(minutes=10))

    assert hand.box.ledger == ["late 1", "on time"]


def test_belated_replies_are_no_flood(hand: Hand) -> None:
    """They go to whoever asked; each waits for no other."""
    for number in range(3):
        hand.memory.outbox.add_reply(
            "box", TARGET, ReplyWish(f"{number}", "aiko"), NOON
        )
    hand.pass_time(timedelta(minutes=10))

    assert hand.box.ledger == ["0", "1", "2"]


def test_a_persons_word_makes_a_missed_post_timely(hand: Hand) -> None:
    """Asked "send it now?", somebody said yes."""
    hand.plan(a_post())
    hand.pass_time(timedelta(days=1))
    yes = Move(DeliveryState.QUEUED, phrase("Send it now"), by="aiko", released=True)
    hand.memory.outbox.move(hand.only(), yes, hand.clock.now())
    hand.attend()

    assert hand.box.ledger == ["Hello, everybody!"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        pytest.param(GoneError("the parent is gone"), "failed", id="gone"),
        pytest.param(ZeroDivisionError("s3cret"), "failed", id="bug"),
        pytest.param(TryLaterError("no name server"), "queued", id="later"),
        pytest.param(OutcomeUnknownError("no card"), "queued", id="unknown"),
        pytest.param(SignInAgainError("who are you?"), "queued", id="sign in"),
    ],
)
def test_what_cannot_be_frozen_was_surely_not_sent(
    hand: Hand, error: Exception, state: str
) -> None:
    """Freezing publishes nothing, so nothing is uncertain."""
    hand.plan(a_post())
    hand.box.freeze_error = error
    hand.attend()

    assert hand.states() == [state]
    assert hand.box.requests == []

    hand.box.freeze_error = None
    hand.crew().standing.forgive("box")
    hand.pass_time(MINUTE)

    assert hand.states() == ["sent" if state == "queued" else state]


def test_a_post_that_is_too_long_fails(hand: Hand) -> None:
    """The platform would never take it; a person must shorten it."""
    hand.plan(a_post(text="a" * 301))
    hand.attend()

    assert hand.states() == ["failed"]
    assert str(hand.only().reason) == "too long"


def test_a_shortened_post_is_tried_again(hand: Hand) -> None:
    """Mending the YAML is all it takes."""
    hand.plan(a_post(text="a" * 301))
    hand.attend()
    hand.plan(a_post(text="short"))
    hand.attend()

    assert hand.box.ledger == ["short"]


def test_a_picture_that_is_not_there_fails_the_post(hand: Hand, tmp_path: Path) -> None:
    """A post is not sent without what it shows."""
    hand.plan(a_post(media=(MediaFile(tmp_path / "no.png", "a cat"),)))
    hand.attend()

    assert hand.states() == ["failed"]
    assert hand.box.requests == []


def test_an_account_that_is_not_configured_fails_its_posts(hand: Hand) -> None:
    """A reply on an account that was removed meanwhile."""
    hand.memory.outbox.add_reply("gone", TARGET, ReplyWish("Hi!", "aiko"), NOON)
    hand.crew().publisher.publish_account("gone")

    assert hand.states() == ["failed"]
    assert "gone" in str(hand.only().reason)


def test_a_missing_secret_waits_for_a_person(hand: Hand) -> None:
    """The post keeps its place; the account says what is wrong."""
    hand.plan(a_post())

    def no_secret(account: str) -> Connector:
        raise RequestError(f"the password of {account} is missing")

    publisher = replace(hand.crew().publisher, connector_of=no_secret)
    publisher.publish_account("box")

    assert hand.states() == ["queued"]
    assert hand.memory.accounts.status("box").health is AccountHealth.SIGN_IN


class _BusyOutbox:
    """An outbox whose database is busy for the next moves to SENT."""

    def __init__(self, hand: Hand, times: int) -> None:
        self._move = hand.memory.outbox.move
        self._times = times

    def __call__(self, *arguments: object) -> object:
        move = arguments[1]
        if isinstance(move, Move) and move.to is DeliveryState.SENT and self._times:
            self._times -= 1
            raise StorageBusyError("database is locked")
        return self._move(*arguments)  # type: ignore[arg-type]  # handed through


def test_a_busy_database_does_not_lose_the_receipt(hand: Hand) -> None:
    """The platform said yes; we keep trying to write that down."""
    hand.plan(a_post())
    crew = hand.crew()
    hand.memory.outbox.move = _BusyOutbox(hand, 3)  # type: ignore[method-assign,assignment]  # a lock
    crew.publisher.publish_account("box")

    assert hand.states() == ["sent"]
    assert len(hand.pauses) == 3


def test_a_database_that_stays_busy_leaves_it_to_recovery(any_class: Hand) -> None:
    """In the end the delivery is found as if we had died, and nothing is doubled."""
    any_class.plan(a_post())
    crew = any_class.crew()
    any_class.memory.outbox.move = _BusyOutbox(any_class, 99)  # type: ignore[method-assign,assignment]  # a lock
    crew.speaker.pause = lambda _wait: setattr(crew.speaker, "is_stopping", True)
    crew.publisher.publish_account("box")

    assert any_class.states() == ["sending"]

    del any_class.memory.outbox.move
    crew = any_class.crew()

    for _ in range(5):
        any_class.pass_time(MINUTE, crew)

    assert any_class.box.ledger == ["Hello, everybody!"]
    expected = "review" if any_class.box.capabilities.idempotency is C else "sent"
    assert any_class.states() == [expected]


def test_a_receipt_ends_the_doubts_of_others(hand: Hand) -> None:
    """Another process took us for dead while we were speaking."""
    hand.plan(a_post())
    other = hand.crew(replace(US, pid=4712))
    hand.dead.add(US)
    hand.box.meanwhile = lambda: other.recovery._bury(hand.only(), None)
    hand.crew().publisher.publish_account("box")

    assert hand.states() == ["sent"]
    assert hand.box.ledger == ["Hello, everybody!"]


def test_when_stopping_nothing_more_is_claimed(hand: Hand) -> None:
    """What is being sent ends; what is queued stays queued."""
    hand.plan(a_post("a"), a_post("b"))
    go_on = iter([True, False])
    hand.crew().publisher.publish_account("box", may_go_on=lambda: next(go_on))

    assert hand.states() == ["sent", "queued"]


def test_a_receipt_for_what_was_cleared_up_meanwhile_changes_nothing(
    hand: Hand,
) -> None:
    """A person was quicker, and has marked it sent."""
    hand.plan(a_post())
    other = hand.crew(replace(US, pid=4712))
    hand.dead.add(US)

    def clear_up() -> None:
        other.recovery._bury(hand.only(), None)
        sent = Move(DeliveryState.SENT, phrase("I saw it"), by="aiko")
        hand.memory.outbox.move(hand.only(), sent, hand.clock.now())

    hand.box.meanwhile = clear_up
    hand.crew().publisher.publish_account("box")

    assert hand.states() == ["sent"]
    assert str(hand.only().reason) == "I saw it"


def test_a_refusal_does_not_hold_up_the_account(hand: Hand) -> None:
    """The platform is well; it only does not want this post."""
    hand.plan(a_post("a", text="one"), a_post("b", text="two"))
    hand.box.will("refuse")
    hand.attend()

    assert hand.box.ledger == ["two"]


def test_a_database_in_trouble_while_freezing_leaves_it_queued(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no fault of the post; the next look tries again."""

    def full(_file: MediaFile) -> None:
        raise StorageBrokenError("the disk is full")

    hand.plan(a_post(media=(MediaFile(Path("cat.png"), "a cat"),)))
    monkeypatch.setattr(hand.memory.media, "keep", full)

    with pytest.raises(StorageBrokenError):
        hand.crew().publisher.publish_account("box")

    assert hand.states() == ["queued"]


def test_the_pause_for_a_busy_database_is_a_real_one() -> None:
    """The default waits by the clock."""
    begun = time.monotonic()
    _sleep(timedelta(milliseconds=20))

    assert time.monotonic() - begun >= 0.02


def test_every_move_is_in_the_journal(hand: Hand) -> None:
    """Who asks later what happened gets an answer."""
    hand.plan(a_post())
    hand.attend()
    events = hand.memory.journal.read(delivery_id=hand.only().id)

    assert len(events) >= 2
    assert str(events[0].phrase) == "Published"
