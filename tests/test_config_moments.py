"""When a post is due."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.moments import moment
from config.values import WrongValueError

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")

WRITTEN = [
    ("2026-11-24 09:30", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
    ("2026-11-24T09:30", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
    ("2026-11-24 9:30", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
    ("2026-1-4 09:30:15", datetime(2026, 1, 4, 0, 30, 15, tzinfo=UTC)),
    ("2026-11-24T09:30Z", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
    ("2026-11-24 09:30 +02:00", datetime(2026, 11, 24, 7, 30, tzinfo=UTC)),
    ("2026-11-24T09:30-0330", datetime(2026, 11, 24, 13, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("words", "at"), WRITTEN, ids=[w for w, _ in WRITTEN])
def test_a_time_is_meant_in_the_communitys_zone_or_with_its_offset(
    words: str, at: datetime
) -> None:
    """Nobody should have to count hours to UTC."""
    found = moment(words, TOKYO)

    assert found.at == at
    assert found.at.tzinfo is UTC
    assert found.oddity is None


ODD = [
    ("2027-03-28 02:30", BERLIN, "2027-03-28T01:30", "jump over"),
    ("2026-10-25 02:30", BERLIN, "2026-10-25T00:30", "comes twice"),
    ("2026-10-04 02:15", LORD_HOWE, "2026-10-03T15:45", "jump over"),
    ("2027-04-04 01:45", LORD_HOWE, "2027-04-03T14:45", "comes twice"),
]


@pytest.mark.parametrize(("words", "zone", "at", "said"), ODD)
def test_a_time_that_is_not_or_comes_twice_is_taken_as_calendars_do(
    words: str, zone: ZoneInfo, at: str, said: str
) -> None:
    """RFC 5545: a gap moves on by its length, a repeated hour means its first run."""
    found = moment(words, zone)

    assert found.at == datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert said in str(found.oddity)


def test_the_time_after_a_jump_is_told() -> None:
    """Who writes 02:30 in that night should know that it will be 03:30."""
    assert "2027-03-28 03:30" in str(moment("2027-03-28 02:30", BERLIN).oddity)


WRONG = [
    ("tomorrow", "should be a time such as"),
    ("2026-11-24", "lacks the time of day"),
    ("2026-02-30 09:30", "no such day"),
    ("2026-11-24 24:00", "no such day or time"),
    ("2026-11-24 09:60", "no such day or time"),
    ("0026-11-24 09:30", "the year 0026 cannot be meant"),
    ("9999-12-31 23:59", "the year 9999 cannot be meant"),
    ("2026-11-24 09:30+24:00", "no such offset"),
    ("2026-11-24 09:30+01:60", "no such offset"),
    ("２０２６-11-24 09:30", "should be a time such as"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[w for w, _ in WRONG])
def test_a_wrong_time_is_refused_in_words(words: str, said: str) -> None:
    """A guess about a time would publish at another one."""
    with pytest.raises(WrongValueError) as caught:
        moment(words, TOKYO)

    assert said in str(caught.value.phrase)
