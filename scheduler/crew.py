"""Everybody who works in the house, each made once from the ports they need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.clock import Clock
from domain.deliveries import Owner
from domain.ports import ConnectorOf, LivenessOf, Memory
from scheduler.allowance import Allowances
from scheduler.boundaries import Observer, unobserved
from scheduler.current import ProjectOf
from scheduler.plan import Planner
from scheduler.publish import Publisher
from scheduler.pull import Puller
from scheduler.recover import Recovery
from scheduler.report import Reporter
from scheduler.speak import Speaker
from scheduler.standing import Standing
from scheduler.triage import Triage


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
    #: Told of each boundary of the publishing path.
    observe: Observer = unobserved

    @cached_property
    def standing(self) -> Standing:
        """Return who keeps the books on accounts."""
        return Standing(self.memory, self.clock)

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
        return Puller(self.memory, self.ears, self.clock, self.standing)

    @cached_property
    def triage(self) -> Triage:
        """Return the first judgement."""
        return Triage(self.memory, self.clock, self.project)

    @cached_property
    def reporter(self) -> Reporter:
        """Return what writes the digest."""
        return Reporter(self.memory, self.clock, self.titles)
