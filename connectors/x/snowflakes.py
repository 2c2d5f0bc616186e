"""X's ids, which hold the time at which they were given out.

The bits above the lowest 22 count milliseconds since 2010-11-04 01:42:54.657 UTC
(published with Snowflake, the program that gives them out).
"""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime.fromtimestamp(1_288_834_974.657, UTC)
_SHIFT = 22
_LONGEST = 19  # digits


def is_id(text: str) -> bool:
    """Can it be an id? X's own pattern: 1 to 19 digits."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def first_id_at(moment: datetime) -> str:
    """Return the smallest id of *moment* (aware); everything later has a larger one."""
    passed = max(moment - _EPOCH, timedelta(0))
    return str((passed // timedelta(milliseconds=1)) << _SHIFT)


def moment_of(remote_id: str) -> datetime:
    """Return when an id was given out, to the millisecond; aware UTC."""
    return _EPOCH + timedelta(milliseconds=int(remote_id) >> _SHIFT)
