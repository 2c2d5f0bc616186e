"""What is to be said of one delivery, by the section that it stands in."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from digest.paper import Notice
from digest.words import STATES, moment_in
from domain.deliveries import DeliveryState
from domain.phrases import Phrase, phrase, phrase_many
from domain.posts import Origin


def trouble(notice: Notice, _zone: ZoneInfo) -> Iterator[Phrase]:
    """Say what went wrong, what hangs on it, and what to type."""
    yield STATES[notice.state]
    if notice.reason is not None:
        yield notice.reason
    if notice.parts > 1:
        yield _part(notice)
        yield from _break(notice)
    if notice.state is DeliveryState.UNCERTAIN:
        yield phrase("see: {command}", command=notice.command)
    else:
        yield phrase(
            "number {number}; to deal with it: {command}",
            number=str(notice.delivery_id),
            command=notice.command,
        )


def approval(notice: Notice, zone: ZoneInfo) -> Iterator[Phrase]:
    """Say until when somebody must have said yes, and how to say it."""
    if notice.origin is Origin.REPLY:
        yield phrase("a reply; it goes out when somebody approves it")
    elif notice.part > 1:
        yield phrase("its thread goes on when somebody approves it")
    else:
        when = moment_in(notice.at, zone)
        yield phrase("missed if nobody approves it by {when}", when=when)
    yield from _parts(notice)
    if notice.times:
        yield phrase_many(
            "and {count} more time with the same words",
            "and {count} more times with the same words",
            notice.times,
        )
    yield phrase("to approve it: {command}", command=notice.command)


def on_its_way(notice: Notice, _zone: ZoneInfo) -> Iterator[Phrase]:
    """Say why it waits, if it does."""
    if notice.state is DeliveryState.SENDING:
        yield STATES[notice.state]
    if notice.origin is Origin.REPLY:
        yield phrase("a reply")
    if notice.is_paused:
        yield phrase("paused: it goes out when the pause is lifted")
    yield from _parts(notice)
    if notice.waits_for_part:
        yield phrase("waits for part {part}", part=str(notice.part - 1))
    if notice.reason is not None:
        yield notice.reason


def out(notice: Notice, _zone: ZoneInfo) -> Iterator[Phrase]:
    """Say what kind of thing is out."""
    if notice.origin is Origin.REPLY:
        yield phrase("a reply")
    yield from _parts(notice)


def taken_down(notice: Notice, zone: ZoneInfo) -> Iterator[Phrase]:
    """Say for how long it was out."""
    yield from out(notice, zone)
    if notice.sent_at is not None:
        yield phrase("it went out on {when}", when=moment_in(notice.sent_at, zone))


def left_out(notice: Notice, _zone: ZoneInfo) -> Iterator[Phrase]:
    """Say why, and how often."""
    if notice.parts > 1:
        yield _part(notice)
    if notice.reason is not None:
        yield notice.reason
    if notice.times:
        yield phrase_many(
            "and so was {count} earlier time of the same post",
            "and so were {count} earlier times of the same post",
            notice.times,
        )


def _parts(notice: Notice) -> Iterator[Phrase]:
    if notice.parts > 1:
        yield _part_and_more(notice) if notice.more else _part(notice)


def _part(notice: Notice) -> Phrase:
    return phrase(
        "part {part} of {parts}", part=str(notice.part), parts=str(notice.parts)
    )


def _part_and_more(notice: Notice) -> Phrase:
    return phrase_many(
        "part {part} of {parts}, and {count} more after it",
        "part {part} of {parts}, and {count} more after it",
        notice.more,
        part=str(notice.part),
        parts=str(notice.parts),
    )


def _break(notice: Notice) -> Iterator[Phrase]:
    """Say what a part in trouble does to its thread."""
    may_heal = notice.state is DeliveryState.UNCERTAIN
    if notice.part == 1 or may_heal:
        if notice.more:
            yield phrase_many(
                "{count} part of the thread waits for it",
                "{count} parts of the thread wait for it",
                notice.more,
            )
    elif notice.more:
        yield phrase_many(
            "the thread is broken here: {count} more part waits for it",
            "the thread is broken here: {count} more parts wait for it",
            notice.more,
        )
    else:
        yield phrase("the thread is broken here: it lacks its end")
