"""What the paper says of threads, pauses, budgets, approvals, and what was left out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from digest.alert import MOST_ITEMS, alert_of
from digest.render_text import render_text
from domain.accounts import AccountHealth, AccountStatus
from domain.budgets import Counted
from domain.deliveries import CancelledBy, Delivery, DeliveryState
from domain.items import RemoteReference
from domain.pauses import Pause, PauseScope
from domain.phrases import ENGLISH, phrase
from domain.posts import Origin, Receipt, Repeat, ReplyTarget
from tests.builders import a_post
from tests.clocks import NOON
from tests.papers import DAY, a_delivery, a_digest, a_reading, a_thread

S = DeliveryState
HOUR = timedelta(hours=1)


def parts(*states: DeliveryState, **changes: Any) -> tuple[Delivery, ...]:
    """Return the parts of one thread, in these states."""
    post = a_thread(len(states))
    return tuple(
        a_delivery(state, part=n, post=post, post_key="trip", id=n + 1, **changes)
        for n, state in enumerate(states)
    )


def test_a_broken_thread_says_what_waits_for_it() -> None:
    """Two are out, one is refused, two wait behind it and are no news of today."""
    digest = a_digest(deliveries=parts(S.SENT, S.SENT, S.FAILED, S.QUEUED, S.QUEUED))

    (trouble,) = digest.troubles
    assert (trouble.part, trouble.parts, trouble.more) == (3, 5, 2)
    assert trouble.words == "part 3"
    assert digest.today == ()
    assert "broken here: 2 more parts wait for it" in render_text(digest, ENGLISH)


def test_a_thread_without_its_end_is_said_to_lack_it() -> None:
    """The last part was refused."""
    page = render_text(a_digest(deliveries=parts(S.SENT, S.FAILED)), ENGLISH)

    assert "the thread is broken here: it lacks its end" in page


def test_what_may_heal_by_itself_is_not_called_broken() -> None:
    """Its second part may be out; the third waits."""
    digest = a_digest(deliveries=parts(S.SENT, S.UNCERTAIN, S.QUEUED))
    page = render_text(digest, ENGLISH)

    assert "1 part of the thread waits for it" in page
    assert "broken" not in page


def test_a_thread_to_come_stands_once() -> None:
    """Under its first part, which names how many follow."""
    digest = a_digest(deliveries=parts(S.QUEUED, S.QUEUED, S.QUEUED))

    (notice,) = digest.today
    assert (notice.part, notice.more, notice.waits_for_part) == (1, 2, False)
    assert "part 1 of 3, and 2 more after it" in render_text(digest, ENGLISH)


def test_a_part_whose_thread_does_not_go_on_is_not_hidden() -> None:
    """What comes before it was taken back; it waits, and is seen to wait."""
    digest = a_digest(deliveries=parts(S.CANCELLED, S.QUEUED))

    assert digest.today[0].waits_for_part
    assert "waits for part 1" in render_text(digest, ENGLISH)


def test_a_thread_that_is_out_stands_once() -> None:
    """Five parts are one piece of news, with the link to the first."""
    receipt = Receipt("r", url="https://sandbox.test/r")
    sent = parts(S.SENT, S.SENT, sent_at=NOON - HOUR, receipt=receipt)

    (notice,) = a_digest(deliveries=sent).published
    assert (notice.part, notice.more) == (1, 1)


def test_a_thread_that_waits_for_a_yes_stands_once() -> None:
    """Who approves it reads all of it."""
    digest = a_digest(deliveries=parts(*[S.AWAITING_APPROVAL] * 3))

    (notice,) = digest.approvals
    assert (notice.more, notice.command) == (2, "kairanban queue approve 1 --by NAME")


def test_a_recurring_post_waits_for_a_yes_in_one_line() -> None:
    """One word settles all of its times; other words are another matter."""
    weekly = a_post(repeat=Repeat("FREQ=WEEKLY", "Asia/Tokyo"))
    other = replace(weekly, text="Other words")
    waiting = [
        a_delivery(S.AWAITING_APPROVAL, NOON + n * 7 * DAY, id=n, post=post)
        for n, post in enumerate([weekly, weekly, other, weekly], start=1)
    ]

    digest = a_digest(deliveries=tuple(waiting))
    assert [(one.delivery_id, one.times) for one in digest.approvals] == [
        (1, 2),
        (3, 0),
    ]
    page = render_text(digest, ENGLISH)
    assert "and 2 more times with the same words" in page


def test_a_thread_that_has_begun_goes_on_with_a_yes() -> None:
    """Its third part was edited after the first two went out; it is never missed."""
    digest = a_digest(deliveries=parts(S.SENT, S.SENT, S.AWAITING_APPROVAL))

    page = render_text(digest, ENGLISH)
    assert "its thread goes on when somebody approves it" in page
    assert "missed if" not in page


@pytest.mark.parametrize(
    ("state", "place"),
    [(S.REVIEW, "https://sandbox.test/us"), (S.FAILED, ""), (S.MISSED, "")],
)
def test_a_person_is_told_where_to_look(state: DeliveryState, place: str) -> None:
    """Only where there may be something to see."""
    digest = a_digest(
        deliveries=(a_delivery(state),), places={1: "https://sandbox.test/us"}
    )

    assert digest.troubles[0].url == place
    assert digest.troubles[0].command == "kairanban queue review"


def test_a_place_that_is_no_page_is_not_linked() -> None:
    """What a platform tells us may be anything."""
    digest = a_digest(
        deliveries=(a_delivery(S.REVIEW),), places={1: "javascript:alert(1)"}
    )

    assert digest.troubles[0].url == ""


def left_out(due_at: timedelta, since: timedelta, **changes: Any) -> Delivery:
    """Return what the late policy left out, so long before noon."""
    known: dict[str, Any] = {
        "cancelled_by": CancelledBy.POLICY,
        "changed_at": NOON - since,
        "reason": phrase("left out"),
    }
    return a_delivery(S.CANCELLED, NOON - due_at, **known | changes)


def test_what_the_policy_left_out_is_told_once() -> None:
    """In the paper that comes next, and in no other."""
    digest = a_digest(
        deliveries=(
            left_out(2 * HOUR, HOUR),
            left_out(50 * HOUR, 25 * HOUR, post_key="old"),
            left_out(HOUR, HOUR, post_key="mine", cancelled_by=CancelledBy.PERSON),
        )
    )

    assert [one.post_key for one in digest.left_out] == ["hello"]


def test_many_times_of_one_post_are_left_out_in_one_line() -> None:
    """A weekend of darkness: the newest time, and how many before it."""
    missed = [left_out(n * HOUR, HOUR / 2, id=n) for n in range(5, 0, -1)]

    digest = a_digest(deliveries=tuple(missed))
    (notice,) = digest.left_out
    assert (notice.at, notice.times) == (NOON - HOUR, 4)
    assert "4 earlier times of the same post" in render_text(digest, ENGLISH)


def test_what_was_taken_down_is_not_called_published() -> None:
    """Its link leads nowhere now, so there is none."""
    receipt = Receipt("r", url="https://sandbox.test/r")
    gone = a_delivery(
        S.SENT, sent_at=NOON - 9 * DAY, deleted_at=NOON - HOUR, receipt=receipt
    )
    digest = a_digest(deliveries=(gone, replace(gone, sent_at=NOON - 2 * HOUR)))

    assert digest.published == ()
    assert [one.url for one in digest.taken_down] == ["", ""]
    assert digest.taken_down[0].at == NOON - HOUR


def test_a_pause_counts_what_it_keeps_from_going_out() -> None:
    """Due, and covered; not what is to come, nor what waits for something else."""
    autumn = a_post(campaign="autumn")
    deliveries = (
        a_delivery(due_at=NOON - HOUR),
        a_delivery(due_at=NOON, account="other", post=autumn),
        a_delivery(due_at=NOON + HOUR),
        a_delivery(S.MISSED, NOON - HOUR),
    )
    pauses = tuple(
        Pause(scope, name, "storm", "Aiko", NOON)
        for scope, name in [
            (PauseScope.EVERYTHING, ""),
            (PauseScope.ACCOUNT, "box"),
            (PauseScope.CAMPAIGN, "autumn"),
        ]
    )

    digest = a_digest(deliveries=deliveries, pauses=pauses)
    assert [one.held for one in digest.pauses] == [2, 1, 1]
    assert [one.command for one in digest.pauses] == [
        "kairanban resume --everything",
        "kairanban resume --account box",
        "kairanban resume --campaign autumn",
    ]


def test_what_is_paused_is_not_said_to_go_out_today() -> None:
    """It stands there, and so does what it waits for; what is not covered goes out."""
    pause = Pause(PauseScope.ACCOUNT, "box", "storm", "Aiko", NOON)
    deliveries = (a_delivery(), a_delivery(account="other"))

    digest = a_digest(deliveries=deliveries, pauses=(pause,))
    assert [one.is_paused for one in digest.today] == [True, False]
    assert "paused: it goes out when the pause is lifted" in render_text(
        digest, ENGLISH
    )


@pytest.mark.parametrize(
    ("used", "is_named"), [(8, False), (9, True), (10, True), (11, True)]
)
def test_budgets_are_named_from_four_fifths_on(*, used: int, is_named: bool) -> None:
    """Before that they are nobody's worry."""
    assert bool(a_digest(budgets=(a_reading(used=used),)).budgets) is is_named


