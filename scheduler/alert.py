"""Alerts: tells somebody at once what came to need a person.

At least once each: what was handed over is marked, what was not is tried again. And
never in a flood: what comes within a minute is one message.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from digest.alert import alert_of
from digest.choose import Sources, compose
from domain.accounts import AccountStatus
from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState
from domain.errors import AlertError
from domain.phrases import Phrasebook
from domain.ports import Memory, Messenger
from scheduler.alert_notes import FailureNote, SignInNote
from scheduler.current import ProjectOf
from scheduler.places import Places
from scheduler.timetable import backoff

log = structlog.get_logger(__name__)

#: What comes within this time is told together.
GATHER = timedelta(seconds=60)

#: What one message can speak of; the next one follows.
LIMIT = 1000


@dataclass(frozen=True, slots=True)
class News:
    """What needs a person, and nobody was told."""

    deliveries: Sequence[Delivery] = ()
    accounts: Sequence[AccountStatus] = ()

    def __bool__(self) -> bool:
        """Is there any?"""
        return bool(self.deliveries or self.accounts)


@dataclass(slots=True)
class Alerter:
    """Hands over one message for all that is new. Used by one thread at a time."""

    memory: Memory
    clock: Clock
    project: ProjectOf
    #: None where nobody takes messages.
    messenger: Messenger | None
    places: Places
    #: Platforms' names as people write them, by name.
    titles: Mapping[str, str] = field(default_factory=dict)
    #: When something new was first seen; seconds since boot.
    _since: float | None = None
    _not_before: float = 0.0
    _failures: int = 0
    _command: tuple[str, ...] = ()
    #: Told, but the memory could not be told so.
    _unmarked: News = field(default_factory=News)
    _is_stopped: bool = False

    def ring(self, book: Phrasebook) -> None:
        """Tell what is new, if it is time.

        Raises:
            StorageError: The memory does not answer; the next ring goes on.
        """
        messenger, command = self.messenger, self.project().alerts.command
        if messenger is None or not command or self._is_stopped:
            return
        if command != self._command:  # a new one may do better
            self._command, self._not_before, self._failures = command, 0.0, 0
        self._mark(self._unmarked)
        if self.clock.uptime() < self._not_before:
            return
        news = self._news()
        if self._is_gathered(news):
            self._tell(news, messenger, book)

    def stop(self) -> None:
        """End what is under way; what was not told is told after the next start."""
        self._is_stopped = True
        if self.messenger is not None:
            self.messenger.stop()

    def _news(self) -> News:
        project = self.project()
        statuses = [self.memory.accounts.status(key) for key in project.accounts]
        return News(
            self.memory.outbox.untold(LIMIT), SignInNote(self.memory).untold(statuses)
        )

    def _is_gathered(self, news: News) -> bool:
        """Did what is new have time to gather?"""
        now = self.clock.uptime()
        if not news:
            self._since = None
            return False
        if self._since is None:
            self._since = now
        return now - self._since >= GATHER.total_seconds()

    def _tell(self, news: News, messenger: Messenger, book: Phrasebook) -> None:
        now = self.clock.now()
        alert = alert_of(compose(self._sources(news), now, now), book)
        try:
            messenger.tell(alert)
        except AlertError as error:
            self._failed(error)
            return
        self._since, self._failures = None, 0
        log.info("alert_sent", posts=len(news.deliveries), accounts=len(news.accounts))
        self._mark(news)
        FailureNote(self.memory).clear()

    def _sources(self, news: News) -> Sources:
        pauses = self.memory.pauses.active()
        beside = {one.id: one for one in self._followers(news.deliveries)}
        if pauses:
            beside |= {one.id: one for one in self._due()}
        return Sources(
            self.project(),
            deliveries=(*news.deliveries, *beside.values()),
            statuses=news.accounts,
            titles=self.titles,
            places=self.places.of(news.deliveries),
            pauses=pauses,
        )

    def _followers(self, deliveries: Sequence[Delivery]) -> Iterator[Delivery]:
        """Give the parts of threads that wait for one of *deliveries*."""
        for one in deliveries:
            if one.part + 1 < len(one.post.messages_for(one.account)):
                parts = self.memory.outbox.thread(one)
                yield from (p for p in parts if p.state is DeliveryState.QUEUED)

    def _due(self) -> Sequence[Delivery]:
        """Return what is due: a pause is told with how much of it is held back."""
        until = self.clock.now() + timedelta.resolution
        queued = {DeliveryState.QUEUED}
        return self.memory.outbox.deliveries(queued, until=until, limit=LIMIT)

    def _mark(self, news: News) -> None:
        """Remember what was told, so that it is never told again as it stands."""
        self._unmarked = news
        if news.deliveries:
            self.memory.outbox.mark_told(news.deliveries, self.clock.now())
        if news.accounts:
            SignInNote(self.memory).add(one.account for one in news.accounts)
        self._unmarked = News()

    def _failed(self, error: AlertError) -> None:
        """Wait longer with every failure; say it once."""
        if self._is_stopped:
            return
        self._failures += 1
        wait = max(GATHER, backoff(self._failures))
        self._not_before = self.clock.uptime() + wait.total_seconds()
        if self._failures == 1:
            log.error("alert_failed", why=str(error))
        FailureNote(self.memory).write(error.phrase, self.clock.now())
