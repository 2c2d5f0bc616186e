"""Plans as values: what is done about each post, in steps and in lines for people."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.errors import Problem
from domain.phrases import Phrase
from domain.ports import PlanStep
from domain.posts import Post


class ChangeKind(StrEnum):
    """What planning does about one post on one account."""

    ADDED = "added"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REVIVED = "revived"
    KEPT = "kept"
    ALREADY_OUT = "already_out"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a plan, for people. Times are aware UTC."""

    kind: ChangeKind
    post_key: str
    account: str
    #: When it was to go out before; None if it was not.
    old_at: datetime | None = None
    #: When it is to go out now; None if it is not.
    new_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan changes, and what a person should know of it."""

    steps: tuple[PlanStep, ...] = ()
    changes: tuple[Change, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a plan that was carried out."""

    #: Deliveries that were added or changed.
    count: int = 0
    warnings: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Draft:
    """What is to be done about one post on one account, while it is found out."""

    post_key: str
    account: str
    #: Are lines for people wanted?
    has_readers: bool = True
    steps: list[PlanStep] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    #: Something is under way that YAML wants otherwise: look again when it has ended.
    is_open: bool = False

    def tell(
        self,
        kind: ChangeKind,
        *,
        old_at: datetime | None = None,
        new_at: datetime | None = None,
    ) -> None:
        """Add a line for people, if there are any."""
        if self.has_readers:
            change = Change(kind, self.post_key, self.account, old_at, new_at)
            self.changes.append(change)

    def warn(self, post: Post, what: Phrase, name: str = "past-changing") -> None:
        """Add what a person should know of *post*; *name* is of `domain.findings`."""
        source = post.source
        file, line = (source.file, source.line) if source else ("", 0)
        self.warnings.append(Problem(file, line, 0, post.key, what, name))
