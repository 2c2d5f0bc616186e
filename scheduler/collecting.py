"""When feeds and calendars are looked at: each by its own bell, a few at a time."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256

import structlog

from domain.events import Calendar, kept_file
from domain.feeds import Feed
from domain.ports import Bell
from domain.project import Project
from scheduler.collect import Collected, Collector
from scheduler.lanes import Lanes, OnError

log = structlog.get_logger(__name__)

#: So many feeds and calendars may be asked for at the same time.
_THREADS = 2


def _nothing() -> None:
    """Do nothing: nobody wants to know."""


class Collecting:
    """Rings for every feed and calendar of the project, as often as each wishes."""

    def __init__(
        self,
        bell: Bell,
        collector: Collector | None,
        project_of: Callable[[], Project],
        on_error: OnError,
    ) -> None:
        """Get ready; without a collector nothing is ever collected."""
        self._bell = bell
        self._collector = collector
        self._project_of = project_of
        self._lanes = Lanes("web", self._collect, on_error, _THREADS)
        #: What rings, and how often.
        self._ringing: dict[str, timedelta] = {}
        #: What calendars said when the files were last read, by address.
        self._read: dict[str, str] = {}
        #: Called when a calendar says something that the files' reader has not seen.
        self.on_change: Callable[[], None] = _nothing

    def follow(self, project: Project) -> None:
        """Ring for what *project* has; what it has not any more falls silent."""
        if self._collector is None:
            return
        self._read = {one.url: _looks(one, project) for one in project.calendars}
        wanted = {_name(one): one.poll_every for one in _sources(project).values()}
        for name in self._ringing.keys() - wanted.keys():
            self._bell.silence(name)
        for name, period in wanted.items():
            if self._ringing.get(name) != period:
                self._ring(name, period)
        self._ringing = wanted

    def close(self) -> None:
        """Take no more calls."""
        self._lanes.close()

    def drain(self, timeout: timedelta) -> bool:
        """Close, and wait for what runs; False if it did not end in time."""
        return self._lanes.drain(timeout)

    def _ring(self, name: str, period: timedelta) -> None:
        self._bell.ring_every(name, period, lambda: self._lanes.call([name]))

    def _collect(self, name: str) -> None:
        project, collector = self._project_of(), self._collector
        source = _sources(project).get(name)
        if source is None or collector is None:
            return
        if isinstance(source, Feed):
            self._tell(name, collector.feed(source, project))
            return
        self._tell(name, collector.calendar(source, project.state_folder))
        if _looks(source, project) != self._read.get(source.url, ""):
            self.on_change()

    def _tell(self, name: str, collected: Collected) -> None:
        if collected.problem is not None:
            log.warning("not_collected", source=name, why=str(collected.problem))
        if collected.new or collected.is_changed:
            log.info("collected", source=name, new=collected.new)


def _sources(project: Project) -> Mapping[str, Feed | Calendar]:
    """Return feeds and calendars by the names of their bells."""
    sources: tuple[Feed | Calendar, ...] = (*project.feeds, *project.calendars)
    return {_name(one): one for one in sources}


def _name(source: Feed | Calendar) -> str:
    if isinstance(source, Feed):
        return f"feed/{source.key}"
    return f"calendar/{source.name}"


def _looks(calendar: Calendar, project: Project) -> str:
    """Return a hash of what was last fetched of a calendar; "" for nothing."""
    try:
        content = kept_file(project.state_folder, calendar.url).read_bytes()
    except OSError:
        return ""
    return sha256(content).hexdigest()
