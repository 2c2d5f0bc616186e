"""Questions that are asked all day long are answered by looking, not by searching."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from domain.deliveries import DeliveryState
from domain.items import EntryStatus
from domain.ports import EntryFilter
from storage.memory import Memory
from tests.clocks import NOON
from tests.memories import a_memory

#: What is asked, and the indexes that answer it, in the order of the statements.
QUESTIONS: dict[str, tuple[Callable[[Memory], object], list[str]]] = {
    "next due": (lambda m: m.outbox.next_due(), ["delivery_wanted"]),
    "due later": (lambda m: m.outbox.next_due(NOON), ["delivery_wanted"]),
    "who speaks": (lambda m: m.outbox.speaking(), ["delivery_by_state"]),
    "due accounts": (lambda m: m.outbox.due_accounts(NOON), ["delivery_wanted"]),
    "next on an account": (
        lambda m: m.outbox.due_for("box", NOON, limit=16),
        ["delivery_queued", "delivery_speaking", *["sqlite_autoindex_pause_1"] * 3],
    ),
    "what is on for an account": (
        lambda m: m.outbox.agenda("box", NOON, limit=1),
        [
            "delivery_by_state",
            "delivery_queued",
            "delivery_speaking",
            *["sqlite_autoindex_pause_1"] * 3,
        ],
    ),
    "planned": (
        lambda m: list(m.outbox.planned()),
        ["sqlite_autoindex_delivery_1"],
    ),
    "planned of a post": (
        lambda m: list(m.outbox.planned(["hello"])),
        ["sqlite_autoindex_delivery_1"],
    ),
    "planned from a place on": (
        lambda m: list(m.outbox.planned(None, ("hello", "box"))),
        ["sqlite_autoindex_delivery_1"],
    ),
    "last sent": (lambda m: m.outbox.last_sent_at("box"), ["delivery_sent"]),
    "last post": (
        lambda m: m.outbox.last_post_at("box"),
        ["delivery_sent"],
    ),
    "needs a person": (
        lambda m: m.outbox.deliveries([DeliveryState.REVIEW]),
        ["delivery_by_state"],
    ),
    "who waits": (
        lambda m: m.inbox.entries(EntryFilter(waiting_only=True)),
        ["item_waiting"],
    ),
    "who waits on an account": (
        lambda m: m.inbox.entries(EntryFilter("box", waiting_only=True)),
        ["item_waiting_by_account"],
    ),
    "newest": (lambda m: m.inbox.entries(EntryFilter()), ["item_by_time"]),
    "newest on an account": (
        lambda m: m.inbox.entries(EntryFilter("box")),
        ["item_by_account"],
    ),
    "unjudged": (lambda m: m.inbox.unjudged(), ["item_unjudged"]),
    "to be read again": (
        lambda m: m.inbox.to_reread("box", NOON),
        ["item_by_account"],
    ),
    "a thread": (lambda m: m.inbox.conversation(1), ["item_by_thread"]),
    "earlier versions": (lambda m: m.inbox.history(1), ["item_version_of_item"]),
    "history": (lambda m: m.journal.read(), ["journal_by_time"]),
    "history of a delivery": (
        lambda m: m.journal.read(delivery_id=1),
        ["journal_of_delivery"],
    ),
    "history of an entry": (
        lambda m: m.journal.read(entry_id=1),
        ["journal_of_entry"],
    ),
    "closing": (lambda m: m.inbox.close(1, EntryStatus.DONE, "", NOON), []),
}

#: Those whose order an index cannot give: few rows are left to be sorted.
SORTED = {"due accounts", "to be read again", "earlier versions"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_by_its_index(tmp_path: Path, name: str) -> None:
    """With a million rows it takes as long as with ten."""
    ask, indexes = QUESTIONS[name]
    memory = a_memory(tmp_path)
    plan = list(steps(memory, ask))
    memory.close()

    used = [step.split(" INDEX ")[1].split()[0] for step in plan if " INDEX " in step]
    assert used == indexes
    assert not [step for step in plan if "SCAN" in step and "INDEX" not in step]
    assert name in SORTED or not [step for step in plan if "TEMP B-TREE" in step]


def steps(memory: Memory, ask: Callable[[Memory], object]) -> Iterator[str]:
    """Ask, and return the steps of SQLite's plan for it."""
    asked: list[tuple[str, Any]] = []
    engine = memory._database.engine

    def note(_1: Any, _2: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    ask(memory)
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        for statement, parameters in asked:
            explain = f"EXPLAIN QUERY PLAN {statement}"
            for row in connection.exec_driver_sql(explain, parameters):
                yield row.detail
