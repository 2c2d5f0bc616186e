"""How long a server asks us to wait, in whatever form it says so."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from domain.accounts import RateLeft

#: Whoever asks for more is asked again after so long.
LONGEST_WAIT = timedelta(days=1)

#: Below this a number is no moment since 1970, but seconds from now.
_EPOCH_BEGINS = 1_000_000_000
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def rate_left(headers: Mapping[str, str], now: datetime) -> RateLeft | None:
    """Return what `X-RateLimit-…` (X: `x-rate-limit-…`) says; None: nothing usable.

    The end of the window may be an ISO time, seconds since 1970, or seconds from now.
    """
    name = "x-rate-limit" if "x-rate-limit-limit" in headers else "x-ratelimit"
    resets_at = _moment(headers.get(f"{name}-reset", ""), now)
    try:
        limit = int(headers[f"{name}-limit"])
        remaining = int(headers[f"{name}-remaining"])
    except (KeyError, ValueError):
        return None
    return RateLeft(limit, remaining, resets_at) if resets_at else None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long a refusal asks us to wait, a day at most; None: not said."""
    wait = _named_wait(headers.get("retry-after", ""), now)
    if wait is None:
        rate = rate_left(headers, now)
        if rate is None or rate.remaining > 0:
            return None
        wait = rate.resets_at - now
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


def moment_told(value: str) -> datetime | None:
    """Return the moment that a header such as `Date` names, in UTC; None if none."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _named_wait(value: str, now: datetime) -> timedelta | None:
    seconds = _number(value)
    if seconds is not None:
        return _span(seconds)
    moment = moment_told(value)
    return None if moment is None else moment - now


def _moment(value: str, now: datetime) -> datetime | None:
    number = _number(value)
    try:
        if number is None:
            moment = datetime.fromisoformat(value.strip())
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        if number < _EPOCH_BEGINS:
            return now + timedelta(seconds=number)
        return datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _number(value: str) -> float | None:
    text = value.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _span(seconds: float) -> timedelta:
    longest = LONGEST_WAIT.total_seconds()
    return timedelta(seconds=max(0.0, min(seconds, longest)))
