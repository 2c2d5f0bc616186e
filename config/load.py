"""Load a project: all of its files in, one value or every problem out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from config.disk import document
from config.document import Document
from config.findings import Findings, abridged, named
from config.front import front
from config.haste import uncollected
from config.people import People, people
from config.posts import Draft, Queue
from config.project import Home
from config.tree import (
    PEOPLE_FILE,
    PROJECT_FILE,
    campaign_files,
    fingerprint,
    queue_files,
)
from config.yaml_reader import read
from connectors.registry import PLATFORMS
from connectors.setup import Platform
from domain.errors import ConfigurationError, Problem, RequestError
from domain.findings import ODD, WRONG_VALUE
from domain.phrases import phrase
from domain.posts import Post
from domain.project import Project


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
    instead: Mapping[Path, bytes] = MappingProxyType({}),
) -> Loaded:
    """Return the project in *folder*; without its posts, the queue may be broken.

    *instead* is what some files of the queue (absolute paths) are taken to say: so it
    is known what a change would do before it is made.

    Raises:
        RequestError: There is no project.
        ConfigurationError: Something is wrong in its files; says everything at once.
    """
    with uncollected():
        taken = take_in(
            folder, platforms, environment, with_posts=with_posts, instead=instead
        )
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
    instead: Mapping[Path, bytes] = MappingProxyType({}),
) -> Taken:
    """Return what the files in *folder* say, right or wrong; *instead* as in `load`.

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
    for path in sorted({*queue_files(home), *instead}) if with_posts else ():
        queue.take_in(_document(path, home, instead))
    return Taken(said.project, tuple(queue.posts), tuple(queue.drafts), mark, findings)


def _document(path: Path, home: Path, instead: Mapping[Path, bytes]) -> Document:
    if path in instead:
        return read(instead[path], path.relative_to(home).as_posix())
    return document(path, home)


def _require_project(folder: Path) -> None:
    if not (folder / PROJECT_FILE).exists():
        raise RequestError(
            phrase(
                "there is no {file} in {folder}; 'kairanban init' makes a new project",
                file=PROJECT_FILE,
                folder=folder,
            )
        )
