"""What keeps a delivery from being claimed: a pause, a missing yes, a limit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.budgets import Allowance, Budget, Counted, Span, Usage
from domain.deliveries import Approval, Delivery, DeliveryState
from domain.pauses import Pause, PauseScope
from domain.ports import Charge, PlanStep
from domain.posts import Message
from storage.memory import Memory
from tests.builders import a_post
from tests.clocks import NOON
from tests.contracts.storage_deliveries import (
    A_LEASE,
    a_frozen,
    a_move,
    brought_to,
    claimed,
    moved,
    planned,
)
from tests.memories import next_for

_S = DeliveryState
HOUR = timedelta(hours=1)

PAUSES = {
    "everything": Pause(PauseScope.EVERYTHING, "", "an earthquake", "Aiko", NOON),
    "account": Pause(PauseScope.ACCOUNT, "box", "angry replies", "Aiko", NOON),
    "campaign": Pause(PauseScope.CAMPAIGN, "spring", "wrong date", "Aiko", NOON),
}
TWO_A_DAY = Budget(Counted.WRITES, 2, Span.DAY)


def try_to_claim(
    memory: Memory, delivery: Delivery, charge: Charge | None = None
) -> Delivery | None:
    """Claim, which may not succeed."""
    return memory.outbox.claim(delivery, a_frozen(), A_LEASE, NOON, charge or Charge())


class PausesContract:
    """Silence on a person's word."""

    @pytest.mark.parametrize("name", PAUSES)
    def test_what_is_paused_is_neither_next_nor_claimed(
        self, memory: Memory, name: str
    ) -> None:
        """Whoever had it in hand already may not begin any more."""
        delivery = planned(memory, campaign="spring")
        memory.pauses.begin(PAUSES[name])

        assert next_for(memory, "box", NOON) is None
        assert try_to_claim(memory, delivery) is None

    def test_what_is_not_covered_goes_on(self, memory: Memory) -> None:
        """Another account, and another campaign."""
        memory.pauses.begin(PAUSES["campaign"])
        memory.pauses.begin(replace(PAUSES["account"], name="other"))
        delivery = planned(memory, campaign="summer")

        assert next_for(memory, "box", NOON) == delivery
        assert try_to_claim(memory, delivery) is not None

    def test_a_pause_is_lifted_once(self, memory: Memory) -> None:
        """And everything goes on, with both words in the journal."""
        pause = PAUSES["everything"]
        delivery = planned(memory)
        begun = [memory.pauses.begin(pause), memory.pauses.begin(pause)]
        active = memory.pauses.active()
        ended = [memory.pauses.end(pause.scope, "", "Bob", NOON) for _ in "12"]

        assert begun == [True, False]
        assert active == (pause,)
        assert ended == [True, False]
        assert next_for(memory, "box", NOON) == delivery
        lines = {(line.event, line.by) for line in memory.journal.read()}
        assert lines >= {("paused", "Aiko"), ("resumed", "Bob")}


class ApprovalContract:
    """Somebody's yes."""

    def test_what_lacks_its_yes_is_not_claimed(self, memory: Memory) -> None:
        """Even if something queued it."""
        step = PlanStep(None, "box", a_post(), needs_approval=True)
        memory.outbox.apply([step], NOON)
        (waiting,) = memory.outbox.deliveries()
        queued = moved(memory, waiting, _S.QUEUED)

        assert waiting.state is _S.AWAITING_APPROVAL
        assert try_to_claim(memory, queued) is None

    def test_a_yes_to_these_words_opens_the_gate(self, memory: Memory) -> None:
        """A yes to other words does not."""
        step = PlanStep(None, "box", a_post(), needs_approval=True)
        memory.outbox.apply([step], NOON)
        (waiting,) = memory.outbox.deliveries()
        other = Approval("Aiko", NOON, "other words")
        yes = replace(other, content_hash=waiting.message.content_hash)
        queued = moved(memory, waiting, _S.QUEUED, approval=other)
        refused = try_to_claim(memory, queued)
        again = moved(memory, queued, _S.AWAITING_APPROVAL)
        queued = moved(memory, again, _S.QUEUED, approval=yes)

        assert refused is None
        assert queued.approval == yes
        assert try_to_claim(memory, queued) is not None

    def test_what_awaits_a_yes_wants_attention_when_it_is_due(
        self, memory: Memory
    ) -> None:
        """Somebody must say that it was missed."""
        step = PlanStep(None, "box", a_post(), needs_approval=True)
        memory.outbox.apply([step], NOON)

        assert memory.outbox.next_due() == NOON
        assert memory.outbox.due_accounts(NOON) == ["box"]


