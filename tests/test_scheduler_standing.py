"""How an account stands after each call."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.accounts import AccountHealth, AccountStatus, RateLeft
from domain.errors import (
    RequestError,
    SignInAgainError,
    StorageBusyError,
    TryLaterError,
)
from scheduler.standing import (
    BELIEVED_FOR,
    LONGEST_UNASKED_SILENCE,
    LONGEST_WAIT,
    Standing,
    after_failure,
    after_success,
    may_speak,
)
from scheduler.timetable import FIRST_WAIT
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import a_hand

LATER = NOON + timedelta(minutes=10)
RATE = RateLeft(100, 99, LATER)

NEW = AccountStatus("box")
WAITING = AccountStatus("box", AccountHealth.WAITING, not_before=LATER, failures=3)
SIGNED_OUT = AccountStatus("box", AccountHealth.SIGN_IN, failures=1)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param(NEW, True, id="new"),
        pytest.param(WAITING, False, id="told to wait"),
        pytest.param(SIGNED_OUT, False, id="needs a person"),
        pytest.param(AccountStatus("box", not_before=NOON), True, id="waited enough"),
    ],
)
def test_an_account_speaks_when_it_may(
    status: AccountStatus, *, expected: bool
) -> None:
    """Nothing is asked of a platform that told us to wait."""
    assert may_speak(status, NOON) is expected


def test_a_wait_that_was_reckoned_by_a_wrong_clock_is_over() -> None:
    """The clock stood a year ahead, and was set right."""
    ahead = NOON + timedelta(days=365)
    good = after_success(NEW, ahead, None)
    waits = after_failure(good, TryLaterError("down"), ahead, is_write=True)
    never_good = after_failure(NEW, TryLaterError("down"), ahead, is_write=True)

    assert not may_speak(waits, ahead)
    assert may_speak(waits, NOON)
    assert may_speak(never_good, NOON)
    again = after_failure(never_good, TryLaterError("down"), NOON, is_write=True)
    assert again.not_before is not None
    assert again.not_before <= NOON + LONGEST_UNASKED_SILENCE


def test_nobody_is_left_alone_for_longer_than_a_day() -> None:
    """A platform that asks for a month is asked again tomorrow."""
    error = TryLaterError("enough", retry_after=timedelta(days=30))
    status = after_failure(NEW, error, NOON)

    assert status.not_before == NOON + LONGEST_WAIT
    assert not may_speak(status, NOON)


def test_success_forgets_failures() -> None:
    """The account is good again; what the platform said of its limit is kept."""
    failed = after_failure(NEW, TryLaterError("down"), NOON)
    status = after_success(failed, NOON, RATE)

    assert status == AccountStatus(
        "box", AccountHealth.GOOD, last_good_at=NOON, rate=RATE
    )
    assert after_success(status, NOON, None).rate == RATE


@pytest.mark.parametrize("status", [WAITING, SIGNED_OUT], ids=["waiting", "sign in"])
def test_success_does_not_undo_what_another_call_learned(status: AccountStatus) -> None:
    """A pull that began before a rate limit on posts ends after it."""
    after = after_success(status, NOON, RATE)

    assert (after.health, after.not_before) == (status.health, status.not_before)
    assert after.last_good_at == NOON


def test_a_failed_write_makes_the_account_wait_longer_and_longer() -> None:
    """The delivery's account is left alone, so that order is kept."""
    first = after_failure(NEW, TryLaterError("down"), NOON, is_write=True)
    second = after_failure(first, TryLaterError("down"), NOON, is_write=True)

    assert first.not_before == NOON + FIRST_WAIT
    assert second.not_before == NOON + FIRST_WAIT * 2


def test_a_failure_never_shortens_a_wait() -> None:
    """One call was told ten minutes; another one's five seconds do not count."""
    after = after_failure(
        WAITING, TryLaterError("down", timedelta(seconds=1)), NOON, is_write=True
    )

    assert after.not_before == LATER