def test_used_up_budgets_come_first() -> None:
    """They keep something from going out already."""
    nearly = a_reading(Counted.READS, 9)
    gone = a_reading(Counted.WRITES, 10)

    digest = a_digest(budgets=(nearly, gone))
    assert [one.counted for one in digest.budgets] == [Counted.WRITES, Counted.READS]


def test_money_is_used_up_when_the_cheapest_thing_is_too_dear() -> None:
    """Nobody can buy half a post."""
    reading = a_reading(Counted.MONEY, 4_995_000, 5_000_000, step=10_000)

    assert reading.is_reached


def test_an_alert_names_everything_that_needs_a_person() -> None:
    """Reason, link and command of each, below a subject of one line."""
    digest = a_digest(
        deliveries=(
            *parts(S.SENT, S.REVIEW, S.QUEUED),
            a_delivery(S.AWAITING_APPROVAL, NOON + DAY, id=7),
            a_delivery(S.QUEUED, NOON + HOUR, text="not for anybody"),
        ),
        statuses=(
            AccountStatus("box", AccountHealth.SIGN_IN, phrase("wrong password")),
        ),
        places={2: "https://sandbox.test/us"},
    )

    alert = alert_of(digest, ENGLISH)
    assert alert.subject == (
        "Moon Café: 1 post needs you, 1 post waits for approval, "
        "1 account must sign in again"
    )
    assert alert.text.startswith(f"{alert.subject}\n\n")
    for words in (
        "may have been posted; please look",
        "part 2 of 3",
        "https://sandbox.test/us",
        "kairanban queue review",
        "missed if nobody approves it by Wed 25 Nov, 12:00",
        "kairanban queue approve 7",
        "wrong password",
    ):
        assert words in alert.text
    assert "not for anybody" not in alert.text


