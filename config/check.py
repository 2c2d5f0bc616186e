"""Check a project: everything that can be known before anything is published.

What is wrong by itself is found while the files are read (`config.load`). Here posts
are looked at together, at a time, and beside what was said already.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from config.check_budgets import Expense, expenses, over_budget
from config.check_times import clashing, gone_by
from config.check_words import bare_domains, repeated
from config.findings import abridged, named
from config.haste import uncollected
from config.load import Taken, take_in
from config.locate import Places
from config.posts import Draft
from config.told import NOTHING_KNOWN, Told
from connectors.registry import PLATFORMS
from connectors.setup import Platform
from domain.errors import Problem
from domain.findings import FINDINGS, ODD, WRONG_VALUE, Severity
from domain.project import Project

#: What can be found only with the memory at hand.
_BY_MEMORY = ("past", "near-duplicate")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a check has found."""

    #: With the posts that could be read; None where `kairanban.yaml` is wrong.
    project: Project | None
    #: Errors, and warnings that are to be heard, by file and line.
    found: tuple[Problem, ...] = ()
    #: Warnings that somebody has silenced.
    silenced: tuple[Problem, ...] = ()
    #: What the posts will cost, by account.
    expenses: tuple[Expense, ...] = ()
    #: Posts that are still being written.
    drafts: tuple[Draft, ...] = ()

    @property
    def errors(self) -> int:
        """Return how many errors there are."""
        return sum(severity(one) is Severity.ERROR for one in self.found)


def severity(problem: Problem) -> Severity:
    """Return what a problem means for the files."""
    return FINDINGS[problem.name].severity


def _nobody(project: Project) -> Told:
    """Know of nothing: there is no memory."""
    del project
    return NOTHING_KNOWN


def check(
    folder: Path,
    now: datetime,
    ask: Callable[[Project], Told] = _nobody,
    *,
    quiet: Sequence[str] = (),
    platforms: Mapping[str, Platform] = PLATFORMS,
    environment: Mapping[str, str] = os.environ,
) -> Report:
    """Return everything that can be found in the project in *folder*.

    Args:
        folder: The project's.
        now: Aware UTC.
        ask: Tells what was said already, and is known of times gone by.
        quiet: Names of warnings that nobody wants to hear this time.
        platforms: Those that there are.
        environment: The process's.

    Raises:
        RequestError: There is no project.
    """
    with uncollected():
        taken = take_in(folder, platforms, environment)
        return _report(taken, now, ask, quiet, platforms)


def _report(
    taken: Taken,
    now: datetime,
    ask: Callable[[Project], Told],
    quiet: Sequence[str],
    platforms: Mapping[str, Platform],
) -> Report:
    project = taken.project and replace(taken.project, posts=taken.posts)
    found = taken.findings
    warnings = [*found.warnings]
    costs: tuple[Expense, ...] = ()
    told = NOTHING_KNOWN
    if project is not None:
        told = ask(project)
        warnings += _together(project, now, told, platforms)
        costs = tuple(expenses(project, now, platforms))
    heard, silenced, used = found.silences.sort(named(warnings, ODD))
    untold = () if told.has_memory else _BY_MEMORY
    heard += found.silences.unused(used, untold)
    silenced += [one for one in heard if one.name in quiet]
    heard = [one for one in heard if one.name not in quiet]
    errors = abridged(named(found.problems, WRONG_VALUE))
    everything = (*errors, *abridged(heard))
    return Report(project, _sorted(everything), _sorted(silenced), costs, taken.drafts)


def _together(
    project: Project, now: datetime, told: Told, platforms: Mapping[str, Platform]
) -> Iterator[Problem]:
    places = Places(project.folder)
    yield from gone_by(project, now, told, places)
    yield from clashing(project, now, places)
    yield from repeated(project, now, told, places)
    yield from bare_domains(project, platforms, places)
    yield from over_budget(project, now, platforms, places)


def _sorted(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column)))
