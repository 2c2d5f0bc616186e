"""Load a project: all of its files in, one value or every problem out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from config.disk import document
from config.findings import Findings, abridged, named
from config.front import front
from config.gather import gather
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
from config.yaml_reader import read
from connectors.registry import PLATFORMS
from connectors.setup import Platform
from domain.errors import ConfigurationError, Problem, RequestError
from domain.findings import ODD, WRONG_VALUE
from domain.phrases import phrase
from domain.posts import Post
from domain.project import Project

_NOTHING: Mapping[Path, bytes] = MappingProxyType({})


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
    instead: Mapping[Path, bytes] = _NOTHING,
) -> Loaded:
    """Return the project in *folder*; without its posts, the queue may be broken.

    *instead* is what some files of the queue (absolute paths) are taken to say: so it
    is known what a change would do before it is made.

    Raises:
        RequestError: There is no project.
        ConfigurationError: Something is wrong in its files; says everything at once.
    """
    loader = Loader(folder, platforms, environment)
    return loader.load(with_posts=with_posts, instead=instead)


def take_in(
    folder: Path,
    platforms: Mapping[str, Platform] = PLATFORMS,
    environment: Mapping[str, str] = os.environ,
    *,
    with_posts: bool = True,
    now: datetime | None = None,
    instead: Mapping[Path, bytes] = _NOTHING,
) -> Taken:
    """Return what the files in *folder* say, right or wrong; *instead* as in `load`.

    *now* is aware UTC, and the present if not given: of what repeats in a calendar,
    the times around it are taken.

    Raises:
        RequestError: There is no project.
    """
    loader = Loader(folder, platforms, environment)
    return loader.take_in(with_posts=with_posts, now=now, instead=instead)


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

    def load(
        self, *, with_posts: bool = True, instead: Mapping[Path, bytes] = _NOTHING
    ) -> Loaded:
        """Return the project as it is now; *instead* as in `load`.

        Raises:
            RequestError: There is no project.
            ConfigurationError: Something is wrong in its files.
        """
        with uncollected():
            taken = self.take_in(with_posts=with_posts, instead=instead)
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
        self,
        *,
        with_posts: bool = True,
        now: datetime | None = None,
        instead: Mapping[Path, bytes] = _NOTHING,
    ) -> Taken:
        """Return what the files say, right or wrong; arguments as in `take_in`.

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
            self._fill(queue, seen, instead)
        # Who needs no posts is told of the events that are right; see `load`.
        gathered = gather(queue, seen, now or datetime.now(UTC), with_posts=with_posts)
        project = gathered.into(said.project) if said.project else None
        posts, drafts = tuple(queue.posts), tuple(queue.drafts)
        return Taken(project, posts, drafts, seen.fingerprint, findings)

    def _fill(
        self, queue: Queue, seen: Contents, instead: Mapping[Path, bytes]
    ) -> None:
        """Take in the files of the queue, from memory where nothing has changed."""
        known = self._parts if seen.surroundings == self._surroundings else {}
        self._parts, self._surroundings = {}, seen.surroundings
        for path in sorted({*seen.under(QUEUE), *instead}):
            name = path.relative_to(self._home).as_posix()
            if path in instead:
                queue.take_in(read(instead[path], name))
                continue
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
