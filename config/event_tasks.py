"""Read what is to be done for an event: its checklists, and its own tasks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from config.document import Place
from config.event_schema import SeriesEntry, TaskEntry
from config.event_templates import Chore, Templates, words_of
from config.event_times import Span, due_day
from config.findings import Findings
from config.values import WrongValueError
from domain.events import Task
from domain.phrases import phrase


@dataclass(frozen=True, slots=True)
class TaskReader:
    """Reads the tasks of events in one language."""

    templates: Templates
    language: str
    findings: Findings

    def tasks_of(
        self, entry: SeriesEntry, own: Sequence[TaskEntry], span: Span, place: Place
    ) -> tuple[Task, ...]:
        """Return the tasks of the event at *place*, by due day, those without last."""
        found: dict[str, Task] = {}
        for one in self._listed(entry, span, place):
            found.setdefault(one.key, one)
        for number, said in enumerate(own):
            spot = place.child("tasks", number)
            task = self._own(said, found.get(said.id), span, spot, number)
            found[task.key] = task
        return tuple(sorted(found.values(), key=lambda task: task.due or date.max))

    def _listed(self, entry: SeriesEntry, span: Span, place: Place) -> Iterator[Task]:
        for number, name in enumerate(entry.checklist):
            chores = self.templates.checklists.get(name)
            if chores is None:
                spot = place.child("checklist", number)
                self.findings.add([self.templates.no_checklist(name, spot)])
            for chore in chores or ():
                yield self._chore(chore, span)

    def _chore(self, chore: Chore, span: Span) -> Task:
        due = self._due(chore.due, span, chore.place.child("due"))
        return Task(chore.key, words_of(chore, self.language), due=due)

    def _own(
        self,
        said: TaskEntry,
        listed: Task | None,
        span: Span,
        place: Place,
        number: int,
    ) -> Task:
        """Return a task as the event says it, over what a checklist says of it."""
        title = said.task or (listed.title if listed else "")
        if not title:
            what = phrase("is missing: say what is to be done")
            self.findings.add([place.child("task").key_problem(what, "missing-key")])
        due = self._due(said.due, span, place.child("due"))
        return Task(
            key=said.id or f"task-{number + 1}",
            title=title,
            owner=said.owner,
            due=due or (listed.due if listed else None),
            is_done=said.done,
        )

    def _due(self, words: str, span: Span, place: Place) -> date | None:
        if not words:
            return None
        try:
            return due_day(words, span)
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase)])
            return None
