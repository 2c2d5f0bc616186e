"""What came out of a trial, as tables to read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from tests.trial.judge import Verdict
from tests.trial.pairs import PLACES as PAUSE_PLACES
from tests.trial.pairs import DuoOutcome, PauseOutcome
from tests.trial.run import Outcome
from tests.trial.runs import FAULTS, KINDS, PLACES

#: What is counted of every verdict, and as what it stands in the table.
_COUNTED = {
    "sent": "sent",
    "review": "in review",
    "shown": "shown",
    "duplicates": "duplicates",
    "lost": "lost",
    "stuck": "stuck",
    "untrue": "untrue",
    "disorder": "disorder",
    "resent": "resent",
}


class Judged(Protocol):
    """Anything that a verdict was given on."""

    @property
    def verdict(self) -> Verdict:
        """What the judge said."""
        ...


_Any = TypeVar("_Any", bound=Judged)
_Row = tuple[str, str]


def by_place(outcomes: Iterable[Outcome]) -> str:
    """Return a table of class and boundary: where the first life ended."""
    groups = _grouped(
        outcomes, lambda one: (one.run.manners.kind, str(one.run.places[0]))
    )
    wanted = [(kind, str(place)) for kind in KINDS for place in PLACES]
    return _table("first life ended at", groups, wanted)


def by_fault(outcomes: Iterable[Outcome]) -> str:
    """Return a table of class and fault: what befell the request."""
    groups = _grouped(outcomes, lambda one: (one.run.manners.kind, str(one.run.fault)))
    wanted = [(kind, str(fault)) for kind in KINDS for fault in FAULTS]
    return _table("fault", groups, wanted)


def by_pause(outcomes: Iterable[PauseOutcome]) -> str:
    """Return a table of class and boundary: where a worker was stopped."""
    groups = _grouped(outcomes, lambda one: (one.pause.kind, str(one.pause.place)))
    wanted = [(kind, str(place)) for kind in KINDS for place in PAUSE_PLACES]
    return _table("worker stopped at", groups, wanted)


def by_database(outcomes: Iterable[DuoOutcome]) -> str:
    """Return a table of class and database: what two daemons share."""
    groups = _grouped(outcomes, lambda one: (one.duo.kind, one.duo.database))
    wanted = [(kind, name) for kind in KINDS for name in ("SQLite", "PostgreSQL")]
    return _table("two daemons on", groups, wanted)


def _grouped(
    outcomes: Iterable[_Any], row_of: Callable[[_Any], _Row]
) -> dict[_Row, list[_Any]]:
    groups: dict[_Row, list[_Any]] = defaultdict(list)
    for outcome in outcomes:
        groups[row_of(outcome)].append(outcome)
    return groups


def _table(
    what: str, groups: Mapping[_Row, Sequence[Judged]], wanted: Sequence[_Row]
) -> str:
    rows = [(*row, *_numbers(groups[row])) for row in wanted if row in groups]
    everything = [one for group in groups.values() for one in group]
    heads = ("class", what, "runs", *_COUNTED.values())
    return _aligned([heads, *rows, ("", "all", *_numbers(everything))])


def _numbers(outcomes: Sequence[Judged]) -> list[str]:
    sums = [sum(getattr(one.verdict, name) for one in outcomes) for name in _COUNTED]
    return [f"{number:,}" for number in (len(outcomes), *sums)]


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as Markdown that reads well as plain text, too."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = 2  # the first two columns are words

    def line(cells: Iterable[str]) -> str:
        shown = [
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(shown)} |"

    dashes = ["-" * width for width in widths]
    marks = [d if n < left else f"{d[:-1]}:" for n, d in enumerate(dashes)]
    return "\n".join([line(rows[0]), line(marks), *map(line, rows[1:])])
