"""Reads aloud what is still to be done for events."""

from collections.abc import Iterator

from digest.page import Line
from digest.paper import Digest, TaskNotice
from digest.words import calendar_day, span
from domain.phrases import Phrase, Phrasebook, phrase, phrase_many


def read_tasks(digest: Digest, book: Phrasebook) -> tuple[Line, ...]:
    """Return the tasks of events: the overdue ones say for how long they have been."""
    return tuple(_line(one, book) for one in digest.tasks)


def _line(notice: TaskNotice, book: Phrasebook) -> Line:
    notes = tuple(map(book.read, _notes(notice)))
    words = notice.words or book.read(_only_later(notice))
    return Line(_when(notice, book), notice.event_title, words, notes)


def _when(notice: TaskNotice, book: Phrasebook) -> str:
    if notice.overdue_by is not None:
        return book.say("overdue for {span}", span=span(notice.overdue_by))
    if notice.due is None:
        return book.say("no due day")
    return book.say("by {day}", day=calendar_day(notice.due))


def _only_later(notice: TaskNotice) -> Phrase:
    return phrase_many("{count} task is open", "{count} tasks are open", notice.more)


def _notes(notice: TaskNotice) -> Iterator[Phrase]:
    if notice.owner:
        yield phrase("who: {name}", name=notice.owner)
    elif notice.words:
        yield phrase("nobody has taken it on yet")
    if notice.words and notice.more:
        yield phrase_many(
            "{count} more task of this event is open: {command}",
            "{count} more tasks of this event are open: {command}",
            notice.more,
            command=notice.command,
        )
    elif notice.more:
        yield phrase("to see them: {command}", command=notice.command)
