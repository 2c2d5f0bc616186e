"""The daemon's day: the real bell, real SQLite, scripted platforms, real time."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.accounts import Account, AccountHealth
from domain.alerts import Alert
from domain.clock import SystemClock
from domain.deliveries import Lease, Liveness
from domain.errors import SignInAgainError, TryLaterError
from domain.items import RemoteReference
from domain.phrases import ENGLISH
from domain.ports import EntryFilter, ReplyWish
from domain.posts import Draft, Post, ReplyTarget
from domain.project import AlertWishes, Project
from scheduler.crew import Crew
from scheduler.current import CurrentProject
from scheduler.engines.apscheduler_bell import ApschedulerBell
from scheduler.loop import Rounds, log_error, next_moment
from scheduler.pull import Pulled
from tests.builders import a_page, a_post, an_item
from tests.clocks import NOON
from tests.crews import US, Hand, a_hand
from tests.memories import a_memory
from tests.platforms.scripted import ScriptedConnector
from tests.projects import a_project
from tests.waiting import until

SOON = timedelta(seconds=10)


class House:
    """A running house, with ears and voices of its own."""

    def __init__(self, folder: Path) -> None:
        self.errors: list[tuple[str, Exception]] = []
        self.clock = SystemClock()
        self.folder = folder
        self.memory = a_memory(folder, self.clock)
        self.ears = {key: ScriptedConnector() for key in ("box", "other")}
        self.voices = {key: ScriptedConnector() for key in ("box", "other")}
        self.project = CurrentProject(self.saying())
        self.bell = ApschedulerBell(self._note_error)
        crew = Crew(
            memory=self.memory,
            clock=self.clock,
            ears=self.ears.__getitem__,
            voices=self.voices.__getitem__,
            owner=US,
            liveness_of=lambda _owner: Liveness.DEAD,
            project=self.project,
        )
        self.rounds = Rounds(
            self.bell, crew, self.project, lambda _language: ENGLISH, self._note_error
        )

    def saying(self, *posts: Post) -> Project:
        """Return the project with these posts."""
        return a_project(*posts, accounts=("box", "other"), state_folder=self.folder)

    def _note_error(self, place: str, error: Exception) -> None:
        self.errors.append((place, error))

    def said(self, account: str = "box") -> list[str]:
        """Return what is before the public."""
        return self.voices[account].ledger


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.rounds.stop(SOON)
    house.memory.close()

    assert house.errors == []


def now() -> datetime:
    return datetime.now(UTC)


def test_a_due_post_starts_at_its_time(house: House) -> None:
    """Within tens of milliseconds, while another account's pull hangs."""
    gate = threading.Event()
    house.ears["other"].pull = lambda _cursor: gate.wait(5) and a_page()  # type: ignore[method-assign,assignment,return-value]  # a platform that hangs
    begun: list[datetime] = []
    house.voices["box"].meanwhile = lambda: begun.append(now())
    moment = now() + timedelta(milliseconds=700)
    house.rounds.start()
    house.rounds.reload(house.saying(a_post(at=moment)))
    until(lambda: bool(begun))
    gate.set()

    assert timedelta(0) <= begun[0] - moment < timedelta(milliseconds=250)


def test_what_people_say_is_pulled_and_judged(house: House) -> None:
    """From the platform into the inbox, with a judgement, at once."""
    house.ears["box"].pages.append(a_page(an_item("When do we meet?")))
    house.rounds.start()
    waiting = EntryFilter(waiting_only=True)

    until(lambda: len(house.memory.inbox.entries(waiting)) == 1)


def test_a_reply_by_another_process_goes_out_soon(house: House) -> None:
    """Nobody rings for it; the outbox is looked at every two seconds."""
    house.ears["box"].pages.append(a_page(an_item("When do we meet?")))
    house.rounds.start()
    until(lambda: bool(house.memory.inbox.entries(EntryFilter())))
    (entry,) = house.memory.inbox.entries(EntryFilter())
    target = _target(entry.id)
    house.memory.outbox.add_reply("box", target, ReplyWish("At seven!", "aiko"), now())

    until(lambda: house.said() == ["At seven!"])


