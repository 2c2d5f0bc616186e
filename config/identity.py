"""What a post without an `id` goes by: the time that is written for it. Pure.

Its text may then be mended without it being said twice; docs/decisions tells why it
is neither its place in the file nor its words.
"""

import re
from datetime import datetime
from unicodedata import normalize
from zoneinfo import ZoneInfo

from config.moments import moment
from config.values import WrongValueError

_UNFIT = re.compile(r"[^\w.]+")
#: As long as an id may be.
_LIMIT = 100


def derived_id(words: str, zone: ZoneInfo, campaign: str = "") -> str:
    """Return the id of a post at the time *words*; "" if they can be no name.

    However a time is spelled, its id is the wall time of the community, such as
    "2026-11-24-0930"; of other words for a time, the words themselves, which mean
    something in their campaign only.
    """
    try:
        wall = moment(words, zone).at.astimezone(zone)
    except WrongValueError:
        whole = normalize("NFC", f"{campaign} {words}") if words.strip() else ""
        return _UNFIT.sub("-", whole).strip("-.")[:_LIMIT]
    return f"{wall:%Y-%m-%d-%H%M}{_finer(wall)}"


def _finer(wall: datetime) -> str:
    """Tell apart what minutes cannot: seconds, and an hour that comes twice."""
    seconds = f"{wall:%S}" if wall.second else ""
    return seconds + ("-b" if wall.fold else "")
