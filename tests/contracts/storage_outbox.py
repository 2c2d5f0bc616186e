"""What every database must do for plans, replies and the queue."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.deliveries import Approval, CancelledBy, Delivery, DeliveryState
from domain.errors import IllegalMoveError
from domain.items import RemoteReference
from domain.ports import PlanStep, ReplyWish
from domain.posts import (
    MediaFile,
    Message,
    Origin,
    Post,
    Receipt,
    ReplyTarget,
    SourceLine,
)
from storage.memory import Memory
from tests.builders import a_page, a_post, an_item
from tests.clocks import NOON
from tests.contracts.storage_deliveries import (
    a_frozen,
    a_move,
    brought_to,
    cancelled_by_plan,
    claimed,
    moved,
    planned,
)
from tests.contracts.storage_inbox import entry_of

_S = DeliveryState
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LATER = NOON + HOUR

A_TARGET = ReplyTarget(7, RemoteReference("item-7", "1"), RemoteReference("top"))


def now_of(memory: Memory, delivery: Delivery) -> Delivery:
    """Return a delivery as it stands by now."""
    found = memory.outbox.delivery(delivery.id)
    assert found is not None
    return found


def _places(rows: Iterable[Delivery]) -> list[str]:
    return [f"{row.post_key}/{row.account}" for row in rows]


class PlanningContract:
    """Carrying out plans."""

    def test_a_post_comes_back_as_it_was_planned(self, memory: Memory) -> None:
        """Text, accounts, pictures, place in the files and author."""
        post = Post(
            key="hello",
            text="回覧板 <b>&</b> 🎉",
            accounts=("box", "other"),
            at=NOON + HOUR,
            media=(MediaFile(Path("/project/media/猫.png"), "a cat"),),
            source=SourceLine("queue/may.yaml", 12),
            by="Aiko",
        )
        delivery = planned(memory, post)

        assert delivery.post == post
        assert delivery.post.source == SourceLine("queue/may.yaml", 12)
        assert (delivery.post_key, delivery.account) == ("hello", "box")
        assert (delivery.state, delivery.origin) == (_S.QUEUED, Origin.QUEUE)
        assert (delivery.due_at, delivery.changed_at) == (NOON + HOUR, NOON)
        assert (delivery.attempt, delivery.fence, delivery.frozen) == (0, 0, None)
        (line,) = memory.journal.read(delivery_id=delivery.id)
        assert (line.event, line.account) == ("delivery_planned", "box")

    def test_an_occurrence_is_planned_once(self, memory: Memory) -> None:
        """However often a plan is made, and however often a step is in it."""
        step = PlanStep(None, "box", a_post())
        again = PlanStep(None, "box", a_post(text="Other words"))

        assert memory.outbox.apply([step, step], NOON) == 1
        assert memory.outbox.apply([again], NOON) == 0
        (delivery,) = memory.outbox.planned()
        assert delivery.post.text == "Hello, everybody!"

    def test_an_occurrence_is_planned_once_for_each_account_and_time(
        self, memory: Memory
    ) -> None:
        """Post, account and time together are the key."""
        post = a_post(accounts=("box", "other"))
        later = replace(post, at=LATER)
        steps = [
            PlanStep(None, "box", post),
            PlanStep(None, "other", post),
            PlanStep(None, "box", later),
        ]

        assert memory.outbox.apply(steps, NOON) == 3
        assert [one.due_at for one in memory.outbox.planned()] == [NOON, LATER, NOON]

    def test_a_new_delivery_may_move_at_once(self, memory: Memory) -> None:
        """A post that needs approval begins there."""
        step = PlanStep(None, "box", a_post(), a_move(_S.AWAITING_APPROVAL))
        memory.outbox.apply([step], NOON)

        (delivery,) = memory.outbox.planned()
        assert delivery.state is _S.AWAITING_APPROVAL

    @pytest.mark.parametrize("state", [_S.QUEUED, _S.AWAITING_APPROVAL, _S.MISSED])
    def test_new_words_replace_old_ones_that_nobody_has_seen(
        self, memory: Memory, state: DeliveryState
    ) -> None:
        """And whoever has just read the old ones finds another fence."""
        delivery = brought_to(memory, state)
        new = replace(delivery.post, text="Other words")
        count = memory.outbox.apply([PlanStep(delivery, "box", new)], LATER)

        after = now_of(memory, delivery)
        assert count == 1
        assert (after.state, after.post.text) == (state, "Other words")
        assert after.fence > delivery.fence

    @pytest.mark.parametrize("state", [_S.SENDING, _S.UNCERTAIN, _S.REVIEW, _S.SENT])
    def test_words_that_may_be_out_stay(
        self, memory: Memory, state: DeliveryState
    ) -> None:
        """What was said cannot be unsaid by editing a file."""
        delivery = brought_to(memory, state)
        new = replace(delivery.post, text="Other words")
        count = memory.outbox.apply([PlanStep(delivery, "box", new)], LATER)

        assert count == 0
        assert now_of(memory, delivery) == delivery

    def test_new_words_thaw_a_request_that_was_put_back(self, memory: Memory) -> None:
        """Surely not sent, so the next try says the new words."""
        delivery = moved(memory, brought_to(memory, _S.SENDING), _S.QUEUED)
        assert delivery.frozen is not None
        memory.outbox.apply([PlanStep(delivery, "box", delivery.post)], LATER)

        assert now_of(memory, delivery).frozen is None

    def test_a_delivery_that_moved_meanwhile_is_passed_over(
        self, memory: Memory
    ) -> None:
        """A plan is made of what was read; the rest of it still counts."""
        seen = planned(memory)
        claimed(memory, seen)
        new = replace(seen.post, text="Other words")
        steps = [
            PlanStep(seen, "box", new),
            PlanStep(seen, "box", seen.post, a_move(_S.CANCELLED)),
            PlanStep(None, "box", a_post("other")),
        ]

        assert memory.outbox.apply(steps, NOON) == 1
        assert now_of(memory, seen).state is _S.SENDING
        assert now_of(memory, seen).post.text == "Hello, everybody!"

    def test_what_comes_back_is_revived_with_its_new_words(
        self, memory: Memory
    ) -> None:
        """The same row: its key is unique for ever."""
        delivery = cancelled_by_plan(memory, planned(memory))
        assert delivery.cancelled_by is CancelledBy.PLAN
        new = replace(delivery.post, text="Other words")
        step = PlanStep(delivery, "box", new, a_move(_S.QUEUED))

        assert memory.outbox.apply([step], LATER) == 1
        after = now_of(memory, delivery)
        assert (after.state, after.post.text) == (_S.QUEUED, "Other words")
        assert after.cancelled_by is CancelledBy.NOBODY
        assert memory.outbox.next_due() == NOON

    def test_what_is_taken_back_keeps_the_words_that_it_had(
        self, memory: Memory
    ) -> None:
        """Each delivery shows the version of its post that it was planned with."""
        old = planned(memory)
        new = replace(old.post, text="Other words", at=LATER)
        cancel = PlanStep(old, "box", old.post, a_move(_S.CANCELLED))
        memory.outbox.apply([PlanStep(None, "box", new), cancel], NOON)

        assert {one.state: one.post.text for one in memory.outbox.planned()} == {
            _S.CANCELLED: "Hello, everybody!",
            _S.QUEUED: "Other words",
        }

    def test_an_illegal_step_undoes_the_whole_plan(self, memory: Memory) -> None:
        """A plan is carried out whole, or not at all."""
        sent = brought_to(memory, _S.SENT)
        steps = [
            PlanStep(None, "box", a_post("other")),
            PlanStep(sent, "box", sent.post, a_move(_S.CANCELLED)),
        ]
        with pytest.raises(IllegalMoveError):
            memory.outbox.apply(steps, NOON)

        assert tuple(memory.outbox.planned()) == (sent,)

    def test_planned_deliveries_are_read_of_some_posts_or_from_a_place_on(
        self, memory: Memory
    ) -> None:
        """In order of post, account, time and part: a plan may be made bit by bit."""
        posts = [a_post(key, accounts=("box", "other")) for key in ("a", "b", "c")]
        steps = [PlanStep(None, one, post) for post in posts for one in post.accounts]
        memory.outbox.apply(steps, NOON)
        outbox = memory.outbox

        a, b, c = [[f"{key}/box", f"{key}/other"] for key in ("a", "b", "c")]

        assert _places(outbox.planned()) == a + b + c
        assert _places(outbox.planned({"c", "a"})) == a + c
        assert _places(outbox.planned(None, ("b", "box"))) == b[1:] + c
        assert _places(outbox.planned({"a"}, ("a", "box"))) == ["a/other"]
        assert _places(outbox.planned([])) == []

    def test_whoever_stops_reading_in_the_middle_may_write(
        self, memory: Memory
    ) -> None:
        """Once the reading is closed."""
        memory.outbox.apply([PlanStep(None, "box", a_post(key)) for key in "ab"], NOON)
        with closing(memory.outbox.planned()) as rows:
            first = next(rows)

        assert memory.outbox.move(first, a_move(_S.CANCELLED), NOON) is not None

    def test_what_is_new_but_not_its_words_is_taken_over_quietly(
        self, memory: Memory
    ) -> None:
        """Nothing in the journal; a yes to the words stays a yes."""
        yes = Approval("Aiko", NOON, a_post().messages[0].content_hash)
        waiting = moved(memory, planned(memory), _S.AWAITING_APPROVAL)
        delivery = moved(memory, waiting, _S.QUEUED, approval=yes)
        before = memory.journal.read(delivery_id=delivery.id)
        new = replace(delivery.post, campaign="spring")
        step = PlanStep(delivery, "box", new, needs_approval=True)

        assert memory.outbox.apply([step], LATER) == 1
        after = now_of(memory, delivery)
        assert (after.post.campaign, after.approval) == ("spring", yes)
        assert (after.needs_approval, after.is_approved) == (True, True)
        assert memory.journal.read(delivery_id=delivery.id) == before

    def test_a_part_that_is_added_behind_one_that_is_out_follows_at_once(
        self, memory: Memory
    ) -> None:
        """It was read as waiting, and went out before the plan was carried out."""
        first = planned(memory, thread=(Message("two"),))
        moved(memory, claimed(memory, first), _S.SENT)
        memory.outbox.apply([PlanStep(None, "box", first.post, part=1)], LATER)
        second = memory.outbox.next_for("box", LATER)

        assert second is not None
        assert (second.part, second.released_at) == (1, LATER)

    def test_a_new_part_waits_for_the_one_before_it(self, memory: Memory) -> None:
        """Whether it needs a yes or not."""
        post = a_post(thread=(Message("two"),))
        steps = [PlanStep(None, "box", post, part=part) for part in (0, 1)]
        memory.outbox.apply(steps, NOON)
        first = memory.outbox.next_for("box", NOON)
        assert first is not None
        moved(memory, first, _S.MISSED)

        assert memory.outbox.next_for("box", LATER) is None
        assert memory.outbox.next_due() is None

    def test_what_a_policy_leaves_out_takes_the_rest_of_its_thread_along(
        self, memory: Memory
    ) -> None:
        """It would wait for ever; a person says it of each part."""
        post = a_post(thread=(Message("two"), Message("three")))
        steps = [PlanStep(None, "box", post, part=part) for part in range(3)]
        memory.outbox.apply(steps, NOON)
        first = memory.outbox.next_for("box", NOON)
        assert first is not None
        moved(memory, first, _S.CANCELLED, cancelled_by=CancelledBy.POLICY)

        found = memory.outbox.thread(first)
        assert {(one.state, one.cancelled_by) for one in found} == {
            (_S.CANCELLED, CancelledBy.POLICY)
        }

    def test_an_empty_plan_changes_nothing(self, memory: Memory) -> None:
        """Nothing changed in YAML: the usual case."""
        assert memory.outbox.apply([], NOON) == 0


class RepliesContract:
    """Replies from people."""

    def test_a_reply_is_queued_at_once(self, memory: Memory) -> None:
        """With what it answers, and who wrote it."""
        reply = memory.outbox.add_reply(
            "box", A_TARGET, ReplyWish("はい！", "Aiko"), NOON
        )

        assert (reply.state, reply.origin, reply.due_at) == (
            _S.QUEUED,
            Origin.REPLY,
            NOON,
        )
        assert reply.post == Post(
            key="reply/7/1",
            text="はい！",
            accounts=("box",),
            at=NOON,
            origin=Origin.REPLY,
            reply_to=A_TARGET,
            by="Aiko",
        )
        assert memory.outbox.delivery(reply.id) == reply
        assert memory.outbox.next_for("box", NOON) == reply
        (line,) = memory.journal.read(entry_id=7)
        assert (line.by, line.delivery_id) == ("Aiko", reply.id)

    def test_an_entry_may_be_answered_again(self, memory: Memory) -> None:
        """Each reply has a key of its own."""
        for _ in range(2):
            memory.outbox.add_reply("box", A_TARGET, ReplyWish("Yes", "Aiko"), NOON)
        other = replace(A_TARGET, entry_id=8)
        memory.outbox.add_reply("box", other, ReplyWish("Yes", "Aiko"), NOON)

        keys = {one.post_key for one in memory.outbox.deliveries()}
        assert keys == {"reply/7/1", "reply/7/2", "reply/8/1"}

    def test_replies_are_no_part_of_the_plan(self, memory: Memory) -> None:
        """Or planning would take them back: YAML does not know them."""
        memory.outbox.add_reply("box", A_TARGET, ReplyWish("Yes", "Aiko"), NOON)
        delivery = planned(memory)

        assert tuple(memory.outbox.planned()) == (delivery,)

    def test_a_sent_reply_closes_its_entry(self, memory: Memory) -> None:
        """In the same moment, by whom it was written."""
        item = an_item()
        memory.inbox.take_in("box", a_page(item), NOON)
        entry = entry_of(memory, item)
        target = replace(A_TARGET, entry_id=entry.id)
        reply = memory.outbox.add_reply("box", target, ReplyWish("Yes", "Aiko"), NOON)
        receipt = Receipt("r-1", "c-1", "https://r.test")
        moved(memory, claimed(memory, reply), _S.SENT, receipt=receipt)

        after = entry_of(memory, item)
        assert (after.status, after.closed_by) == ("answered", "Aiko")
        assert after.closed_at == NOON
        assert "item_answered" in {
            line.event for line in memory.journal.read(entry_id=entry.id)
        }

    def test_a_reply_that_failed_closes_nothing(self, memory: Memory) -> None:
        """Somebody still waits."""
        item = an_item()
        memory.inbox.take_in("box", a_page(item), NOON)
        target = replace(A_TARGET, entry_id=entry_of(memory, item).id)
        reply = memory.outbox.add_reply("box", target, ReplyWish("Yes", "Aiko"), NOON)
        moved(memory, claimed(memory, reply), _S.FAILED)

        assert entry_of(memory, item).status == "open"


class QueueContract:
    """What is next."""

    def test_an_empty_queue_wants_nothing(self, memory: Memory) -> None:
        """Nobody needs to be woken."""
        assert memory.outbox.next_due() is None
        assert not memory.outbox.due_accounts(NOON)
        assert memory.outbox.next_for("box", NOON) is None
        assert memory.outbox.last_sent_at("box") is None
        assert memory.outbox.delivery(404) is None

    def test_the_next_due_is_the_earliest(self, memory: Memory) -> None:
        """Of all accounts."""
        planned(memory, key="late", at=LATER)
        planned(memory, key="early", at=NOON - HOUR, accounts=("other",))

        assert memory.outbox.next_due() == NOON - HOUR

    @pytest.mark.parametrize(
        "state", sorted(set(_S) - {_S.QUEUED, _S.UNCERTAIN, _S.AWAITING_APPROVAL})
    )
    def test_what_waits_for_somebody_else_wakes_nobody(
        self, memory: Memory, state: DeliveryState
    ) -> None:
        """Only what is queued, uncertain or lacks a yes in time wants attention."""
        brought_to(memory, state)

        assert memory.outbox.next_due() is None
        assert not memory.outbox.due_accounts(LATER)

    def test_what_was_put_off_wakes_us_later(self, memory: Memory) -> None:
        """Not before it was said to."""
        delivery = claimed(memory, planned(memory))
        moved(memory, delivery, _S.QUEUED, not_before=LATER)

        assert memory.outbox.next_due() == LATER
        assert not memory.outbox.due_accounts(NOON)
        assert list(memory.outbox.due_accounts(LATER)) == ["box"]
        assert memory.outbox.next_for("box", NOON) is None
        assert memory.outbox.next_for("box", LATER) is not None

    def test_what_is_uncertain_wakes_us_when_it_may_be_looked_for(
        self, memory: Memory
    ) -> None:
        """At once, where nobody said when."""
        soon = moved(memory, claimed(memory, planned(memory)), _S.UNCERTAIN)
        assert memory.outbox.next_due() == NOON
        moved(memory, soon, _S.REVIEW)
        other = claimed(memory, planned(memory, accounts=("other",)))
        moved(memory, other, _S.UNCERTAIN, not_before=LATER)

        assert memory.outbox.next_due() == LATER
        assert not memory.outbox.due_accounts(LATER)

    def test_the_longest_due_account_comes_first(self, memory: Memory) -> None:
        """Each once, and only those with something due."""
        planned(memory, key="a", accounts=("b",), at=NOON)
        planned(memory, key="b", accounts=("a",), at=NOON - HOUR)
        planned(memory, key="c", accounts=("a",), at=NOON)
        planned(memory, key="d", accounts=("c",), at=LATER)

        assert list(memory.outbox.due_accounts(NOON)) == ["a", "b"]

    def test_an_account_speaks_in_order(self, memory: Memory) -> None:
        """By due time, then in the order of planning; replies among the posts."""
        second = planned(memory, key="second")
        third = memory.outbox.add_reply("box", A_TARGET, ReplyWish("Yes", "Aiko"), NOON)
        first = planned(memory, key="first", at=NOON - MINUTE)
        said = []
        while (delivery := memory.outbox.next_for("box", NOON)) is not None:
            said.append(delivery.id)
            moved(memory, claimed(memory, delivery), _S.SENT)

        assert said == [first.id, second.id, third.id]

    @pytest.mark.parametrize("state", [_S.SENDING, _S.UNCERTAIN])
    def test_one_attempt_at_a_time(self, memory: Memory, state: DeliveryState) -> None:
        """While one may be out, nothing else of the account begins."""
        first = brought_to(memory, state, key="first")
        second = planned(memory, key="second")
        elsewhere = planned(memory, key="third", accounts=("other",))

        assert memory.outbox.next_for("box", NOON) is None
        lease = first.lease
        assert lease is not None
        assert memory.outbox.claim(second, a_frozen(), lease, NOON) is None
        assert memory.outbox.next_for("other", NOON) == elsewhere
        claimed(memory, elsewhere)

    def test_what_waits_for_a_person_does_not_stop_the_queue(
        self, memory: Memory
    ) -> None:
        """A review may take days."""
        brought_to(memory, _S.REVIEW, key="first")
        second = planned(memory, key="second")

        assert memory.outbox.next_for("box", NOON) == second

    def test_deliveries_are_listed_by_state_account_and_time(
        self, memory: Memory
    ) -> None:
        """From a moment on, until before another, in order of time."""
        early = planned(memory, key="early", at=NOON - HOUR)
        sent = brought_to(memory, _S.SENT, key="sent")
        late = planned(memory, key="late", at=LATER, accounts=("other",))
        listed = memory.outbox.deliveries

        assert list(listed()) == [early, sent, late]
        assert list(listed(limit=1)) == [early]
        assert list(listed([_S.QUEUED, _S.MISSED])) == [early, late]
        assert list(listed([])) == []
        assert list(listed(account="other")) == [late]
        assert list(listed(since=NOON)) == [sent, late]
        assert list(listed(since=NOON, until=LATER)) == [sent]

    def test_the_past_is_known_by_its_keys(self, memory: Memory) -> None:
        """A post that was due is history, whatever became of it."""
        planned(memory, key="old", at=NOON - HOUR, accounts=("box", "bird"))
        planned(memory, key="new", at=NOON)

        assert memory.outbox.due_before(NOON) == {"old"}
        assert memory.outbox.due_before(NOON - HOUR) == frozenset()

    def test_the_last_publication_is_remembered(self, memory: Memory) -> None:
        """For each account; catching up is spaced by it."""
        for minutes, key in [(2, "b"), (1, "a")]:
            delivery = claimed(memory, planned(memory, key=key))
            memory.outbox.move(delivery, a_move(_S.SENT), NOON + minutes * MINUTE)

        assert memory.outbox.last_sent_at("box") == NOON + 2 * MINUTE
        assert memory.outbox.last_sent_at("other") is None

    def test_the_last_post_is_no_reply(self, memory: Memory) -> None:
        """Posts keep their distance from each other, and not from conversations."""
        wish = ReplyWish("Yes", "Aiko")
        reply = memory.outbox.add_reply("box", A_TARGET, wish, NOON - MINUTE)
        post = planned(memory)
        for delivery, at in [(post, NOON), (reply, NOON + MINUTE)]:
            memory.outbox.move(claimed(memory, delivery), a_move(_S.SENT), at)

        assert memory.outbox.last_post_at("box") == NOON
        assert memory.outbox.last_post_at("other") is None
