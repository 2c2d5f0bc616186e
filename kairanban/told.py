"""What the memory knows of what was said before, for `kairanban check`."""

import os
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

from config.database import with_password
from config.told import NOTHING_KNOWN, Told
from domain.clock import Clock
from domain.deliveries import DeliveryState
from domain.errors import KairanbanError
from domain.phrases import Phrase
from domain.posts import Origin
from domain.project import Project
from rules.near_duplicates import WITHIN, Said
from storage.engine import FILE_NAME
from storage.memory import Memory

#: More went out lately than anybody compares with.
_LIMIT_PUBLISHED = 10_000


@dataclass
class Asked:
    """Asks the memory of a project, if there is one; never makes one."""

    clock: Clock
    #: Why the memory could not be asked.
    trouble: list[Phrase] = field(default_factory=list)

    def __call__(self, project: Project) -> Told:
        """Return what the memory of *project* knows."""
        if not project.database and not (project.state_folder / FILE_NAME).is_file():
            return NOTHING_KNOWN
        try:
            return self._told(project)
        except KairanbanError as error:
            self.trouble.append(error.phrase)
            return NOTHING_KNOWN

    def _told(self, project: Project) -> Told:
        url = with_password(project.database, os.environ, project.folder)
        now = self.clock.now()
        memory = Memory.open(url, project.state_folder, self.clock)
        with closing(memory):
            known = memory.outbox.due_before(now)
            return Told(_published(memory, now), known)


def _published(memory: Memory, now: datetime) -> tuple[Said, ...]:
    sent = memory.outbox.deliveries(
        [DeliveryState.SENT], since=now - WITHIN, until=now, limit=_LIMIT_PUBLISHED
    )
    threads: dict[tuple[str, str, datetime], list[str]] = {}
    for one in sent:
        if one.origin is Origin.QUEUE:
            place = (one.post_key, one.account, one.due_at)
            threads.setdefault(place, []).append(one.message.text)
    return tuple(
        Said(key, account, at, "\n".join(texts), is_out=True)
        for (key, account, at), texts in threads.items()
    )
