"""Planning, case by case: what YAML says, what the outbox holds, what follows."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.deliveries import (
    MAYBE_OUT,
    MOVES,
    CancelledBy,
    Delivery,
    DeliveryState,
)
from domain.late import LateAction, LatePolicy
from domain.posts import Post, SourceLine
from scheduler.plan import ChangeKind, Plan, decide
from tests.builders import a_post
from tests.clocks import NOON
from tests.plans import INSERT, TAKE_OVER, a_delivery, kinds, steps, taken_back
from tests.projects import a_project

LATER = NOON + timedelta(hours=2)
MUCH_LATER = NOON + timedelta(hours=5)
DAY = timedelta(days=1)

_AT_TWO = a_post(at=LATER)
_AT_FIVE = a_post(at=MUCH_LATER)
_EDITED = a_post(at=LATER, text="Hello, all!")
_S, _K = DeliveryState, ChangeKind


@pytest.mark.parametrize(
    ("wanted", "existing", "expected", "kind"),
    [
        pytest.param(_AT_TWO, [], [(INSERT, LATER)], _K.ADDED, id="new"),
        pytest.param(_AT_TWO, [a_delivery(_AT_TWO)], [], _K.KEPT, id="known"),
        pytest.param(
            _AT_FIVE,
            [a_delivery(_AT_TWO)],
            [(INSERT, MUCH_LATER), ("cancelled", LATER)],
            _K.MOVED,
            id="moved",
        ),
        pytest.param(
            _EDITED,
            [a_delivery(_AT_TWO)],
            [(TAKE_OVER, LATER)],
            _K.CHANGED,
            id="edited",
        ),
        pytest.param(
            _EDITED,
            [a_delivery(_AT_TWO, _S.FAILED)],
            [("queued", LATER)],
            _K.CHANGED,
            id="edited after it failed: tried again",
        ),
        pytest.param(
            _AT_TWO,
            [a_delivery(_AT_TWO, _S.FAILED)],
            [],
            _K.KEPT,
            id="failed and as it was: waits for a person",
        ),
        pytest.param(
            _AT_FIVE,
            [a_delivery(_AT_TWO, _S.MISSED)],
            [(INSERT, MUCH_LATER), ("cancelled", LATER)],
            _K.MOVED,
            id="missed and moved: gets its second chance",
        ),
        pytest.param(
            _AT_TWO,
            [taken_back(_AT_TWO, CancelledBy.PLAN)],
            [("queued", LATER)],
            _K.REVIVED,
            id="returned",
        ),
        pytest.param(
            _AT_TWO,
            [taken_back(_AT_TWO, CancelledBy.PLAN), a_delivery(_AT_FIVE)],
            [("queued", LATER), ("cancelled", MUCH_LATER)],
            _K.MOVED,
            id="moved back",
        ),
        pytest.param(
            _AT_TWO,
            [taken_back(_AT_TWO, CancelledBy.PERSON)],
            [],
            _K.KEPT,
            id="cancelled by a person",
        ),
        pytest.param(
            _AT_FIVE,
            [taken_back(_AT_TWO, CancelledBy.PERSON)],
            [],
            _K.KEPT,
            id="cancelled by a person, then moved",
        ),
        pytest.param(
            _AT_TWO,
            [taken_back(_AT_TWO, CancelledBy.POLICY)],
            [],
            _K.KEPT,
            id="left out by its policy",
        ),
        pytest.param(
            _AT_FIVE,
            [taken_back(_AT_TWO, CancelledBy.POLICY)],
            [(INSERT, MUCH_LATER)],
            _K.ADDED,
            id="left out by its policy, then moved: gets its second chance",
        ),
        pytest.param(
            _AT_FIVE,
            [a_delivery(_AT_TWO, _S.SENT)],
            [],
            _K.ALREADY_OUT,
            id="moved when it was out",
        ),
        pytest.param(
            _AT_FIVE,
            [a_delivery(_AT_TWO, _S.SENT), a_delivery(_AT_FIVE)],
            [("cancelled", MUCH_LATER)],
            _K.ALREADY_OUT,
            id="out and queued once more",
        ),
    ],
)
def test_one_post_on_one_account_is_planned(
    wanted: Post,
    existing: list[Delivery],
    expected: list[tuple[str, datetime]],
    kind: ChangeKind,
) -> None:
    """The outbox becomes what YAML says, once."""
    plan = decide(a_project(wanted), existing, NOON)

    assert steps(plan) == expected
    assert kinds(plan) == [kind]


@pytest.mark.parametrize(
    "state", [_S.QUEUED, _S.AWAITING_APPROVAL, _S.FAILED, _S.MISSED]
)
def test_a_post_that_vanished_is_taken_back(state: DeliveryState) -> None:
    """Out of YAML, out of the queue; the plan may bring it back."""
    plan = decide(a_project(), [a_delivery(_AT_TWO, state)], NOON)

    assert steps(plan) == [("cancelled", LATER)]
    assert kinds(plan) == [ChangeKind.CANCELLED]
    assert plan.steps[0].move is not None
    assert plan.steps[0].move.cancelled_by is CancelledBy.PLAN


@pytest.mark.parametrize("state", sorted({*MAYBE_OUT, _S.CANCELLED}))
def test_a_post_that_is_or_was_elsewhere_may_vanish(state: DeliveryState) -> None:
    """Cleaning up old YAML changes nothing."""
    assert decide(a_project(), [a_delivery(_AT_TWO, state)], NOON) == Plan()


@pytest.mark.parametrize("state", sorted(MAYBE_OUT))
def test_what_may_be_out_is_never_planned_again(state: DeliveryState) -> None:
    """Whatever YAML says now: a warning, never a second post."""
    for wanted in (_AT_FIVE, _EDITED):
        plan = decide(a_project(wanted), [a_delivery(_AT_TWO, state)], NOON)

        assert plan.steps == ()
        assert len(plan.warnings) == 1


def test_what_is_out_and_unchanged_is_no_news() -> None:
    """Old posts may stay in YAML for ever."""
    plan = decide(a_project(_AT_TWO), [a_delivery(_AT_TWO, _S.SENT)], MUCH_LATER)

    assert plan.steps == ()
    assert plan.warnings == ()


def test_what_a_person_cancelled_is_named_when_it_is_edited() -> None:
    """Their word stands, but nobody is left guessing."""
    plan = decide(a_project(_EDITED), [taken_back(_AT_TWO, CancelledBy.PERSON)], NOON)

    assert plan.steps == ()
    assert "cancelled" in str(plan.warnings[0].what)


def test_each_account_is_planned_by_itself() -> None:
    """A post that loses an account is taken back there, and only there."""
    both = a_post(at=LATER, accounts=("box", "bsky"))
    on_bsky = a_delivery(both, account="bsky")
    wanted = a_post(at=LATER, accounts=("box",))

    plan = decide(a_project(wanted), [a_delivery(both), on_bsky], NOON)

    assert [(step.account, step.delivery) for step in plan.steps] == [("bsky", on_bsky)]
    assert kinds(plan) == [ChangeKind.KEPT, ChangeKind.CANCELLED]


def test_a_new_post_whose_time_has_passed_is_planned_as_missed() -> None:
    """It is missed, where a person sees it; never silently nothing."""
    source = SourceLine("queue/old.yaml", 3)
    past = a_post(at=NOON - timedelta(days=1), source=source)

    plan = decide(a_project(past), [], NOON)

    assert steps(plan) == [(INSERT, past.at)]
    assert plan.steps[0].move is not None
    assert plan.steps[0].move.to is DeliveryState.MISSED
    assert plan.warnings[0].place() == "queue/old.yaml:3: hello"


def test_a_new_post_whose_time_has_passed_may_be_left_out() -> None:
    """If its policy says so; that is told, too."""
    past = a_post(at=NOON - DAY, late=LatePolicy(otherwise=LateAction.SKIP))

    plan = decide(a_project(past), [], NOON)

    assert plan.steps[0].move is not None
    assert plan.steps[0].move.to is DeliveryState.CANCELLED
    assert "left out" in str(plan.warnings[0].what)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"late": LatePolicy(DAY)}, id="late"),
        pytest.param({"campaign": "spring"}, id="campaign"),
        pytest.param({"by": "Aiko"}, id="author"),
    ],
)
def test_what_readers_do_not_see_is_taken_over_quietly(
    changes: dict[str, object],
) -> None:
    """No line, no second try of what failed; but from now on it counts."""
    after = replace(_AT_TWO, **changes)  # type: ignore[arg-type]  # fields of a post
    for state in (_S.QUEUED, _S.FAILED, _S.MISSED):
        plan = decide(a_project(after), [a_delivery(_AT_TWO, state)], NOON)

        assert steps(plan) == [(TAKE_OVER, LATER)]
        assert plan.steps[0].post == after
        assert kinds(plan) == [ChangeKind.KEPT]


def test_a_post_that_gains_an_account_changes_nothing_on_the_others() -> None:
    """Not even quietly."""
    both = a_post(at=LATER, accounts=("box", "bsky"))
    plan = decide(a_project(both), [a_delivery(_AT_TWO)], NOON)

    assert [step.account for step in plan.steps] == ["bsky"]


def test_a_new_post_that_is_a_little_late_is_simply_planned() -> None:
    """Within the limit for lateness it goes out at once."""
    plan = decide(a_project(a_post(at=NOON - timedelta(minutes=5))), [], NOON)

    assert steps(plan) == [(INSERT, NOON - timedelta(minutes=5))]
    assert plan.warnings == ()


def test_a_line_that_moved_in_its_file_changes_nothing() -> None:
    """Only what readers would see counts."""
    before = a_post(at=LATER, source=SourceLine("queue/a.yaml", 1))
    after = a_post(at=LATER, source=SourceLine("queue/b.yaml", 9))

    assert decide(a_project(after), [a_delivery(before)], NOON).steps == ()


@pytest.mark.parametrize("state", sorted(DeliveryState))
@pytest.mark.parametrize("wanted", [None, _AT_TWO, _AT_FIVE, _EDITED])
def test_a_plan_makes_only_legal_moves(
    state: DeliveryState, wanted: Post | None
) -> None:
    """Whatever stands in the outbox, the table of moves holds."""
    project = a_project(wanted) if wanted else a_project()
    plan = decide(project, [a_delivery(_AT_TWO, state)], NOON)

    for step in plan.steps:
        if step.delivery and step.move:
            assert step.move.to in MOVES[step.delivery.state]
