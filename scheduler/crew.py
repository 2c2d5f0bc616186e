"""Everybody who works in the house, each made once from the ports they need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from domain.clock import Clock
from domain.deliveries import Owner
from domain.ports import ConnectorOf, LivenessOf, Memory, Messenger
from scheduler.alert import Alerter
from scheduler.allowance import Allowances
from scheduler.boundaries import Observer, unobserved
from scheduler.budget_book import BudgetBook, CapabilitiesOf
from scheduler.collect import Collector, Library
from scheduler.current import ProjectOf
from scheduler.places import PageOf, Places, nowhere
from scheduler.plan import Planner
from scheduler.presence import Presence
from scheduler.publish import Publisher
from scheduler.pull import Puller
from scheduler.recover import Recovery
from scheduler.report import Reporter
from scheduler.speak import Speaker
from scheduler.standing import Standing
from scheduler.triage import Triage
from scheduler.watch import Watch

#: Before anything was due.
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Crew:
    """The verbs, wired."""

    memory: Memory
    clock: Clock
    #: Connectors that pull. Not those that publish: a connector is used by one
    #: thread at a time, and a slow pull must not keep a due post waiting.
    ears: ConnectorOf
    #: Connectors that publish and look up.
    voices: ConnectorOf
    #: Who we are.
    owner: Owner
    liveness_of: LivenessOf
    project: ProjectOf
    #: Platforms' names as people write them, by name.
    titles: Mapping[str, str] = field(default_factory=dict)
    #: What the platform of an account can do; None means that its voice is asked.
    capabilities_of: CapabilitiesOf | None = None
    #: Where the posts of an account are to be seen.
    page_of: PageOf = nowhere
    #: Who takes alerts to people; None where nobody does.
    messenger: Messenger | None = None
    #: When this process began; what was due before may be out, unknown to us.
    began: datetime = EVER
    #: The web at large, and who reads what is found there; None where nobody looks.
    library: Library | None = None
    #: Told of each boundary of the publishing path.
    observe: Observer = unobserved

    @cached_property
    def standing(self) -> Standing:
        """Return who keeps the books on accounts."""
        return Standing(self.memory, self.clock)

    @cached_property
    def presence(self) -> Presence:
        """Return who knows since when we have been looking."""
        return Presence(self.began)

    @cached_property
    def planner(self) -> Planner:
        """Return what brings the outbox in line with YAML."""
        return Planner(self.memory, self.clock)

    @cached_property
    def speaker(self) -> Speaker:
        """Return what takes requests to their platforms."""
        return Speaker(
            self.memory,
            self.clock,
            self.owner,
            self.standing,
            observe=self.observe,
        )

    @cached_property
    def allowances(self) -> Allowances:
        """Return who knows the budgets."""
        return Allowances(self.memory, self.clock, self.project)

    @cached_property
    def publisher(self) -> Publisher:
        """Return the one door through which words leave."""
        return Publisher(
            memory=self.memory,
            connector_of=self.voices,
            clock=self.clock,
            project=self.project,
            standing=self.standing,
            speaker=self.speaker,
            allowances=self.allowances,
            presence=self.presence,
        )

    @cached_property
    def recovery(self) -> Recovery:
        """Return what finds out unknown outcomes."""
        return Recovery(
            memory=self.memory,
            connector_of=self.voices,
            clock=self.clock,
            standing=self.standing,
            speaker=self.speaker,
            liveness_of=self.liveness_of,
            allowances=self.allowances,
        )

    @cached_property
    def puller(self) -> Puller:
        """Return the ears."""
        return Puller(
            self.memory, self.ears, self.clock, self.standing, self.allowances
        )

    @cached_property
    def collector(self) -> Collector | None:
        """Return who collects feeds and calendars; None where nobody does."""
        if self.library is None:
            return None
        return Collector(self.memory, self.clock, self.library)

    @cached_property
    def triage(self) -> Triage:
        """Return the first judgement."""
        return Triage(self.memory, self.clock, self.project)

    @cached_property
    def reporter(self) -> Reporter:
        """Return what writes the digest."""
        return Reporter(self.memory, self.clock, self.books, self.places, self.titles)

    @cached_property
    def books(self) -> BudgetBook:
        """Return who reads the budgets."""
        known = self.capabilities_of or (lambda key: self.voices(key).capabilities)
        return BudgetBook(self.memory, self.clock, self.project, known)

    @cached_property
    def watch(self) -> Watch:
        """Return who notices pauses and used-up budgets."""
        return Watch(self.memory, self.books)

    @cached_property
    def places(self) -> Places:
        """Return who knows where to look."""
        return Places(self.memory, self.page_of)

    @cached_property
    def alerter(self) -> Alerter:
        """Return who tells people at once."""
        return Alerter(
            memory=self.memory,
            clock=self.clock,
            project=self.project,
            messenger=self.messenger,
            places=self.places,
            titles=self.titles,
        )
