"""Budgets: what is read is booked, kept to, and said when it is used up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.accounts import Account, AccountHealth
from domain.budgets import Budget, Counted, Reading, Span, Tariff, Usage
from domain.items import Reread
from domain.late import LatePolicy
from domain.pauses import Pause, PauseScope
from domain.ports import PlanStep
from scheduler.pull import Pulled
from tests.builders import a_page, a_post, an_item
from tests.clocks import NOON
from tests.crews import Hand, a_hand
from tests.projects import a_project

MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)
READS = Budget(Counted.READS, 3, Span.DAY)
PRICES = Tariff(date(2026, 11, 22), write=10_000, write_with_link=200_000, read=5_000)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def limit(hand: Hand, *budgets: Budget, **shared: Budget) -> None:
    """Give the account these budgets, its platform those."""
    account = Account("box", "scripted", handle="us", budgets=budgets)
    project = a_project(
        budgets={key: (one,) for key, one in shared.items()},
        tariffs={"scripted": PRICES},
    )
    hand.project.swap(replace(project, accounts={"box": account}))


def used(hand: Hand) -> Usage:
    """Return what was used today."""
    return hand.memory.usages.used(("box",), MIDNIGHT - timedelta(days=1))


def pull(hand: Hand) -> Pulled:
    return hand.crew().puller.pull("box")


def test_what_is_read_is_booked_at_its_price(hand: Hand) -> None:
    """As the platform counts it; where it does not say, the items count."""
    limit(hand)
    hand.box.pages.extend(
        [a_page(an_item(), an_item(), more=True), a_page(cursor="2", reads=7)]
    )
    hand.memory.notes.put("reread/box", NOON.isoformat())
    pull(hand)

    assert used(hand) == Usage(reads=9, micros=45_000)


def test_what_is_looked_at_again_is_read_too(hand: Hand) -> None:
    """A platform that charges for a message charges for it each time."""
    limit(hand)
    item = an_item()
    hand.box.pages.append(a_page(item))
    hand.box.reread_answer = Reread((item,), ())
    pull(hand)

    assert len(hand.box.rereads) == 1
    assert used(hand).reads == 2


def test_nothing_new_costs_nothing(hand: Hand) -> None:
    """An empty page leaves no row in the books."""
    limit(hand)
    pull(hand)

    assert used(hand) == Usage()


@pytest.mark.parametrize(
    "budget",
    [READS, Budget(Counted.MONEY, 3 * 5_000, Span.DAY)],
    ids=["reads", "money"],
)
def test_a_used_up_budget_lets_the_platform_alone(hand: Hand, budget: Budget) -> None:
    """Nothing is asked; the account is as well as before; it goes on by itself."""
    limit(hand, budget)
    hand.box.pages.append(a_page(*(an_item() for _ in range(3)), cursor="1"))
    pull(hand)
    asked = len(hand.box.cursors)
    pulled = pull(hand)

    assert len(hand.box.cursors) == asked
    assert pulled.left_alone
    assert pulled.problem is None
    assert pulled.not_before == NOON + timedelta(minutes=5)
    assert hand.memory.accounts.status("box").health is AccountHealth.GOOD

    hand.clock.set(MIDNIGHT)

    assert not pull(hand).left_alone


def test_it_goes_on_at_the_very_moment_the_budget_begins_anew(hand: Hand) -> None:
    """Not up to five minutes later."""
    limit(hand, scripted=READS)
    hand.memory.usages.add("box", Usage(reads=3), NOON)
    hand.clock.set(MIDNIGHT - timedelta(seconds=10))

    assert pull(hand).not_before == MIDNIGHT


def test_a_flood_is_read_as_far_as_the_budget_goes(hand: Hand) -> None:
    """Looked at before each page; what is left behind is taken up later."""
    limit(hand, READS)
    hand.box.pages.extend(
        a_page(an_item(), an_item(), cursor=f"{n}", more=True) for n in range(9)
    )
    pulled = pull(hand)

    assert pulled.intake.new == 4
    assert pulled.more
    assert pull(hand).left_alone


def test_a_pull_that_may_read_too_much_is_not_begun(hand: Hand) -> None:
    """A cap is stopped at before it is passed, whatever one page may bring."""
    limit(hand, READS)
    hand.box.declare(reads_per_pull=3)
    hand.box.pages.append(a_page(an_item(), cursor="1", more=True))
    pulled = pull(hand)

    assert pulled.intake.new == 1
    assert pulled.more
    assert len(hand.box.cursors) == 1
    assert pull(hand).left_alone


def test_open_messages_are_not_looked_at_again_beyond_the_budget(hand: Hand) -> None:
    """What is new comes first."""
    limit(hand, READS)
    hand.box.pages.append(a_page(*(an_item() for _ in range(3))))
    pull(hand)

    assert hand.box.rereads == []


def test_writes_are_no_reads(hand: Hand) -> None:
    """Who has posted all that it may goes on listening."""
    limit(hand, Budget(Counted.WRITES, 0, Span.DAY))

    assert not pull(hand).left_alone


def readings(hand: Hand) -> tuple[Reading, ...]:
    return hand.crew().books.all()


def test_the_book_reads_every_limit_once(hand: Hand) -> None:
    """Also one that two accounts share."""
    accounts = {
        key: Account(key, "scripted", budgets=(READS,)) for key in ("box", "b2")
    }
    budgets = {"scripted": (Budget(Counted.MONEY, 100_000, Span.MONTH),)}
    hand.connectors["b2"] = hand.box
    project = a_project(tariffs={"scripted": PRICES}, budgets=budgets)
    hand.project.swap(replace(project, accounts=accounts))
    hand.memory.usages.add("b2", Usage(reads=2, micros=99_000), NOON)

    found = {(one.allowance.accounts, one.used) for one in readings(hand)}
    shared = readings(hand)[1]
    assert found == {(("box",), 0), (("box", "b2"), 99_000), (("b2",), 2)}
    assert shared.is_reached
    assert (shared.step, shared.until.day) == (5_000, 1)


def test_the_log_says_once_that_a_budget_is_used_up(
    hand: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    """And once that there is room again."""
    limit(hand, READS)
    watch = hand.crew().watch
    watch.look()
    hand.memory.usages.add("box", Usage(reads=3), NOON)
    watch.look()
    watch.look()
    reached = [one.used for one in watch.reached]
    hand.clock.set(MIDNIGHT)
    watch.look()
    said = capsys.readouterr().out

    assert reached == [3]
    assert said.count("budget_reached") == 1
    assert said.count("budget_has_room") == 1
    assert watch.reached == ()


def test_the_log_says_once_that_something_is_paused(
    hand: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    """By whom and why; whichever process did it."""
    watch = hand.crew().watch
    pause = Pause(PauseScope.ACCOUNT, "box", "earthquake", "Aiko", NOON)
    hand.memory.pauses.begin(pause)
    watch.look()
    watch.look()
    seen = watch.pauses
    hand.memory.pauses.end(pause.scope, pause.name, "Aiko", NOON)
    watch.look()
    said = capsys.readouterr().out

    assert seen == (pause,)
    assert said.count("earthquake") == 1
    assert said.count("resumed") == 1


def test_the_log_says_once_that_a_post_awaits_a_yes(
    hand: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without its words, which are no log's affair."""
    step = PlanStep(None, "box", a_post(at=MIDNIGHT), needs_approval=True)
    hand.memory.outbox.apply([step], NOON)
    watch = hand.crew().watch
    watch.look()
    watch.look()
    said = capsys.readouterr().out

    assert said.count("post_awaits_approval") == 1
    assert "Hello, everybody!" not in said


def test_a_post_that_waits_for_a_budget_is_posted_when_it_begins_anew(
    hand: Hand,
) -> None:
    """It is put off, not missed; and why is said in the reader's language."""
    hand.plan(a_post(late=LatePolicy(within=timedelta(hours=3))))
    project = hand.project()
    budgets = (Budget(Counted.WRITES, 1, Span.HOUR),)
    account = replace(project.accounts["box"], budgets=budgets)
    hand.project.swap(replace(project, accounts={"box": account}))
    hand.memory.usages.add("box", Usage(writes=1), NOON)
    hand.attend()

    reason = hand.only().reason
    assert hand.states() == ["queued"]
    assert "The budget for posts is used up (per hour)" in str(reason)

    hand.pass_time(timedelta(hours=1))

    assert hand.states() == ["sent"]
