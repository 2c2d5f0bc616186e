"""Load a project: all of its files in, one value or every problem out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from config.disk import document
from config.findings import Findings, abridged, named
from config.front import front
from config.haste import uncollected
from config.people import People, people
from config.posts import Draft, Part, Queue
from config.project import Home
from config.tree import (
    CAMPAIGNS,
    PEOPLE_FILE,
    PROJECT_FILE,
    QUEUE,
    Contents,
    contents,
)
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
) -> Loaded:
    """Return the project in *folder*; without its posts, the queue may be broken.

    Raises:
        RequestError: There is no project.
        ConfigurationError: Something is wrong in its files; says everything at once.
    """
    return Loader(folder, platforms, environment).load(with_posts=with_posts)


def take_in(
    folder: Path,
    platforms: Mapping[str, Platform] = PLATFORMS,
    environment: Mapping[str, str] = os.environ,
) -> Taken:
    """Return what the files in *folder* say, right or wrong.

    Raises:
        RequestError: There is no project.
    """
    return Loader(folder, platforms, environment).take_in()


class Loader:
    """Loads a project again and again; files that are as they were are not read again.

    The memory holds what came of them, not the files.
    """

    def __init__(
        self,
        folder: Path,
        platforms: Mapping[str, Platform] = PLATFORMS,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """Prepare to load the project in *folder*."""
        self._home = folder.resolve()
        self._platforms = platforms
        self._environment = environment
        #: What each file of the queue brought, by its name, with its digest.
        self._parts: dict[str, tuple[bytes, Part]] = {}
        #: Everything else, as it was then.
        self._surroundings = ""
        #: Of all files, as they were read last.
        self.fingerprint = ""

    def load(self, *, with_posts: bool = True) -> Loaded:
        """Return the project as it is now.

        Raises:
            RequestError: There is no project.
            ConfigurationError: Something is wrong in its files.
        """
        with uncollected():
            taken = self.take_in(with_posts=with_posts)
        findings = taken.findings
        problems = findings.problems
        if not with_posts:  # who needs no posts is not kept by a broken campaign
            problems = [one for one in problems if one.file == PROJECT_FILE]
        if taken.project is None or problems:
            raise ConfigurationError(abridged(named(problems, WRONG_VALUE)))
        project = replace(taken.project, posts=taken.posts)
        heard, _, _ = findings.silences.sort(named(findings.warnings, ODD))
        return Loaded(project, taken.fingerprint, tuple(heard), taken.drafts)

    def take_in(self, *, with_posts: bool = True) -> Taken:
        """Return what the files say, right or wrong.

        Raises:
            RequestError: There is no project.
        """
        home = self._home
        seen, findings = contents(home), Findings()
        self.fingerprint = seen.fingerprint
        _require_project(home)
        page = document(home / PROJECT_FILE, home, seen)
        series = [document(path, home, seen) for path in seen.under(CAMPAIGNS)]
        where = Home(home, self._environment)
        said = front(page, where, self._platforms, findings, series)
        whom = People()
        if with_posts and PEOPLE_FILE in seen.files:
            whom = people(
                document(home / PEOPLE_FILE, home, seen), self._platforms, findings
            )
        queue = Queue(home, said, findings, whom)
        if with_posts:
            for campaign in series:
                queue.take_in_campaign(campaign)
            self._fill(queue, seen)
        posts, drafts = tuple(queue.posts), tuple(queue.drafts)
        return Taken(said.project, posts, drafts, seen.fingerprint, findings)

    def _fill(self, queue: Queue, seen: Contents) -> None:
        """Take in the files of the queue, from memory where nothing has changed."""
        known = self._parts if seen.surroundings == self._surroundings else {}
        self._parts, self._surroundings = {}, seen.surroundings
        for path in seen.under(QUEUE):
            name = path.relative_to(self._home).as_posix()
            digest = sha256(seen.files[name] or b"").digest()
            then, part = known.get(name, (b"", None))
            if part is None or then != digest or not queue.take_in_again(part):
                part = queue.take_in(document(path, self._home, seen))
            if part is not None:
                self._parts[name] = digest, part


def _require_project(folder: Path) -> None:
    if not (folder / PROJECT_FILE).exists():
        raise RequestError(
            phrase(
                "there is no {file} in {folder}; 'kairanban init' makes a new project",
                file=PROJECT_FILE,
                folder=folder,
            )
        )
