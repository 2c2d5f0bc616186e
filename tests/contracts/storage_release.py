"""A person's word makes something timely, however late it is."""

from datetime import timedelta

import pytest

from domain.deliveries import DeliveryState, Release
from domain.errors import IllegalMoveError
from domain.phrases import phrase
from domain.ports import PlanStep, ReplyWish
from domain.posts import Manner, Message, ReplyTarget, Variant, Visibility
from storage.memory import Memory
from tests.builders import a_post, an_item
from tests.clocks import NOON
from tests.contracts.storage_deliveries import brought_to, moved, planned

_S = DeliveryState
QUIET = Manner(visibility=Visibility.UNLISTED, language="ja")
HOUR = timedelta(hours=1)
LET_OUT = phrase("Let it out")


class ReleaseContract:
    """What a released delivery waits for."""

    def test_a_release_is_noted_and_journalled(self, memory: Memory) -> None:
        """It goes out at that moment and is timely then; the journal says who."""
        delivery = planned(memory)
        at = NOON + HOUR
        after = memory.outbox.release(delivery, Release(at, LET_OUT, "Aiko"), NOON)

        assert after is not None
        assert (after.state, after.timely_at) == (_S.QUEUED, at)
        assert memory.outbox.next_due() == at
        assert memory.outbox.next_for("box", NOON) is None
        assert memory.outbox.next_for("box", at) == after
        line = memory.journal.read(delivery_id=delivery.id)[0]
        assert (line.event, line.by) == ("delivery_released", "Aiko")

    def test_only_what_is_queued_and_unmoved_is_released(self, memory: Memory) -> None:
        """Another state is our own mistake; another fence is somebody's move."""
        queued = planned(memory)
        missed = moved(memory, queued, _S.MISSED)

        assert memory.outbox.release(queued, Release(NOON, LET_OUT), NOON) is None
        with pytest.raises(IllegalMoveError):
            memory.outbox.release(missed, Release(NOON, LET_OUT), NOON)

    def test_a_thread_is_as_long_as_it_is_on_its_account(self, memory: Memory) -> None:
        """A variant may have parts that the post itself has not."""
        long = Variant("box", (Message("one"), Message("two", manner=QUIET)))
        post = a_post(variants=(long,), manner=QUIET, answers="https://x.test/1")
        steps = [PlanStep(None, "box", post, part=part) for part in (0, 1)]
        memory.outbox.apply(steps, NOON)
        first, second = memory.outbox.deliveries()
        moved(memory, moved(memory, first, _S.SENDING), _S.SENT)

        assert second.post == post
        assert second.message == long.messages[1]
        released = memory.outbox.next_for("box", NOON)
        assert released is not None
        assert released.id == second.id

    def test_a_released_part_still_waits_for_the_part_before_it(
        self, memory: Memory
    ) -> None:
        """A thread has an order, whatever a person says."""
        thread = a_post(thread=(Message("two"),))
        steps = [PlanStep(None, "box", thread, part=part) for part in (0, 1)]
        memory.outbox.apply(steps, NOON)
        first, second = memory.outbox.deliveries()
        memory.outbox.release(second, Release(NOON, LET_OUT), NOON)
        moved(memory, first, _S.MISSED)

        assert memory.outbox.next_due() is None
        assert memory.outbox.next_for("box", NOON + HOUR) is None

    def test_a_released_move_forgets_the_earlier_wait(self, memory: Memory) -> None:
        """The daemon is woken for it at once."""
        delivery = planned(memory)
        later = NOON + HOUR
        waiting = memory.outbox.put_off(delivery, later, phrase("Wait"), NOON)
        assert waiting is not None
        missed = moved(memory, waiting, _S.MISSED)
        again = moved(memory, missed, _S.QUEUED, released=True)

        assert again.not_before is None
        assert memory.outbox.due_accounts(NOON) == ["box"]

    def test_a_released_move_may_name_its_moment(self, memory: Memory) -> None:
        """Timely from then on, not from now."""
        missed = brought_to(memory, _S.MISSED)
        at = NOON + HOUR
        again = moved(memory, missed, _S.QUEUED, released=True, not_before=at)

        assert again.timely_at == at

    def test_what_is_released_waits_for_its_yes_without_a_deadline(
        self, memory: Memory
    ) -> None:
        """Nobody is woken to call it missed; nor is anybody for a reply."""
        missed = brought_to(memory, _S.MISSED)
        moved(memory, missed, _S.AWAITING_APPROVAL, released=True)
        item = an_item()
        target = ReplyTarget(1, item.reference, item.reference)
        reply = memory.outbox.add_reply("other", target, ReplyWish("Yes!"), NOON)
        moved(memory, reply, _S.AWAITING_APPROVAL)

        assert memory.outbox.next_due() is None

    def test_a_campaign_is_listed_by_itself(self, memory: Memory) -> None:
        """What belongs to another, or to none, is left out."""
        planned(memory, key="none")
        spring = planned(memory, key="spring", campaign="spring")

        assert memory.outbox.deliveries(campaign="spring") == (spring,)
