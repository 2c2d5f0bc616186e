"""Looks for what could keep Kairanban from doing its work, and names the remedy."""

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from config import secrets
from config.load import load
from connectors.registry import PLATFORMS
from domain.accounts import AccountHealth
from domain.errors import ConfigurationError, KairanbanError
from domain.phrases import phrase, phrase_many
from domain.project import Project
from kairanban.bootstrap import House, open_house
from kairanban.doctor_alerts import examine_alerts
from kairanban.doctor_outbox import examine_outbox
from kairanban.findings import Finding, Level
from kairanban.instance import InstanceLock

#: Below this the database may soon find no room; bytes.
_LITTLE_SPACE = 200 * 1024**2


def examine(folder: Path) -> Iterator[Finding]:
    """Look at everything, from the machine up to what waits for a person."""
    yield Finding(
        Level.GOOD,
        phrase(
            "Python {python}, SQLite {sqlite}",
            python=sys.version.split()[0],
            sqlite=sqlite3.sqlite_version,
        ),
    )
    try:
        project = load(folder).project
    except ConfigurationError as error:
        yield Finding(
            Level.BAD,
            phrase_many(
                "the project's files have {count} problem; see: kairanban check",
                "the project's files have {count} problems; see: kairanban check",
                len(error.problems),
            ),
        )
        return
    yield Finding(Level.GOOD, phrase("the project's files are well"))
    yield from _state_folder(project.state_folder)
    yield from _secrets(project)
    try:
        house = open_house(folder)
    except KairanbanError as error:
        yield Finding(Level.BAD, error.phrase)
        return
    try:
        yield from _house(house)
    finally:
        house.close()


def _state_folder(folder: Path) -> Iterator[Finding]:
    if not folder.exists():
        yield Finding(
            Level.NOTE,
            phrase("{folder} will be made on the first run", folder=str(folder)),
        )
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        yield Finding(
            Level.BAD,
            phrase(
                "others can look into {folder}; type: chmod 700 {folder}",
                folder=str(folder),
            ),
        )
    if not os.access(folder, os.W_OK):
        yield Finding(
            Level.BAD, phrase("{folder} cannot be written to", folder=str(folder))
        )
    if shutil.disk_usage(folder).free < _LITTLE_SPACE:
        yield Finding(
            Level.BAD,
            phrase("the disk that holds {folder} is almost full", folder=str(folder)),
        )


def _secrets(project: Project) -> Iterator[Finding]:
    for account in project.accounts.values():
        for secret in PLATFORMS[account.platform].secrets:
            try:
                secrets.read(
                    account.key,
                    secret.name,
                    environment=os.environ,
                    folder=project.folder,
                )
            except KairanbanError as error:
                yield Finding(Level.BAD, error.phrase)


def _soundness(house: House) -> Finding:
    try:
        house.memory.require_sound()
    except KairanbanError as error:
        return Finding(Level.BAD, error.phrase)
    return Finding(Level.GOOD, phrase("the database opens, and is sound"))


def _house(house: House) -> Iterator[Finding]:
    yield _soundness(house)
    holder = InstanceLock(house.project.state_folder).holder()
    yield Finding(
        Level.GOOD if holder else Level.NOTE,
        phrase("the daemon runs (process {pid})", pid=holder)
        if holder
        else phrase("the daemon is not running; start it with: kairanban run"),
    )
    yield from _accounts(house)
    yield from examine_outbox(house)
    yield from examine_alerts(house)


def _accounts(house: House) -> Iterator[Finding]:
    for key in house.project.accounts:
        status = house.memory.accounts.status(key)
        if status.problem is not None:
            bad = status.health is AccountHealth.SIGN_IN
            yield Finding(
                Level.BAD if bad else Level.NOTE,
                phrase(
                    "account {account}: {problem}", account=key, problem=status.problem
                ),
            )
