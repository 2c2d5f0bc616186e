"""Alerts: each thing that needs a person is told at once, once, and in no flood."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.accounts import AccountHealth, AccountStatus
from domain.alerts import Alert
from domain.deliveries import DeliveryState, Move
from domain.errors import AlertError, StorageBlockedError
from domain.pauses import Pause, PauseScope
from domain.phrases import ENGLISH, phrase
from domain.posts import Message
from domain.project import AlertWishes
from scheduler.alert import GATHER, Alerter
from scheduler.alert_notes import FailureNote
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import C, Hand, a_hand

S = DeliveryState
DAY = timedelta(days=1)


@dataclass
class Letterbox:
    """Takes messages, or refuses them when told so."""

    letters: list[Alert] = field(default_factory=list)
    tries: int = 0
    refuses: bool = False
    is_stopped: bool = False

    def tell(self, alert: Alert) -> None:
        self.tries += 1
        if self.refuses:
            raise AlertError(phrase("nobody at home, code {code}", code=3))
        self.letters.append(alert)

    def stop(self) -> None:
        self.is_stopped = True


@dataclass
class Office:
    """An alerter over real SQLite, and everything to turn or look at."""

    hand: Hand
    box: Letterbox
    alerter: Alerter

    def ring(self, after: timedelta = timedelta(0)) -> list[str]:
        """Let time pass, ring, and return the subjects that have arrived so far."""
        self.hand.clock.turn(after)
        self.alerter.ring(ENGLISH)
        return [letter.subject.partition(": ")[2] for letter in self.box.letters]

    def wish(self, *command: str) -> None:
        """Let the project name this alert command."""
        wishes = AlertWishes(command)
        self.hand.project.swap(replace(self.hand.project(), alerts=wishes))

    def plan(self, *posts: object) -> None:
        """Plan posts, and go on naming the command."""
        command = self.hand.project().alerts.command
        self.hand.plan(*posts)  # type: ignore[arg-type]  # posts, all of them
        self.wish(*command)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with a_hand(tmp_path, C) as hand:
        box = Letterbox()
        crew = replace(hand.crew(), messenger=box, page_of=lambda _: "https://x.test")
        office = Office(hand, box, crew.alerter)
        office.wish("mail-us")
        yield office


def test_what_comes_within_a_minute_is_one_message(office: Office) -> None:
    """Two posts missed, one after the other: one e-mail, never a second one."""
    office.plan(a_post("a", at=NOON - DAY))

    assert office.ring() == []

    office.plan(a_post("a", at=NOON - DAY), a_post("b", at=NOON - DAY))

    assert office.ring(GATHER / 2) == []
    assert office.ring(GATHER / 2) == ["2 posts need you"]
    assert office.ring(DAY) == ["2 posts need you"]


def test_what_may_be_out_is_told_with_a_place_to_look(office: Office) -> None:
    """Class C: nobody but a person can find out."""
    office.plan(a_post())
    office.hand.box.will("hang-up-before")
    office.hand.attend()
    office.hand.attend()
    office.ring()
    office.ring(GATHER)

    (letter,) = office.box.letters
    assert "may have been posted; please look" in letter.text
    assert "https://x.test" in letter.text
    assert "kairanban queue review" in letter.text


def test_a_broken_thread_is_told_as_one(office: Office) -> None:
    """One thing to do, and two parts behind it."""
    office.hand.box.will("refuse")
    thread = (Message("two"), Message("three"))
    post = a_post(text="one", thread=thread)
    office.plan(post)
    office.hand.attend()
    office.ring()

    assert office.ring(GATHER) == ["1 post needs you"]
    assert "2 parts of the thread wait for it" in office.box.letters[0].text


def test_what_a_pause_holds_is_counted_in_the_message(office: Office) -> None:
    """Although what is held is no news by itself."""
    office.plan(a_post("old", at=NOON - DAY), a_post("held"))
    pause = Pause(PauseScope.EVERYTHING, "", "storm", "Aiko", NOON)
    office.hand.memory.pauses.begin(pause)
    office.ring()
    office.ring(GATHER)

    (letter,) = office.box.letters
    assert "1 post that is due is held back" in letter.text
    assert letter.subject.endswith(": 1 post needs you")


def test_approval_is_asked_for_once_and_told_again_when_missed(office: Office) -> None:
    """When it begins to wait; and when its time has come."""
    post = a_post(at=NOON + DAY, needs_approval=True)
    _await_approval(office, post)
    office.ring()

    assert office.ring(GATHER) == ["1 post waits for approval"]
    assert office.ring(DAY / 2) == ["1 post waits for approval"]

    office.hand.pass_time(DAY)
    office.ring()

    assert office.ring(GATHER)[1:] == ["1 post needs you"]
    assert "nobody had approved it" in office.box.letters[1].text


def _await_approval(office: Office, post: object) -> None:
    office.plan(post)
    delivery = office.hand.only()
    if delivery.state is S.QUEUED:
        move = Move(S.AWAITING_APPROVAL, phrase("Somebody must say yes"))
        office.hand.memory.outbox.move(delivery, move, office.hand.clock.now())


def sign_in(office: Office, health: AccountHealth) -> None:
    """Let the account stand so."""
    status = AccountStatus("box", health, phrase("wrong password"))
    office.hand.memory.accounts.record(status)


def test_an_account_that_must_sign_in_is_told_once(office: Office) -> None:
    """However often a restart or a reload lets it try again; until it was well."""
    sign_in(office, AccountHealth.SIGN_IN)
    office.ring()

    assert office.ring(GATHER) == ["1 account must sign in again"]

    for health in (AccountHealth.UNKNOWN, AccountHealth.SIGN_IN):
        sign_in(office, health)
        office.ring(GATHER)

    assert len(office.box.letters) == 1

    for health in (AccountHealth.GOOD, AccountHealth.SIGN_IN):
        sign_in(office, health)
        office.ring(GATHER)

    assert len(office.ring(GATHER)) == 2


def test_without_a_command_nothing_is_marked(office: Office) -> None:
    """Who names one later is told of what waits since."""
    office.wish()
    office.plan(a_post(at=NOON - DAY))
    office.ring()
    office.ring(GATHER)

    assert office.box.tries == 0
    assert len(office.hand.memory.outbox.untold()) == 1

    office.wish("mail-us")
    office.ring()

    assert office.ring(GATHER) == ["1 post needs you"]


def test_what_did_not_get_through_is_tried_again(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """Less and less often; said once in the log, and to whoever asks the doctor."""
    office.plan(a_post(at=NOON - DAY))
    office.box.refuses = True
    office.ring()
    for _ in range(360):
        office.ring(timedelta(seconds=10))

    assert 5 <= office.box.tries <= 20
    assert capsys.readouterr().out.count("alert_failed") == 1

    failure = FailureNote(office.hand.memory).read()
    assert failure is not None
    assert str(failure.reason) == "nobody at home, code 3"
    assert failure.times == office.box.tries

    office.box.refuses = False
    office.ring(timedelta(hours=1))

    assert len(office.box.letters) == 1
    assert FailureNote(office.hand.memory).read() is None


def test_a_new_command_need_not_wait(office: Office) -> None:
    """Somebody has mended it."""
    office.plan(a_post(at=NOON - DAY))
    office.box.refuses = True
    office.ring()
    office.ring(GATHER)
    office.box.refuses = False
    office.wish("mail-us-better")

    assert office.ring() == ["1 post needs you"]


def test_what_was_told_but_not_marked_is_not_told_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full: one message, not one every ten seconds."""
    office.plan(a_post(at=NOON - DAY))
    office.ring()
    outbox = type(office.hand.memory.outbox)
    with monkeypatch.context() as full:
        full.setattr(outbox, "mark_told", _no_room)
        for _ in range(3):
            with pytest.raises(StorageBlockedError):
                office.ring(GATHER)

    assert office.box.tries == 1

    office.ring(GATHER)

    assert office.box.tries == 1
    assert office.hand.memory.outbox.untold() == ()


