"""Dates as spreadsheets write them; never guessed where they could mean two days."""

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from config.moments import moment
from config.values import WrongValueError
from domain.phrases import phrase
from kairanban.exchange.kinds import DateOrder
from kairanban.exchange.rows import RowError

_DATE = re.compile(
    r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})"
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*([AaPp][Mm])?)?"
)
_MONTHS = 12
_NOON = 12
_CENTURY = 100


def order_of(dates: Iterable[str]) -> DateOrder | None:
    """Return in which order days are written, if any of them can mean only one."""
    for words in dates:
        match = _DATE.match(words.strip())
        if match is None:
            continue
        if len(match[1]) > 2:  # noqa: PLR2004 - digits of a year
            return DateOrder.YEAR_FIRST
        if int(match[1]) > _MONTHS:
            return DateOrder.DAY_FIRST
        if int(match[2]) > _MONTHS:
            return DateOrder.MONTH_FIRST
    return None


def read_date(words: str, order: DateOrder | None, zone: ZoneInfo) -> datetime:
    """Return the moment, aware UTC, that a cell names; without a zone in *zone*.

    Raises:
        RowError: It names none, or could name two.
    """
    if not words.strip():
        raise RowError(phrase("it does not say when"))
    try:
        return moment(words.strip(), zone).at
    except WrongValueError as error:
        match = _DATE.fullmatch(words.strip())
        if match is None or len(match[1]) > 2 or match[4] is None:  # noqa: PLR2004 - digits of a year
            raise RowError(error.phrase) from None
    return _numbers(match, order, zone)


def _numbers(match: re.Match[str], order: DateOrder | None, zone: ZoneInfo) -> datetime:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if order not in {DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST}:
        raise RowError(
            phrase(
                "'{value}' could be two days; add --dates dmy or --dates mdy",
                value=match[0],
            )
        )
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    year += 2000 if year < _CENTURY else 0
    hour = _hour(int(match[4]), match[6])
    try:
        return moment(f"{year:04}-{month}-{day} {hour}:{match[5]}", zone).at
    except WrongValueError as error:
        raise RowError(error.phrase) from None


def _hour(hour: int, suffix: str | None) -> int:
    if suffix is None:
        return hour
    return hour % _NOON + (_NOON if suffix.lower() == "pm" else 0)
