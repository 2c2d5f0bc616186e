"""Gather what comes from beyond the queue: events, calendars and feeds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from config.accounts import told_of_language
from config.calendars import Shelf
from config.disk import document
from config.document import Document
from config.event_templates import TemplateFiles, Templates
from config.event_words import Voice
from config.events import Events
from config.feeds import feeds_of
from config.findings import Findings
from config.posts import Queue
from config.tree import EVENTS, TEMPLATES, Contents
from domain.events import Calendar, Event
from domain.feeds import Feed
from domain.findings import ODD
from domain.project import Project

#: What may be wrong with a post because a stranger's calendar says too much or too
#: little.
_STRANGERS = frozenset({"too-long", "unknown-name"})


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered."""

    #: By their start.
    events: tuple[Event, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    feeds: tuple[Feed, ...] = ()

    def into(self, project: Project) -> Project:
        """Return *project* with it."""
        return replace(
            project, events=self.events, calendars=self.calendars, feeds=self.feeds
        )


def gather(
    queue: Queue, seen: Contents, now: datetime, *, with_posts: bool
) -> Gathered:
    """Return events and feeds, and let *queue* take in the posts of events.

    Args:
        queue: Has taken in its own files.
        seen: The project's files.
        now: Aware UTC.
        with_posts: Without posts, people are not known, so that nobody can tell what
            is wrong with a feed.
    """
    files, texts = seen.under(EVENTS), seen.under(TEMPLATES)
    if not (files or texts or queue.front.feeds):
        return Gathered()  # the built-in texts need not be read
    templates = _templates(_documents(texts, queue, seen), queue)
    events = _events(_documents(files, queue, seen), queue, templates, now)
    if with_posts:
        _take_in(events, queue)
    about_feeds = queue.findings if with_posts else Findings()
    return Gathered(
        tuple(sorted(events.events, key=lambda one: (one.starts, one.key))),
        tuple(events.calendars),
        feeds_of(queue, templates, _voice(queue), about_feeds),
    )


def _documents(
    files: Iterable[Path], queue: Queue, seen: Contents
) -> Iterator[Document]:
    return (document(path, queue.folder, seen) for path in files)


def _templates(files: Iterable[Document], queue: Queue) -> Templates:
    templates = TemplateFiles(queue.findings)
    for file in files:
        templates.take_in(file)
    return templates.all()


def _voice(queue: Queue) -> Voice:
    project = queue.front.project
    language = project.community.language if project else "en"
    return Voice(language, queue.front.zone)


def _events(
    files: Iterable[Document], queue: Queue, templates: Templates, now: datetime
) -> Events:
    said = queue.front
    events = Events(
        home=_voice(queue),
        templates=templates,
        findings=queue.findings,
        shelf=Shelf(queue.folder, said.project.state_folder if said.project else None),
        now=now,
        told=told_of_language(said.targets or {}),
    )
    for file in files:
        events.take_in(file)
    return events


def _take_in(events: Events, queue: Queue) -> None:
    """Let the queue take in the posts of events; of strangers' ones, what fits."""
    for series in events.series:
        queue.take_in(series)
    for post in events.from_the_web:
        trial = Queue(queue.folder, queue.front, Findings(), queue.people)
        trial.take_in(post)
        misfits = trial.findings.problems
        if misfits and all(one.name in _STRANGERS for one in misfits):
            queue.findings.warnings.extend(replace(one, name=ODD) for one in misfits)
        else:
            queue.take_in(post)
