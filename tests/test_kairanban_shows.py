"""What `plan`, `accounts` and the status line say of gates and budgets."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.accounts import AccountHealth, AccountStatus
from domain.budgets import MICROS, Budget, Counted, Span, Tariff, Usage
from domain.items import RemoteReference
from domain.pauses import Pause, PauseScope
from domain.phrases import phrase
from domain.ports import PlanStep, ReplyWish
from domain.posts import Message, Post, ReplyTarget
from kairanban.bootstrap import House, open_house
from kairanban.cli import show_accounts, show_coming, show_plan
from kairanban.cli.desk import Desk
from kairanban.daemon import Daemon
from scheduler.coming import coming
from tests.builders import a_post
from tests.clocks import ManualClock
from tests.journeys.program import QuickProgram
from tests.project_files import write

FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox}
  quiet: {platform: sandbox}
"""
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
DAY = timedelta(days=1)
PRICES = Tariff(date(2026, 11, 22), write=10_000, write_with_link=200_000)
A_DAY = Budget(Counted.WRITES, 3, Span.DAY)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Open a project of two accounts; it is noon in Tokyo."""
    monkeypatch.setenv("COLUMNS", "120")
    write(tmp_path, "kairanban.yaml", FRONT)
    house = open_house(tmp_path)
    clock = ManualClock(NOW)
    crew = replace(house.crew, clock=clock)
    yield replace(house, clock=clock, crew=crew)
    house.close()


def change(house: House, *budgets: Budget, **changes: Any) -> None:
    """Let YAML say something else; *budgets* are those of "box"."""
    box = replace(house.project.accounts["box"], budgets=budgets)
    accounts = dict(house.project.accounts) | {"box": box}
    house.current.swap(replace(house.project, **{"accounts": accounts} | changes))


def add(house: House, *posts: Post, needs_approval: bool = False) -> None:
    """Put posts, with all their parts, into the outbox; YAML says the same."""
    house.current.swap(replace(house.project, posts=(*house.project.posts, *posts)))
    steps = [
        PlanStep(None, "box", post, part=part, needs_approval=needs_approval)
        for post in posts
        for part in range(len(post.messages))
    ]
    house.memory.outbox.apply(steps, house.clock.now())


def plan(house: House, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what `plan` prints."""
    show_plan.show(Desk(house.project.folder, "en"), house, as_json=False)
    return capsys.readouterr().out


