"""Which words of a post a plan changes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kairanban.calendar.words import Telling
from scheduler.plan import Plan


@dataclass(frozen=True, slots=True)
class Rewording:
    """What a message said, and what it says now; the same where pictures changed."""

    #: Which message of the post, from 0 on.
    part: int
    old: str
    new: str


#: By post, account and due time (aware UTC).
Rewordings = Mapping[tuple[str, str, datetime], tuple[Rewording, ...]]


def rewordings(plan: Plan) -> Rewordings:
    """Return what changes in messages that are planned already."""
    found: dict[tuple[str, str, datetime], tuple[Rewording, ...]] = {}
    for step in plan.steps:
        row, messages = step.delivery, step.post.messages_for(step.account)
        if row is None or row.part >= len(messages):
            continue
        new = messages[row.part]
        if row.message.content_hash != new.content_hash:
            place = (row.post_key, row.account, row.due_at)
            change = Rewording(row.part, row.message.text, new.text)
            found[place] = (*found.get(place, ()), change)
    return found


def of(told: Telling, found: Rewordings) -> tuple[Rewording, ...]:
    """Return what changes in the words of what is told."""
    return of_place(told.post_key, told.accounts[0], told.at, found)


def of_place(
    key: str, account: str, at: datetime | None, found: Rewordings
) -> tuple[Rewording, ...]:
    """Return what changes in the words of a post on an account at a time."""
    return found.get((key, account, at), ()) if at else ()
