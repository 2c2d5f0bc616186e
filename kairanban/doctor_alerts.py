"""Looks whether alerts would get through."""

import os
import shutil
from collections.abc import Iterator

from digest.words import moment_in
from domain.phrases import Phrase, phrase, phrase_many
from domain.project import Project
from kairanban.bootstrap import House
from kairanban.findings import Finding, Level
from scheduler.alert_notes import AlertFailure, FailureNote


def examine_alerts(house: House) -> Iterator[Finding]:
    """Look at the alert command, if there is one; it is not run."""
    project = house.project
    if not project.alerts.command:
        return
    program = project.alerts.command[0]
    if not _can_be_run(program, project):
        what = phrase("the alert command {program} cannot be found", program=program)
        yield Finding(Level.BAD, what)
    elif (failure := FailureNote(house.memory).read()) is not None:
        yield Finding(Level.BAD, _failing(failure, project))
    else:
        yield Finding(Level.GOOD, phrase("alerts go to {program}", program=program))


def _can_be_run(program: str, project: Project) -> bool:
    """Is it a program, as seen from the project's folder and the PATH?"""
    if os.sep in program:
        return os.access(project.folder / program, os.X_OK)
    return shutil.which(program) is not None


def _failing(failure: AlertFailure, project: Project) -> Phrase:
    return phrase_many(
        "alerts do not get through ({count} try since {when}): {reason}",
        "alerts do not get through ({count} tries since {when}): {reason}",
        failure.times,
        when=moment_in(failure.since, project.community.timezone),
        reason=failure.reason,
    )
