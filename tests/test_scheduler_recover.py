"""Unknown outcomes, found out: the platform's ledger is the judge."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.accounts import AccountHealth
from domain.capabilities import Capabilities, IdempotencyClass, LookUp
from domain.deliveries import DeliveryState
from domain.errors import (
    OutcomeUnknownError,
    RequestError,
    SignInAgainError,
    TryLaterError,
)
from domain.likeness import likeness_of
from domain.ports import Connector
from scheduler.recover import UNSURE_AT_MOST, WayOut, way_out
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import US, A, B, C, Hand, a_hand
from tests.platforms.scripted import capabilities_of

MINUTE = timedelta(minutes=1)
WORDS = "Hello, everybody!"
OLD_OWNER = replace(US, pid=4000)


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path, A) as hand:
        yield hand


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path, B) as hand:
        yield hand


@pytest.fixture
def blind(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path, C) as hand:
        yield hand


def be_killed(hand: Hand, *, said_it: bool) -> None:
    """Let another process claim what is due, perhaps say it, and die."""
    hand.plan(a_post())
    crew = hand.crew(OLD_OWNER)
    draft = crew.publisher._draft(hand.only(), hand.box)
    frozen = replace(hand.box.freeze(draft, NOON), likeness=likeness_of(draft))
    lease = crew.speaker._lease(hand.box)
    hand.memory.outbox.claim(hand.only(), frozen, lease, NOON)
    if said_it:
        hand.box.publish(frozen)
    hand.dead.add(OLD_OWNER)


@pytest.mark.parametrize("said_it", [True, False], ids=["said", "not said"])
@pytest.mark.parametrize(
    ("kind", "state"), [(A, "sent"), (B, "sent"), (C, "review")], ids=["A", "B", "C"]
)
def test_after_our_own_death_there_is_one_post_or_a_question(
    tmp_path: Path, kind: IdempotencyClass, state: str, *, said_it: bool
) -> None:
    """Killed between the claim and the answer: never two, never silently none."""
    with a_hand(tmp_path, kind) as hand:
        be_killed(hand, said_it=said_it)
        for _ in range(5):
            hand.pass_time(MINUTE)

        assert hand.states() == [state]
        assert hand.box.ledger == ([WORDS] if said_it or state == "sent" else [])


@pytest.mark.parametrize("script", ["hang-up-before", "hang-up-after-storing"])
@pytest.mark.parametrize(
    ("kind", "state"), [(A, "sent"), (B, "sent"), (C, "review")], ids=["A", "B", "C"]
)
def test_after_silence_there_is_one_post_or_a_question(
    tmp_path: Path, kind: IdempotencyClass, state: str, script: str
) -> None:
    """The connection broke; whether before or after, only the platform knows."""
    with a_hand(tmp_path, kind) as hand:
        hand.plan(a_post())
        hand.box.will(script)
        for _ in range(6):
            hand.attend()
            hand.clock.turn(MINUTE)

        assert hand.states() == [state]
        assert len(hand.box.ledger) <= 1
        assert hand.box.ledger == [WORDS] or state == "review"


def test_what_is_still_being_sent_is_left_alone(keyed: Hand) -> None:
    """Its owner lives: another process, or a thread of ours."""
    be_killed(keyed, said_it=False)
    keyed.dead.clear()
    keyed.pass_time(timedelta(hours=1))

    assert keyed.states() == ["sending"]
    assert keyed.crew().recovery.accounts() == frozenset()


def test_while_a_thread_of_ours_sends_recovery_waits(keyed: Hand) -> None:
    """We are alive, and so is the request."""
    keyed.plan(a_post())
    crew = keyed.crew()
    seen: list[object] = []
    keyed.box.meanwhile = lambda: crew.recovery.settle("box", seen.append)
    crew.publisher.publish_account("box")

    assert seen == []
    assert keyed.states() == ["sent"]


def test_where_nothing_can_be_found_out_a_person_is_asked_at_once(blind: Hand) -> None:
    """Class C: waiting would teach us nothing."""
    blind.plan(a_post())
    blind.box.will("hang-up-before")
    blind.attend()
    blind.attend()

    assert blind.states() == ["review"]


def test_a_key_is_used_again_byte_for_byte(keyed: Hand) -> None:
    """Class A: the same request, so the platform sees one."""
    keyed.plan(a_post())
    keyed.box.will("hang-up-after-storing", "hang-up-before", "refuse-connection")
    for _ in range(5):
        keyed.attend()
        keyed.clock.turn(MINUTE)

    assert len(keyed.box.requests) == 4
    assert len(set(keyed.box.requests)) == 1
    assert keyed.box.ledger == [WORDS]
    assert keyed.states() == ["sent"]


@pytest.mark.parametrize("script", ["refuse-connection", "rate-limit", "sign-in"])
def test_a_repeated_request_never_goes_back_to_the_queue(
    keyed: Hand, script: str
) -> None:
    """This try was surely not carried out; the first one may have been."""
    keyed.plan(a_post())
    keyed.box.will("hang-up-after-storing", script)
    keyed.attend()
    keyed.pass_time(timedelta(seconds=5))

    assert keyed.states() == ["uncertain"]
    assert keyed.only().frozen is not None


def test_a_repeated_request_that_is_refused_is_for_a_person(keyed: Hand) -> None:
    """Refused now, but perhaps because it is there already."""
    keyed.plan(a_post())
    keyed.box.will("hang-up-after-storing", "refuse")
    keyed.attend()
    keyed.pass_time(timedelta(seconds=5))

    assert keyed.states() == ["review"]
    assert "against the rules" in str(keyed.only().reason)


def test_oversleeping_a_repetition_leaves_it_uncertain(keyed: Hand) -> None:
    """Not said this time; perhaps said the first time."""
    keyed.plan(a_post())
    keyed.box.will("hang-up-before")
    crew = keyed.crew()
    keyed.attend(crew)
    keyed.clock.turn(timedelta(seconds=5))
    claim = keyed.memory.outbox.claim

    def slow_claim(*arguments: object) -> object:
        claimed = claim(*arguments)  # type: ignore[arg-type]  # handed through
        keyed.clock.turn(timedelta(minutes=2))
        return claimed

    keyed.memory.outbox.claim = slow_claim  # type: ignore[method-assign,assignment]  # a slow machine
    keyed.attend(crew)

    assert keyed.states() == ["uncertain"]
    assert len(keyed.box.requests) == 1


def test_a_clock_that_is_set_right_does_not_leave_it_in_doubt(keyed: Hand) -> None:
    """The doubt arose a year from now, by a clock that was wrong."""
    right = keyed.clock.now()
    keyed.clock.set(right + timedelta(days=365))
    keyed.plan(a_post(at=keyed.clock.now()))
    keyed.box.will("hang-up-after-storing")
    keyed.attend()
    doubted = keyed.states()
    keyed.clock.set(right)
    keyed.attend()

    assert doubted == ["uncertain"]
    assert keyed.states() == ["sent"]


@pytest.mark.parametrize("said_it", [True, False], ids=["said", "not said"])
def test_days_later_a_key_is_not_used_unasked(keyed: Hand, *, said_it: bool) -> None:
    """The key would still be good, but the post would come days late."""
    be_killed(keyed, said_it=said_it)
    keyed.pass_time(timedelta(days=3))
    for _ in "12":  # looks
        keyed.pass_time(timedelta(minutes=2))

    assert keyed.box.requests == (["key-1"] if said_it else [])
    assert keyed.states() == ["sent" if said_it else "review"]


@pytest.mark.parametrize("script", ["hang-up-before", "hang-up-after-storing"])
def test_an_expired_key_is_worth_nothing(tmp_path: Path, script: str) -> None:
    """Class A with an expired key is class B: look twice, then freeze anew."""
    with a_hand(tmp_path, A, key_valid_for=timedelta(minutes=5)) as hand:
        hand.plan(a_post())
        hand.box.will(script)
        hand.attend()
        hand.clock.turn(timedelta(minutes=5))
        for _ in range(4):
            hand.pass_time(MINUTE * 2)

        assert hand.box.ledger == [WORDS]
        assert hand.states() == ["sent"]
        assert hand.box.looks == (2 if script == "hang-up-before" else 1)


def test_the_settle_time_is_waited_out_before_each_look(listed: Hand) -> None:
    """Lists lag: not there yet is not the same as not there."""
    listed.plan(a_post())
    listed.box.will("hang-up-before")
    listed.attend()
    looks = []
    for _ in range(4):
        listed.pass_time(timedelta(seconds=45))
        looks.append(listed.box.looks)

    assert looks == [0, 1, 1, 2]
    assert listed.box.ledger == [WORDS]


def test_not_found_while_its_sender_lives_is_for_a_person(listed: Hand) -> None:
    """Another process said it was unsure, and has not ended: it might still speak."""
    listed.plan(a_post())
    listed.box.will("hang-up-before")
    listed.crew(OLD_OWNER).publisher.publish_account("box")
    for _ in range(2):
        listed.pass_time(timedelta(seconds=90))

    assert listed.states() == ["review"]
    assert listed.box.ledger == []


def test_found_out_too_late_it_is_missed_not_sent(listed: Hand) -> None:
    """Surely not out, and by now too late: a person decides."""
    be_killed(listed, said_it=False)
    for _ in range(4):
        listed.pass_time(timedelta(minutes=20))

    assert listed.states() == ["missed"]
    assert listed.box.ledger == []


@pytest.mark.parametrize(
    "error", [TryLaterError("down"), OutcomeUnknownError("page of HTML")]
)
def test_looking_goes_on_until_it_works(listed: Hand, error: Exception) -> None:
    """An outage of the list leaves it uncertain, with growing patience."""
    listed.plan(a_post())
    listed.box.will("hang-up-after-storing")
    listed.attend()
    listed.box.look_up_error = error
    for _ in range(60):
        listed.pass_time(MINUTE)

    assert listed.states() == ["uncertain"]
    assert 3 < listed.box.looks < 20

    listed.box.look_up_error = None
    listed.pass_time(timedelta(minutes=20))

    assert listed.states() == ["sent"]


def test_after_a_day_of_looking_a_person_is_asked(listed: Hand) -> None:
    """Nothing stays uncertain for ever."""
    listed.plan(a_post())
    listed.box.will("hang-up-before")
    listed.attend()
    listed.box.look_up_error = TryLaterError("down")
    for _ in range(2):
        listed.pass_time(UNSURE_AT_MOST)

    assert listed.states() == ["review"]


def test_a_bug_in_looking_is_for_a_person(listed: Hand) -> None:
    """It must not hold up the account for ever."""
    listed.plan(a_post())
    listed.box.will("hang-up-before")
    listed.attend()
    listed.box.look_up_error = ZeroDivisionError("s3cret")
    listed.pass_time(timedelta(minutes=2))

    assert listed.states() == ["review"]
    assert "s3cret" not in str(listed.only().reason)


def test_looking_waits_for_a_sign_in(listed: Hand) -> None:
    """An account that must sign in is not asked anything."""
    listed.plan(a_post())
    listed.box.will("hang-up-after-storing")
    listed.attend()
    crew = listed.crew()
    crew.standing.bad("box", SignInAgainError("who are you?"))
    for _ in range(5):
        listed.pass_time(MINUTE, crew)

    assert listed.box.looks == 0
    assert listed.states() == ["uncertain"]

    crew.standing.forgive("box")
    listed.attend(crew)

    assert listed.states() == ["sent"]


def test_a_sign_in_that_fails_while_looking_pauses_the_account(listed: Hand) -> None:
    """It stays uncertain; the account says what it needs."""
    listed.plan(a_post())
    listed.box.will("hang-up-after-storing")
    listed.attend()
    listed.box.look_up_error = SignInAgainError("who are you?")
    listed.pass_time(MINUTE * 2)

    assert listed.states() == ["uncertain"]
    assert listed.memory.accounts.status("box").health is AccountHealth.SIGN_IN


def test_an_account_that_was_removed_leaves_its_doubts_to_a_person(keyed: Hand) -> None:
    """Without the account nothing can be found out."""
    be_killed(keyed, said_it=True)
    keyed.connectors.clear()
    for _ in range(2):
        keyed.attend()

    assert keyed.states() == ["review"]


def test_without_its_secret_an_account_waits(keyed: Hand) -> None:
    """It stays uncertain until a person has put the secret back."""
    be_killed(keyed, said_it=True)

    def no_secret(account: str) -> Connector:
        raise RequestError(f"the password of {account} is missing")

    recovery = replace(keyed.crew().recovery, connector_of=no_secret)
    for _ in range(2):
        recovery.settle("box")

    assert keyed.states() == ["uncertain"]
    assert keyed.memory.accounts.status("box").health is AccountHealth.SIGN_IN


def test_accounts_with_something_to_settle_are_named(blind: Hand) -> None:
    """So that the door knows whom to serve."""
    be_killed(blind, said_it=False)
    recovery = blind.crew().recovery

    assert recovery.accounts() == {"box"}

    for _ in range(2):
        recovery.settle("box")

    assert recovery.accounts() == frozenset()
    assert blind.only().state is DeliveryState.REVIEW


FIVE_MINUTES = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("capabilities", "minutes", "expected"),
    [
        pytest.param(capabilities_of(A), 1, WayOut.REPEAT, id="key"),
        pytest.param(capabilities_of(A), 31, WayOut.LOOK_THEN_ASK, id="key, too late"),
        pytest.param(
            replace(capabilities_of(A), look_up=LookUp.NONE),
            31,
            WayOut.ASK,
            id="no list",
        ),
        pytest.param(
            capabilities_of(A, FIVE_MINUTES), 4, WayOut.REPEAT, id="still valid"
        ),
        pytest.param(
            capabilities_of(A, FIVE_MINUTES),
            4.6,
            WayOut.LOOK,
            id="would expire on the way",
        ),
        pytest.param(capabilities_of(A, FIVE_MINUTES), 6, WayOut.LOOK, id="expired"),
        pytest.param(capabilities_of(B), 1, WayOut.LOOK, id="list"),
        pytest.param(
            replace(capabilities_of(B), look_up=LookUp.NONE),
            1,
            WayOut.ASK,
            id="no look",
        ),
        pytest.param(capabilities_of(C), 1, WayOut.ASK, id="neither"),
    ],
)
def test_the_way_out_depends_on_the_platform_and_the_hour(
    keyed: Hand, capabilities: Capabilities, minutes: float, expected: WayOut
) -> None:
    """A valid key, a list of our posts, or nobody but a person."""
    be_killed(keyed, said_it=False)
    now = NOON + timedelta(minutes=minutes)

    assert way_out(keyed.only(), capabilities, now) is expected


def test_a_key_of_unknown_age_is_not_used(keyed: Hand) -> None:
    """Nor is a request that was never frozen."""
    be_killed(keyed, said_it=False)
    delivery = keyed.only()
    ageless, unfrozen = (
        replace(delivery, frozen_at=None),
        replace(delivery, frozen=None),
    )

    assert way_out(ageless, capabilities_of(A, FIVE_MINUTES), NOON) is WayOut.LOOK
    assert way_out(unfrozen, capabilities_of(A), NOON) is WayOut.ASK
