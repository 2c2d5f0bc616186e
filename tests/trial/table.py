"""What came out of a trial, as a table to read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from tests.trial.run import Outcome
from tests.trial.runs import FAULTS, KINDS, PLACES, Run

_HEADS = (
    "runs",
    "crashes",
    "sent",
    "in review",
    "shown",
    "duplicates",
    "lost",
    "stuck",
    "untrue",
    "disorder",
    "resent",
)


def by_place(outcomes: Iterable[Outcome]) -> str:
    """Return a table of class and boundary: where the first life ended."""
    wanted = [(kind, str(place)) for kind in KINDS for place in PLACES]
    return _table(
        outcomes,
        "first life ended at",
        lambda run: (run.manners.kind, str(run.places[0])),
        wanted,
    )


def by_fault(outcomes: Iterable[Outcome]) -> str:
    """Return a table of class and fault: what befell the request."""
    wanted = [(kind, str(fault)) for kind in KINDS for fault in FAULTS]
    return _table(
        outcomes, "fault", lambda run: (run.manners.kind, str(run.fault)), wanted
    )


def _table(
    outcomes: Iterable[Outcome],
    what: str,
    row_of: Callable[[Run], tuple[str, str]],
    wanted: Sequence[tuple[str, str]],
) -> str:
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[row_of(outcome.run)].append(outcome)
    rows = [(*row, *_numbers(groups[row])) for row in wanted if row in groups]
    everything = [one for group in groups.values() for one in group]
    return _aligned([("class", what, *_HEADS), *rows, ("", "all", *_numbers(everything))])


def _numbers(outcomes: Sequence[Outcome]) -> list[str]:
    verdicts = [one.verdict for one in outcomes]
    numbers = [
        len(outcomes),
        sum(one.crashes for one in outcomes),
        sum(one.sent for one in verdicts),
        sum(one.review for one in verdicts),
        sum(one.shown for one in verdicts),
        sum(one.duplicates for one in verdicts),
        sum(one.lost for one in verdicts),
        sum(one.stuck for one in verdicts),
        sum(one.untrue for one in verdicts),
        sum(one.disorder for one in verdicts),
        sum(one.resent for one in verdicts),
    ]
    return [f"{number:,}" for number in numbers]


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as Markdown that reads well as plain text, too."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = 2  # the first two columns are words
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(f"| {' | '.join(cells)} |")
    marks = [
        "-" * width if number < left else "-" * (width - 1) + ":"
        for number, width in enumerate(widths)
    ]
    return "\n".join([lines[0], f"| {' | '.join(marks)} |", *lines[1:]])
