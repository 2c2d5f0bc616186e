"""Which of our own answers are told anew: those that we gave on the platform itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.items import OwnAnswer

#: They are reported again for this long, in case the platform's list was late.
_OVERLAP = timedelta(minutes=10)


def since(
    answered: datetime | None, answers: Iterable[OwnAnswer | None]
) -> tuple[OwnAnswer, ...]:
    """Return those after *answered*, our newest answer last time, and shortly before.

    All of them where none was known; None among them stands for what answers nobody.
    """
    known = [answer for answer in answers if answer is not None]
    if answered is None:
        return tuple(known)
    return tuple(one for one in known if one.created_at > answered - _OVERLAP)


def newest(answered: datetime | None, answers: Iterable[OwnAnswer]) -> datetime | None:
    """Return when our newest answer was given, *answered* included; None if never."""
    moments = [answer.created_at for answer in answers]
    return max([*moments, *([answered] if answered else [])], default=None)
