"""Times that come every week: slots (`mon-fri 09:00`), quiet hours (`22:00-08:00`)."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Annotated, Final, TypeAlias

from pydantic import PlainValidator

from config.clock_words import ALL_DAYS, days_of, plain, split_times
from config.document import Series, shown
from config.values import WrongValueError, line, many
from domain.phrases import phrase
from domain.timing import QuietHours

#: Days of the week (Monday is 0), and a wall time on them.
Weekly: TypeAlias = tuple[frozenset[int], time]

_STRETCH: Final = re.compile(r"(.*?)\s*([0-9:]+)\s*(?:-|–|~|to|から)\s*([0-9:]+)")
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_MINUTES: Final = 24 * 60


def slot_times(value: object) -> tuple[Weekly, ...]:
    """Read when a slot comes: `mon-fri 09:00`, or a list of such.

    Raises:
        WrongValueError: It is no such time.
    """
    return tuple(one for words in _several(value) for one in _slot(line(words)))


def _several(value: object) -> Sequence[object]:
    if not isinstance(value, Series):
        return (value,)
    if not value:
        raise WrongValueError(phrase("should name at least one day and time"))
    return many(value)


def _slot(words: str) -> Iterable[Weekly]:
    days, times = split_times(plain(words))
    if not times:
        raise WrongValueError(
            phrase("lacks the time of day: write '{value} 09:00'", value=shown(words))
        )
    known = days_of(days) if days else ALL_DAYS
    return [(known, at) for at in times]


def quiet_hours(value: object) -> tuple[QuietHours, ...]:
    """Read stretches of the day: `22:00-08:00`, `sat-sun 00:00-10:00`, or a list.

    Raises:
        WrongValueError: One of them is none, or together they leave no time at all.
    """
    found = tuple(_stretch(line(words)) for words in _several(value))
    if _leaves_nothing(found):
        raise WrongValueError(phrase("leaves no time at all to post in"))
    return found


def _stretch(words: str) -> QuietHours:
    match = _STRETCH.fullmatch(plain(words))
    if match is None:
        raise WrongValueError(
            phrase(
                "should be hours such as 22:00-08:00 or sat-sun 00:00-10:00,"
                " got '{value}'",
                value=shown(words),
            )
        )
    begins, ends = _clock(match[2]), _clock(match[3])
    if begins == ends and begins != time(0):
        raise WrongValueError(
            phrase("begins when it ends; write 00:00-24:00 for a whole day")
        )
    return QuietHours(days_of(match[1]) if match[1] else ALL_DAYS, begins, ends)


def _clock(words: str) -> time:
    match = _CLOCK.fullmatch("00:00" if words == "24:00" else words)
    try:
        if match is not None:
            return time(int(match[1]), int(match[2]))
    except ValueError:
        pass
    raise WrongValueError(
        phrase("there is no such time of day: '{value}'", value=shown(words))
    )


def _leaves_nothing(found: Iterable[QuietHours]) -> bool:
    """Is every minute of the week quiet?"""
    quiet: set[int] = set()
    for one in found:
        begin = one.begins.hour * 60 + one.begins.minute
        length = (one.ends.hour * 60 + one.ends.minute - begin) % _MINUTES or _MINUTES
        for day in one.days:
            start = day * _MINUTES + begin
            quiet.update(
                minute % (7 * _MINUTES) for minute in range(start, start + length)
            )
    return len(quiet) == 7 * _MINUTES


SlotTimes: TypeAlias = Annotated[tuple[Weekly, ...], PlainValidator(slot_times)]