class BudgetContract:
    """Limits, kept where the claim is made."""

    def test_a_reached_limit_stops_the_claim(self, memory: Memory) -> None:
        """Two a day: the third waits, and so does the other account that shares it."""
        shared = Allowance(TWO_A_DAY, ("box", "other"), "scripted")
        charge = Charge(allowances=(shared,))
        keys = [("a", "box"), ("b", "other"), ("c", "box")]
        found = [planned(memory, key=k, accounts=(name,)) for k, name in keys]
        done = []
        for delivery in found:
            after = try_to_claim(memory, delivery, charge)
            done.append(after is not None)
            if after:
                moved(memory, after, _S.FAILED)

        assert done == [True, True, False]

    def test_money_is_a_limit_too(self, memory: Memory) -> None:
        """A post with a link may cost more than is left."""
        budget = Budget(Counted.MONEY, 200_000, Span.MONTH)
        allowances = (Allowance(budget, ("box",)),)
        memory.usages.add("box", Usage(reads=5, micros=25_000), NOON)
        dear = Charge(Usage(writes=1, micros=200_000), allowances)
        cheap = Charge(Usage(writes=1, micros=15_000), allowances)
        delivery = planned(memory)

        assert try_to_claim(memory, delivery, dear) is None
        assert try_to_claim(memory, delivery, cheap) is not None
        assert memory.usages.used(["box"], NOON) == Usage(1, 5, 40_000)

    def test_what_surely_was_not_sent_is_given_back(self, memory: Memory) -> None:
        """What may have been sent stays on the books."""
        charge = Charge(Usage(writes=1, micros=15_000))
        sent_back = try_to_claim(memory, planned(memory), charge)
        assert sent_back is not None
        queued = moved(memory, sent_back, _S.QUEUED)
        after_first = memory.usages.used(["box"], NOON)
        again = try_to_claim(memory, queued, charge)
        assert again is not None
        moved(memory, again, _S.UNCERTAIN)

        assert after_first == Usage()
        assert memory.usages.used(["box"], NOON) == charge.usage

    def test_only_the_span_counts(self, memory: Memory) -> None:
        """Yesterday is another day."""
        memory.usages.add("box", Usage(writes=2), NOON - 24 * HOUR)
        charge = Charge(allowances=(Allowance(TWO_A_DAY, ("box",)),))

        assert try_to_claim(memory, planned(memory), charge) is not None


class ThreadsContract:
    """Parts of a thread."""

    @staticmethod
    def a_thread(memory: Memory, parts: int = 3) -> list[Delivery]:
        """Plan a thread and return its parts."""
        rest = tuple(Message(f"part {n}") for n in range(1, parts))
        post = a_post(thread=rest)
        steps = [PlanStep(None, "box", post, part=n) for n in range(parts)]
        memory.outbox.apply(steps, NOON)
        (first, *_) = memory.outbox.deliveries()
        return list(memory.outbox.thread(first))

    def test_each_part_says_its_own_words(self, memory: Memory) -> None:
        """In the order in which they were written."""
        words = [one.message.text for one in self.a_thread(memory)]

        assert words == ["Hello, everybody!", "part 1", "part 2"]

    def test_a_part_waits_for_the_one_before_it(self, memory: Memory) -> None:
        """However long it is due."""
        first, second, _ = self.a_thread(memory)
        before = next_for(memory, "box", NOON)
        moved(memory, claimed(memory, first), _S.SENT)
        after = next_for(memory, "box", NOON + HOUR)

        assert before == first
        assert after is not None
        assert (after.id, after.released_at) == (second.id, NOON)

    def test_a_broken_thread_goes_no_further(self, memory: Memory) -> None:
        """And goes on from the break, not from the start."""
        first, second, third = self.a_thread(memory)
        moved(memory, claimed(memory, first), _S.SENT)
        failed = moved(memory, claimed(memory, self.now_of(memory, second)), _S.FAILED)
        broken = next_for(memory, "box", NOON)
        mended = moved(memory, failed, _S.QUEUED, thaw=True)
        next_one = next_for(memory, "box", NOON)
        moved(memory, claimed(memory, mended), _S.SENT)
        last = next_for(memory, "box", NOON)

        assert broken is None
        assert next_one == mended
        assert last is not None
        assert last.id == third.id

    def test_a_part_put_back_before_its_turn_still_waits(self, memory: Memory) -> None:
        """Being queued again does not let it jump the line."""
        _, second, _ = self.a_thread(memory)
        missed = moved(memory, second, _S.MISSED)
        moved(memory, missed, _S.QUEUED, released=True)
        after = next_for(memory, "box", NOON)

        assert after is not None
        assert after.part == 0

    @staticmethod
    def now_of(memory: Memory, delivery: Delivery) -> Delivery:
        """Return a delivery as it stands."""
        found = memory.outbox.delivery(delivery.id)
        assert found is not None
        return found


