"""A memory in trouble is waited for, told of once, and found well again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.deliveries import DeliveryState
from domain.errors import (
    StorageBlockedError,
    StorageBrokenError,
    StorageBusyError,
    StorageRefusedError,
)
from domain.phrases import Phrase
from kairanban import epoch
from kairanban.bootstrap import open_house
from kairanban.daemon import Daemon
from kairanban.patience import wait_for_memory
from scheduler.trouble import QUIET_SECONDS, MemoryTrouble
from tests.clocks import ManualClock
from tests.memories import lay_database

QUIET = timedelta(seconds=QUIET_SECONDS)
BUSY, FULL = StorageBusyError("busy"), StorageBlockedError("full")


class TestPatience:
    """At the start."""

    def test_what_can_be_mended_is_waited_for(self) -> None:
        """And told at every try, so that systemd goes on waiting, too."""
        answers: Iterator[Exception | str] = iter([BUSY, FULL, FULL, "open"])
        told: list[Phrase] = []
        pauses: list[None] = []

        def act() -> str:
            answer = next(answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

        with capture_logs() as logs:
            found = wait_for_memory(act, told.append, lambda: pauses.append(None))

        assert found == "open"
        assert [str(one) for one in told] == ["busy", "full", "full"]
        assert len(pauses) == 3
        assert [line["event"] for line in logs] == [
            "memory_in_trouble",
            "memory_in_trouble",
            "memory_answers_again",
        ]

    def test_what_is_damaged_is_refused_at_once(self) -> None:
        """Only a person can mend it."""

        def act() -> None:
            raise StorageBrokenError("damaged")

        with pytest.raises(StorageBrokenError):
            wait_for_memory(act, lambda _: None, lambda: pytest.fail("it waited"))


class TestTrouble:
    """While it runs."""

    def test_each_trouble_is_told_once(self) -> None:
        """Not every two seconds, without a trace, and two in turn are no news."""
        clock = ManualClock()
        trouble = MemoryTrouble(lambda *_: None, clock.uptime)
        with capture_logs() as logs:
            for error in (BUSY, BUSY, FULL, FULL, BUSY, FULL):
                trouble("look", error)
            clock.turn(QUIET)
            ended = [trouble.end(), trouble.end()]

        assert [line["event"] for line in logs] == [
            "memory_in_trouble",
            "memory_in_trouble",
            "memory_answers_again",
        ]
        assert all("exc_info" not in line for line in logs)
        assert ended == [True, False]
        assert trouble.problem is None

    def test_it_is_over_when_nobody_meets_it_any_more(self) -> None:
        """On a full disk reading works, and a small thing may find room."""
        clock = ManualClock()
        trouble = MemoryTrouble(lambda *_: None, clock.uptime)
        with capture_logs() as logs:
            for _ in range(10):
                trouble("box", FULL)
                clock.turn(timedelta(seconds=2))

                assert not trouble.end()

        assert [line["event"] for line in logs] == ["memory_in_trouble"]
        assert trouble.problem == FULL.phrase

    @pytest.mark.parametrize("bug", [ZeroDivisionError(), StorageRefusedError("no")])
    def test_other_errors_are_handed_on(self, bug: Exception) -> None:
        """Our own bugs are no trouble of the memory."""
        heard: list[tuple[str, Exception]] = []
        trouble = MemoryTrouble(lambda *error: heard.append(error), lambda: 0.0)
        trouble("pull", bug)

        assert heard == [("pull", bug)]
        assert trouble.problem is None


def test_holding_back_that_was_interrupted_is_done_again(tmp_path: Path) -> None:
    """The memory is called ours only when nothing overdue can go out any more."""
    (tmp_path / "kairanban.yaml").write_text(
        "community: {name: Makers, timezone: Asia/Tokyo}\n"
        "accounts: {box: {platform: sandbox, community: quiet}}\n"
    )
    (tmp_path / "queue").mkdir()
    at = (datetime.now(UTC) - timedelta(minutes=2)).isoformat(timespec="seconds")
    (tmp_path / "queue" / "posts.yaml").write_text(
        f"- {{id: hello, at: '{at}', to: box, text: Hello}}\n"
    )
    lay_database(tmp_path / ".kairanban")
    house = open_house(tmp_path, with_posts=True)
    epoch.make_ours(house.memory, tmp_path / ".kairanban")
    (tmp_path / ".kairanban" / "epoch").unlink()
    daemon = Daemon(house, tmp_path, lambda _: None)
    move = house.memory.outbox.move
    house.memory.outbox.move = busy  # type: ignore[assignment,method-assign]  # for a moment
    with pytest.raises(StorageBusyError):
        daemon._mind_a_restored_database()
    house.memory.outbox.move = move  # type: ignore[method-assign]  # as it was
    with capture_logs() as logs:
        for _ in range(2):
            daemon._mind_a_restored_database()
    (delivery,) = house.memory.outbox.deliveries()
    house.close()

    assert delivery.state is DeliveryState.MISSED
    assert [line["event"] for line in logs] == ["database_was_restored"]


def busy(*_: object) -> None:
    raise BUSY