def _target(entry_id: int) -> ReplyTarget:
    return ReplyTarget(entry_id, RemoteReference("item"), RemoteReference("item"))


def test_what_was_uncertain_at_the_start_is_settled(house: House) -> None:
    """A new process takes over from one that died."""
    house.project.swap(house.saying(a_post(at=now())))
    house.rounds._crew.planner.apply(house.project())
    (delivery,) = house.memory.outbox.deliveries()
    frozen = house.voices["box"].freeze(Draft("Hello, everybody!"), now())
    lease = Lease(replace(US, pid=1), house.clock.uptime() + 60)
    house.memory.outbox.claim(delivery, frozen, lease, now())
    house.rounds.start()

    until(lambda: house.said() == ["Hello, everybody!"])


def test_a_reload_changes_what_is_said_and_to_whom_we_listen(house: House) -> None:
    """A new project: new posts, a new account, one account less."""
    house.rounds.start()
    until(lambda: {"poll/box", "poll/other"} <= set(house.bell.names()))
    house.ears["new"] = ScriptedConnector()
    project = house.saying(a_post(at=now(), text="new words"))
    accounts = {
        "box": project.accounts["box"],
        "new": Account("new", "scripted", handle="us"),
    }
    planned = house.rounds.reload(replace(project, accounts=accounts))
    until(lambda: house.said() == ["new words"])
    until(lambda: "poll/new" in house.bell.names() and bool(house.ears["new"].cursors))

    assert planned.count == 1
    assert "poll/other" not in house.bell.names()


def test_a_reload_tries_an_account_that_must_sign_in(house: House) -> None:
    """Somebody has put the right password in its place."""
    house.ears["box"].pull_error = SignInAgainError("who are you?")
    house.rounds.start()
    until(lambda: _health(house) is AccountHealth.SIGN_IN)
    house.ears["box"].pull_error = None
    house.rounds.reload(house.saying())

    until(lambda: _health(house) is AccountHealth.GOOD)


def _health(house: House) -> AccountHealth:
    return house.memory.accounts.status("box").health


def test_more_is_fetched_at_once(house: House) -> None:
    """A flood does not wait for the next poll in two minutes."""
    house.ears["box"].pages.extend(
        a_page(an_item(), cursor=f"{n}", more=True) for n in range(25)
    )
    house.rounds.start()

    until(lambda: len(house.memory.inbox.entries(EntryFilter(limit=100))) == 25)


def test_an_account_that_fails_is_polled_again(house: House) -> None:
    """Its bell is set again, whatever happened."""
    house.ears["box"].pull_error = TryLaterError("slow down", timedelta(minutes=30))
    house.rounds.start()
    until(lambda: _health(house) is AccountHealth.WAITING)

    until(lambda: "poll/box" in house.bell.names())


def test_the_digest_missed_in_the_dark_is_made_at_the_start(house: House) -> None:
    """One of them, not one for each day."""
    house.memory.notes.put("digest/last", (now() - timedelta(days=3)).isoformat())
    house.rounds.start()

    until(lambda: len(list((house.folder / "digests").glob("*.html"))) == 1)
    until(lambda: "digest" in house.bell.names())


def test_stopping_ends_every_thread(tmp_path: Path) -> None:
    """In-flight work ends, nothing new begins, the process can exit."""
    before = set(threading.enumerate())
    house = House(tmp_path)
    house.rounds.start()
    until(lambda: bool(house.ears["box"].cursors))

    assert house.rounds.is_well()
    assert house.rounds.stop(SOON)

    house.memory.close()
    until(lambda: set(threading.enumerate()) <= before)
    assert house.errors == []


