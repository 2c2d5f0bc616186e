"""What happens to a post whose time went by while it could not be sent."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class LateAction(StrEnum):
    """What is done with a post that is too late to be sent unasked."""

    #: It is missed: a person says what now.
    ASK = "ask"
    #: It is cancelled, and the digest says so.
    SKIP = "skip"
    #: It goes out all the same, one post at a time.
    POST = "post"


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """How late a post may be, and what happens beyond."""

    within: timedelta = timedelta(minutes=30)
    #: At most one belated post on an account in this time.
    spacing: timedelta = timedelta(minutes=10)
    #: What happens to what is later than `within`; `else` in YAML.
    otherwise: LateAction = LateAction.ASK


#: What holds where nobody says otherwise.
USUAL = LatePolicy()
