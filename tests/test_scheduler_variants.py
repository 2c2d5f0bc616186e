"""What a post says on one account alone: planned, approved and published there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.deliveries import DeliveryState
from domain.errors import GoneError, TryLaterError
from domain.posts import Manner, Message, Poll, Post, Variant, Visibility
from scheduler.coming import coming
from scheduler.plan import ChangeKind, decide
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import Hand, a_hand
from tests.plans import TAKE_OVER, a_delivery, a_thread, a_yes_to, kinds, part_steps
from tests.projects import a_project

_S = DeliveryState
LATER = NOON + timedelta(hours=2)
QUIET = Manner(content_warning="spoilers", visibility=Visibility.UNLISTED)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def saying(*words: str, **changes: Any) -> Post:
    """Return a post that says these words on "box", and "usual" elsewhere."""
    variant = Variant("box", tuple(map(Message, words)))
    known: dict[str, Any] = {"at": LATER, "text": "usual", "variants": (variant,)}
    return a_post(**known | changes)


def test_a_variant_is_planned_as_long_as_it_is() -> None:
    """Each account gets the parts of its own thread."""
    post = saying("one", "two", accounts=("box", "other"))
    plan = decide(a_project(post, accounts=("box", "other")), [], NOON)

    assert [(step.account, step.part) for step in plan.steps] == [
        ("box", 0),
        ("box", 1),
        ("other", 0),
    ]
    assert [one.message.text for one in coming([], plan.steps)] == [
        "one",
        "two",
        "usual",
    ]


def test_a_changed_variant_changes_its_account_alone() -> None:
    """The others keep what they say; quietly they follow the new version."""
    old, new = saying("one", accounts=("box", "o")), saying("1", accounts=("box", "o"))
    rows = [a_delivery(old), a_delivery(old, account="o")]
    plan = decide(a_project(new, accounts=("box", "o")), rows, NOON)

    assert kinds(plan) == [ChangeKind.CHANGED, ChangeKind.KEPT]


def test_a_variant_that_is_out_does_not_follow_yaml() -> None:
    """What its account says is compared, not what the post says as usual."""
    sent = a_delivery(saying("one"), _S.SENT)
    same = decide(a_project(replace(saying("one"), text="other")), [sent], NOON)
    other = decide(a_project(saying("two")), [sent], NOON)

    assert same.warnings == ()
    assert len(other.warnings) == 1


def test_a_shorter_variant_takes_back_its_last_part() -> None:
    """Although the post as usual never had one."""
    rows = a_thread(saying("one", "two"), _S.QUEUED, _S.QUEUED)
    plan = decide(a_project(saying("one")), rows, NOON)

    assert part_steps(plan) == [(TAKE_OVER, 0), ("cancelled", 1)]


def test_a_yes_to_a_variant_is_a_yes_to_its_words() -> None:
    """Another text as usual does not send it back to be approved."""
    post = saying("one", needs_approval=True)
    row = a_delivery(post, needs_approval=True, approval=a_yes_to("one"))
    plan = decide(a_project(replace(post, text="other")), [row], NOON)

    assert part_steps(plan) == [(TAKE_OVER, 0)]
    assert row.is_approved


def test_what_a_variant_says_goes_out(hand: Hand) -> None:
    """In its own manner, part by part."""
    parts = (Message("Toot", manner=QUIET), Message("more"))
    hand.plan(a_post(variants=(Variant("box", parts),)))
    hand.attend()
    hand.attend()

    assert hand.box.ledger == ["Toot", "more"]
    assert [draft.manner for draft in hand.box.drafts] == [QUIET, Manner()]


def test_what_a_post_answers_is_found_when_it_goes_out(hand: Hand) -> None:
    """Each part knows in which thread it stands."""
    address = "https://scripted.test/their-1"
    hand.plan(a_post(answers=address, thread=(Message("more"),)))
    hand.attend()
    hand.attend()
    targets = [draft.reply_to for draft in hand.box.drafts]

    assert [(t.parent.remote_id, t.root.remote_id) for t in targets if t] == [
        ("their-1", "their-1"),
        ("post-1", "their-1"),
    ]
    assert all(target and target.by_address for target in targets)


def test_what_is_gone_is_not_answered(hand: Hand) -> None:
    """It fails with the platform's word, and nothing leaves."""
    hand.box.find_error = GoneError("There is no post")
    hand.plan(a_post(answers="https://scripted.test/their-1"))
    hand.attend()

    assert hand.states() == ["failed"]
    assert hand.box.requests == []


def test_what_cannot_be_found_just_now_waits(hand: Hand) -> None:
    """The platform may answer later."""
    hand.box.find_error = TryLaterError("busy")
    hand.plan(a_post(answers="https://scripted.test/their-1"))
    hand.attend()

    assert hand.states() == ["queued"]


@pytest.mark.parametrize(
    "manner",
    [
        Manner(visibility=Visibility.DIRECT),
        Manner(quote="https://scripted.test/1"),
        Manner(poll=Poll(("a", "b"), timedelta(days=1))),
    ],
    ids=["visibility", "quote", "poll"],
)
def test_what_a_platform_cannot_show_is_not_shown_otherwise(
    hand: Hand, manner: Manner
) -> None:
    """A post for a few must never go out to everybody."""
    hand.plan(a_post(manner=manner))
    hand.attend()

    assert hand.states() == ["failed"]
    assert hand.box.requests == []
