"""Planning threads: each part follows YAML until it is out, and none after that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.deliveries import CancelledBy, Delivery, DeliveryState
from domain.posts import Message, Post
from scheduler.plan import ChangeKind, Plan, decide
from tests.builders import a_post
from tests.clocks import NOON
from tests.plans import (
    INSERT,
    TAKE_OVER,
    a_delivery,
    a_thread,
    kinds,
    part_steps,
    taken_back,
)
from tests.projects import a_project

LATER = NOON + timedelta(hours=2)
_S, _K = DeliveryState, ChangeKind


def a_thread_of(*words: str) -> Post:
    """Return a post with a thread."""
    first, *others = words
    return a_post(at=LATER, text=first, thread=tuple(map(Message, others)))


THREE = a_thread_of("one", "two", "three")
_MENDED = a_thread_of("one", "two!", "three")
_LONGER = a_thread_of("one", "two", "three", "four")
_SHORTER = a_thread_of("one", "two")


def planned(wanted: Post, existing: list[Delivery]) -> Plan:
    """Return the plan at noon."""
    return decide(a_project(wanted), existing, NOON)


@pytest.mark.parametrize(
    ("wanted", "existing", "expected", "kind"),
    [
        pytest.param(
            THREE,
            [],
            [(INSERT, 0), (INSERT, 1), (INSERT, 2)],
            _K.ADDED,
            id="new",
        ),
        pytest.param(
            THREE,
            a_thread(THREE, _S.QUEUED, _S.QUEUED, _S.QUEUED),
            [],
            _K.KEPT,
            id="known",
        ),
        pytest.param(
            _SHORTER,
            a_thread(THREE, _S.QUEUED, _S.QUEUED, _S.QUEUED),
            [(TAKE_OVER, 0), (TAKE_OVER, 1), ("cancelled", 2)],
            _K.CHANGED,
            id="shortened",
        ),
        pytest.param(
            _LONGER,
            a_thread(THREE, _S.SENT, _S.SENT, _S.QUEUED),
            [(TAKE_OVER, 2), (INSERT, 3)],
            _K.CHANGED,
            id="lengthened when half of it was out",
        ),
        pytest.param(
            _MENDED,
            a_thread(THREE, _S.SENT, _S.FAILED, _S.QUEUED),
            [("queued", 1), (TAKE_OVER, 2)],
            _K.CHANGED,
            id="mended where it broke",
        ),
        pytest.param(
            THREE,
            a_thread(THREE, _S.SENT, _S.FAILED, _S.QUEUED),
            [],
            _K.KEPT,
            id="broken and as it was",
        ),
        pytest.param(
            THREE,
            [
                *a_thread(THREE, _S.SENT, _S.QUEUED),
                taken_back(THREE, CancelledBy.PLAN, part=2),
            ],
            [("queued", 2)],
            _K.REVIVED,
            id="the end came back in time",
        ),
        pytest.param(
            THREE,
            a_thread(THREE, _S.SENT, _S.SENT, _S.SENT),
            [],
            _K.ALREADY_OUT,
            id="out",
        ),
    ],
)
def test_a_thread_is_planned_part_by_part(
    wanted: Post,
    existing: list[Delivery],
    expected: list[tuple[str, int]],
    kind: ChangeKind,
) -> None:
    """What is out stays, the rest follows; nobody is warned."""
    plan = planned(wanted, existing)

    assert part_steps(plan) == expected
    assert kinds(plan) == [kind]
    assert plan.warnings == ()


@pytest.mark.parametrize(
    ("wanted", "existing", "expected", "words"),
    [
        pytest.param(
            _MENDED,
            a_thread(THREE, _S.SENT, _S.SENT, _S.QUEUED),
            [(TAKE_OVER, 2)],
            "part 2 went out on box already",
            id="the part that changed is out",
        ),
        pytest.param(
            _LONGER,
            a_thread(THREE, _S.SENT, _S.SENT, _S.SENT),
            [],
            "the thread is out on box already",
            id="nothing is added to what is complete",
        ),
        pytest.param(
            THREE,
            [
                *a_thread(THREE, _S.SENT, _S.SENT),
                taken_back(THREE, CancelledBy.PLAN, part=2),
            ],
            [],
            "the thread is out on box already",
            id="the end came back too late",
        ),
        pytest.param(
            _SHORTER,
            a_thread(THREE, _S.SENT, _S.SENT, _S.UNCERTAIN),
            [],
            "part 3 went out on box already",
            id="the part that vanished may be out",
        ),
        pytest.param(
            replace(THREE, at=LATER + timedelta(hours=1)),
            a_thread(THREE, _S.SENT, _S.QUEUED, _S.QUEUED),
            [(TAKE_OVER, 1), (TAKE_OVER, 2)],
            "it went out on box already",
            id="moved when it had begun: it keeps its time",
        ),
    ],
)
def test_what_is_out_of_a_thread_cannot_be_changed(
    wanted: Post, existing: list[Delivery], expected: list[tuple[str, int]], words: str
) -> None:
    """Told once; never a second post."""
    plan = planned(wanted, existing)
    (warning,) = plan.warnings

    assert part_steps(plan) == expected
    assert words in str(warning.what)


def test_a_part_keeps_its_time_when_its_thread_is_moved_too_late() -> None:
    """What is written down stays with the moment at which the thread began."""
    moved = replace(THREE, at=LATER + timedelta(hours=1))
    plan = planned(moved, a_thread(THREE, _S.SENT, _S.QUEUED, _S.QUEUED))

    assert {step.moment for step in plan.steps} == {LATER}


def test_a_thread_that_is_gone_takes_back_what_is_not_out() -> None:
    """The rest of it, whatever it waited for."""
    existing = a_thread(THREE, _S.SENT, _S.FAILED, _S.QUEUED)
    plan = decide(a_project(), existing, NOON)

    assert part_steps(plan) == [("cancelled", 1), ("cancelled", 2)]
    assert kinds(plan) == [_K.CANCELLED]


@pytest.mark.parametrize("by", [CancelledBy.PERSON, CancelledBy.POLICY])
def test_nothing_follows_a_part_that_was_left_out(by: CancelledBy) -> None:
    """It would wait for ever, and nobody see it."""
    part = taken_back(THREE, by, part=1)
    first, last = a_delivery(THREE, _S.SENT), a_delivery(THREE, part=2)
    plan = planned(THREE, [first, part, last])

    (step,) = plan.steps
    assert step.delivery is last
    assert step.move is not None
    assert step.move.cancelled_by is by
    assert plan.warnings == ()


def test_a_thread_that_a_person_cut_is_not_mended_by_editing() -> None:
    """Their word stands, and it is said."""
    part = taken_back(THREE, CancelledBy.PERSON, part=1)
    plan = planned(_MENDED, [a_delivery(THREE), part])

    assert part_steps(plan) == [(TAKE_OVER, 0)]
    assert "a person cancelled it" in str(plan.warnings[0].what)


def test_a_thread_that_moves_before_it_begins_moves_whole() -> None:
    """All of its parts, in one line."""
    moved = replace(THREE, at=LATER + timedelta(hours=1))
    plan = planned(moved, a_thread(THREE, _S.QUEUED, _S.QUEUED, _S.QUEUED))

    assert part_steps(plan) == [
        *((INSERT, part) for part in range(3)),
        *(("cancelled", part) for part in range(3)),
    ]
    assert kinds(plan) == [_K.MOVED]
