"""Wires ports to adapters, once, for one project."""

import os
from dataclasses import dataclass
from pathlib import Path

from config.database import with_password
from config.load import Loaded, Loader
from config.posts import Draft
from connectors.registry import PLATFORMS
from domain.capabilities import Capabilities
from domain.clock import Clock, SystemClock
from domain.errors import RequestError
from domain.ports import Memory
from domain.project import Project
from kairanban.accounts import Connectors, rehearsed
from kairanban.alerts import CommandMessenger
from kairanban.handover import hand_over
from kairanban.instance import liveness_of, this_process
from kairanban.library import library
from scheduler.crew import Crew
from scheduler.current import CurrentProject
from storage.memory import Memory as Store


@dataclass(frozen=True, slots=True)
class House:
    """Everything that the commands and the daemon work with. Close it after use."""

    current: CurrentProject
    memory: Memory
    clock: Clock
    #: Connectors that pull, and connectors that publish.
    ears: Connectors
    voices: Connectors
    #: Connectors that only tell where posts are to be seen.
    eyes: Connectors
    crew: Crew
    #: Reads the files, and again; knows how they were when they were read last.
    loader: Loader
    is_rehearsal: bool = False
    #: Posts that were still being written then.
    drafts: tuple[Draft, ...] = ()

    @property
    def project(self) -> Project:
        """Return the project as it was last read."""
        return self.current()

    def capabilities(self, account: str) -> Capabilities:
        """Return what the platform of *account* can do; needs no network."""
        return _capabilities(self.current, account)

    def close(self) -> None:
        """Let go of connections, of the database, and of what root has written."""
        self.ears.close()
        self.voices.close()
        self.eyes.close()
        self.memory.close()
        hand_over(self.project.state_folder)


def open_house(
    folder: Path, *, with_posts: bool = False, dry_run: bool = False
) -> House:
    """Read the project in *folder* and open its memory.

    Who does not plan needs no posts, and is not kept from answering people by a
    broken file in the queue.

    Raises:
        ConfigurationError: Its files are wrong.
        StorageError: Its database does not open.
    """
    clock = SystemClock()
    loader = Loader(folder)
    loaded = loader.load(with_posts=with_posts)
    project = as_meant(loaded, dry_run=dry_run)
    url = with_password(project.database, os.environ, project.folder)
    memory = Store.open(url, project.state_folder, clock)
    current = CurrentProject(project)
    ears = Connectors(current, memory, clock)
    voices = Connectors(current, memory, clock)
    eyes = Connectors(current, memory, clock)
    crew = Crew(
        memory=memory,
        clock=clock,
        ears=ears,
        voices=voices,
        owner=this_process(),
        liveness_of=liveness_of,
        began=clock.now(),
        project=current,
        titles={p.name: p.capabilities.title for p in PLATFORMS.values()},
        capabilities_of=lambda account: _capabilities(current, account),
        page_of=lambda account: _page(eyes, account),
        messenger=CommandMessenger(current),
        library=library(current, clock),
    )
    return House(
        current=current,
        memory=memory,
        clock=clock,
        ears=ears,
        voices=voices,
        eyes=eyes,
        crew=crew,
        loader=loader,
        is_rehearsal=dry_run,
        drafts=loaded.drafts,
    )


def as_meant(loaded: Loaded, *, dry_run: bool) -> Project:
    """Return the project as it is to be run: for real, or in the sandbox."""
    return rehearsed(loaded.project) if dry_run else loaded.project


def _capabilities(current: CurrentProject, account: str) -> Capabilities:
    """Return what can be done on *account*, by its own server's word if there is one.

    Raises:
        KeyError: The project has no such account.
    """
    project = current()
    known = project.accounts[account]
    folder = project.folder_of(account)
    return PLATFORMS[known.platform].capabilities_of(known, folder)


def _page(eyes: Connectors, account: str) -> str:
    """Return where the posts of *account* are to be seen; "" where we cannot tell."""
    try:
        return eyes(account).page
    except (KeyError, RequestError):  # it left the project, or a secret is missing
        return ""
