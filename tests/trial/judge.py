"""The judge: compares what the public saw with what the database says. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.trial.books import Row, waiting
from tests.trial.faults import CLEAR
from tests.trial.scenarios import Occurrence
from tests.trial.world import Asked, Published

#: States in which a person sees it, and is asked.
_SHOWN = frozenset({"failed", "missed"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything there is to judge a run by."""

    #: A, B or C.
    kind: str
    occurrences: Sequence[Occurrence]
    rows: Sequence[Row]
    ledger: Sequence[Published]
    asked: Sequence[Asked]
    #: When the run ended; what is due later is not judged.
    at: datetime


@dataclass(slots=True)
class Verdict:
    """What is to be said of a run, in numbers; `problems` must be empty."""

    sent: int = 0
    #: It may be out, and a person is asked.
    review: int = 0
    #: Visibly not sent.
    shown: int = 0
    #: The public saw it more often than it was meant to.
    duplicates: int = 0
    #: Nobody saw it, and nobody is told.
    lost: int = 0
    #: It still waits for something that does not come.
    stuck: int = 0
    #: The database says of it what is not so.
    untrue: int = 0
    #: A thread or a reply that hangs on the wrong post, or stands in wrong order.
    disorder: int = 0
    #: Class C: sent once more although nobody knew what became of it.
    resent: int = 0
    problems: list[str] = field(default_factory=list)

    def blame(self, what: str, problems: Sequence[str]) -> None:
        """Count problems of a kind, and keep their words."""
        setattr(self, what, len(problems))
        self.problems += [f"{what}: {problem}" for problem in problems]


def judge(evidence: Evidence) -> Verdict:
    """Return the verdict on a run."""
    states = Counter(row.state for row in evidence.rows)
    verdict = Verdict(
        sent=states["sent"],
        review=states["review"],
        shown=sum(states[state] for state in _SHOWN),
    )
    verdict.blame("duplicates", list(_duplicates(evidence)))
    verdict.blame("lost", list(_lost(evidence)))
    verdict.blame("stuck", list(_stuck(evidence)))
    verdict.blame("untrue", list(_untrue(evidence)))
    verdict.blame("disorder", list(_disorder(evidence)))
    verdict.blame("resent", list(_resent(evidence)))
    return verdict


def _duplicates(evidence: Evidence) -> Iterator[str]:
    meant = Counter(one.text for one in evidence.occurrences)
    seen = Counter(one.text for one in evidence.ledger)
    for text, times in (seen - meant).items():
        yield from [f"'{text}' is out once too often"] * times


def _rows_of(evidence: Evidence) -> Iterator[tuple[Occurrence, Row | None]]:
    """Give every occurrence with its row; those of one post by their due times."""
    rows: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in evidence.rows:
        rows[row.post, row.part].append(row)
    for one in evidence.occurrences:
        known = rows[one.post, one.part]
        yield one, known.pop(0) if known else None


def _lost(evidence: Evidence) -> Iterator[str]:
    public = {one.id for one in evidence.ledger}
    for one, row in _rows_of(evidence):
        if row is None or row.state == "cancelled":
            yield f"'{one.text}' is nowhere"
        elif row.state == "sent" and row.receipt not in public:
            yield f"'{one.text}' counts as sent, and nobody saw it"


def _stuck(evidence: Evidence) -> Iterator[str]:
    yield from map(str, waiting(evidence.rows, evidence.at))
    for one, row in _rows_of(evidence):
        if row is not None and row.due_at > evidence.at:
            yield f"'{one.text}' was not even due: the run ended too soon"


def _untrue(evidence: Evidence) -> Iterator[str]:
    """Find what is public without the database's knowing, or known wrongly."""
    texts = {one.id: one.text for one in evidence.ledger}
    taken: set[str] = set()
    doubted: Counter[str] = Counter()
    for one, row in _rows_of(evidence):
        if row is not None and row.state == "review":
            doubted[one.text] += 1
        if row is None or row.receipt is None:
            continue
        if row.receipt in taken or texts.get(row.receipt) != one.text:
            yield f"'{one.text}' claims the receipt {row.receipt}"
        taken.add(row.receipt)
    unknown = Counter(text for id_, text in texts.items() if id_ not in taken)
    too_often = Counter(problem.split("'")[1] for problem in _duplicates(evidence))
    for text in unknown - doubted - too_often:
        yield f"'{text}' is out, and counts as not sent"


def _disorder(evidence: Evidence) -> Iterator[str]:
    public = {one.id: one for one in evidence.ledger}
    found = {
        (one.post, one.part): (one, public[row.receipt])
        for one, row in _rows_of(evidence)
        if row is not None and row.receipt in public and row.receipt
    }
    for (post, part), (one, shown) in found.items():
        before = found.get((post, part - 1))
        parent = before[1].id if before and part else one.parent
        if part and before is None:
            yield f"'{one.text}' is out before the part that it follows"
        elif shown.parent != parent or (before and before[1].number > shown.number):
            yield f"'{one.text}' hangs on {shown.parent!r}, not on {parent!r}"


def _resent(evidence: Evidence) -> Iterator[str]:
    """Find what went out again on a platform where nobody can find out. Class C."""
    if evidence.kind != "C":
        return
    meant: Mapping[str, int] = Counter(one.text for one in evidence.occurrences)
    unclear: Counter[str] = Counter()
    for asked in evidence.asked:
        if unclear[asked.text] >= meant[asked.text]:
            yield f"'{asked.text}' was sent again"
        if asked.fault not in CLEAR:
            unclear[asked.text] += 1
