"""What stands in the paper, and in which order."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.choose import Sources, compose
from digest.deliveries import end_of_day
from domain.accounts import AccountHealth, AccountStatus
from domain.deliveries import DeliveryState
from domain.items import EntryStatus
from domain.judgements import Priority
from domain.phrases import phrase
from domain.posts import Receipt
from tests.builders import a_judgement, an_identity, an_item
from tests.clocks import NOON
from tests.papers import (
    DAY,
    PROJECT,
    a_delivery,
    a_digest,
    a_waiting,
    with_priority,
)

S = DeliveryState


def test_the_longest_waiting_comes_first_in_each_priority() -> None:
    """Urgent before normal, and within each the one who wrote first."""
    digest = a_digest(
        a_waiting(hours=1, who="a"),
        a_waiting(hours=9, who="b"),
        a_waiting(hours=2, who="c", judgement=with_priority(Priority.URGENT)),
        a_waiting(hours=3, who="d", judgement=with_priority(Priority.LOW)),
    )

    assert [one.handle for one in digest.waiting] == ["c", "b", "a", "d"]
    assert [group.priority for group in digest.groups] == [
        Priority.URGENT,
        Priority.NORMAL,
        Priority.LOW,
    ]


def test_who_does_not_wait_is_not_in_the_paper() -> None:
    """Answered, deleted and thanking people do not wait."""
    digest = a_digest(
        a_waiting(status=EntryStatus.ANSWERED),
        a_waiting(deleted_at=NOON),
        a_waiting(judgement=a_judgement(needs_reply=False)),
        a_waiting(judgement=None),
    )

    assert digest.groups == ()
    assert digest.overdue == 0


def test_one_person_in_one_thread_stands_there_once() -> None:
    """The most pressing words are shown, the age is that of the first."""
    first = a_waiting("Hello?", hours=5)
    urgent = a_waiting("Refund!", hours=1, judgement=with_priority(Priority.URGENT))
    urgent = replace(urgent, item=replace(urgent.item, root=first.item.reference))
    elsewhere = a_waiting("By the way", hours=2)

    shown, other = a_digest(first, urgent, elsewhere).waiting

    assert (shown.words, shown.age) == ("Refund!", timedelta(hours=5))
    assert (shown.more_here, shown.more_elsewhere) == (1, 1)
    assert (other.more_here, other.more_elsewhere) == (0, 2)


def test_two_people_in_one_thread_wait_each_for_themselves() -> None:
    """An answer to one is none to the other."""
    first = a_waiting()
    item = replace(an_item(author=an_identity("rin")), root=first.item.reference)

    assert len(a_digest(first, a_waiting(who="rin", item=item)).waiting) == 2


def test_the_earliest_due_time_of_a_thread_counts() -> None:
    """Overdue begins at the due time itself."""
    late = a_waiting(judgement=a_judgement(due_at=NOON - timedelta(hours=2)))
    soon = a_waiting(who="b", judgement=a_judgement(due_at=NOON))
    never = a_waiting(who="c", judgement=a_judgement(due_at=None))
    digest = a_digest(late, soon, never)

    assert digest.overdue == 2
    assert {one.overdue_by for one in digest.waiting} == {
        timedelta(hours=2),
        timedelta(0),
        None,
    }


def test_names_are_kept_short_and_never_empty() -> None:
    """Display names may be missing, or as long as a novel."""
    nameless = a_waiting(item=an_item(author=an_identity("rin", display_name="")))
    novel = a_waiting(item=an_item(author=an_identity("b", display_name="月" * 99)))

    assert a_digest(nameless).waiting[0].name == "rin"
    assert a_digest(novel).waiting[0].name == "月" * 19 + "…"


@pytest.mark.parametrize("state", [S.FAILED, S.MISSED, S.REVIEW, S.UNCERTAIN])
def test_trouble_is_named_however_old(state: DeliveryState) -> None:
    """Nothing waits silently for a person."""
    old = a_delivery(state, NOON - 400 * DAY, reason=phrase("too long"))

    (notice,) = a_digest(deliveries=(old,)).troubles

    assert notice.state is state
    assert notice.reason == phrase("too long")


def test_approvals_are_named_whenever_they_are_due() -> None:
    """Somebody must say yes in time."""
    digest = a_digest(deliveries=(a_delivery(S.AWAITING_APPROVAL, NOON + 9 * DAY),))

    assert len(digest.approvals) == 1
    assert digest.today == ()


@pytest.mark.parametrize(
    ("hours", "is_today"), [(-30, True), (11.9, True), (12, False)]
)
def test_today_ends_at_the_communitys_midnight(*, hours: float, is_today: bool) -> None:
    """At noon in Tokyo the day has twelve more hours; what is late is still due."""
    due = NOON + timedelta(hours=hours)

    assert bool(a_digest(deliveries=(a_delivery(due_at=due),)).today) is is_today


def test_days_may_have_another_length() -> None:
    """The day on which clocks go back has 25 hours in Berlin."""
    berlin = ZoneInfo("Europe/Berlin")
    morning = NOON.replace(month=10, day=25, hour=6)

    assert end_of_day(morning, berlin) - morning == timedelta(hours=17)


def test_published_is_what_went_out_since_the_last_paper() -> None:
    """Each post stands in exactly one paper."""
    receipt = Receipt("r", url="https://sandbox.test/r")
    sent = [
        a_delivery(S.SENT, sent_at=NOON - hours * timedelta(hours=1), receipt=receipt)
        for hours in (0, 1, 24, 25)
    ]

    published = a_digest(deliveries=tuple(sent)).published

    assert [notice.at for notice in published] == [
        NOON - DAY,
        NOON - timedelta(hours=1),
    ]
    assert published[0].url == "https://sandbox.test/r"


def test_cancelled_posts_are_no_news() -> None:
    """A person took them back, and knows."""
    digest = a_digest(deliveries=(a_delivery(S.CANCELLED),))

    assert digest == a_digest()


def a_status(
    health: AccountHealth, hours: float, account: str = "box"
) -> AccountStatus:
    """Return how an account stands that was last heard *hours* ago."""
    return AccountStatus(account, health, last_good_at=NOON - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("status", "is_named"),
    [
        (a_status(AccountHealth.GOOD, 0.9), False),
        (a_status(AccountHealth.GOOD, 1.1), True),
        (a_status(AccountHealth.WAITING, 0), True),
        (a_status(AccountHealth.SIGN_IN, 0), True),
        (AccountStatus("box"), False),
        (a_status(AccountHealth.SIGN_IN, 0, account="gone"), False),
    ],
)
def test_accounts_in_trouble_are_named(
    *, status: AccountStatus, is_named: bool
) -> None:
    """Also one that says nothing at all; not one that left the project."""
    assert bool(a_digest(statuses=(status,)).accounts) is is_named


def test_accounts_that_need_a_person_come_first() -> None:
    """The others may heal by themselves."""
    accounts = dict.fromkeys(("a", "b"), PROJECT.accounts["box"])
    project = replace(PROJECT, accounts=accounts)
    statuses = (
        AccountStatus("a", AccountHealth.WAITING),
        AccountStatus("b", AccountHealth.SIGN_IN),
    )

    digest = compose(Sources(project, statuses=statuses), NOON - DAY, NOON)

    assert [notice.account for notice in digest.accounts] == ["b", "a"]
    assert digest.accounts[0].silent_for is None


def test_platforms_bear_the_names_that_people_write() -> None:
    """Who gives no title gets a capital letter."""
    waiting = a_waiting()

    assert a_digest(waiting).waiting[0].platform == "Sandbox"
    titled = a_digest(waiting, titles={"sandbox": "SandBox!"})
    assert titled.waiting[0].platform == "SandBox!"
