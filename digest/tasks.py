"""Which tasks of events a person should know of this morning."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from digest.paper import TaskNotice
from domain.events import Event, Task

#: What is due later than this is only counted.
SOON = timedelta(days=7)


def task_notices(events: Iterable[Event], now: datetime) -> tuple[TaskNotice, ...]:
    """Return what is overdue or soon due, event by event in the order they start.

    Of an event of which nothing is, one line says how much is open.
    """
    found = sorted(events, key=lambda one: (one.starts, one.key))
    return tuple(notice for event in found for notice in _notices(event, now))


def _notices(event: Event, now: datetime) -> Iterator[TaskNotice]:
    today = now.astimezone(event.zone).date()
    near = [one for one in event.open_tasks if one.due and one.due <= today + SOON]
    later = [one for one in event.open_tasks if one not in near]
    for task in near:
        yield _notice(event, task, now, 0 if task is not near[-1] else len(later))
    if later and not near:
        yield TaskNotice(
            event=event.key,
            event_title=event.title,
            due=later[0].due,
            more=len(later),
            command=_command(event),
        )


def _notice(event: Event, task: Task, now: datetime, more: int) -> TaskNotice:
    today = now.astimezone(event.zone).date()
    return TaskNotice(
        event=event.key,
        event_title=event.title,
        task=task.key,
        words=task.title,
        owner=task.owner,
        due=task.due,
        overdue_by=today - task.due if task.due and task.due < today else None,
        more=more,
        command=_command(event),
    )


def _command(event: Event) -> str:
    return f"kairanban events show {event.key}"
