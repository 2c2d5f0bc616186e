"""Times as people say them, in English and in Japanese."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.moments import moment
from config.spoken import spoken, written
from config.values import WrongValueError

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")
#: Wednesday 2026-11-25, 20:00:10 in Tokyo.
NOW = datetime(2026, 11, 25, 11, 0, 10, tzinfo=UTC)

SAID = [
    ("tomorrow 9:00", "2026-11-26 09:00"),
    ("Tomorrow at 9am", "2026-11-26 09:00"),
    ("9:00 tomorrow", "2026-11-26 09:00"),
    ("today 21:30", "2026-11-25 21:30"),
    ("day after tomorrow, noon", "2026-11-27 12:00"),
    ("9:00", "2026-11-26 09:00"),
    ("21:00", "2026-11-25 21:00"),
    ("friday 6pm", "2026-11-27 18:00"),
    ("on Friday at 6:15 pm", "2026-11-27 18:15"),
    ("wed 9:00", "2026-12-02 09:00"),
    ("wed 21:00", "2026-11-25 21:00"),
    ("next wednesday 9:00", "2026-12-02 09:00"),
    ("next friday 9:00", "2026-12-04 09:00"),
    ("this friday 9:00", "2026-11-27 09:00"),
    ("in 2 hours", "2026-11-25 22:01"),
    ("in 90 minutes", "2026-11-25 21:31"),
    ("in 3 days 12:30", "2026-11-28 12:30"),
    ("in 1 week at 8:00", "2026-12-02 08:00"),
    ("28 nov 18:30", "2026-11-28 18:30"),
    ("Nov 28th 18:30", "2026-11-28 18:30"),
    ("3 february 2028 7am", "2028-02-03 07:00"),
    ("1 jan 0:00", "2027-01-01 00:00"),
    ("29 feb 12:00", "2028-02-29 12:00"),
    ("12pm", "2026-11-26 12:00"),
    ("12am", "2026-11-26 00:00"),
    ("2026-12-01 9:30", "2026-12-01 09:30"),
    ("9:30 on 2026-12-01", "2026-12-01 09:30"),
    ("明日 9:00", "2026-11-26 09:00"),
    ("明日の朝9時", "2026-11-26 09:00"),
    ("あした９時半", "2026-11-26 09:30"),
    ("明後日 12:30", "2026-11-27 12:30"),
    ("あさって正午", "2026-11-27 12:00"),
    ("しあさって 午後3時", "2026-11-28 15:00"),
    ("金曜 18時半", "2026-11-27 18:30"),
    ("今週の金曜日に18時", "2026-11-27 18:00"),
    ("来週月曜 9:00", "2026-11-30 09:00"),
    ("来週の月曜日 午前10時15分", "2026-11-30 10:15"),
    ("再来週火曜日 夜8時", "2026-12-08 20:00"),
    ("11月28日 9時", "2026-11-28 09:00"),
    ("11月28日（土）夕方5時", "2026-11-28 17:00"),
    ("2027年1月5日 昼12時", "2027-01-05 12:00"),
    ("3日後 12:30", "2026-11-28 12:30"),
    ("2時間後", "2026-11-25 22:01"),
    ("30分後", "2026-11-25 20:31"),
    ("夜9時", "2026-11-25 21:00"),
    ("本日 23時", "2026-11-25 23:00"),
]

UNCLEAR = [
    ("soon", "is not understood as a time"),
    ("", "says no time of day"),
    ("friday", "says no time of day"),
    ("明日", "says no time of day"),
    ("10/11 9:00", "is not understood"),
    ("tomorrow 9", "is not understood"),
    ("midnight", "is not understood"),
    ("today 9:00", "is past: 2026-11-25 09:00"),
    ("昨日 9:00", "is not understood"),
    ("tomorrow 25:00", "no such day or time"),
    ("31 nov 9:00", "no such day or time"),
    ("午後12時", "no such day or time"),
    ("夜3時", "no such day or time"),
    ("13am", "there is no such"),
    ("tomorrow friday 9:00", "the weekday does not fit"),
    ("11月28日（金） 9:00", "the weekday does not fit"),
    ("tomorrow 9:00 10:00", "two times are named"),
    ("today tomorrow 9:00", "two days are named"),
    ("in 2 hours 9:00", "is not understood"),
    ("2026-13-01 9:00", "no such day or time"),
    ("tomorrow 9:00; rm -rf", "is not understood"),
]


@pytest.mark.parametrize(("words", "meant"), SAID, ids=[said for said, _ in SAID])
def test_what_people_say_is_understood(words: str, meant: str) -> None:
    """It is Wednesday evening in Tokyo."""
    assert spoken(words, NOW, TOKYO).at == moment(meant, TOKYO).at


@pytest.mark.parametrize(("words", "why"), UNCLEAR, ids=[said for said, _ in UNCLEAR])
def test_what_is_not_clear_is_never_guessed(words: str, why: str) -> None:
    """A wrong time cannot be taken back; a question can be asked again."""
    with pytest.raises(WrongValueError, match=why):
        spoken(words, NOW, TOKYO)


def test_a_time_in_the_night_of_the_clocks_is_told_as_odd() -> None:
    """As it would be in a file."""
    now = datetime(2027, 3, 27, 12, tzinfo=UTC)
    found = spoken("tomorrow 2:30", now, BERLIN)

    assert found.oddity is not None
    assert found.at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@given(st.text(max_size=30))
def test_nothing_that_is_said_breaks_it(words: str) -> None:
    """It is understood, or refused in words."""
    with suppress(WrongValueError):
        assert spoken(words, NOW, TOKYO).at > NOW


@given(st.integers(0, 60 * 24 * 400), st.sampled_from([TOKYO, BERLIN]))
def test_what_is_written_into_a_file_is_read_as_the_same_moment(
    minutes: int, zone: ZoneInfo
) -> None:
    """Also in the hour that comes twice."""
    at = NOW.replace(second=0) + timedelta(minutes=minutes)

    assert moment(written(at, zone), zone).at == at
