"""`every:` in plain words: which rule of RFC 5545 is meant."""

from datetime import datetime

import pytest

from config.document import Series
from config.every import every
from config.values import WrongValueError
from scheduler.recurrence import check_rule

RULES = [
    ("monday 09:00", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0"),
    ("Every Monday at 9am", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0"),
    ("day 09:00", "FREQ=DAILY;BYHOUR=9;BYMINUTE=0"),
    ("day noon", "FREQ=DAILY;BYHOUR=12;BYMINUTE=0"),
    ("day 09:00 and 18:00", "FREQ=DAILY;BYHOUR=9,18;BYMINUTE=0"),
    ("weekday 9:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=30"),
    ("weekend 10:00", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=10;BYMINUTE=0"),
    ("[monday, thursday] 09:00", "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9;BYMINUTE=0"),
    ("fri-mon 21:00", "FREQ=WEEKLY;BYDAY=MO,FR,SA,SU;BYHOUR=21;BYMINUTE=0"),
    (
        "tue and thu 9:00 and 18:30",
        "FREQ=WEEKLY;BYDAY=TU,TH;BYHOUR=9,18;BYMINUTE=0,30;BYSETPOS=1,4,5,8",
    ),
    (
        "2 weeks on monday 09:00",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=9;BYMINUTE=0",
    ),
    ("other day 9:00", "FREQ=DAILY;INTERVAL=2;BYHOUR=9;BYMINUTE=0"),
    ("month on the 1st 09:00", "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0"),
    (
        "month on the 1st and 15th 9:00",
        "FREQ=MONTHLY;BYMONTHDAY=1,15;BYHOUR=9;BYMINUTE=0",
    ),
    ("month on the last day 18:00", "FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=18;BYMINUTE=0"),
    ("month on the first monday 9:00", "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=9;BYMINUTE=0"),
    (
        "month on the 2nd and 4th tuesday 9:00",
        "FREQ=MONTHLY;BYDAY=2TU,4TU;BYHOUR=9;BYMINUTE=0",
    ),
    ("month on the last friday 9:00", "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9;BYMINUTE=0"),
    (
        "year on december 25 09:00",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;BYHOUR=9;BYMINUTE=0",
    ),
    ("year on 12-25 9:00", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;BYHOUR=9;BYMINUTE=0"),
    ("毎週月曜 9:00", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0"),
    ("月・木 9時", "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9;BYMINUTE=0"),
    ("平日 午後6時半", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=18;BYMINUTE=30"),
    ("毎日 ９：００", "FREQ=DAILY;BYHOUR=9;BYMINUTE=0"),
    ("毎月1日 9時", "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0"),
    ("毎月末日 18:00", "FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=18;BYMINUTE=0"),
    ("毎月第1月曜日 10:00", "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=10;BYMINUTE=0"),
    (
        "毎年12月25日 9時",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;BYHOUR=9;BYMINUTE=0",
    ),
    ("隔週月曜 9:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=9;BYMINUTE=0"),
]


@pytest.mark.parametrize(("words", "rule"), RULES, ids=[words for words, _ in RULES])
def test_plain_words_become_a_rule(words: str, rule: str) -> None:
    """One that the engine of recurrence takes."""
    assert every(words).rule == rule
    assert check_rule(rule) is None


def a_list(*words: str) -> Series:
    series = Series()
    series.extend(words)
    return series


def test_a_list_comes_together_in_one_rule() -> None:
    """Each day with its own time."""
    rhythm = every(a_list("monday 09:00", "thursday 18:30"))
    first = rhythm.first(datetime.fromisoformat("2026-11-24"))
    later = rhythm.first(datetime.fromisoformat("2026-11-27"))

    assert f"{first:%a %H:%M}" == "Thu 18:30"
    assert f"{later:%a %H:%M}" == "Mon 09:00"


WRONG = [
    ("mondy 09:00", "'mondy' is no day; did you mean 'monday'?"),
    ("soon 09:00", "'soon' is no day; days are monday, weekday, weekend, day"),
    ("monday", "lacks the time of day: write 'monday 09:00'"),
    ("09:00", "lacks the day: write 'day 09:00'"),
    ("monday 25:00", "there is no such time of day: '25:00'"),
    ("monday 13pm", "there is no such time of day: '13pm'"),
    ("week 9:00", "does not say on which day: write 'week on monday 09:00'"),
    ("month 9:00", "does not say on which day"),
    ("0 days 9:00", "should be every 1 or more, got 0"),
    ("month on the 32nd 9:00", "no month has a day 32"),
    ("month on the frist monday 9:00", "did you mean 'first'?"),
    ("month on the 6th monday 9:00", "write first monday, 2nd monday or last monday"),
    ("month on the first moonday 9:00", "did you mean 'monday'?"),
    ("month on blue 9:00", "write 1st, 15th, last day or first monday"),
    ("month on the last friday, 1st 9:00", "by number and by name do not go together"),
    ("month on the 1st 9:00 and 18:30", "these times do not go together here"),
    ("year on decembr 25 9:00", "'decembr' is no month; did you mean 'december'?"),
    ("year on february 30 9:00", "there is no such day or time: 'february 30'"),
    ("year on blue 9:00", "'blue' is no day of the year; write december 25 or 12-25"),
    ("year on may 1, june 1 9:00", "days of one month only"),
    ("", "should not be empty"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[words for words, _ in WRONG])
def test_words_that_say_nothing_are_told_so(words: str, said: str) -> None:
    """With a guess where there is one."""
    with pytest.raises(WrongValueError) as caught:
        every(words)

    assert said in str(caught.value)


def test_only_days_of_the_week_can_be_listed() -> None:
    """A month and a week have no rule in common."""
    for words in (["monday 9:00", "month on the 1st 9:00"], []):
        with pytest.raises(WrongValueError):
            every(a_list(*words))