def test_yaml_has_its_say_again_now_and_then(house: House) -> None:
    """What was under way when it was read follows it a little later."""
    house.rounds.start()

    assert "replan" in house.bell.names()

    later = a_post(at=now() + timedelta(hours=1))
    house.project.swap(house.saying(later))
    house.rounds._replan()

    assert [one.post_key for one in house.memory.outbox.planned()] == ["hello"]


def test_an_account_that_is_gone_is_not_pulled(house: House) -> None:
    """Its bell may still ring once."""
    house.project.swap(a_project(accounts=("box",)))
    house.rounds._pull("other")
    house.rounds._poll_at("other", now())

    assert house.ears["other"].cursors == []
    assert house.bell.names() == []


def test_what_goes_wrong_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """With the place where it happened."""
    log_error("poll/box", ZeroDivisionError())

    assert "poll/box" in capsys.readouterr().out


def test_a_house_whose_looks_have_stopped_is_not_well(tmp_path: Path) -> None:
    """What systemd's watchdog wants to know."""
    with a_hand(tmp_path) as hand:
        rounds = Rounds(
            ApschedulerBell(lambda *_: None),
            hand.crew(),
            hand.project,
            lambda _language: ENGLISH,
        )

        assert rounds.is_well()

        hand.clock.turn(timedelta(minutes=1))

        assert not rounds.is_well()

        rounds.look()

        assert rounds.is_well()

        rounds.stop(SOON)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path / "hand") as hand:
        yield hand


def test_the_next_moment_is_the_next_due_post(hand: Hand) -> None:
    """Nothing planned, nothing to wake up for."""
    assert next_moment(hand.memory.outbox, NOON) is None

    hand.plan(a_post(at=NOON + SOON))

    assert next_moment(hand.memory.outbox, NOON) == NOON + SOON


def test_what_is_overdue_hides_nothing_that_is_to_come(hand: Hand) -> None:
    """One account waits for a sign-in; the other's post is woken up for exactly."""
    hand.plan(a_post("late"), a_post("next", at=NOON + SOON))

    assert next_moment(hand.memory.outbox, NOON + timedelta(seconds=1)) == NOON + SOON
    assert next_moment(hand.memory.outbox, NOON + SOON) is None


class Letterbox:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.letters: list[Alert] = []

    def tell(self, alert: Alert) -> None:
        self.letters.append(alert)

    def stop(self) -> None:
        """End nothing."""


def test_the_bell_rings_for_alerts(tmp_path: Path) -> None:
    """In the community's language; pauses and budgets are watched, too."""
    with a_hand(tmp_path) as hand:
        box = Letterbox()
        bell = ApschedulerBell(lambda *_: None)
        crew = replace(hand.crew(), messenger=box)
        rounds = Rounds(bell, crew, hand.project, {"en": ENGLISH}.__getitem__)
        hand.plan(a_post(at=NOON - timedelta(days=1)))
        alerts = AlertWishes(("mail-us",))
        hand.project.swap(replace(hand.project(), accounts={}, alerts=alerts))
        rounds._alert()
        hand.clock.turn(timedelta(minutes=1))
        rounds._alert()
        rounds.start()
        names = set(bell.names())
        rounds.stop(SOON)

    assert [one.subject for one in box.letters] == ["The Test Garden: 1 post needs you"]
    assert {"alerts", "watch"} <= names


def test_an_account_whose_budget_is_used_up_is_polled_when_it_begins_anew(
    house: House,
) -> None:
    """Not in two minutes, as it would be otherwise."""
    later = now() + timedelta(hours=1)
    rung: list[datetime] = []
    house.bell.ring_at = lambda _name, moment, _action: rung.append(moment)  # type: ignore[method-assign,assignment]  # what it is told
    house.rounds._poll_again("box", Pulled(left_alone=True, not_before=later))

    assert rung[-1] == later
