"""When a post is due on an account: what is left out, moved, bent."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.posts import Post, Repeat
from domain.timing import Habits, HolidayAction, Holidays, QuietHours, Timing
from scheduler.bend import bent, quiet_until
from scheduler.due import falls_on, newest, time_on, times, upcoming
from tests.builders import a_post
from tests.machine_settings import examples

TOKYO = "Asia/Tokyo"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ALL = frozenset(range(7))
NIGHT = QuietHours(ALL, time(22), time(8))


def tokyo(words: str) -> datetime:
    """Return a wall time in Tokyo."""
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(TOKYO)).astimezone(UTC)


def daily(**timing: Any) -> Post:
    """Return a post that is due in Tokyo each day at nine, from 1 December on."""
    return a_post(
        at=tokyo("2026-12-01 09:00"),
        repeat=Repeat("FREQ=DAILY", TOKYO),
        timing=Timing(zone=TOKYO, **timing),
    )


def seen(post: Post, days: int = 4) -> list[str]:
    """Return what clocks in Tokyo show when it is due, from 1 December on."""
    begin = tokyo("2026-12-01 00:00")
    found = times(post, "box", begin, begin + days * DAY)
    return [f"{one.astimezone(ZoneInfo(TOKYO)):%d %H:%M}" for one in found]


def test_days_and_moments_are_left_out() -> None:
    """By the calendar of the post's zone."""
    by_day = daily(free_days=frozenset({date(2026, 12, 2)}))
    by_moment = daily(free_moments=frozenset({tokyo("2026-12-03 09:00")}))

    assert seen(by_day) == ["01 09:00", "03 09:00", "04 09:00"]
    assert seen(by_moment) == ["01 09:00", "02 09:00", "04 09:00"]
    assert not falls_on(by_moment, "box", tokyo("2026-12-03 09:00"))


def test_a_single_occurrence_is_moved() -> None:
    """Forward or back; and the others stay."""
    post = daily(
        moved={
            tokyo("2026-12-02 09:00"): tokyo("2026-12-01 20:00"),
            tokyo("2026-12-03 09:00"): tokyo("2026-12-04 09:00"),
        }
    )

    assert seen(post) == ["01 09:00", "01 20:00", "04 09:00"]
    assert falls_on(post, "box", tokyo("2026-12-01 20:00"))
    assert newest(post, "box", post.at, tokyo("2026-12-03 23:00")) == tokyo(
        "2026-12-01 20:00"
    )


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (HolidayAction.SKIP, ["2027-05-02", "2027-05-06"]),
        (HolidayAction.SHIFT, ["2027-05-02", "2027-05-06"]),
    ],
)
def test_public_holidays_are_no_days_for_posts(
    then: HolidayAction, expected: list[str]
) -> None:
    """The golden week: three in a row fall together on the day behind them."""
    post = daily(holidays=Holidays("JP", then=then))
    begin = tokyo("2027-05-02 00:00")
    found = times(post, "box", begin, begin + 5 * DAY)
    days = [f"{one.astimezone(ZoneInfo(TOKYO)):%Y-%m-%d}" for one in found]

    assert days == expected


def test_a_single_post_is_shifted_off_a_holiday() -> None:
    """At the same hour of the next day; or it never goes out."""
    shifted = a_post(
        at=tokyo("2027-01-01 09:00"),
        timing=Timing(zone=TOKYO, holidays=Holidays("JP")),
    )
    skipped = a_post(
        at=tokyo("2027-01-01 09:00"),
        timing=Timing(zone=TOKYO, holidays=Holidays("JP", then=HolidayAction.SKIP)),
    )

    assert time_on(shifted, "box") == tokyo("2027-01-02 09:00")
    assert time_on(skipped, "box") is None
    assert list(times(skipped, "box", NEVER_BEFORE, NEVER_AFTER)) == []


NEVER_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
NEVER_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


