"""Load a project: all of its files in, one value or every problem out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from config.disk import document
from config.findings import Findings, abridged
from config.front import front
from config.people import People, people
from config.posts import Draft, Queue
from config.project import Home
from config.tree import PEOPLE_FILE, PROJECT_FILE, fingerprint, queue_files
from connectors.registry import PLATFORMS
from connectors.setup import Platform
from domain.errors import ConfigurationError, Problem, RequestError
from domain.phrases import phrase
from domain.project import Project


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
    if said.project is None or findings.problems:
        raise ConfigurationError(abridged(findings.problems))
    project = replace(said.project, posts=tuple(queue.posts))
    warnings, drafts = tuple(findings.warnings), tuple(queue.drafts)
    return Loaded(project, mark, warnings, drafts)


def _require_project(folder: Path) -> None:
    if not (folder / PROJECT_FILE).exists():
        raise RequestError(
            phrase(
                "there is no {file} in {folder}; 'kairanban init' makes a new project",
                file=PROJECT_FILE,
                folder=folder,
            )
        )