class MemoryOfTroubleContract:
    """What is remembered of doubts, of people told, and of what was taken down."""

    def test_the_first_doubt_is_remembered(self, memory: Memory) -> None:
        """However often it is put back and tried again."""
        doubted = brought_to(memory, _S.UNCERTAIN)
        queued = moved(memory, doubted, _S.QUEUED, thaw=True)

        assert doubted.doubted_since == NOON
        assert queued.frozen is None
        assert queued.doubted_since == NOON

    def test_people_are_told_once_of_each_state(self, memory: Memory) -> None:
        """A new trouble is news again."""
        failed = brought_to(memory, _S.FAILED)
        before = memory.outbox.untold()
        memory.outbox.mark_told(before, NOON)
        told = memory.outbox.untold()
        moved(memory, moved(memory, failed, _S.QUEUED), _S.MISSED)

        assert [one.id for one in before] == [failed.id]
        assert not told
        assert [one.state for one in memory.outbox.untold()] == [_S.MISSED]

    def test_what_moved_meanwhile_was_not_told(self, memory: Memory) -> None:
        """The alert spoke of how it stood before."""
        failed = brought_to(memory, _S.FAILED)
        moved(memory, moved(memory, failed, _S.QUEUED), _S.MISSED)
        memory.outbox.mark_told([failed], NOON)

        assert len(memory.outbox.untold()) == 1

    def test_what_was_taken_down_stays_sent(self, memory: Memory) -> None:
        """It was before the public; nobody sends it again."""
        sent = brought_to(memory, _S.SENT)
        memory.outbox.mark_deleted(sent, "Aiko", NOON + HOUR)
        after = memory.outbox.delivery(sent.id)

        assert after is not None
        assert (after.state, after.deleted_at) == (_S.SENT, NOON + HOUR)
        (line, *_) = memory.journal.read(delivery_id=sent.id)
        assert (line.event, line.by) == ("delivery_deleted", "Aiko")

    def test_an_edit_does_not_change_what_another_account_has_said(
        self, memory: Memory
    ) -> None:
        """Each delivery keeps the version of the post that it went out with."""
        post = a_post(accounts=("box", "other"))
        memory.outbox.apply(
            [PlanStep(None, name, post) for name in post.accounts], NOON
        )
        out, waiting = sorted(memory.outbox.deliveries(), key=lambda one: one.account)
        moved(memory, claimed(memory, out), _S.SENT)
        new = replace(post, text="Other words")
        memory.outbox.apply([PlanStep(waiting, "other", new)], NOON)
        words = {one.account: one.post.text for one in memory.outbox.deliveries()}

        assert words == {"box": "Hello, everybody!", "other": "Other words"}

    def test_a_late_move_is_noted(self, memory: Memory) -> None:
        """What a person released is timely from then on."""
        missed = brought_to(memory, _S.MISSED)
        released = memory.outbox.move(
            missed, a_move(_S.QUEUED, released=True), NOON + HOUR
        )

        assert released is not None
        assert released.timely_at == NOON + HOUR