def test_regions_have_holidays_of_their_own() -> None:
    """Epiphany is one in Bavaria, and none in Berlin."""
    at = datetime(2027, 1, 6, 11, tzinfo=UTC)
    bavaria = Timing(zone="Europe/Berlin", holidays=Holidays("DE", "BY"))
    berlin = Timing(zone="Europe/Berlin", holidays=Holidays("DE", "BE"))

    assert time_on(a_post(at=at, timing=bavaria), "box") == at + DAY
    assert time_on(a_post(at=at, timing=berlin), "box") == at


def test_quiet_hours_are_waited_for() -> None:
    """Each account has its own."""
    habits = {"box": Habits(TOKYO, (NIGHT,))}
    post = a_post(at=tokyo("2026-12-01 23:10"), timing=Timing(habits=habits))

    assert time_on(post, "box") == tokyo("2026-12-02 08:00")
    assert time_on(post, "other") == post.at


def test_quiet_hours_may_be_over_before_the_day() -> None:
    """They have a beginning, an end, and days."""
    siesta = QuietHours(frozenset({5, 6}), time(13), time(15))
    habits = Habits(TOKYO, (siesta,))

    assert quiet_until(habits, tokyo("2026-12-05 13:00")) == tokyo("2026-12-05 15:00")
    assert quiet_until(habits, tokyo("2026-12-05 15:00")) is None
    assert quiet_until(habits, tokyo("2026-12-04 14:00")) is None
    night = Habits(TOKYO, (NIGHT,))
    assert quiet_until(night, tokyo("2026-12-05 02:00")) == tokyo("2026-12-05 08:00")


moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1))  # noqa: DTZ001 - a zone follows


@settings(max_examples=examples(60), deadline=None)
@given(
    moments, st.integers(0, 720), st.sampled_from(["Europe/Berlin", "America/Santiago"])
)
def test_jitter_is_always_the_same_and_never_too_much(
    wall: datetime, minutes: int, zone: str
) -> None:
    """Never early, never in quiet hours, and a reload changes nothing."""
    quiet = QuietHours(ALL, time(23), time(6))
    habits = Habits(zone, (quiet,), timedelta(minutes=minutes))
    post = a_post(at=wall.replace(tzinfo=UTC), timing=Timing(habits={"box": habits}))
    found = bent(post, "box", post.at)

    assert found is not None
    assert found == bent(post, "box", post.at)
    assert quiet_until(habits, found) is None
    settled = quiet_until(habits, post.at) or post.at
    assert settled <= found <= settled + timedelta(minutes=minutes)


def test_jitter_differs_from_account_to_account() -> None:
    """Nobody sees the machine."""
    habits = Habits(TOKYO, jitter=HOUR)
    timing = Timing(habits=dict.fromkeys("abcdefgh", habits))
    post = a_post(accounts=tuple("abcdefgh"), timing=timing)

    assert len({time_on(post, account) for account in post.accounts}) == 8


def test_what_is_to_come_is_bent_too() -> None:
    """A month of it, or at least the next time."""
    habits = {"box": Habits(TOKYO, (NIGHT,), HOUR)}
    late = a_post(
        at=tokyo("2026-12-01 23:00"),
        repeat=Repeat("FREQ=DAILY", TOKYO),
        timing=Timing(habits=habits),
    )
    coming = upcoming(late, "box", late.at - HOUR, 10 * DAY)

    assert len(coming) == 10
    assert all(falls_on(late, "box", one) for one in coming)
    assert all(8 <= one.astimezone(ZoneInfo(TOKYO)).hour <= 9 for one in coming)


@settings(max_examples=examples(40), deadline=None)
@given(moments, st.integers(1, 40), st.integers(1, 40))
def test_any_span_shows_the_same_times(
    wall: datetime, before: int, length: int
) -> None:
    """However one asks, a time is in a span or it is not."""
    post = daily(
        habits={"box": Habits(TOKYO, (NIGHT,), 3 * HOUR)}, holidays=Holidays("JP")
    )
    at = wall.replace(tzinfo=UTC)
    wide = list(times(post, "box", at - before * DAY, at + length * DAY))
    narrow = list(times(post, "box", at, at + length * DAY))

    assert [one for one in wide if one > at] == narrow
    assert wide == sorted(set(wide))