def plan_json(house: House, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return what `plan --json` prints."""
    show_plan.show(Desk(house.project.folder, "en"), house, as_json=True)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def coming_table(house: House, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what `plan` prints of what waits in the outbox."""
    waiting = coming(house.memory.outbox.deliveries(), ())
    desk = Desk(house.project.folder, "en")
    show_coming.show(desk, waiting, (), house.project)
    return capsys.readouterr().out


def test_a_thread_is_one_line_of_a_plan(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the part that comes next; a program gets all of them."""
    add(house, a_post("trip", NOW + DAY, text="one", thread=(Message("two"),)))
    said = coming_table(house, capsys)
    parts = coming(house.memory.outbox.deliveries(), ())
    found = [show_coming.coming_json(one, ()) for one in parts]

    assert said.count("trip") == 1
    assert "2026-11-25 12:00" in said
    assert "trip 1/2" in said
    assert [(one["part"], one["parts"], one["text"]) for one in found] == [
        (1, 2, "one"),
        (2, 2, "two"),
    ]


def test_a_recurring_post_shows_its_next_times(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four of them, and how many more until when."""
    weekly, week = a_post("weekly", NOW + DAY), 7 * DAY
    times = [NOW + n * week for n in range(1, 11)]
    steps = [PlanStep(None, "box", weekly, due_at=at) for at in times]
    house.memory.outbox.apply(steps, NOW)
    said = coming_table(house, capsys)

    assert said.count("Hello, everybody!") == 4
    assert "2026-12-01 12:00" in said
    assert "weekly: 6 more times, until 2027-02-02 12:00" in said


def test_what_needs_a_yes_or_is_paused_is_marked(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Why it might not go out stands beside it, and above all."""
    change(house, needs_approval=True)
    add(house, a_post("hello", NOW + DAY), needs_approval=True)
    pause = Pause(PauseScope.EVERYTHING, "", "earthquake", "Aiko", NOW)
    house.memory.pauses.begin(pause)
    said = plan(house, capsys)

    assert "Everything is paused: earthquake" in said.splitlines()[0]
    assert "Aiko, since 2026-11-24 12:00" in said
    assert "[awaits approval]" in said
    assert "[paused]" in said
    found = plan_json(house, capsys)
    assert found["pauses"][0]["reason"] == "earthquake"
    assert found["coming"][0]["awaits_approval"]
    assert found["coming"][0]["paused"]


def test_replies_that_wait_for_a_yes_are_counted(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are no posts of the plan, but they wait."""
    target = ReplyTarget(1, RemoteReference("r"), RemoteReference("r"))
    wish = ReplyWish("At seven!", needs_approval=True)
    house.memory.outbox.add_reply("box", target, wish, NOW)
    house.memory.outbox.add_reply("box", target, ReplyWish("At eight!"), NOW)
    said = plan(house, capsys)

    assert "1 reply is on its way." in said
    assert "1 reply waits for approval." in said


def test_a_plan_says_what_it_uses_and_costs(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of each budget in its busiest time; of money what is spent, and what follows."""
    money = Budget(Counted.MONEY, 5 * MICROS, Span.MONTH)
    change(house, A_DAY, tariffs={"sandbox": PRICES}, budgets={"sandbox": (money,)})
    add(house, a_post("a", NOW + DAY), a_post("b", NOW + DAY + timedelta(hours=1)))
    house.memory.usages.add("box", Usage(writes=1, micros=1_200_000), NOW)
    said = plan(house, capsys)

    assert "box: posts: 2 of 3 (per day), busiest day 2026-11-25 UTC" in said
    assert (
        "Sandbox: money: USD 1.22 of USD 5 (per month), busiest month 2026-11" in said
    )
    assert "box: this month: USD 1.20 spent, USD 0.02 planned" in said
    assert "prices as of 2026-11-22" in said
    assert "more is planned" not in said


def test_a_plan_beyond_a_budget_is_warned_of(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it is too late to move something to another day."""
    change(house, A_DAY)
    hour = timedelta(hours=1)
    add(house, *(a_post(f"p{n}", NOW + DAY + n * hour) for n in range(4)))
    said = plan(house, capsys)

    assert "box: more is planned than the budget allows" in said
    assert "posts: 4 of 3 (per day), 2026-11-25 UTC" in said
    (budget,) = plan_json(house, capsys)["budgets"]
    assert budget["exceeded"]
    assert (budget["planned"], budget["limit"]) == (4, 3)


def test_a_project_without_budgets_hears_nothing_of_them(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor of money, where nothing costs anything."""
    add(house, a_post("a", NOW + DAY))

    assert "Budgets" not in plan(house, capsys)


def accounts(house: House, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what `accounts list` prints."""
    show_accounts.show_list(Desk(house.project.folder, "en"), house, as_json=False)
    return capsys.readouterr().out


def burden(house: House) -> None:
    """Let everything there is weigh on the account "box"."""
    reads = Budget(Counted.READS, 10, Span.DAY)
    change(house, reads, tariffs={"sandbox": PRICES}, needs_approval=True)
    house.memory.usages.add("box", Usage(reads=10, micros=1_200_000), NOW)
    house.memory.pauses.begin(Pause(PauseScope.ACCOUNT, "box", "storm", "Aiko", NOW))
    waits = AccountStatus("box", AccountHealth.WAITING, phrase("we were asked to wait"))
    house.memory.accounts.record(waits)


def test_an_account_says_everything_that_holds_it_back(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the list below the table; alone with `show`."""
    burden(house)
    desk = Desk(house.project.folder, "en")
    listed = accounts(house, capsys)
    show_accounts.show_one(desk, house, house.project.accounts["box"], as_json=False)
    alone = capsys.readouterr().out

    for said in (listed, alone):
        for words in (
            "we were asked to wait",
            "The account box is paused: storm",
            "nothing new is pulled: The budget for reads is used up (per day)",
            "somebody must approve what goes out",
            "reads: 10 of 10 (per day)",
            "this month: USD 1.20 (prices as of 2026-11-22)",
        ):
            assert words in said
    assert "quiet: The account" not in listed


def test_programs_get_the_same_of_an_account(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Money in millionths."""
    burden(house)
    desk = Desk(house.project.folder, "en")
    show_accounts.show_list(desk, house, as_json=True)
    box, quiet = json.loads(capsys.readouterr().out)

    assert box["budgets"][0]["reached"]
    assert (box["spent_this_month"], box["currency"]) == (1_200_000, "USD")
    assert box["pauses"][0]["scope"] == "account"
    assert "reads" in box["not_pulled"]
    assert box["approval_required"]
    assert quiet["not_pulled"] is None


def test_an_account_that_is_not_there_gets_a_guess(tmp_path: Path) -> None:
    """A slip of the finger is understood."""
    write(tmp_path, "kairanban.yaml", FRONT)
    program = QuickProgram(tmp_path)
    told = program("accounts", "show", "quite")

    assert told.code == 1
    assert "did you mean 'quiet'" in told.err
    assert program.well("accounts", "show", "quiet", "--json").json["handle"] == ""
    assert "quiet · sandbox" in program.well("accounts", "show", "quiet").out


def test_the_status_line_names_pauses_and_used_up_budgets(house: House) -> None:
    """`systemctl status` is where one looks first."""
    burden(house)
    house.crew.watch.look()
    status = Daemon(house, house.project.folder, lambda _: None)._status()

    assert "The account box is paused: storm" in status
    assert "budget used up: reads: 10 of 10 (per day)" in status
