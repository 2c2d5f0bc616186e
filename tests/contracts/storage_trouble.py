"""What every store must say when the database is held by somebody else."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from domain import ports
from domain.accounts import AccountStatus
from domain.budgets import ONE_WRITE
from domain.deliveries import DeliveryState, JournalEntry, Release
from domain.errors import StorageBusyError
from domain.items import EntryStatus, Reread
from domain.pauses import Pause, PauseScope
from domain.phrases import phrase
from domain.ports import EntryFilter, Memory, PlanStep, ReplyWish
from tests.builders import a_judgement, a_page, a_post, an_entry, an_item
from tests.clocks import NOON
from tests.contracts.storage_deliveries import A_LEASE, a_frozen, a_move, planned
from tests.contracts.storage_outbox import A_TARGET
from tests.contracts.storage_places import IMPATIENCE, Place, open_memory

_SAID = phrase("Hello")
_GONE = Reread((), ("item-1",))
A_PAUSE = Pause(PauseScope.EVERYTHING, "", "an earthquake", "Aiko", NOON)

#: Every method of every store; whoever adds one adds it here (a test looks).
CALLS: dict[str, Callable[[Memory, Any], object]] = {
    "Inbox.take_in": lambda m, _: m.inbox.take_in("box", a_page(an_item()), NOON),
    "Inbox.cursor": lambda m, _: m.inbox.cursor("box"),
    "Inbox.take_again": lambda m, _: m.inbox.take_again("box", _GONE, NOON),
    "Inbox.to_reread": lambda m, _: m.inbox.to_reread("box", NOON),
    "Inbox.unjudged": lambda m, _: m.inbox.unjudged(),
    "Inbox.judge": lambda m, _: m.inbox.judge(an_entry(id=1), a_judgement()),
    "Inbox.entry": lambda m, _: m.inbox.entry(1),
    "Inbox.entries": lambda m, _: m.inbox.entries(EntryFilter()),
    "Inbox.conversation": lambda m, _: m.inbox.conversation(1),
    "Inbox.history": lambda m, _: m.inbox.history(1),
    "Inbox.close": lambda m, _: m.inbox.close(1, EntryStatus.DONE, "", NOON),
    "Inbox.reopen": lambda m, _: m.inbox.reopen(1, "", NOON),
    "Inbox.person": lambda m, _: m.inbox.person(1),
    "Outbox.apply": lambda m, _: m.outbox.apply(
        [PlanStep(None, "box", a_post("other"))], NOON
    ),
    "Outbox.add_reply": lambda m, _: m.outbox.add_reply(
        "box", A_TARGET, ReplyWish("", ""), NOON
    ),
    "Outbox.planned": lambda m, _: tuple(m.outbox.planned()),
    "Outbox.delivery": lambda m, _: m.outbox.delivery(1),
    "Outbox.deliveries": lambda m, _: m.outbox.deliveries(),
    "Outbox.next_due": lambda m, _: m.outbox.next_due(),
    "Outbox.due_accounts": lambda m, _: m.outbox.due_accounts(NOON),
    "Outbox.agenda": lambda m, _: m.outbox.agenda("box", NOON, limit=1),
    "Outbox.due_for": lambda m, _: m.outbox.due_for("box", NOON, limit=16),
    "Outbox.claim": lambda m, one: m.outbox.claim(one, a_frozen(), A_LEASE, NOON),
    "Outbox.move": lambda m, one: m.outbox.move(
        one, a_move(DeliveryState.CANCELLED), NOON
    ),
    "Outbox.put_off": lambda m, one: m.outbox.put_off(one, NOON, _SAID, NOON),
    "Outbox.release": lambda m, one: m.outbox.release(one, Release(NOON, _SAID), NOON),
    "Outbox.last_sent_at": lambda m, _: m.outbox.last_sent_at("box"),
    "Outbox.last_post_at": lambda m, _: m.outbox.last_post_at("box"),
    "Outbox.speaking": lambda m, _: m.outbox.speaking(),
    "Outbox.thread": lambda m, one: m.outbox.thread(one),
    "Outbox.due_before": lambda m, _: m.outbox.due_before(NOON),
    "Outbox.receipts": lambda m, _: m.outbox.receipts("box", NOON),
    "Outbox.has_later_due": lambda m, one: m.outbox.has_later_due(one, NOON),
    "Outbox.untold": lambda m, _: m.outbox.untold(),
    "Outbox.mark_told": lambda m, one: m.outbox.mark_told([one], NOON),
    "Outbox.mark_deleted": lambda m, one: m.outbox.mark_deleted(one, "", NOON),
    "Pauses.active": lambda m, _: m.pauses.active(),
    "Pauses.begin": lambda m, _: m.pauses.begin(A_PAUSE),
    "Pauses.end": lambda m, _: m.pauses.end(A_PAUSE.scope, "", "", NOON),
    "Usages.add": lambda m, _: m.usages.add("box", ONE_WRITE, NOON),
    "Usages.used": lambda m, _: m.usages.used(["box"], NOON),
    "Accounts.status": lambda m, _: m.accounts.status("box"),
    "Accounts.record": lambda m, _: m.accounts.record(AccountStatus("box")),
    "Sessions.load": lambda m, _: m.sessions("secret").load("box"),
    "Sessions.save": lambda m, _: m.sessions("secret").save("box", "x", NOON),
    "Sessions.forget": lambda m, _: m.sessions("secret").forget("box"),
    "Journal.write": lambda m, _: m.journal.write(JournalEntry(NOON, "e", _SAID)),
    "Journal.reached": lambda m, _: m.journal.reached(),
    "Journal.read": lambda m, _: m.journal.read(),
    "Notes.get": lambda m, _: m.notes.get("name"),
    "Notes.put": lambda m, _: m.notes.put("name", "value"),
}

STORES = (
    ports.Inbox,
    ports.Outbox,
    ports.Accounts,
    ports.Sessions,
    ports.Journal,
    ports.Notes,
    ports.Pauses,
    ports.Usages,
)


class LockedContract:
    """A database that somebody else holds."""

    def test_every_method_of_every_store_is_tried(self) -> None:
        """A new method needs a line above."""
        methods = {
            f"{store.__name__}.{name}"
            for store in STORES
            for name, _ in inspect.getmembers(store, inspect.isfunction)
            if not name.startswith("_")
        }

        assert set(CALLS) == methods

    @pytest.mark.parametrize("name", CALLS)
    def test_a_held_database_is_busy(self, place: Place, name: str) -> None:
        """It says so in words, and the same call works once it is free."""
        memory = open_memory(place, IMPATIENCE)
        delivery = planned(memory)
        memory.close()  # SQLite lets nobody hold readers off who are there already
        with place.lock(), pytest.raises(StorageBusyError, match="is busy"):
            CALLS[name](memory, delivery)

        CALLS[name](memory, delivery)
        memory.close()

    def test_a_held_database_cannot_be_opened(self, place: Place) -> None:
        """Nor is it harmed by trying."""
        with place.lock(), pytest.raises(StorageBusyError, match="is busy"):
            open_memory(place, IMPATIENCE)

        open_memory(place).close()
