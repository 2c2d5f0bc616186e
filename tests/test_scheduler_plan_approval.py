"""Planning and the gate of approval: no step lets words through that lack their yes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.deliveries import MOVES, CancelledBy, Delivery, DeliveryState
from domain.posts import Message, Post, Repeat
from domain.project import Project
from scheduler.plan import ChangeKind, Plan, decide
from tests.builders import a_post
from tests.clocks import NOON
from tests.plans import (
    INSERT,
    TAKE_OVER,
    a_delivery,
    a_yes_to,
    kinds,
    steps,
    taken_back,
)
from tests.projects import a_project

LATER = NOON + timedelta(hours=2)
HELLO = a_post(at=LATER, needs_approval=True)
BYE = replace(HELLO, text="Bye!")
FREE = replace(HELLO, needs_approval=False)
YES = a_yes_to(HELLO.text)
_S, _K = DeliveryState, ChangeKind


def gated(post: Post, state: DeliveryState, **changes: Any) -> Delivery:
    """Return a delivery that needs a yes."""
    return a_delivery(post, state, **{"needs_approval": True} | changes)


def planned(wanted: Post, *existing: Delivery) -> Plan:
    """Return the plan at noon."""
    return decide(a_project(wanted), existing, NOON)


def by_account() -> Project:
    """Return a project whose account asks for approval."""
    project = a_project(FREE)
    box = replace(project.accounts["box"], needs_approval=True)
    return replace(project, accounts={"box": box})


@pytest.mark.parametrize(
    "project",
    [
        pytest.param(a_project(HELLO), id="post"),
        pytest.param(by_account(), id="account"),
        pytest.param(a_project(FREE, needs_approval=True), id="project"),
    ],
)
def test_whoever_asks_for_approval_gets_it(project: Project) -> None:
    """It only ever tightens: any of them suffices."""
    (step,) = decide(project, [], NOON).steps

    assert step.needs_approval
    assert step.move is None


def test_what_nobody_asks_about_needs_none() -> None:
    """The usual case."""
    (step,) = planned(FREE).steps

    assert not step.needs_approval


@pytest.mark.parametrize(
    ("wanted", "existing", "expected", "kind"),
    [
        pytest.param(
            BYE,
            gated(HELLO, _S.QUEUED, approval=YES),
            ["awaiting_approval"],
            _K.CHANGED,
            id="new words need a new yes",
        ),
        pytest.param(
            BYE,
            gated(HELLO, _S.AWAITING_APPROVAL),
            [TAKE_OVER],
            _K.CHANGED,
            id="new words before anybody said yes",
        ),
        pytest.param(
            replace(HELLO, campaign="spring"),
            gated(HELLO, _S.QUEUED, approval=YES),
            [TAKE_OVER],
            _K.KEPT,
            id="the same words keep their yes",
        ),
        pytest.param(
            HELLO,
            gated(BYE, _S.AWAITING_APPROVAL, approval=YES),
            ["queued"],
            _K.CHANGED,
            id="the old words again, which have their yes",
        ),
        pytest.param(
            FREE,
            gated(HELLO, _S.AWAITING_APPROVAL),
            ["queued"],
            _K.CHANGED,
            id="nobody asks any more",
        ),
        pytest.param(
            HELLO,
            a_delivery(FREE),
            ["awaiting_approval"],
            _K.CHANGED,
            id="somebody asks now",
        ),
        pytest.param(
            HELLO,
            a_delivery(FREE, approval=YES),
            [TAKE_OVER],
            _K.KEPT,
            id="somebody asks again, and the yes is there",
        ),
        pytest.param(
            HELLO,
            gated(BYE, _S.FAILED),
            ["awaiting_approval"],
            _K.CHANGED,
            id="edited after it failed",
        ),
        pytest.param(
            HELLO,
            gated(BYE, _S.FAILED, approval=YES),
            ["queued"],
            _K.CHANGED,
            id="edited after it failed, to words that have their yes",
        ),
        pytest.param(
            HELLO, gated(HELLO, _S.MISSED), [], _K.KEPT, id="missed: a person says"
        ),
        pytest.param(
            HELLO,
            taken_back(HELLO, CancelledBy.PLAN),
            ["awaiting_approval"],
            _K.REVIVED,
            id="returned",
        ),
        pytest.param(
            HELLO,
            taken_back(HELLO, CancelledBy.PLAN, approval=YES),
            ["queued"],
            _K.REVIVED,
            id="returned with its yes",
        ),
    ],
)
def test_the_gate_is_kept(
    wanted: Post, existing: Delivery, expected: list[str], kind: ChangeKind
) -> None:
    """Through it, or back in front of it."""
    plan = planned(wanted, existing)

    assert [what for what, _ in steps(plan)] == expected
    assert kinds(plan) == [kind]
    assert all(step.needs_approval == wanted.needs_approval for step in plan.steps)


def test_a_post_that_moves_takes_its_yes_along() -> None:
    """The yes was to the words, not to the hour."""
    moved = replace(HELLO, at=LATER + timedelta(hours=1))
    insert, _cancel = planned(moved, gated(HELLO, _S.QUEUED, approval=YES)).steps

    assert insert.move is not None
    assert (insert.move.to, insert.move.approval) == (_S.QUEUED, YES)


def test_the_reason_says_why_it_waits_again() -> None:
    """Edited, or newly asked for."""
    (edited,) = planned(BYE, gated(HELLO, _S.QUEUED, approval=YES)).steps
    (asked,) = planned(HELLO, a_delivery(FREE)).steps

    assert edited.move is not None
    assert asked.move is not None
    assert "after they were approved" in str(edited.move.reason)
    assert "needs somebody's yes now" in str(asked.move.reason)


def test_a_part_of_a_thread_has_a_yes_of_its_own() -> None:
    """Editing one asks again for that one."""
    thread = replace(HELLO, thread=(Message("two"),))
    edited = replace(HELLO, thread=(Message("2"),))
    parts = (
        gated(thread, _S.QUEUED, approval=YES),
        gated(thread, _S.QUEUED, part=1, approval=a_yes_to("two")),
    )
    plan = planned(edited, *parts)

    assert [what for what, _ in steps(plan)] == [TAKE_OVER, "awaiting_approval"]


def test_a_recurring_post_is_approved_once() -> None:
    """What comes later inherits the yes to the same words on the same account."""
    weekly = replace(HELLO, repeat=Repeat("FREQ=WEEKLY", "Asia/Tokyo"))
    first = gated(weekly, _S.QUEUED, approval=YES)
    second = gated(weekly, _S.AWAITING_APPROVAL, due_at=weekly.at + timedelta(weeks=1))
    follow, *inserts = planned(weekly, first, second).steps

    assert follow.delivery is second
    assert all(step.move and step.move.to is _S.QUEUED for step in (follow, *inserts))
    assert all(step.move and step.move.approval == YES for step in (follow, *inserts))
    assert len(inserts) == 3

    edited = planned(replace(weekly, text="Bye!"), first, second)

    assert [what for what, _ in steps(edited)] == [
        "awaiting_approval",
        TAKE_OVER,
        *[INSERT] * 3,
    ]
    assert not [step for step in edited.steps[2:] if step.move]


@pytest.mark.parametrize("state", sorted(DeliveryState))
@pytest.mark.parametrize("wanted", [HELLO, BYE, FREE])
@pytest.mark.parametrize("approval", [None, YES])
def test_no_step_queues_what_lacks_its_yes(
    state: DeliveryState, wanted: Post, approval: Any
) -> None:
    """Whatever stands in the outbox; and the table of moves holds."""
    plan = planned(wanted, gated(HELLO, state, approval=approval))

    for step in plan.steps:
        if step.move is not None and step.delivery is not None:
            assert step.move.to in MOVES[step.delivery.state]
        if step.needs_approval and step.move and step.move.to is _S.QUEUED:
            assert (wanted, approval) == (HELLO, YES)
