"""Reports: composes the morning paper and puts it where a person finds it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from digest.choose import Sources, compose
from digest.deliveries import TROUBLE, end_of_day, is_left_out
from digest.paper import Digest
from digest.render import SUFFIXES, render
from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState
from domain.files import disk_in_words, write_whole
from domain.items import EntryStatus
from domain.phrases import Phrasebook
from domain.ports import EntryFilter, Memory
from domain.project import Project
from domain.response_times import ResponseTimes
from insights.response_times import response_times
from scheduler.budget_book import BudgetBook
from scheduler.places import Places
from scheduler.source_troubles import source_troubles
from scheduler.timetable import last_wall_time, next_wall_time

#: What the first digest looks back on.
FIRST_LOOK_BACK = timedelta(days=1)

#: A post that went out lately was due, a message answered lately was written, at
#: most so long before.
LOOK_BACK = timedelta(days=30)

#: More than this of one kind nobody reads in the morning.
LIMIT = 2000

#: What was left out lately was due at most so long before: a machine may have been off
#: for long.
LOOK_FAR_BACK = timedelta(days=366)

_NOTE = "digest/last"

_INSTANT = timedelta(microseconds=1)

_COMING = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})


@dataclass(frozen=True, slots=True)
class Reporter:
    """Gathers from the memory what the digest needs, and writes its files."""

    memory: Memory
    clock: Clock
    books: BudgetBook
    places: Places
    #: Platforms' names as people write them ("Bluesky"), by name ("bluesky").
    titles: Mapping[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Let the first paper of all look back to now; later ones do not mind."""
        if self._last() is None:
            self.memory.notes.put(_NOTE, self.clock.now().isoformat())

    def compose(self, project: Project, now: datetime) -> Digest:
        """Compose the digest of what happened since the last daily one."""
        since = self._last() or now - FIRST_LOOK_BACK
        filter_ = EntryFilter(waiting_only=True, limit=LIMIT)
        deliveries = tuple(self._deliveries(project, since, now))
        sources = Sources(
            project=project,
            waiting=self.memory.inbox.entries(filter_),
            deliveries=deliveries,
            statuses=[self.memory.accounts.status(key) for key in project.accounts],
            responses=self._responses(since, now),
            titles=self.titles,
            places=self.places.of(deliveries),
            pauses=self.memory.pauses.active(),
            budgets=self.books.all(),
            silent=tuple(source_troubles(self.memory.notes, project)),
        )
        return compose(sources, since, now)

    def write(
        self, project: Project, digest: Digest, book: Phrasebook
    ) -> tuple[Path, ...]:
        """Write *digest* in every wished format; return where it can be read.

        Raises:
            StorageBlockedError: There is no room, or the folder cannot be written.
        """
        folder = project.digest.folder or project.state_folder / "digests"
        with disk_in_words(folder):
            folder.mkdir(parents=True, exist_ok=True)
        day = digest.composed_at.astimezone(digest.zone).date()
        paths = []
        for kind in project.digest.formats:
            path = folder / f"{day.isoformat()}{SUFFIXES[kind]}"
            write_whole(path, render(digest, kind, book))
            paths.append(path)
        return tuple(paths)

    def write_due(self, project: Project, book: Phrasebook) -> tuple[Path, ...]:
        """Write the daily digest if its time has come and it was not written yet.

        However many were missed, one is made: it looks back on all of the time.
        """
        now, last = self.clock.now(), self._last()
        zone = project.community.timezone
        if last is None or last > now:  # the first run, or the clock went back
            self.memory.notes.put(_NOTE, now.isoformat())
            return ()
        if last >= last_wall_time(now, project.digest.at, zone):
            return ()
        paths = self.write(project, self.compose(project, now), book)
        self.memory.notes.put(_NOTE, now.isoformat())
        return paths

    def next_at(self, project: Project) -> datetime:
        """Return when the next daily digest is to be written."""
        now, zone = self.clock.now(), project.community.timezone
        return next_wall_time(now, project.digest.at, zone)

    def _last(self) -> datetime | None:
        """Return when the last daily digest was composed."""
        noted = self.memory.notes.get(_NOTE)
        return datetime.fromisoformat(noted) if noted else None

    def _deliveries(
        self, project: Project, since: datetime, now: datetime
    ) -> Iterable[Delivery]:
        deliveries = self.memory.outbox.deliveries
        yield from deliveries(TROUBLE, limit=LIMIT)
        yield from deliveries({DeliveryState.AWAITING_APPROVAL}, limit=LIMIT)
        night = end_of_day(now, project.community.timezone)
        yield from deliveries(_COMING, until=night, limit=LIMIT)
        for one in self._all(DeliveryState.SENT, since - LOOK_BACK, None):
            if _is_news(one.sent_at, since) or _is_news(one.deleted_at, since):
                yield one
        for one in self._all(DeliveryState.CANCELLED, since - LOOK_FAR_BACK, now):
            if is_left_out(one, since, now):
                yield one

    def _all(
        self, state: DeliveryState, since: datetime, until: datetime | None
    ) -> Iterator[Delivery]:
        """Give all in *state* that were due in [since, until), a helping at a time."""
        seen: frozenset[int] = frozenset()
        while True:
            found = self.memory.outbox.deliveries(
                {state}, since=since, until=until, limit=LIMIT
            )
            yield from (one for one in found if one.id not in seen)
            if len(found) < LIMIT:
                return
            is_stuck = found[-1].due_at == since  # more at one time than anybody reads
            since = found[-1].due_at + (_INSTANT if is_stuck else timedelta(0))
            seen = frozenset(one.id for one in found if one.due_at == since)

    def _responses(self, since: datetime, now: datetime) -> ResponseTimes:
        answered = EntryFilter(
            status=EntryStatus.ANSWERED, since=since - LOOK_BACK, limit=LIMIT
        )
        return response_times(self.memory.inbox.entries(answered), since, now)


def _is_news(moment: datetime | None, since: datetime) -> bool:
    return moment is not None and moment >= since
