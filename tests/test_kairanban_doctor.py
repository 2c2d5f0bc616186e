"""The doctor: everything that waits, is paused, used up or not told is named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.alerts import Alert
from domain.budgets import Budget, Counted, Span, Usage
from domain.deliveries import DeliveryState, Move
from domain.pauses import Pause, PauseScope
from domain.phrases import phrase
from domain.ports import PlanStep
from domain.posts import Message, Post
from domain.project import AlertWishes
from kairanban.bootstrap import House, open_house
from kairanban.doctor import examine
from kairanban.doctor_alerts import examine_alerts
from kairanban.doctor_outbox import examine_outbox
from kairanban.findings import Level
from scheduler.alert_notes import FailureNote
from tests.builders import a_post
from tests.project_files import write

S = DeliveryState
FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open a project of one account on the sandbox."""
    write(tmp_path, "kairanban.yaml", FRONT)
    house = open_house(tmp_path)
    yield house
    house.close()


def add(house: House, post: Post, *, needs_approval: bool = False) -> None:
    """Put a post, with all its parts, into the outbox."""
    steps = [
        PlanStep(None, "box", post, part=part, needs_approval=needs_approval)
        for part in range(len(post.messages))
    ]
    house.memory.outbox.apply(steps, house.clock.now())


def move(house: House, number: int, to: DeliveryState, why: str = "because") -> None:
    """Let a delivery make a move."""
    delivery = house.memory.outbox.delivery(number)
    assert delivery is not None
    move = Move(to, phrase("{why}", why=why))
    assert house.memory.outbox.move(delivery, move, house.clock.now())


def change(house: House, **changes: Any) -> None:
    """Let YAML say something else."""
    house.current.swap(replace(house.project, **changes))


def found(house: House) -> list[tuple[Level, str]]:
    return [(one.level, str(one.what)) for one in examine_outbox(house)]


def test_a_quiet_outbox_is_no_finding(house: House) -> None:
    """The doctor does not talk for the sake of it."""
    assert found(house) == []
    assert list(examine_alerts(house)) == []


def test_each_post_in_trouble_is_named_with_what_to_type(house: House) -> None:
    """And a thread with what hangs on it."""
    now = house.clock.now()
    thread = (Message("two"), Message("three"))
    add(house, a_post("trip", now - timedelta(hours=1), text="one", thread=thread))
    move(house, 1, S.FAILED, "too long")

    ((level, said),) = found(house)
    assert level is Level.BAD
    assert said == (
        "trip (part 1 of 3) on box waits for you: too long; type: kairanban queue "
        "review (2 parts of its thread wait for it)"
    )


def test_what_is_to_be_approved_soon_is_named_and_the_rest_counted(
    house: House,
) -> None:
    """Who looks in the evening sees what would be missed tomorrow."""
    now = house.clock.now()
    add(house, a_post("soon", now + timedelta(hours=23)), needs_approval=True)
    add(house, a_post("later", now + timedelta(hours=25)), needs_approval=True)
    (level, said), (other, rest) = found(house)

    assert (level, other) == (Level.BAD, Level.NOTE)
    assert "soon on box is missed if nobody approves it by" in said
    assert "kairanban queue approve 1" in said
    assert rest.startswith("1 post that is due later waits for approval")


def test_what_is_paused_is_named_with_what_it_holds(house: House) -> None:
    """By its reason; and how to lift it."""
    now = house.clock.now()
    add(house, a_post("held", now - timedelta(minutes=1)))
    pause = Pause(PauseScope.ACCOUNT, "box", "earthquake", "Aiko", now)
    house.memory.pauses.begin(pause)
    ((level, said),) = found(house)

    assert level is Level.NOTE
    assert said.startswith("The account box is paused: earthquake (since ")
    assert said.endswith("1 post held); to lift it: kairanban resume --account box")


def test_a_used_up_budget_is_named(house: House) -> None:
    """With its figures, and until when."""
    budget = Budget(Counted.WRITES, 2, Span.MONTH)
    account = replace(house.project.accounts["box"], budgets=(budget,))
    change(house, accounts={"box": account})
    house.memory.usages.add("box", Usage(writes=2), house.clock.now())
    ((level, said),) = found(house)

    assert level is Level.NOTE
    assert said.startswith("box: the budget is used up until ")
    assert said.endswith("posts: 2 of 2 (per month)")


def test_an_alert_command_that_fails_is_named(house: House, tmp_path: Path) -> None:
    """With how often, and why; until it works again."""
    change(house, alerts=AlertWishes(("true",)))

    assert [one.level for one in examine_alerts(house)] == [Level.GOOD]

    for _ in range(2):
        note = FailureNote(house.memory)
        note.write(phrase("it ended with code {code}", code=3), house.clock.now())
    ((level, said),) = [(one.level, str(one.what)) for one in examine_alerts(house)]

    assert level is Level.BAD
    assert said.startswith("alerts do not get through (2 tries since ")
    assert said.endswith("it ended with code 3")


@pytest.mark.parametrize(
    ("program", "level"),
    [
        ("no-such-one", Level.BAD),
        ("./kairanban.yaml", Level.BAD),
        ("./tell", Level.GOOD),
        ("sh", Level.GOOD),
    ],
)
def test_an_alert_command_is_looked_for_before_it_is_needed(
    house: House, tmp_path: Path, program: str, level: Level
) -> None:
    """On the PATH, or in the project's folder."""
    write(tmp_path, "tell", "#!/bin/sh\n").chmod(0o700)
    change(house, alerts=AlertWishes((program,)))

    assert [one.level for one in examine_alerts(house)] == [level]


def test_all_of_it_is_part_of_the_examination(house: House, tmp_path: Path) -> None:
    """What `kairanban doctor` prints."""
    add(house, a_post("old", house.clock.now() - timedelta(days=1)))
    move(house, 1, S.MISSED, "nobody was there")
    bad = [str(one.what) for one in examine(tmp_path) if one.level is Level.BAD]

    assert any("old on box waits for you: nobody was there" in said for said in bad)


def test_the_house_can_really_alert(house: House, tmp_path: Path) -> None:
    """The messenger that the daemon's alerter has runs the project's command."""
    change(house, alerts=AlertWishes(("sh", "-c", "cat > heard")))
    assert house.crew.messenger is not None
    house.crew.messenger.tell(Alert("subject", "text\n"))

    assert (tmp_path / "heard").read_text() == "text\n"