def test_an_alert_of_very_much_counts_the_rest() -> None:
    """Nobody reads the three hundredth line of an e-mail."""
    missed = [a_delivery(S.MISSED, id=n, post_key=f"p{n}") for n in range(300)]

    alert = alert_of(a_digest(deliveries=tuple(missed)), ENGLISH)
    assert "300 posts need you" in alert.subject
    assert alert.text.count("queue review") == MOST_ITEMS
    assert f"and {300 - MOST_ITEMS} more; see: kairanban digest" in alert.text


def test_an_alert_says_that_all_is_paused() -> None:
    """Who is told of trouble wants to know that nothing else goes out."""
    pause = Pause(PauseScope.EVERYTHING, "", "storm", "Aiko", NOON)
    digest = a_digest(deliveries=(a_delivery(S.MISSED),), pauses=(pause,))

    assert "Everything is paused: storm" in alert_of(digest, ENGLISH).text


def test_a_subject_is_one_line() -> None:
    """Whatever a community calls itself: a second line would be a header."""
    digest = replace(
        a_digest(deliveries=(a_delivery(S.MISSED),)),
        community="Moon\nBcc: eve@evil.test",
    )

    assert "\n" not in alert_of(digest, ENGLISH).subject


def test_a_reply_waits_for_its_yes_without_a_deadline() -> None:
    """Somebody asked; there is no time that could go by."""
    target = ReplyTarget(1, RemoteReference("r"), RemoteReference("r"))
    reply = a_delivery(
        S.AWAITING_APPROVAL, origin=Origin.REPLY, post=a_post(reply_to=target)
    )

    page = render_text(a_digest(deliveries=(reply,)), ENGLISH)
    assert "a reply; it goes out when somebody approves it" in page
