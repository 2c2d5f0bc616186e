"""The law of publishing, as every database must keep it."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from domain.deliveries import MOVES, Delivery, DeliveryState
from domain.errors import IllegalMoveError
from domain.phrases import phrase
from domain.posts import Frozen, KeptMedia, Receipt
from storage.memory import Memory
from tests.clocks import NOON
from tests.contracts.storage_deliveries import (
    A_LEASE,
    ROADS,
    a_frozen,
    a_move,
    brought_to,
    claimed,
    moved,
    planned,
)
from tests.contracts.storage_places import Place

_S = DeliveryState
HOUR = timedelta(hours=1)
LATER = NOON + HOUR
THREADS = 8

#: Claims the delivery whose number it is given, says so, and waits to be killed.
CLAIM_AND_WAIT = """
import sys
from pathlib import Path
from domain.clock import SystemClock
from storage.memory import Memory
from tests.contracts.storage_deliveries import claimed

memory = Memory.open(sys.argv[1], Path(sys.argv[2]), SystemClock())
claimed(memory, memory.outbox.delivery(int(sys.argv[3])))
print("claimed", flush=True)
sys.stdin.read()
"""


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Do everything at the same moment, each in a thread of its own."""
    barrier = Barrier(len(actions))

    def wait_and_do(action: Callable[[], object]) -> object:
        barrier.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(wait_and_do, actions))


