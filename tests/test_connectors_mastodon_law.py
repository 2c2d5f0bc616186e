"""The law of publishing on Mastodon: at most once, whatever becomes of the answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.items import RemoteReference
from domain.ports import ReplyWish
from domain.posts import Message, ReplyTarget
from tests.builders import a_post
from tests.clocks import ManualClock
from tests.crews import Hand
from tests.memories import a_memory
from tests.platforms.mastodon_faults import Act, Fault, Hang, HangUp, Reset, Say
from tests.platforms.mastodon_flavours import (
    GOTOSOCIAL,
    HOLLO,
    MASTODON,
    TAKAHE,
    Flavour,
)
from tests.platforms.mastodon_server import PretendMastodon
from tests.platforms.mastodon_setup import IMPATIENT, a_setup, connected, running

POST = "POST /api/v1/statuses"
MINUTE = timedelta(minutes=1)

LOST: dict[str, Fault] = {
    "hang up": HangUp(),
    "hang up before": HangUp(Act.INSTEAD),
    "reset": Reset(),
    "silence": Hang(),
    "502 after storing": Say(502, act=Act.AFTER),
    "503": Say(503),
}


@pytest.fixture
def flavour() -> Flavour:
    return MASTODON


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def platform(clock: ManualClock, flavour: Flavour) -> Iterator[PretendMastodon]:
    with running(clock, flavour) as platform:
        yield platform


@pytest.fixture
def hand(
    platform: PretendMastodon, tmp_path: Path, clock: ManualClock
) -> Iterator[Hand]:
    """Return a crew whose only account is on the pretend server."""
    memory = a_memory(tmp_path, clock)
    setup = a_setup(platform.url, tmp_path / "box", clock)
    setup.folder.mkdir()
    with connected(setup, IMPATIENT) as connector:
        yield Hand(memory, clock, {"box": connector})  # type: ignore[dict-item]  # a real one
    memory.close()


def settle(hand: Hand) -> None:
    """Let enough time pass for two looks."""
    for _ in range(8):
        hand.pass_time(MINUTE)


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
@pytest.mark.parametrize(
    "flavour", [MASTODON, GOTOSOCIAL, TAKAHE, HOLLO], ids=lambda one: one.name
)
def test_a_lost_answer_leaves_one_post(
    hand: Hand, platform: PretendMastodon, fault: Fault
) -> None:
    """Found on the server, it is sent; not found twice, it goes out once more."""
    hand.plan(a_post())
    platform.script.will(POST, fault)
    settle(hand)

    assert hand.states() == ["sent"]
    assert [post.text for post in platform.posts()] == ["Hello, everybody!"]


def test_equal_words_of_earlier_are_not_taken_for_the_lost_ones(
    hand: Hand, platform: PretendMastodon
) -> None:
    """Only what came out since the first try counts."""
    platform.we_post("Hello, everybody!")
    hand.clock.turn(timedelta(hours=1))
    hand.plan(a_post(at=hand.clock.now()))
    platform.script.will(POST, HangUp(Act.INSTEAD))
    settle(hand)

    assert hand.states() == ["sent"]
    assert len(platform.posts()) == 2


def test_a_thread_that_broke_goes_on_in_its_place(
    hand: Hand, platform: PretendMastodon
) -> None:
    """Each part answers the one before it."""
    thread = (Message("Part two"), Message("Part three"))
    hand.plan(replace(a_post(), thread=thread))
    platform.script.will(POST, HangUp())
    platform.script.will(POST, HangUp(Act.INSTEAD))
    for _ in range(4):
        settle(hand)
    first, second, third = platform.posts()

    assert [second.parent, third.parent] == [first.remote_id, second.remote_id]
    assert hand.states() == ["sent"] * 3


def test_a_lost_reply_is_found_without_the_names_before_it(
    hand: Hand, platform: PretendMastodon
) -> None:
    """We put them there when it was sent; what was written has none."""
    asked = RemoteReference(platform.fan_mentions("when?"))
    target = ReplyTarget(1, parent=asked, root=asked)
    hand.memory.outbox.add_reply(
        "box", target, ReplyWish("At noon.", by="root"), hand.clock.now()
    )
    platform.script.will(POST, HangUp())
    settle(hand)

    assert hand.states() == ["sent"]
    assert [p.text for p in platform.posts()] == ["@aiko@far.example At noon."]
    assert platform.asked(POST) == 1


@pytest.mark.parametrize("skew", [timedelta(hours=-7), timedelta(hours=7)], ids=str)
@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.value)
def test_a_server_with_another_time_makes_no_second_post(
    hand: Hand, platform: PretendMastodon, skew: timedelta, act: Act
) -> None:
    """Its answers tell its time: what it lists is seen by our own clock."""
    platform.world.skew = skew
    hand.plan(a_post())
    platform.script.will(POST, HangUp(act))
    settle(hand)

    assert hand.states() == ["sent"]
    assert len(platform.posts()) == 1
