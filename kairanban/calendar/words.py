"""What a plan does, in a sign, a word and a colour."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.phrases import Phrase, phrase, phrase_many
from scheduler.plan import Change, ChangeKind, Plan

KINDS: dict[ChangeKind, tuple[str, Phrase, str]] = {
    ChangeKind.ADDED: ("+", phrase("added"), "green"),
    ChangeKind.MOVED: ("→", phrase("moved"), "yellow"),
    ChangeKind.CHANGED: ("~", phrase("changed"), "yellow"),
    ChangeKind.CANCELLED: ("-", phrase("cancelled"), "red"),
    ChangeKind.REVIVED: ("+", phrase("taken up again"), "green"),
    ChangeKind.KEPT: (" ", phrase("kept"), "dim"),
    ChangeKind.ALREADY_OUT: ("=", phrase("already out"), "dim"),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """What happens to a post alike on some accounts, once or at several times."""

    kind: ChangeKind
    post_key: str
    accounts: tuple[str, ...]
    #: The first of them: when it was to go out, and when it is to go out now.
    old_at: datetime | None
    new_at: datetime | None
    #: How many times more.
    more: int

    @property
    def at(self) -> datetime | None:
        """Return the time by which it is found."""
        return self.new_at or self.old_at


#: What is no news.
SILENT = frozenset({ChangeKind.KEPT, ChangeKind.ALREADY_OUT})


def tellings(plan: Plan) -> Sequence[Telling]:
    """Return what is new in a plan, each thing told once."""
    times: dict[tuple[ChangeKind, str, str], list[Change]] = defaultdict(list)
    for one in plan.changes:
        if one.kind not in SILENT:
            times[one.kind, one.post_key, one.account].append(one)
    alike: dict[Telling, list[str]] = defaultdict(list)
    for (kind, key, account), (first, *others) in times.items():
        told = Telling(kind, key, (), first.old_at, first.new_at, len(others))
        alike[told].append(account)
    return [replace(told, accounts=tuple(names)) for told, names in alike.items()]


def counts(plan: Plan) -> Mapping[ChangeKind, int]:
    """Return how many posts a plan adds, moves ..., each of them once an account."""
    places = {(one.kind, one.post_key, one.account) for one in plan.changes}
    found = Counter(kind for kind, _, _ in places)
    return {kind: found[kind] for kind in KINDS if found[kind]}


def and_more(count: int) -> Phrase:
    """Say how many times more something happens."""
    return phrase_many("(and {count} more)", "(and {count} more)", count)
