"""What was published is read from the memory that is there; none is made."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from domain.deliveries import DeliveryState
from kairanban.told import Asked
from tests.clocks import NOON, ManualClock
from tests.contracts.storage_deliveries import brought_to, planned
from tests.memories import a_memory
from tests.projects import a_project

LATER = NOON + timedelta(hours=2)


def test_what_went_out_lately_is_told_thread_and_all(tmp_path: Path) -> None:
    """What is queued, or failed, was not said."""
    memory = a_memory(tmp_path)
    brought_to(memory, DeliveryState.SENT, key="said", text="Hello")
    brought_to(memory, DeliveryState.FAILED, key="unsaid")
    planned(memory, key="new", at=LATER + timedelta(days=1))
    memory.close()
    told = Asked(ManualClock(LATER))(a_project(state_folder=tmp_path))

    assert [(one.key, one.text, one.is_out) for one in told.published] == [
        ("said", "Hello", True)
    ]
    assert told.known == {"said", "unsaid"}
    assert told.has_memory


def test_where_there_is_no_memory_none_is_made(tmp_path: Path) -> None:
    """A check changes nothing, not even in a fresh clone."""
    told = Asked(ManualClock())(a_project(state_folder=tmp_path / "state"))

    assert not told.has_memory
    assert not (tmp_path / "state").exists()


def test_a_memory_out_of_reach_is_told_as_trouble(tmp_path: Path) -> None:
    """A check of the files must not fail for the database."""
    ask = Asked(ManualClock())
    project = a_project(
        state_folder=tmp_path, database="postgresql://nobody@127.0.0.1:9/none"
    )
    told = ask(replace(project, folder=tmp_path))

    assert not told.has_memory
    assert len(ask.trouble) == 1
