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
from config.findings import Findings, abridged, named
from config.front import Front, front
from config.people import People, people
from config.posts import Draft, Queue
from config.project import Home
from config.tree import (
    PEOPLE_FILE,
    PROJECT_FILE,
    campaign_files,
    event_files,
    fingerprint,
    queue_files,
    template_files,
)
from connectors.registry import PLATFORMS
from connectors.setup import Platform
from domain.errors import ConfigurationError, Problem, RequestError
from domain.findings import ODD, WRONG_VALUE
from domain.phrases import phrase
from domain.posts import Post
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
    #: What is odd, but not wrong; without what is silenced.
    warnings: tuple[Problem, ...] = ()
    #: Posts that are still being written.
    drafts: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What stands in the files, right or wrong, and everything found in them."""

    #: Without its posts; None where `kairanban.yaml` itself is wrong.
    project: Project | None
    #: Those that could be read.
    posts: tuple[Post, ...]
    #: Those that are still being written.
    drafts: tuple[Draft, ...]
    fingerprint: str
    findings: Findings


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
    taken = take_in(folder, platforms, environment, with_posts=with_posts)
    findings = taken.findings
    problems = findings.problems
    if not with_posts:  # who needs no posts is not kept by a broken campaign
        problems = [one for one in problems if one.file == PROJECT_FILE]
    if taken.project is None or problems:
        raise ConfigurationError(abridged(named(problems, WRONG_VALUE)))
    project = replace(taken.project, posts=taken.posts)
    heard, _, _ = findings.silences.sort(named(findings.warnings, ODD))
    return Loaded(project, taken.fingerprint, tuple(heard), taken.drafts)


def take_in(
    folder: Path,
    platforms: Mapping[str, Platform] = PLATFORMS,
    environment: Mapping[str, str] = os.environ,
    *,
    with_posts: bool = True,
) -> Taken:
    """Return what the files in *folder* say, right or wrong.

    Raises:
        RequestError: There is no project.
    """
    home = folder.resolve()
    _require_project(home)
    mark = fingerprint(home)
    findings = Findings()
    front_page = document(home / PROJECT_FILE, home)
    series = [document(path, home) for path in campaign_files(home)]
    said = front(front_page, Home(home, environment), platforms, findings, series)
    whom = People()
    if with_posts and (home / PEOPLE_FILE).exists():
        whom = people(document(home / PEOPLE_FILE, home), platforms, findings)
    queue = Queue(home, said, findings, whom)
    for campaign in series if with_posts else ():
        queue.take_in_campaign(campaign)
    for path in queue_files(home) if with_posts else ():
        queue.take_in(document(path, home))
    # Who needs no posts is told of the events that are right; see `load`.
    templates = _templates(home, findings)
    events = _events(home, said, templates, findings)
    if with_posts:
        _take_in(events, queue)
    # Without people and posts nobody can tell what is wrong with a feed.
    about_feeds = findings if with_posts else Findings()
    feeds = feeds_of(queue, templates, _voice(said), about_feeds)
    project = said.project and replace(
        said.project,
        events=tuple(sorted(events.events, key=lambda one: (one.starts, one.key))),
        feeds=feeds,
        calendars=tuple(events.calendars),
    )
    return Taken(project, tuple(queue.posts), tuple(queue.drafts), mark, findings)


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
            queue.findings.warnings.extend(replace(one, name=ODD) for one in misfits)
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