class MovesContract:
    """The table of states."""

    def test_there_is_a_road_to_every_state(self) -> None:
        """So that the tests below leave none out."""
        assert set(ROADS) == set(_S)

    @pytest.mark.parametrize("start", _S)
    def test_a_delivery_goes_where_the_table_lets_it(
        self, memory: Memory, start: DeliveryState
    ) -> None:
        """Every legal move is made and journaled; every other one is refused."""
        for end in set(_S) - {_S.SENDING}:
            before = brought_to(memory, start, key=end, accounts=(end,))
            if end not in MOVES[start]:
                with pytest.raises(IllegalMoveError):
                    memory.outbox.move(before, a_move(end), LATER)
                assert memory.outbox.delivery(before.id) == before
                continue
            after = memory.outbox.move(before, a_move(end, by="Aiko"), LATER)
            assert after == memory.outbox.delivery(before.id)
            assert after is not None
            assert (after.state, after.fence) == (end, before.fence + 1)
            assert (after.reason, after.changed_at) == (a_move(end).reason, LATER)
            line = memory.journal.read(delivery_id=before.id)[0]
            assert (line.event, line.phrase) == ("delivery_moved", a_move(end).reason)
            assert (line.at, line.by) == (LATER, "Aiko")

    @pytest.mark.parametrize("start", _S)
    def test_only_a_claim_leads_to_sending(
        self, memory: Memory, start: DeliveryState
    ) -> None:
        """Nothing may leave that is not frozen and committed."""
        before = brought_to(memory, start)

        with pytest.raises(IllegalMoveError):
            memory.outbox.move(before, a_move(_S.SENDING), LATER)
        assert memory.outbox.delivery(before.id) == before

    @pytest.mark.parametrize("start", sorted(set(_S) - {_S.QUEUED, _S.UNCERTAIN}))
    def test_only_the_queued_and_the_uncertain_can_be_claimed_or_put_off(
        self, memory: Memory, start: DeliveryState
    ) -> None:
        """The others are done, under way, or wait for a person."""
        before = brought_to(memory, start)

        with pytest.raises(IllegalMoveError):
            memory.outbox.claim(before, a_frozen(), A_LEASE, LATER)
        with pytest.raises(IllegalMoveError):
            memory.outbox.put_off(before, LATER, phrase("Later"), NOON)
        assert memory.outbox.delivery(before.id) == before

    def test_who_saw_an_old_state_moves_nothing(self, memory: Memory) -> None:
        """Moving, claiming and putting off all name the fence they saw."""
        seen = planned(memory)
        now = moved(memory, moved(memory, seen, _S.AWAITING_APPROVAL), _S.QUEUED)
        lines = memory.journal.read()

        assert memory.outbox.move(seen, a_move(_S.CANCELLED), LATER) is None
        assert memory.outbox.claim(seen, a_frozen(), A_LEASE, LATER) is None
        assert memory.outbox.put_off(seen, LATER, phrase("Later"), NOON) is None
        assert memory.outbox.delivery(seen.id) == now
        assert memory.journal.read() == lines

    def test_sent_keeps_the_receipt_and_its_time(self, memory: Memory) -> None:
        """And what was sent, byte for byte; the right to speak is over."""
        receipt = Receipt("remote-1", "cid-1", "https://box.test/1")
        sending = claimed(memory, planned(memory))
        sent = memory.outbox.move(sending, a_move(_S.SENT, receipt=receipt), LATER)

        assert sent is not None
        assert (sent.receipt, sent.sent_at) == (receipt, LATER)
        assert (sent.frozen, sent.lease) == (a_frozen(), None)

    @pytest.mark.parametrize("end", [_S.SENT, _S.CANCELLED])
    def test_an_end_forgets_the_waiting(
        self, memory: Memory, end: DeliveryState
    ) -> None:
        """Else a revived post would wait for a reason long gone."""
        failed = moved(memory, claimed(memory, planned(memory)), _S.FAILED)
        waiting = moved(memory, failed, _S.QUEUED, not_before=LATER)
        before = claimed(memory, waiting) if end is _S.SENT else waiting
        after = moved(memory, before, end)

        assert waiting.not_before == LATER
        assert after.not_before is None

    def test_waiting_is_kept_where_nobody_says_otherwise(self, memory: Memory) -> None:
        """Approval does not shorten it."""
        waiting = memory.outbox.put_off(planned(memory), LATER, phrase("Later"), NOON)
        assert waiting is not None
        approving = moved(memory, waiting, _S.AWAITING_APPROVAL)

        assert moved(memory, approving, _S.QUEUED).not_before == LATER

    def test_a_request_thaws_only_where_it_surely_was_not_sent(
        self, memory: Memory
    ) -> None:
        """What may be out stays frozen, to be looked for or repeated."""
        sending = claimed(memory, planned(memory))
        with pytest.raises(IllegalMoveError):
            memory.outbox.move(sending, a_move(_S.UNCERTAIN, thaw=True), NOON)
        kept = moved(memory, sending, _S.QUEUED)
        thawed = moved(memory, claimed(memory, kept), _S.QUEUED, thaw=True)

        assert kept.frozen == a_frozen()
        assert (thawed.frozen, thawed.frozen_at) == (None, None)

    def test_an_unknown_outcome_keeps_who_was_speaking(self, memory: Memory) -> None:
        """Recovery must know whether that process is surely dead."""
        uncertain = brought_to(memory, _S.UNCERTAIN)
        review = moved(memory, uncertain, _S.REVIEW)

        assert uncertain.lease == review.lease == A_LEASE
        assert moved(memory, review, _S.QUEUED).lease is None

    def test_looks_are_counted(self, memory: Memory) -> None:
        """Until the next try, of which they say nothing."""
        uncertain = brought_to(memory, _S.UNCERTAIN)
        why = phrase("Not found yet")
        once = memory.outbox.put_off(uncertain, LATER, why, NOON, looked=True)
        assert once is not None
        assert (once.state, once.looks, once.reason) == (_S.UNCERTAIN, 1, why)
        assert (once.not_before, once.fence) == (LATER, uncertain.fence + 1)
        assert memory.journal.read()[0].event == "delivery_put_off"
        twice = moved(memory, once, _S.QUEUED, looked=True, thaw=True)

        assert twice.looks == 2
        assert claimed(memory, twice, LATER).looks == 0


