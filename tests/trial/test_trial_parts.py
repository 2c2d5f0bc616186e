"""The parts of the trial: a judge who sees, a plan that leaves nothing out."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from tests.clocks import NOON
from tests.trial.books import Row, waiting
from tests.trial.clock import PlainClock
from tests.trial.faults import NETWORK, STORES, Fault
from tests.trial.judge import Evidence, judge
from tests.trial.pairs import pauses, texts_held
from tests.trial.runs import FAULTS, KINDS, PLACES, some
from tests.trial.scenarios import Occurrence
from tests.trial.world import Asked, Manners, Published, World

OCCURRENCES = (
    Occurrence("hello", "Hello"),
    Occurrence("thread", "One"),
    Occurrence("thread", "Two", 1),
)
ROWS = (
    Row(1, "hello", NOON, 0, "sent", "post-1", 1),
    Row(2, "thread", NOON, 0, "sent", "post-2", 1),
    Row(3, "thread", NOON, 1, "sent", "post-3", 1),
)


def shown(number: int, text: str, parent: str = "") -> Published:
    """Return a post in the ledger."""
    return Published(number, f"post-{number}", "", text, parent, NOON)


LEDGER = (shown(1, "Hello"), shown(2, "One"), shown(3, "Two", "post-2"))
WELL = Evidence("A", OCCURRENCES, ROWS, LEDGER, (), NOON)


def test_the_judge_has_nothing_to_say_of_what_is_well() -> None:
    """Sent is in the ledger, once, in its place."""
    verdict = judge(WELL)

    assert verdict.problems == []
    assert verdict.sent == 3


def test_only_the_part_that_is_being_sent_is_held() -> None:
    """The parts after it are anybody's, once it is known to be out."""
    rows = [
        ROWS[0],
        replace(ROWS[1], state="sending"),
        replace(ROWS[2], state="queued"),
    ]

    assert texts_held(rows, OCCURRENCES) == {"One"}


@pytest.mark.parametrize(
    ("what", "evidence"),
    [
        ("duplicates", replace(WELL, ledger=(*LEDGER, shown(4, "Hello")))),
        ("lost", replace(WELL, rows=ROWS[1:])),
        ("lost", replace(WELL, rows=(replace(ROWS[0], state="cancelled"), *ROWS[1:]))),
        ("lost", replace(WELL, ledger=LEDGER[1:])),
        ("stuck", replace(WELL, rows=(replace(ROWS[0], state="queued"), *ROWS[1:]))),
        ("stuck", replace(WELL, rows=(replace(ROWS[0], state="sending"), *ROWS[1:]))),
        (
            "untrue",
            replace(
                WELL, rows=(replace(ROWS[0], state="missed", receipt=None), *ROWS[1:])
            ),
        ),
        ("untrue", replace(WELL, rows=(replace(ROWS[0], receipt="post-2"), *ROWS[1:]))),
        ("disorder", replace(WELL, ledger=(*LEDGER[:2], shown(3, "Two", "post-1")))),
        (
            "disorder",
            replace(
                WELL, ledger=(LEDGER[0], shown(3, "One"), shown(2, "Two", "post-3"))
            ),
        ),
        (
            "resent",
            replace(WELL, kind="C", asked=[Asked("", "One", Fault.CUT_BEFORE, 1)] * 2),
        ),
    ],
)
def test_the_judge_sees_what_is_wrong(what: str, evidence: Evidence) -> None:
    """Each thing that the law forbids has its column."""
    verdict = judge(evidence)

    assert getattr(verdict, what) > 0
    assert any(problem.startswith(what) for problem in verdict.problems)


def test_what_a_person_is_asked_is_neither_lost_nor_stuck() -> None:
    """Nor is the part of a thread that waits behind it."""
    asked = replace(ROWS[1], state="review", receipt=None)
    behind = replace(ROWS[2], state="queued", receipt=None)
    verdict = judge(replace(WELL, rows=(ROWS[0], asked, behind), ledger=LEDGER[:2]))

    assert verdict.problems == []
    assert (verdict.review, verdict.sent) == (1, 1)


def test_what_is_due_later_is_not_waited_for() -> None:
    """Such as tomorrow's occurrence of a recurring post."""
    tomorrow = replace(ROWS[0], state="queued", due_at=NOON + timedelta(days=1))

    assert waiting([*ROWS, tomorrow], NOON) == []


def test_a_part_whose_way_is_free_is_waited_for() -> None:
    """It is stuck if it stays so."""
    behind = replace(ROWS[2], state="queued", receipt=None)

    assert waiting([*ROWS[:2], behind], NOON) == [behind]


def test_the_plan_crosses_every_boundary_with_every_fault_and_class() -> None:
    """The first runs leave nothing out; the list is the same every time."""
    crossed = list(product(KINDS, PLACES, FAULTS))
    runs = some(3, len(crossed))
    found = Counter((run.manners.kind, run.places[0], run.fault) for run in runs)

    assert found == Counter(crossed)
    assert runs == some(3, len(crossed))
    assert runs != some(4, len(crossed))


def test_the_whole_trial_has_every_pair_of_crashes() -> None:
    """One in the first life, another while the second one recovers."""
    pairs = {run.places for run in some(3, 20_000) if len(run.places) == 2}

    assert pairs == set(product(PLACES, PLACES))


def test_a_paused_worker_is_tried_at_every_boundary() -> None:
    """Seen and unseen by the other process, woken and killed in the end."""
    assert len(set(pauses(1))) == len(KINDS) * len(PLACES) * 4


def a_world(kind: str, **manners: object) -> World:
    """Return a pretend platform."""
    return World(replace(Manners(kind), **manners), PlainClock())  # type: ignore[arg-type]


def say(world: World, text: str, key: str = "", fault: Fault = Fault.WELL) -> int:
    """Ask a world to publish *text*; return the status of its answer."""
    body = b'{"text": "%s", "parent": ""}' % text.encode()
    return world.publish(key, body, fault, 1).status


def test_a_platform_of_class_a_knows_its_keys_again() -> None:
    """The same request is taken once; another one under its key is not taken."""
    world = a_world("A")
    answers = [say(world, "One", "k"), say(world, "One", "k"), say(world, "Two", "k")]

    assert answers == [200, 200, 422]
    assert [one.text for one in world.ledger] == ["One"]


@pytest.mark.parametrize("kind", ["B", "C"])
def test_a_platform_without_keys_takes_the_same_again(kind: str) -> None:
    """That is what makes a repetition dangerous."""
    world = a_world(kind)
    say(world, "One")
    say(world, "One")

    assert [one.text for one in world.ledger] == ["One", "One"]


def test_a_platform_may_turn_the_same_text_away() -> None:
    """And says why."""
    world = a_world("B", refuses_same_text=True)

    assert [say(world, "One"), say(world, "One")] == [200, 403]


def test_a_list_may_lag() -> None:
    """The first look at it does not show the newest post."""
    world = a_world("B", lag_looks=1)
    say(world, "One")
    since = world.now() - timedelta(hours=1)
    looks = [world.listed(since).body["posts"] for _ in range(2)]

    assert [len(posts) for posts in looks] == [0, 1]


@pytest.mark.parametrize("fault", NETWORK)
def test_a_fault_stores_or_does_not(fault: Fault) -> None:
    """Whatever the client hears of it."""
    world = a_world("C")
    say(world, "One", fault=fault)

    assert bool(world.ledger) is (fault in STORES)
