"""The wall times of a rule: a calendar without a zone. Pure.

It is gone through day by day, so that the work is bounded by the days asked about.
dateutil's rrule (with which a test compares) goes on to the year 9999 where nothing
comes any more: ten seconds for "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30".
"""

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby, product

from scheduler.recurrence_rule import DayOfWeek, Frequency, Rule

_ONE_DAY = timedelta(days=1)
_WEEK = 7
_LONGEST_ROUND = {
    Frequency.DAILY: _ONE_DAY,
    Frequency.WEEKLY: _WEEK * _ONE_DAY,
    Frequency.MONTHLY: 31 * _ONE_DAY,
    Frequency.YEARLY: 366 * _ONE_DAY,
}


def walls(rule: Rule, begin: datetime, after: date, until: date) -> Iterator[datetime]:
    """Return the wall times of *rule* on the days from *after* to *until*, in order.

    Some before and behind may be among them. Its count and end are the caller's affair.

    Args:
        rule: What recurs.
        begin: The wall time from which rounds are counted; nothing comes before.
        after: The first day asked about.
        until: The last day asked about.
    """
    rule = _complete(rule, begin)
    times = _times(rule)
    start = _round_start(rule, max(after, begin.date()))
    days = _days(start, _round_end(rule, until))
    first = _round(rule, begin.date())
    for number, round_ in groupby(days, lambda day: _round(rule, day)):
        if (number - first) % rule.interval:
            continue
        found = product((day for day in round_ if _fits(rule, day)), times)
        for day, at in _chosen(rule, found):
            wall = datetime.combine(day, at)
            if wall >= begin:
                yield wall


def _complete(rule: Rule, begin: datetime) -> Rule:
    """Return the rule with what it leaves to its first time: day, hour, minute."""
    rule = replace(
        rule,
        hours=rule.hours or (begin.hour,),
        minutes=rule.minutes or (begin.minute,),
    )
    if rule.weeks or rule.year_days or rule.month_days or rule.weekdays:
        return rule
    match rule.frequency:
        case Frequency.YEARLY:
            months = rule.months or (begin.month,)
            return replace(rule, months=months, month_days=(begin.day,))
        case Frequency.MONTHLY:
            return replace(rule, month_days=(begin.day,))
        case Frequency.WEEKLY:
            return replace(rule, weekdays=(DayOfWeek(begin.weekday()),))
        case Frequency.DAILY:
            return rule


def _times(rule: Rule) -> tuple[time, ...]:
    return tuple(time(hour, minute) for hour in rule.hours for minute in rule.minutes)


def _days(start: date, until: date) -> Iterator[date]:
    return map(date.fromordinal, range(start.toordinal(), until.toordinal() + 1))


def _round(rule: Rule, day: date) -> int:
    """Return the number of the round in which *day* lies."""
    match rule.frequency:
        case Frequency.DAILY:
            return day.toordinal()
        case Frequency.WEEKLY:
            return (day.toordinal() - 1 - rule.week_start) // _WEEK  # day 1: a Monday
        case Frequency.MONTHLY:
            return day.year * 12 + day.month
        case Frequency.YEARLY:
            return day.year


def _round_start(rule: Rule, day: date) -> date:
    """Return the first day of the round in which *day* lies."""
    match rule.frequency:
        case Frequency.DAILY:
            return day
        case Frequency.WEEKLY:
            return day - _ONE_DAY * ((day.weekday() - rule.week_start) % _WEEK)
        case Frequency.MONTHLY:
            return day.replace(day=1)
        case Frequency.YEARLY:
            return day.replace(month=1, day=1)


def _round_end(rule: Rule, day: date) -> date:
    """Return a day by which the round of *day* is complete, where that matters."""
    if not rule.positions:
        return day
    longest = _LONGEST_ROUND[rule.frequency]
    return min(day, date.max - longest) + longest


def _chosen(
    rule: Rule, found: Iterator[tuple[date, time]]
) -> Iterator[tuple[date, time]]:
    """Choose by position among the times of one round."""
    if not rule.positions:
        yield from found
        return
    times = list(found)
    count = len(times)
    places = {place - 1 if place > 0 else count + place for place in rule.positions}
    yield from (times[place] for place in sorted(places) if 0 <= place < count)


def _fits(rule: Rule, day: date) -> bool:
    """Does the rule name this day?"""
    if rule.months and day.month not in rule.months:
        return False
    month = monthrange(day.year, day.month)[1] if rule.month_days else 0
    if rule.month_days and not _counts(day.day, month, rule.month_days):
        return False
    if rule.weekdays and not any(_is_day(rule, one, day) for one in rule.weekdays):
        return False
    if rule.year_days and not _counts(_year_day(day), _days_of(day), rule.year_days):
        return False
    return not rule.weeks or _counts(*_week_of(day, rule.week_start), rule.weeks)


def _counts(number: int, last: int, wanted: tuple[int, ...]) -> bool:
    """Is *number* of 1 to *last* wanted, counted from the front or from the end?"""
    return number in wanted or number - last - 1 in wanted


def _is_day(rule: Rule, wanted: DayOfWeek, day: date) -> bool:
    if day.weekday() != wanted.day:
        return False
    if not wanted.nth:
        return True
    if rule.frequency is Frequency.YEARLY and not rule.months:
        number, last = _year_day(day), _days_of(day)
    else:
        number, last = day.day, monthrange(day.year, day.month)[1]
    from_front = (number - 1) // _WEEK + 1
    from_end = (last - number) // _WEEK + 1
    return wanted.nth in {from_front, -from_end}


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _days_of(day: date) -> int:
    return 366 if isleap(day.year) else 365


def _week_of(day: date, week_start: int) -> tuple[int, int]:
    """Return the number of the week in which *day* lies, and of its year's last one.

    Weeks belong to the year in which most of their days lie.
    """
    begin = day - _ONE_DAY * ((day.weekday() - week_start) % _WEEK)
    year = (begin + 3 * _ONE_DAY).year
    first, next_first = _first_week(year, week_start), _first_week(year + 1, week_start)
    return (begin - first).days // _WEEK + 1, (next_first - first).days // _WEEK


def _first_week(year: int, week_start: int) -> date:
    """Return when the first week of a year begins: the one with 4 January in it."""
    fourth = date(year, 1, 4)
    return fourth - _ONE_DAY * ((fourth.weekday() - week_start) % _WEEK)
