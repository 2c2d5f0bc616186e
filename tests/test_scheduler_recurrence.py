"""When a recurring post is due, by rule and by the wall clock of its zone."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from domain.posts import Post, Repeat
from scheduler.due import falls_on, newest, upcoming
from scheduler.recurrence import BadRuleError, check_rule, occurrences
from scheduler.recurrence_rule import read_rule
from scheduler.recurrence_walls import walls
from tests.builders import a_post
from tests.machine_settings import examples

DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"


def recurring(rule: str, first: str, zone: str = BERLIN) -> Post:
    """Return a post that recurs from a wall time in *zone* on."""
    at = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone))
    return a_post(at=at, repeat=Repeat(rule, zone))


def clocks(post: Post, count: int) -> list[str]:
    """Return what clocks in its zone show at its first times."""
    assert post.repeat is not None
    coming = occurrences(post, post.at - DAY, post.at + 3000 * DAY)
    zone = ZoneInfo(post.repeat.zone)
    return [f"{one.astimezone(zone):%m-%d %H:%M}" for one in islice(coming, count)]


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        pytest.param(
            "FREQ=DAILY",
            "2026-03-28 02:30",
            ["03-28 02:30", "03-29 03:30", "03-30 02:30"],
            id="a time that is jumped over comes later",
        ),
        pytest.param(
            "FREQ=DAILY;BYHOUR=2,3",
            "2026-03-28 02:30",
            ["03-28 02:30", "03-28 03:30", "03-29 03:30", "03-30 02:30"],
            id="two times that fall together are one",
        ),
        pytest.param(
            "FREQ=DAILY",
            "2026-10-24 02:30",
            ["10-24 02:30", "10-25 02:30", "10-26 02:30"],
            id="a time that comes twice counts once",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "2026-11-25 09:00",
            ["11-25 09:00", "11-26 09:00", "11-30 09:00"],
            id="the first time counts, whatever its day",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3",
            "2026-11-25 09:00",
            ["11-25 09:00", "11-26 09:00", "11-30 09:00"],
            id="so often and no more",
        ),
        pytest.param(
            "FREQ=DAILY;UNTIL=20261126",
            "2026-11-25 09:00",
            ["11-25 09:00", "11-26 09:00"],
            id="until the end of a day",
        ),
        pytest.param(
            "FREQ=DAILY;UNTIL=20261127T080000Z",
            "2026-11-25 09:00",
            ["11-25 09:00", "11-26 09:00", "11-27 09:00"],
            id="until a moment in UTC",
        ),
        pytest.param(
            "FREQ=DAILY;UNTIL=20261127T085959",
            "2026-11-25 09:00",
            ["11-25 09:00", "11-26 09:00"],
            id="until a time of the wall clock",
        ),
        pytest.param(
            "freq=monthly;bymonthday=31",
            "2027-01-31 09:00",
            ["01-31 09:00", "03-31 09:00", "05-31 09:00"],
            id="short months are passed over",
        ),
        pytest.param(
            "RRULE:FREQ=MONTHLY;BYDAY=-1FR",
            "2026-11-27 18:00",
            ["11-27 18:00", "12-25 18:00", "01-29 18:00"],
            id="the last Friday of a month",
        ),
        pytest.param(
            "FREQ=YEARLY",
            "2024-02-29 12:00",
            ["02-29 12:00", "02-29 12:00"],
            id="every leap day",
        ),
    ],
)
def test_a_rule_is_followed_by_the_wall_clock(
    rule: str, first: str, expected: list[str]
) -> None:
    """Summer and winter alike."""
    assert (
        clocks(recurring(rule, first), len(expected) + 1)[: len(expected)] == expected
    )


def test_a_rule_that_ends_ends() -> None:
    """Three times are three times."""
    assert len(clocks(recurring("FREQ=DAILY;COUNT=3", "2026-11-25 09:00"), 9)) == 3
    assert len(clocks(recurring("FREQ=DAILY;COUNT=1", "2026-11-25 09:00"), 9)) == 1


def test_a_day_that_a_zone_left_out_brings_nothing_twice() -> None:
    """Samoa had no 30 December 2011."""
    post = recurring("FREQ=DAILY", "2011-12-28 09:00", "Pacific/Apia")

    assert clocks(post, 4) == [
        "12-28 09:00",
        "12-29 09:00",
        "12-31 09:00",
        "01-01 09:00",
    ]


def test_a_first_time_that_comes_twice_is_kept() -> None:
    """Somebody said the second one, with an offset; the series goes on from there."""
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    post = a_post(at=at, repeat=Repeat("FREQ=DAILY", BERLIN))
    first, second = islice(occurrences(post, at - DAY, at + 9 * DAY), 2)

    assert first == at
    assert second - first == timedelta(hours=24)


def test_what_was_asked_about_is_told() -> None:
    """After the one moment, up to and with the other."""
    post = recurring("FREQ=DAILY", "2026-11-25 09:00")
    second = post.at + DAY

    assert list(occurrences(post, post.at, second)) == [second]
    assert newest(post, "box", post.at, post.at + 9.5 * DAY) == post.at + 9 * DAY
    assert newest(post, "box", post.at - 9 * DAY, post.at - DAY) is None
    assert falls_on(post, "box", second)
    assert not falls_on(post, "box", second + timedelta(seconds=1))
    assert not falls_on(post, "box", post.at - DAY)


def test_a_post_that_does_not_recur_has_one_time() -> None:
    """Its own."""
    post = a_post()

    assert list(occurrences(post, post.at - DAY, post.at + 9 * DAY)) == [post.at]
    assert falls_on(post, "box", post.at)


def test_the_next_time_is_known_however_far_it_is() -> None:
    """And that there is none."""
    yearly = recurring("FREQ=YEARLY;INTERVAL=4", "2026-11-25 09:00")
    over = recurring("FREQ=DAILY;COUNT=2", "2026-11-25 09:00")
    daily = recurring("FREQ=DAILY", "2006-11-25 09:00")
    month = 35 * DAY

    assert upcoming(yearly, "box", yearly.at, month)[0].year == 2030
    assert upcoming(over, "box", over.at + DAY, month) == ()
    assert len(upcoming(daily, "box", yearly.at, month)) == 35
    assert upcoming(
        recurring("FREQ=DAILY", "2099-01-01 09:00"), "box", yearly.at, month
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", "should be a rule such as"),
        ("every Monday", "should be a rule such as"),
        ("BYDAY=MO", "does not say how often"),
        ("FREQ=OFTEN", "FREQ cannot be OFTEN"),
        ("FREQ=HOURLY", "daily at most"),
        ("FREQ=SECONDLY", "daily at most"),
        ("FREQ=DAILY;BYSECOND=1", "'BYSECOND' is unknown"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ stands there twice"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL cannot be 0"),
        ("FREQ=DAILY;COUNT=1000000", "COUNT cannot be 1000000"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "one of them is enough"),
        ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL cannot be TOMORROW"),
        ("FREQ=DAILY;UNTIL=20270230", "UNTIL cannot be 20270230"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY cannot be XX"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY cannot be 0MO"),
        ("FREQ=WEEKLY;BYDAY=1MO", "numbered day"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "does not go with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY cannot be 0"),
        ("FREQ=MONTHLY;BYMONTHDAY=x", "BYMONTHDAY cannot be X"),
        ("FREQ=WEEKLY;WKST=1", "WKST cannot be 1"),
        ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS chooses"),
        ("FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5", "more than 24 times"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "no such day"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", None),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;WKST=SU", None),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: str, expected: str | None) -> None:
    """In words that say what would."""
    found = check_rule(rule)

    assert (expected is None) == (found is None)
    assert (expected or "") in str(found)


def test_a_bad_rule_is_an_error_with_words() -> None:
    """Whoever did not check it is told all the same."""
    post = recurring("FREQ=SOMETIMES", "2026-11-25 09:00")

    with pytest.raises(BadRuleError, match="cannot be SOMETIMES") as caught:
        list(occurrences(post, post.at, post.at + DAY))
    assert caught.value.phrase.values["part"] == "FREQ"


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _numbers(low: int, high: int) -> st.SearchStrategy[str]:
    known = [number for number in range(low, high + 1) if number or not low]
    some = st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True)
    return some.map(lambda found: ",".join(map(str, found)))


_PARTS = {
    "INTERVAL": st.integers(1, 5).map(str),
    "BYMONTH": _numbers(1, 12),
    "BYMONTHDAY": _numbers(-31, 31),
    "BYDAY": st.lists(st.sampled_from(_DAYS), min_size=1, unique=True).map(",".join),
    "BYYEARDAY": _numbers(-366, 366),
    "BYWEEKNO": _numbers(1, 53),
    "BYHOUR": _numbers(0, 23),
    "BYMINUTE": _numbers(0, 59),
    "BYSETPOS": _numbers(-3, 3),
    "WKST": st.sampled_from(_DAYS),
}


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Return a rule that makes sense."""
    often = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    names = draw(st.lists(st.sampled_from(sorted(_PARTS)), max_size=4, unique=True))
    # dateutil's first week begins with the first time: it chooses among fewer.
    assume(not (often == "WEEKLY" and "BYSETPOS" in names))
    words = ";".join([f"FREQ={often}", *(f"{n}={draw(_PARTS[n])}" for n in names)])
    try:
        read_rule(words)
    except BadRuleError:
        assume(condition=False)
    return words


