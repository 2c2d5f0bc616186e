"""Answers that somebody else must read first."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.deliveries import DeliveryState
from domain.project import Project
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.show_inbox import show_outcome
from kairanban.replies import find_entry, send_reply
from tests.journeys.seeds import Seeded, a_seeded


@pytest.fixture
def program(tmp_path: Path) -> Seeded:
    """Return the program in a project of two quiet sandboxes."""
    return a_seeded(tmp_path / "project")


@pytest.fixture
def house(program: Seeded) -> Iterator[House]:
    """Open the project; somebody asks us something in it."""
    program.hear()
    with program.house() as house:
        yield house


def account_asks(project: Project) -> Project:
    """Let the account ask for a yes."""
    box = replace(project.accounts["box"], needs_approval=True)
    return replace(project, accounts={**project.accounts, "box": box})


ASKING: dict[str, Callable[[Project], Project]] = {
    "the project": lambda project: replace(project, needs_approval=True),
    "its replies": lambda project: replace(project, replies_need_approval=True),
    "the account": account_asks,
}


@pytest.mark.parametrize("who", ASKING)
def test_a_reply_waits_for_its_yes_whoever_asks_for_one(house: House, who: str) -> None:
    """It is written down; nothing is sent, and nobody waits for it."""
    house.current.swap(ASKING[who](house.project))
    entry = find_entry(house.memory, 1)
    outcome = send_reply(house, entry, "At ten.", by="Bob", dry_run=False)

    assert outcome is not None
    assert outcome.is_well
    assert outcome.delivery.state is DeliveryState.AWAITING_APPROVAL
    assert outcome.delivery.needs_approval


def test_a_reply_that_waits_says_who_gives_the_yes(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else, and how."""
    house.current.swap(replace(house.project, needs_approval=True))
    entry = find_entry(house.memory, 1)
    outcome = send_reply(house, entry, "At ten.", by="Bob", dry_run=False)
    show_outcome(Desk(house.project.folder), house, entry, outcome)
    told = capsys.readouterr().out

    assert "waits for the yes of somebody else" in told
    assert "kairanban queue approve 1 --by NAME" in told
