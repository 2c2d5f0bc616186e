"""The scheduler's crew over real SQLite and scripted platforms, in one handful."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from domain.capabilities import IdempotencyClass
from domain.deliveries import Delivery, Liveness, Owner
from domain.posts import Post
from scheduler.crew import Crew
from scheduler.current import CurrentProject
from scheduler.speak import Speaker
from scheduler.standing import Standing
from storage.memory import Memory
from tests.clocks import ManualClock
from tests.memories import a_memory
from tests.platforms.scripted import ScriptedConnector
from tests.projects import a_project

US = Owner("this-boot", 4711, 100)
A, B, C = IdempotencyClass


@dataclass
class Hand:
    """A crew, and everything that a test wants to turn or look at."""

    memory: Memory
    clock: ManualClock
    connectors: dict[str, ScriptedConnector]
    project: CurrentProject = field(default_factory=lambda: CurrentProject(a_project()))
    #: Owners that are not alive any more.
    dead: set[Owner] = field(default_factory=set)
    #: How long the crew waited for a busy database.
    pauses: list[timedelta] = field(default_factory=list)

    def crew(self, owner: Owner = US) -> Crew:
        """Return a crew, as a process of its own would have it."""
        crew = Crew(
            memory=self.memory,
            clock=self.clock,
            ears=self.connectors.__getitem__,
            voices=self.connectors.__getitem__,
            owner=owner,
            liveness_of=lambda owner: (
                Liveness.DEAD if owner in self.dead else Liveness.ALIVE
            ),
            project=self.project,
        )
        # Waiting is no part of these tests, nor is chance.
        standing = Standing(self.memory, self.clock, jitter=lambda: 0.0)
        speaker = Speaker(
            self.memory, self.clock, owner, standing, pause=self.pauses.append
        )
        crew.__dict__.update(standing=standing, speaker=speaker)
        return crew

    @property
    def box(self) -> ScriptedConnector:
        """Return the connector of the account "box"."""
        return self.connectors["box"]

    def plan(self, *posts: Post) -> None:
        """Let YAML say *posts*, and plan them."""
        project = a_project(*posts, accounts=tuple(self.connectors))
        self.project.swap(project)
        self.crew().planner.apply(project)

    def states(self) -> list[str]:
        """Return the states of all deliveries, by due time."""
        return [str(one.state) for one in self.memory.outbox.deliveries()]

    def only(self) -> Delivery:
        """Return the only delivery there is."""
        (delivery,) = self.memory.outbox.deliveries()
        return delivery

    def pass_time(self, by: timedelta, crew: Crew | None = None) -> None:
        """Turn the clock, then let the account "box" be attended to."""
        self.clock.turn(by)
        self.attend(crew)

    def attend(self, crew: Crew | None = None) -> None:
        """Settle what is uncertain on "box", then publish what is due."""
        crew = crew or self.crew()
        crew.recovery.settle("box")
        crew.publisher.publish_account("box")


@contextmanager
def a_hand(
    folder: Path, kind: IdempotencyClass = A, *, key_valid_for: timedelta | None = None
) -> Iterator[Hand]:
    """Open a memory in *folder*, with one account "box" of class *kind*."""
    clock = ManualClock()
    memory = a_memory(folder, clock)
    box = ScriptedConnector(kind, key_valid_for=key_valid_for)
    try:
        yield Hand(memory, clock, {"box": box})
    finally:
        memory.close()