@settings(max_examples=examples(80), deadline=None)
@given(rules(), st.integers(0, 4 * 366 * 24 * 60))
def test_wall_times_are_those_that_dateutil_finds(rule: str, minutes: int) -> None:
    """Two ways to read RFC 5545, one answer."""
    begin = datetime.fromisoformat("2024-01-01") + timedelta(minutes=minutes)
    end = begin + 500 * DAY
    ours = [
        w for w in walls(read_rule(rule), begin, begin.date(), end.date()) if w <= end
    ]
    assume(ours)  # where nothing comes any more, dateutil looks until the year 9999

    assert ours == list(islice(rrulestr(rule, dtstart=begin), len(ours)))


ZONES = sorted(available_timezones() - {"localtime", "Factory"})


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(ZONES), st.integers(0, 60 * 366), st.integers(0, 24 * 60 - 1))
@example("Africa/Algiers", 108, 23 * 60)  # over midnight, as the clocks jump
def test_what_is_daily_comes_once_on_every_day(
    name: str, day: int, minute: int
) -> None:
    """In every zone of the world, whatever its clocks did since 1970."""
    zone = ZoneInfo(name)
    first = datetime.fromisoformat("1970-01-02") + timedelta(days=day, minutes=minute)
    at = first.replace(tzinfo=zone).astimezone(UTC)
    post = a_post(at=at, repeat=Repeat("FREQ=DAILY", name))
    coming = list(occurrences(post, at - DAY, at + 370 * DAY))
    begin = at.astimezone(zone)
    days = [begin.date() + DAY * number for number in range(373)]
    meant = [
        datetime.combine(day, begin.time(), zone).astimezone(UTC)
        for day in days  # a time that clocks jump over counts by the hours before
        if _exists(day, zone)
    ]

    assert coming == [moment for moment in meant if moment <= coming[-1]]
    assert coming[-1] > at + 368 * DAY


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Is there such a day? Samoa once went from Thursday to Saturday."""
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day