def test_the_reason_to_wait_stays_until_the_wait_is_over() -> None:
    """A pull that began before a rate limit fails after it: that is no news."""
    limited = after_failure(
        NEW, TryLaterError("slow down", timedelta(hours=1)), NOON, is_write=True
    )
    after = after_failure(limited, TryLaterError("HTTP 502"), NOON)

    assert (after.problem, after.not_before) == (limited.problem, limited.not_before)


@pytest.mark.parametrize("error", [SignInAgainError("who?"), RequestError("no secret")])
def test_some_errors_only_a_person_can_mend(error: Exception) -> None:
    """And nothing else is written over that."""
    after = after_failure(NEW, error, NOON)

    assert after.health is AccountHealth.SIGN_IN
    assert after_failure(after, TryLaterError("down"), NOON) == after


def test_an_account_is_forgiven_once_a_person_has_acted(tmp_path: Path) -> None:
    """It is tried again; a good account stays as it is."""
    with a_hand(tmp_path) as hand:
        standing = Standing(hand.memory, hand.clock)
        standing.bad("box", SignInAgainError("who?"))
        standing.forgive("box")

        assert standing.may_speak("box")

        good = standing.good("box", None)
        standing.forgive("box")

        assert hand.memory.accounts.status("box") == good


def test_books_that_cannot_be_kept_do_not_undo_a_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is out and written down; the account's status is only bookkeeping."""

    def busy(_status: AccountStatus) -> None:
        raise StorageBusyError("locked")

    with a_hand(tmp_path) as hand:
        hand.plan(a_post())
        monkeypatch.setattr(hand.memory.accounts, "record", busy)
        hand.attend()

        assert hand.states() == ["sent"]


def test_a_long_outage_does_not_silence_an_account_for_long() -> None:
    """What is due follows the platform's return within minutes."""
    long_out = AccountStatus("box", AccountHealth.WAITING, failures=500)
    after = after_failure(long_out, TryLaterError("down"), NOON, is_write=True)

    assert after.not_before is not None
    assert after.not_before - NOON == LONGEST_UNASKED_SILENCE


def test_many_good_calls_in_a_row_are_one_line_in_the_books(tmp_path: Path) -> None:
    """A burst of posts is not slowed by bookkeeping; a later call is written again."""
    with a_hand(tmp_path) as hand:
        standing = Standing(hand.memory, hand.clock)
        first = standing.good("box", None)
        hand.clock.turn(BELIEVED_FOR / 2)

        assert standing.good("box", RATE).rate == RATE
        assert hand.memory.accounts.status("box") == first

        hand.clock.turn(BELIEVED_FOR / 2)

        assert standing.good("box", RATE) == hand.memory.accounts.status("box")


def test_looking_does_not_put_off_what_is_to_be_written(tmp_path: Path) -> None:
    """An account that is asked after all the time is written down all the same."""
    with a_hand(tmp_path) as hand:
        standing = Standing(hand.memory, hand.clock)
        standing.good("box", None)
        hand.clock.turn(BELIEVED_FOR)
        standing.may_speak("box")

        assert standing.good("box", None).last_good_at == hand.clock.now()
        assert hand.memory.accounts.status("box").last_good_at == hand.clock.now()


def test_bad_news_is_believed_at_once(tmp_path: Path) -> None:
    """Ours on the spot; another process's when what we knew has grown old."""
    with a_hand(tmp_path) as hand:
        standing = Standing(hand.memory, hand.clock)
        standing.good("box", None)
        standing.bad("box", TryLaterError("slow down"), is_write=True)

        assert not standing.may_speak("box")

        hand.memory.accounts.record(NEW)
        standing.good("box", None)
        hand.memory.accounts.record(SIGNED_OUT)

        assert standing.may_speak("box")

        hand.clock.turn(BELIEVED_FOR)

        assert not standing.may_speak("box")


def test_a_clock_that_was_set_back_does_not_stop_the_books(tmp_path: Path) -> None:
    """What was good an hour from now is no reason to write nothing."""
    with a_hand(tmp_path) as hand:
        standing = Standing(hand.memory, hand.clock)
        standing.good("box", None)
        hand.clock.set(NOON - timedelta(hours=1))
        standing.good("box", None)

        assert hand.memory.accounts.status("box").last_good_at == hand.clock.now()