class ClaimsContract:
    """Commit before you speak."""

    def test_a_claim_writes_down_all_that_is_needed_to_find_out(
        self, memory: Memory, tmp_path: Path
    ) -> None:
        """The exact bytes, their key and media, who speaks, and until when."""
        picture = KeptMedia(tmp_path / "aa", "猫", "aa" * 32, "image/png", 12, 3, 4)
        frozen = Frozen(b"\0\xff{}", "key-1", (picture,))
        before = planned(memory)
        after = memory.outbox.claim(before, frozen, A_LEASE, LATER)

        assert after is not None
        assert after == memory.outbox.delivery(before.id)
        assert (after.state, after.attempt) == (_S.SENDING, 1)
        assert (after.frozen, after.frozen_at) == (frozen, LATER)
        assert (after.lease, after.fence) == (A_LEASE, before.fence + 1)
        assert memory.journal.read(delivery_id=after.id)[0].phrase == after.reason

    def test_an_uncertain_request_is_repeated_as_it_was(self, memory: Memory) -> None:
        """Same bytes, same key, and the key's age counts from the first time."""
        uncertain = brought_to(memory, _S.UNCERTAIN)
        after = claimed(memory, uncertain, LATER)

        assert (after.state, after.attempt) == (_S.SENDING, 2)
        assert (after.frozen, after.frozen_at) == (uncertain.frozen, NOON)

    @pytest.mark.parametrize(
        "other",
        [a_frozen("Other words"), a_frozen(idempotency_key="key-2")],
        ids=["words", "key"],
    )
    def test_an_uncertain_request_is_never_replaced(
        self, memory: Memory, other: Frozen
    ) -> None:
        """Two different requests could both come out."""
        uncertain = brought_to(memory, _S.UNCERTAIN)

        with pytest.raises(IllegalMoveError):
            memory.outbox.claim(uncertain, other, A_LEASE, LATER)
        assert memory.outbox.delivery(uncertain.id) == uncertain

    def test_a_request_frozen_anew_is_new(self, memory: Memory) -> None:
        """Put back surely unsent, it may say other words the next time."""
        queued = moved(memory, claimed(memory, planned(memory)), _S.QUEUED)
        other = a_frozen("Other words", idempotency_key="key-2")
        after = memory.outbox.claim(queued, other, A_LEASE, LATER)

        assert after is not None
        assert (after.frozen, after.frozen_at) == (other, LATER)

    def test_many_claim_one_and_one_gets_it(self, memory: Memory) -> None:
        """At the same moment, from threads of their own."""
        delivery = planned(memory)
        leases = [replace(A_LEASE, until=float(number)) for number in range(THREADS)]
        got = at_once(
            *(
                lambda lease=lease: memory.outbox.claim(
                    delivery, a_frozen(), lease, NOON
                )
                for lease in leases
            )
        )

        winners = [one for one in got if isinstance(one, Delivery)]
        assert len(winners) == 1
        assert memory.outbox.delivery(delivery.id) == winners[0]

    def test_an_account_speaks_once_whoever_claims(self, memory: Memory) -> None:
        """Different posts of one account, claimed at the same moment."""
        waiting = [planned(memory, key=f"post-{n}") for n in range(THREADS)]
        got = at_once(
            *(
                lambda one=one: memory.outbox.claim(one, a_frozen(), A_LEASE, NOON)
                for one in waiting
            )
        )

        assert sum(one is not None for one in got) == 1
        assert len(memory.outbox.deliveries([_S.SENDING])) == 1

    def test_a_claim_survives_the_death_of_its_process(
        self, memory: Memory, place: Place
    ) -> None:
        """Killed right after: what may have left is written down."""
        delivery = planned(memory)
        command = [sys.executable, "-c", CLAIM_AND_WAIT]
        with subprocess.Popen(
            [*command, place.url, str(place.folder), str(delivery.id)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as child:
            assert child.stdout is not None
            said = child.stdout.readline()
            child.kill()

        after = memory.outbox.delivery(delivery.id)
        assert said == b"claimed\n"
        assert after is not None
        assert (after.state, after.frozen) == (_S.SENDING, a_frozen())
        assert after.lease == A_LEASE
