"""Looks for what waits in the outbox: for a person, a yes, a pause's end, a budget."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from digest.paper import BudgetNotice, Digest, Notice, PauseNotice
from digest.read_limits import in_span, share
from digest.words import STATES, moment_in
from domain.phrases import Phrase, phrase, phrase_many
from domain.posts import Origin
from kairanban.bootstrap import House
from kairanban.findings import Finding, Level

#: Who has not approved a post by then should hurry.
SOON = timedelta(days=1)


def examine_outbox(house: House) -> Iterator[Finding]:
    """Name each post that waits for somebody, and what keeps others from going out."""
    now = house.clock.now()
    digest = house.crew.reporter.compose(house.project, now)
    for pause in digest.pauses:
        yield Finding(Level.NOTE, _paused(pause, digest))
    for budget in digest.budgets:
        if budget.is_reached:
            yield Finding(Level.NOTE, _used_up(budget, digest))
    for notice in digest.troubles:
        yield Finding(Level.BAD, _with_thread(notice, _trouble(notice)))
    yield from _approvals(digest, now)


def _paused(pause: PauseNotice, digest: Digest) -> Phrase:
    return phrase_many(
        "{what} (since {when}; {count} post held); to lift it: {command}",
        "{what} (since {when}; {count} posts held); to lift it: {command}",
        pause.held,
        what=pause.words,
        when=moment_in(pause.since, digest.zone),
        command=pause.command,
    )


def _used_up(budget: BudgetNotice, digest: Digest) -> Phrase:
    said = share(budget.counted, budget.used, budget.limit, budget.currency)
    return phrase(
        "{where}: the budget is used up until {when}: {share}",
        where=budget.account or budget.platform,
        when=moment_in(budget.until, digest.zone),
        share=in_span(said, budget.per),
    )


def _trouble(notice: Notice) -> Phrase:
    known = {
        "post": _name(notice),
        "account": notice.account,
        "reason": notice.reason or STATES[notice.state],
        "command": notice.command,
    }
    if notice.url:
        return phrase(
            "{post} on {account} waits for you: {reason}; look at {url}, then type: "
            "{command}",
            url=notice.url,
            **known,
        )
    return phrase(
        "{post} on {account} waits for you: {reason}; type: {command}", **known
    )


def _with_thread(notice: Notice, what: Phrase) -> Phrase:
    if not notice.more:
        return what
    return phrase_many(
        "{what} ({count} part of its thread waits for it)",
        "{what} ({count} parts of its thread wait for it)",
        notice.more,
        what=what,
    )


def _approvals(digest: Digest, now: datetime) -> Iterator[Finding]:
    """Name what must be approved soon, count the rest."""
    urgent = [one for one in digest.approvals if _is_urgent(one, now)]
    for notice in urgent:
        yield Finding(Level.BAD, _unapproved(notice, digest))
    if later := len(digest.approvals) - len(urgent):
        what = phrase_many(
            "{count} post that is due later waits for approval; see: kairanban digest",
            "{count} posts that are due later wait for approval; see: kairanban digest",
            later,
        )
        yield Finding(Level.NOTE, what)


def _is_urgent(notice: Notice, now: datetime) -> bool:
    """Is it due soon? Replies, and threads that have begun, are due now."""
    if notice.origin is Origin.REPLY or notice.part > 1:
        return True
    return notice.at - now <= SOON


def _unapproved(notice: Notice, digest: Digest) -> Phrase:
    known = {
        "post": _name(notice),
        "account": notice.account,
        "command": notice.command,
    }
    if notice.origin is Origin.REPLY or notice.part > 1:
        return phrase(
            "{post} on {account} waits for approval; type: {command}", **known
        )
    return phrase(
        "{post} on {account} is missed if nobody approves it by {when}; type: "
        "{command}",
        when=moment_in(notice.at, digest.zone),
        **known,
    )


def _name(notice: Notice) -> Phrase | str:
    if notice.parts == 1:
        return notice.post_key
    return phrase(
        "{post} (part {part} of {parts})",
        post=notice.post_key,
        part=str(notice.part),
        parts=str(notice.parts),
    )
