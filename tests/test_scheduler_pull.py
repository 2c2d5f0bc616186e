"""Pulling: what people say arrives once, and errors become the account's status."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.accounts import AccountHealth, RateLeft
from domain.errors import (
    OutcomeUnknownError,
    RefusedError,
    RequestError,
    SignInAgainError,
    StorageBlockedError,
    StorageBrokenError,
    StorageBusyError,
    StorageError,
    StorageRefusedError,
    TryLaterError,
)
from domain.items import Intake, Page, Reread
from domain.ports import Connector, EntryFilter
from scheduler.pull import PAGES_AT_ONCE, REREAD_EVERY, Pulled
from tests.builders import a_page, an_item
from tests.clocks import NOON
from tests.crews import Hand, a_hand


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def pull(hand: Hand) -> Pulled:
    return hand.crew().puller.pull("box")


def texts(hand: Hand) -> set[str]:
    return {one.item.text for one in hand.memory.inbox.entries(EntryFilter())}


def test_pages_are_taken_in_until_there_are_no_more(hand: Hand) -> None:
    """Each with its cursor, so that a crash in between repeats little."""
    hand.box.pages.extend(
        [
            a_page(an_item("one"), cursor="1", more=True),
            a_page(an_item("two"), cursor="2"),
        ]
    )
    pulled = pull(hand)

    assert pulled == Pulled(Intake(new=2))
    assert texts(hand) == {"one", "two"}
    assert hand.box.cursors == ["", "1"]
    assert hand.memory.inbox.cursor("box") == "2"


def test_the_next_pull_goes_on_where_the_last_one_ended(hand: Hand) -> None:
    """What overlaps is stored once."""
    item = an_item("one")
    hand.box.pages.extend([a_page(item, cursor="1"), a_page(item, cursor="2")])

    assert pull(hand).intake == Intake(new=1)
    assert pull(hand).intake == Intake()
    assert hand.box.cursors == ["", "1"]


def test_one_pull_takes_no_more_than_its_share(hand: Hand) -> None:
    """A flood is taken in helpings."""
    hand.box.pages.extend(
        a_page(an_item(), cursor=f"{n}", more=True) for n in range(PAGES_AT_ONCE + 1)
    )
    pulled = pull(hand)

    assert pulled.more
    assert pulled.intake == Intake(new=PAGES_AT_ONCE)
    assert len(hand.box.pages) == 1


def test_a_cursor_that_does_not_move_ends_a_pull(hand: Hand) -> None:
    """A platform that says "more" for ever is not believed."""
    hand.box.pages.extend([a_page(cursor="1", more=True)] * 5)
    pull(hand)

    assert hand.box.cursors == ["", "1"]


def test_a_pull_is_given_up_when_stopping(hand: Hand) -> None:
    """Between two pages; the rest comes next time."""
    hand.box.pages.extend(
        a_page(an_item(f"{n}"), cursor=f"{n}", more=True) for n in range(3)
    )
    go_on = iter([True, False])
    pulled = hand.crew().puller.pull("box", lambda: next(go_on))

    assert pulled.more
    assert texts(hand) == {"0"}


def test_a_good_pull_is_written_down(hand: Hand) -> None:
    """When it was last well, and what is left of the rate limit."""
    hand.box.rate_left = RateLeft(3000, 2999, NOON + timedelta(minutes=5), "3000;w=300")
    pull(hand)
    status = hand.memory.accounts.status("box")

    assert status.health is AccountHealth.GOOD
    assert status.last_good_at == NOON
    assert status.rate == hand.box.rate_left


@pytest.mark.parametrize(
    ("error", "health"),
    [
        (TryLaterError("down"), AccountHealth.WAITING),
        (OutcomeUnknownError("html"), AccountHealth.WAITING),
        (RefusedError("no such handle"), AccountHealth.WAITING),
        (SignInAgainError("who are you?"), AccountHealth.SIGN_IN),
        (ZeroDivisionError("s3cret"), AccountHealth.WAITING),
    ],
)
def test_errors_become_the_status_of_the_account(
    hand: Hand, error: Exception, health: AccountHealth
) -> None:
    """A pull never raises them; the next one is tried, or waits for a person."""
    hand.box.pull_error = error
    pulled = pull(hand)
    status = hand.memory.accounts.status("box")

    assert status.health is health
    assert status.failures == 1
    assert pulled.problem == status.problem
    assert "s3cret" not in str(status.problem)


def test_a_failed_pull_does_not_silence_the_account(hand: Hand) -> None:
    """What is due goes out, unless the platform asked us to wait."""
    hand.box.pull_error = TryLaterError("down")
    pull(hand)

    assert hand.crew().standing.may_speak("box")

    hand.box.pull_error = TryLaterError("slow down", timedelta(minutes=10))
    pull(hand)

    assert not hand.crew().standing.may_speak("box")
    assert pull(hand).left_alone


def test_an_account_that_must_sign_in_is_not_called(hand: Hand) -> None:
    """A wrong password is tried once."""
    hand.box.pull_error = SignInAgainError("who are you?")
    pull(hand)

    assert pull(hand) == Pulled(left_alone=True)
    assert len(hand.box.cursors) == 1


def test_after_a_failure_a_good_pull_makes_it_well_again(hand: Hand) -> None:
    """Failures are counted in a row."""
    hand.box.pull_error = TryLaterError("down")
    pull(hand)
    hand.box.pull_error = None
    pull(hand)
    status = hand.memory.accounts.status("box")

    assert (status.health, status.failures) == (AccountHealth.GOOD, 0)
    assert status.problem is None


@pytest.mark.parametrize("error", [RequestError("no password"), KeyError("box")])
def test_an_account_without_a_connector_is_a_status_too(
    hand: Hand, error: Exception
) -> None:
    """A missing secret needs a person; the other accounts go on."""

    def none(_account: str) -> Connector:
        raise error

    puller = replace(hand.crew().puller, connector_of=none)

    assert puller.pull("box").problem is not None


def test_what_came_before_an_error_is_kept(hand: Hand) -> None:
    """The second page fails; the first is stored, and its cursor with it."""
    hand.box.pages.append(a_page(an_item("one"), cursor="1", more=True))
    good, calls = hand.box.pull, [0]

    def second_fails(cursor: str) -> Page:
        calls[0] += 1
        if calls[0] == 2:
            raise TryLaterError("down")
        return good(cursor)

    hand.box.pull = second_fails  # type: ignore[method-assign]  # a platform that goes down half way
    pulled = pull(hand)

    assert pulled.intake == Intake(new=1)
    assert pulled.problem is not None
    assert hand.memory.inbox.cursor("box") == "1"


def test_open_entries_are_looked_at_again_now_and_then(hand: Hand) -> None:
    """Edited or deleted: platforms do not tell, so we ask; but not every time."""
    item = an_item("first words")
    hand.box.pages.append(a_page(item))
    pull(hand)

    assert hand.box.rereads == [(item.remote_id,)]

    hand.box.reread_answer = Reread((replace(item, text="second", revision="2"),), ())
    pull(hand)

    assert len(hand.box.rereads) == 1

    hand.clock.turn(REREAD_EVERY)

    assert pull(hand).intake == Intake(changed=1)
    assert texts(hand) == {"second"}


class _Poisoned:
    """Refuses whatever holds the word "poison"."""

    def __init__(self, hand: Hand, error: Exception) -> None:
        self._take_in, self._take_again = (
            hand.memory.inbox.take_in,
            hand.memory.inbox.take_again,
        )
        self._error = error

    def take_in(self, account: str, page: Page, now: object) -> Intake:
        self._taste(page)
        return self._take_in(account, page, now)  # type: ignore[arg-type]  # handed through

    def take_again(self, account: str, reread: Reread, now: object) -> Intake:
        self._taste(reread)
        return self._take_again(account, reread, now)  # type: ignore[arg-type]  # handed through

    def _taste(self, what: Page | Reread) -> None:
        if any("poison" in item.text for item in what.items):
            raise self._error


def poison(hand: Hand, poisoned: _Poisoned) -> None:
    """Let the memory refuse some items."""
    hand.memory.inbox.take_in = poisoned.take_in  # type: ignore[method-assign]  # a bad item
    hand.memory.inbox.take_again = poisoned.take_again  # type: ignore[method-assign]  # a bad item


@pytest.mark.parametrize("error", [ValueError("bad"), StorageRefusedError("bad value")])
def test_one_bad_item_does_not_silence_an_account(hand: Hand, error: Exception) -> None:
    """The others are stored, it is named in the journal, and the cursor moves on."""
    bad = an_item("poison", url="https://bad.test/\udcff")
    hand.box.pages.append(a_page(an_item("one"), bad, an_item("two"), cursor="7"))
    poison(hand, _Poisoned(hand, error))
    pulled = pull(hand)

    assert pulled.intake == Intake(new=2)
    assert texts(hand) == {"one", "two"}
    assert hand.memory.inbox.cursor("box") == "7"
    assert hand.memory.journal.read()[0].event == "item_quarantined"


def test_one_bad_item_does_not_stop_a_second_look(hand: Hand) -> None:
    """What became of the others is stored."""
    good, bad, gone = an_item("one"), an_item("two"), an_item("three")
    hand.box.pages.append(a_page(good, bad, gone))
    pull(hand)
    poison(hand, _Poisoned(hand, ValueError("bad")))
    hand.clock.turn(REREAD_EVERY)
    hand.box.reread_answer = Reread(
        (
            replace(good, text="new", revision="2"),
            replace(bad, text="poison", revision="2"),
        ),
        (gone.remote_id,),
    )

    assert pull(hand).intake == Intake(changed=1, gone=1)
    assert texts(hand) >= {"new", "two"}


class _BusyOnSecondTry(_Poisoned):
    """The item is bad, and then the database is busy."""

    def _taste(self, what: Page | Reread) -> None:
        error, self._error = self._error, StorageBusyError("locked")
        if what.items:
            raise error


@pytest.mark.parametrize(
    "error", [StorageBlockedError("full"), StorageBrokenError("damaged")]
)
def test_a_memory_in_trouble_is_no_fault_of_the_item(
    hand: Hand, error: StorageError
) -> None:
    """On a full disk a small line still has room: the item must not give way to it."""
    hand.box.pages.append(a_page(an_item("poison"), cursor="7"))
    poison(hand, _Poisoned(hand, error))

    with pytest.raises(type(error)):
        pull(hand)

    assert hand.memory.inbox.cursor("box") == ""
    assert not [x for x in hand.memory.journal.read() if x.event == "item_quarantined"]


@pytest.mark.parametrize(
    "kind", [_Poisoned, _BusyOnSecondTry], ids=["at once", "one by one"]
)
def test_a_busy_database_is_no_fault_of_the_item(
    hand: Hand, kind: type[_Poisoned]
) -> None:
    """The same page comes again when the database has time."""
    error = StorageBusyError("locked") if kind is _Poisoned else ValueError("bad")
    hand.box.pages.append(a_page(an_item("poison")))
    poison(hand, kind(hand, error))

    with pytest.raises(StorageBusyError):
        pull(hand)

    assert hand.memory.inbox.cursor("box") == ""
    assert hand.memory.accounts.status("box").health is AccountHealth.UNKNOWN


def test_a_busy_database_during_a_second_look_is_told(hand: Hand) -> None:
    """The second look comes again, too."""
    hand.box.pages.append(a_page(an_item("one")))
    pull(hand)
    poison(hand, _Poisoned(hand, StorageBusyError("locked")))
    hand.clock.turn(REREAD_EVERY)
    hand.box.reread_answer = Reread((an_item("poison"),), ())

    with pytest.raises(StorageBusyError):
        pull(hand)
