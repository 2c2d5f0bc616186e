"""What was found wrong, or merely odd, while the files of a project were read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from config.silence import Silence, Silences
from domain.errors import Problem
from domain.phrases import phrase_many

#: More of one file helps nobody.
LIMIT_PER_FILE = 50


@dataclass(frozen=True, slots=True)
class Findings:
    """Collects; nothing is raised before everything has been looked at."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    #: Warnings that nobody wants to hear.
    silences: Silences = field(default_factory=Silences)
    #: Spots where the YAML itself is wrong: what follows from it is not news.
    _broken: set[tuple[str, int, int]] = field(default_factory=set)

    @property
    def count(self) -> int:
        """Return how much has been found."""
        return len(self.problems) + len(self.warnings)

    def add(self, problems: Iterable[Problem]) -> None:
        """Write problems down, save for those that follow from broken YAML."""
        self.problems.extend(p for p in problems if _spot(p) not in self._broken)

    def hush(self, silence: Silence) -> None:
        """Write down what is not to be heard."""
        if silence.names:
            self.silences.known.append(silence)

    def add_broken(self, problems: Sequence[Problem]) -> None:
        """Write down what is wrong with a file as YAML."""
        self.problems.extend(problems)
        self._broken.update(map(_spot, problems))


def named(problems: Iterable[Problem], usual: str) -> list[Problem]:
    """Give problems without a name of their own the *usual* one."""
    return [one if one.name else replace(one, name=usual) for one in problems]


def _spot(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def abridged(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the first problems of each file, and how many more there are."""
    seen: Counter[str] = Counter()
    kept = []
    for problem in problems:
        seen[problem.file] += 1
        if seen[problem.file] <= LIMIT_PER_FILE:
            kept.append(problem)
    return (*kept, *_rests(seen, kept))


def _rests(seen: Counter[str], kept: Sequence[Problem]) -> Iterable[Problem]:
    last = {one.file: one for one in sorted(kept, key=lambda p: (p.line, p.column))}
    for file, count in seen.items():
        if (more := count - LIMIT_PER_FILE) > 0:
            what = phrase_many(
                "{count} more problem follows", "{count} more problems follow", more
            )
            yield replace(last[file], where="", what=what)
