"""Load a project: all of its files in, one value or every problem out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from config.accounts import told_of_language
from config.calendars import Shelf
from config.disk import document
from config.event_templates import TemplateFiles, Templates
from config.event_words import Voice
from config.events import Events
from config.feeds import feeds_of
from config.findings import Findings, abridged
from config.front import Front, front
from config.people import People, people
from config.posts import Draft, Queue
from config.project import Home
from config.tree import (
    PEOPLE_FILE,
    PROJECT_FILE,
    event_files,
    fingerprint,
    queue_files,
    template_files,
)
from connectors.registry import PLATFORMS
from connectors.setup import Platform
from domain.errors import ConfigurationError, Problem, RequestError
from domain.phrases import phrase
from domain.project import Project

#: What may be wrong with a post because a stranger's calendar says too much or too
#: little.
_STRANGERS = frozenset({"too-long", "unknown-name"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A project as its files stood at one moment."""

    project: Project
    #: Of the files before they were read: a change since then shows against it.
    fingerprint: str
    #: What is odd, but not wrong.
    warnings: tuple[Problem, ...] = ()
    #: Posts that are still being written.
    drafts: tuple[Draft, ...] = ()


def load(
    folder: Path,
    platforms: Mapping[str, Platform] = PLATFORMS,
    environment: Mapping[str, str] = os.environ,
    *,
    with_posts: bool = True,
) -> Loaded:
    """Return the project in *folder*; without its posts, the queue may be broken.

    Raises:
        RequestError: There is no project.
        ConfigurationError: Something is wrong in its files; says everything at once.
    """
    home = folder.resolve()
    _require_project(home)
    mark = fingerprint(home)
    findings = Findings()
    front_page = document(home / PROJECT_FILE, home)
    said = front(front_page, Home(home, environment), platforms, findings)
    whom = People()
    if with_posts and (home / PEOPLE_FILE).exists():
        whom = people(document(home / PEOPLE_FILE, home), platforms, findings)
    queue = Queue(home, said, findings, whom)
    for path in queue_files(home) if with_posts else ():
        queue.take_in(document(path, home))
    # Who needs no posts is not kept by a broken event, but told of those that are not.
    apart = findings if with_posts else Findings()
    templates = _templates(home, apart)
    events = _events(home, said, templates, apart)
    if with_posts:
        _take_in(events, queue)
    feeds = feeds_of(queue, templates, _voice(said), apart)
    if said.project is None or findings.problems:
        raise ConfigurationError(abridged(findings.problems))
    project = replace(
        said.project,
        posts=tuple(queue.posts),
        events=tuple(sorted(events.events, key=lambda one: (one.starts, one.key))),
        feeds=feeds,
        calendars=tuple(events.calendars),
    )
    warnings, drafts = tuple(findings.warnings), tuple(queue.drafts)
    return Loaded(project, mark, warnings, drafts)


def _templates(home: Path, findings: Findings) -> Templates:
    files = TemplateFiles(findings)
    for path in template_files(home):
        files.take_in(document(path, home))
    return files.all()


def _voice(said: Front) -> Voice:
    language = said.project.community.language if said.project else "en"
    return Voice(language, said.zone)


def _events(
    home: Path, said: Front, templates: Templates, findings: Findings
) -> Events:
    """Return the events, and the posts that they bring."""
    told = told_of_language(said.targets or {})
    shelf = Shelf(home, said.project.state_folder if said.project else None)
    events = Events(_voice(said), templates, findings, shelf, told)
    for path in event_files(home):
        events.take_in(document(path, home))
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
            queue.findings.warnings.extend(misfits)
        else:
            queue.take_in(post)


def _require_project(folder: Path) -> None:
    if not (folder / PROJECT_FILE).exists():
        raise RequestError(
            phrase(
                "there is no {file} in {folder}; 'kairanban init' makes a new project",
                file=PROJECT_FILE,
                folder=folder,
            )
        )
