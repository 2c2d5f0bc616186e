"""The arithmetic of times."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.accounts import RateLeft
from domain.late import LatePolicy
from scheduler.timetable import (
    FIRST_WAIT,
    LONGEST_ASKED_WAIT,
    LONGEST_WAIT,
    Lateness,
    backoff,
    last_wall_time,
    lateness,
    next_belated,
    next_poll,
    next_wall_time,
    wall_time,
)
from tests.clocks import NOON
from tests.machine_settings import examples

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = sorted(available_timezones() - {"localtime"})


@pytest.mark.parametrize(
    ("zone", "at", "day", "expected"),
    [
        pytest.param("UTC", "08:00", "2026-11-24", "2026-11-24T08:00", id="utc"),
        pytest.param("Asia/Tokyo", "08:00", "2026-11-24", "2026-11-23T23:00", id="jst"),
        pytest.param(
            "Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:30", id="gap: later"
        ),
        pytest.param(
            "Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30", id="fold: first"
        ),
        pytest.param(
            "America/Sao_Paulo",
            "00:30",
            "2018-11-04",
            "2018-11-04T03:30",
            id="midnight",
        ),
        pytest.param(
            "Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:45", id="half"
        ),
        pytest.param(
            "Pacific/Apia", "08:00", "2011-12-30", "2011-12-30T18:00", id="no such day"
        ),
    ],
)
def test_a_wall_time_is_found_on_every_day(
    zone: str, at: str, day: str, expected: str
) -> None:
    """Clocks that jump over a time show it later; of two, the first counts."""
    moment = wall_time(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))

    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_the_digest_comes_once_on_each_day_of_a_year_with_two_changes() -> None:
    """A year has 365 mornings, also where clocks are changed in the night."""
    moment, days = datetime(2026, 1, 1, tzinfo=UTC), []
    while (moment := next_wall_time(moment, time(2, 30), BERLIN)).year == 2026:
        days.append(moment.astimezone(BERLIN).date())

    assert days == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


@settings(max_examples=examples(300), deadline=None)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    at=st.times(),
    seconds=st.integers(0, 2_000_000_000),
)
def test_in_every_zone_mornings_follow_one_another(
    zone: ZoneInfo, at: time, seconds: int
) -> None:
    """The next digest is later than now, on a later day than the last, soon enough."""
    now = datetime.fromtimestamp(seconds, UTC)
    first = next_wall_time(now, at, zone)
    second = next_wall_time(first, at, zone)

    assert now < first <= now + timedelta(days=2)
    assert first.astimezone(zone).date() < second.astimezone(zone).date()
    assert last_wall_time(first, at, zone) == first
    assert last_wall_time(second - timedelta(microseconds=1), at, zone) == first


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        (0, FIRST_WAIT),
        (1, FIRST_WAIT),
        (2, FIRST_WAIT * 2),
        (4, FIRST_WAIT * 8),
        (50, LONGEST_WAIT),
        (10**9, LONGEST_WAIT),
    ],
)
def test_waits_double_up_to_a_limit(failures: int, expected: timedelta) -> None:
    """Who fails often is asked seldom, but never given up."""
    assert backoff(failures) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(
            timedelta(minutes=40), timedelta(minutes=40), id="longer than ours"
        ),
        pytest.param(timedelta(seconds=1), FIRST_WAIT, id="shorter than ours"),
        pytest.param(timedelta(seconds=-5), FIRST_WAIT, id="nonsense"),
        pytest.param(timedelta(seconds=10**9), LONGEST_ASKED_WAIT, id="for ever"),
    ],
)
def test_a_platform_is_given_the_time_it_asks_for(
    asked: timedelta, expected: timedelta
) -> None:
    """Retry-After is a lower bound, within reason."""
    assert backoff(1, retry_after=asked) == expected


def test_jitter_only_makes_a_wait_longer() -> None:
    """Two accounts that fail together do not come back together."""
    assert backoff(3, 0.0) < backoff(3, 0.5) < backoff(3, 1.0) <= backoff(3) * 1.2


def test_an_account_is_polled_as_often_as_it_says() -> None:
    """Nothing in the way: the configured period holds."""
    assert next_poll(NOON, timedelta(minutes=2)) == NOON + timedelta(minutes=2)


def test_a_failing_account_is_polled_less_often() -> None:
    """Back-off takes over when it is longer than the period."""
    every = timedelta(minutes=2)

    assert next_poll(NOON, every, failures=1) == NOON + every
    assert next_poll(NOON, every, failures=9) == NOON + LONGEST_WAIT


@pytest.mark.parametrize(
    ("remaining", "resets_in", "expected"),
    [
        pytest.param(3000, 300, 120, id="plenty"),
        pytest.param(0, 300, 300, id="nothing left: when it resets"),
        pytest.param(1, 600, 300, id="one left: half way"),
        pytest.param(99, 300, 120, id="enough for the window"),
        pytest.param(0, -10, 120, id="already reset"),
    ],
)
def test_what_is_left_of_a_rate_limit_is_spread(
    remaining: int, resets_in: int, expected: int
) -> None:
    """Polling never eats the last requests: replies need them."""
    rate = RateLeft(3000, remaining, NOON + timedelta(seconds=resets_in))

    moment = next_poll(NOON, timedelta(minutes=2), rate=rate)

    assert moment == NOON + timedelta(seconds=expected)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        pytest.param(-5, Lateness.ON_TIME, id="early"),
        pytest.param(0, Lateness.ON_TIME, id="to the second"),
        pytest.param(1, Lateness.ON_TIME, id="nearly"),
        pytest.param(2, Lateness.LATE_BUT_ALLOWED, id="late"),
        pytest.param(30, Lateness.LATE_BUT_ALLOWED, id="at the limit"),
        pytest.param(31, Lateness.TOO_LATE, id="too late"),
    ],
)
def test_lateness_is_judged_by_the_policy(minutes: int, expected: Lateness) -> None:
    """Half an hour late is late; more is too late to post unasked."""
    due_at = NOON - timedelta(minutes=minutes)

    assert lateness(due_at, NOON, LatePolicy()) is expected


def test_belated_posts_keep_their_distance() -> None:
    """An account that catches up does not flood its readers."""
    policy = LatePolicy(spacing=timedelta(minutes=10))

    assert next_belated(None, NOON, policy) == NOON
    assert next_belated(NOON - timedelta(hours=1), NOON, policy) == NOON
    assert next_belated(NOON - timedelta(minutes=4), NOON, policy) == (
        NOON + timedelta(minutes=6)
    )


def test_a_clock_that_was_set_back_keeps_no_belated_post_waiting() -> None:
    """Or it would wait, unseen, for as long as the clock was wrong."""
    later = NOON + timedelta(days=3)

    assert next_belated(later, NOON, LatePolicy()) == NOON
