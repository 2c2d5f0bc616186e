"""Can a post's rule of recurrence be followed?"""

import re

from config.document import shown
from domain.phrases import Phrase, phrase

_RULE = re.compile(
    r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[A-Z0-9,+-]+)*", re.IGNORECASE
)


def check_rule(rule: str) -> Phrase | None:
    """Return what is wrong with an RFC 5545 rule; None when it is fine."""
    if _RULE.fullmatch(rule):
        return None
    return phrase(
        "should be a rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=MO, got '{value}'",
        value=shown(rule),
    )
