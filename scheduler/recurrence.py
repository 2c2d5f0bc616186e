"""When a recurring post is due: pure, and told from when until when.

A rule (RFC 5545) is followed by the wall clock of its zone. A time that the clocks
jump over comes later by the length of the jump; of a time that they show twice, the
first counts (section 3.3.5). So what is daily comes once on every day.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import islice
from zoneinfo import ZoneInfo

from domain.phrases import Phrase, phrase
from domain.posts import Post
from scheduler.recurrence_rule import BadRuleError, Rule, read_rule
from scheduler.recurrence_walls import walls
from scheduler.timetable import wall_time

__all__ = [
    "BadRuleError",
    "check_rule",
    "occurrences",
]

#: What does not come within this time never comes. (The longest honest wait, for a
#: 29 February on one day of the week, is 28 years, or 40 around 2100.)
NEVER = timedelta(days=366 * 40)

#: No zone's clock is further from UTC than this.
_FURTHEST = timedelta(days=1)

#: A leap year, and a Monday.
_SOME_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a wall time of no zone


def check_rule(rule: str) -> Phrase | None:
    """Return what is wrong with *rule*, for its writer; None if nothing is."""
    try:
        known = read_rule(rule)
    except BadRuleError as error:
        return error.phrase
    coming = walls(known, _SOME_DAY, _SOME_DAY.date(), (_SOME_DAY + NEVER).date())
    if not any(True for _ in coming):
        return phrase("there is no such day, ever")
    return None


def occurrences(post: Post, after: datetime, until: datetime) -> Iterator[datetime]:
    """Return when *post* is due in ``(after, until]``, in order; aware UTC.

    Its own time is always the first, whether the rule names it or not, and counts.

    Raises:
        BadRuleError: Its rule is none.
    """
    first = post.at
    if after < first <= until:
        yield first
    if post.repeat is None or until <= first:
        return
    rule, zone = read_rule(post.repeat.rule), ZoneInfo(post.repeat.zone)
    since = max(after, first)
    coming = _walls(rule, first.astimezone(zone).replace(tzinfo=None), since, until)
    for moment in _in_order(rule, coming, zone):
        if moment > until:
            return
        if moment > since:
            yield moment


def _walls(
    rule: Rule, begin: datetime, since: datetime, until: datetime
) -> Iterator[datetime]:
    """Return the wall times after *begin* that may lie in the span, and some around.

    A rule that counts is counted from its beginning; others may be joined anywhere.
    """
    after = begin.date() if rule.count is not None else (since - _FURTHEST).date()
    found = walls(rule, begin, max(after, begin.date()), _last_day(rule, until))
    later = (wall for wall in found if wall > begin)
    return islice(later, None if rule.count is None else rule.count - 1)


def _last_day(rule: Rule, until: datetime) -> date:
    """Return a day after which nothing of the rule can lie before *until*."""
    end = until.date()
    if rule.until is not None:
        end = min(end, rule.until.date())
    return end if end > date.max - 2 * _FURTHEST else end + 2 * _FURTHEST


def _in_order(
    rule: Rule, coming: Iterator[datetime], zone: ZoneInfo
) -> Iterator[datetime]:
    """Return the moments at which clocks in *zone* show these: each once, in order.

    Where clocks jump, later wall times may come earlier, or at the same moment.
    """
    waiting: list[datetime] = []
    for wall in coming:
        settled = wall.replace(tzinfo=UTC) - _FURTHEST
        while waiting and waiting[0] <= settled:
            yield _pop(waiting)
        moment = wall_time(wall.date(), wall.time(), zone)
        if not rule.is_over(wall, moment):
            heappush(waiting, moment)
    while waiting:
        yield _pop(waiting)


def _pop(waiting: list[datetime]) -> datetime:
    """Take out the earliest moment, however often it is there."""
    moment = heappop(waiting)
    while waiting and waiting[0] == moment:
        heappop(waiting)
    return moment