def _no_room(*_: object) -> None:
    raise StorageBlockedError("no room")


def test_what_changes_while_it_is_told_is_told_as_it_stands_now(office: Office) -> None:
    """Missed, sent again and refused within the same second."""
    office.plan(a_post(at=NOON - DAY))
    office.ring()

    def tell(alert: Alert) -> None:
        office.box.letters.append(alert)
        now, outbox = office.hand.clock.now(), office.hand.memory.outbox
        again = outbox.move(
            office.hand.only(), Move(S.QUEUED, phrase("again"), released=True), now
        )
        assert again is not None
        outbox.move(again, Move(S.FAILED, phrase("refused")), now)

    office.box.tell = tell  # type: ignore[method-assign]  # what happens meanwhile
    office.ring(GATHER)

    assert [one.state for one in office.hand.memory.outbox.untold()] == [S.FAILED]


def test_who_is_stopped_tells_nothing_more(office: Office) -> None:
    """The next start does."""
    office.plan(a_post(at=NOON - DAY))
    office.ring()
    office.alerter.stop()

    assert office.ring(GATHER) == []
    assert office.box.is_stopped


def test_an_alert_that_was_cut_short_by_the_stop_is_no_failure(office: Office) -> None:
    """It is told after the next start, and the doctor has nothing to say."""
    office.plan(a_post(at=NOON - DAY))
    office.ring()

    def tell(alert: Alert) -> None:
        office.alerter.stop()
        raise AlertError("it was ended")

    office.box.tell = tell  # type: ignore[method-assign]  # what happens meanwhile
    office.ring(GATHER)

    assert FailureNote(office.hand.memory).read() is None
    assert len(office.hand.memory.outbox.untold()) == 1
