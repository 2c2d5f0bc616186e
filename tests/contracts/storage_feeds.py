"""What every database must do so that of each entry of a feed is told once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from domain.deliveries import DeliveryState
from domain.ports import PlanStep
from domain.posts import Origin, Post
from storage.memory import Memory
from tests.builders import a_post
from tests.clocks import NOON

HOUR = timedelta(hours=1)


def news(key: str = "a", **changes: Any) -> Post:
    """Return a post about an entry."""
    return a_post(f"feed/blog/{key}", origin=Origin.FEED, **changes)


def take_in(memory: Memory, key: str, *posts: Post) -> int:
    """Remember an entry, and queue what is told of it."""
    steps = [PlanStep(None, "box", post) for post in posts]
    return memory.feeds.take_in("blog", [key], steps, NOON)


class FeedsContract:
    """The entries of feeds."""

    def test_an_entry_and_its_post_are_taken_in_together(self, memory: Memory) -> None:
        """What is remembered is queued, and what is queued is remembered."""
        assert take_in(memory, "a", news()) == 1
        (delivery,) = memory.outbox.deliveries()

        assert delivery.origin is Origin.FEED
        assert delivery.state is DeliveryState.QUEUED
        assert memory.feeds.known("blog", ["a", "b"]) == {"a"}

    def test_nothing_is_told_twice(self, memory: Memory) -> None:
        """However often a feed says it, and with whatever words."""
        take_in(memory, "a", news())

        assert take_in(memory, "a", news("a", text="Again", at=NOON + HOUR)) == 0
        assert len(memory.outbox.deliveries()) == 1

    def test_two_who_look_at_once_tell_once(self, memory: Memory) -> None:
        """The daemon and a person's command may both see what is new."""
        with ThreadPoolExecutor(4) as pool:
            at = [NOON + HOUR * n for n in range(4)]
            told = pool.map(lambda due: take_in(memory, "a", news(at=due)), at)

            assert sorted(told) == [0, 0, 0, 1]
        assert len(memory.outbox.deliveries()) == 1

    def test_what_is_passed_over_is_known_too(self, memory: Memory) -> None:
        """History is remembered, and not told; another feed knows nothing of it."""
        keys = [f"old-{number}" for number in range(1200)]
        memory.feeds.take_in("blog", keys, (), NOON)

        assert memory.feeds.known("blog", [*keys, "new"]) == set(keys)
        assert memory.feeds.is_known("blog")
        assert not memory.feeds.is_known("other")
        assert memory.feeds.last_due("blog") is None

    def test_the_last_post_of_a_feed_is_known(self, memory: Memory) -> None:
        """The next one keeps its distance from it."""
        take_in(memory, "a", news("a", at=NOON + HOUR))
        take_in(memory, "b", news("b", at=NOON))

        assert memory.feeds.last_due("blog") == NOON + HOUR
        assert memory.feeds.last_due("other") is None

    def test_the_plan_leaves_feeds_alone(self, memory: Memory) -> None:
        """YAML does not say these posts, and does not take them back."""
        take_in(memory, "a", news())

        assert list(memory.outbox.planned()) == []
