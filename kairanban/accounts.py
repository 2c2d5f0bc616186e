"""Connectors by account: built when first asked for, kept until told otherwise."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from config import secrets
from connectors import registry
from connectors.setup import ConnectorSetup
from domain.accounts import Account
from domain.clock import Clock
from domain.errors import RequestError
from domain.ports import Connector, Memory
from domain.project import AlertWishes, Project
from scheduler.current import ProjectOf


@dataclass(frozen=True, slots=True)
class _Built:
    """A connector, and what it was built from."""

    account: Account
    secrets: Mapping[str, str] = field(repr=False)
    connector: Connector


class Connectors:
    """The connectors of a project, one per account, shared by the threads of one duty.

    Listening and speaking each have a set of their own: a slow pull then never
    keeps a due post waiting. An account that changes in YAML gets a new connector,
    and so does one that is given a new password.
    """

    def __init__(
        self,
        project: ProjectOf,
        memory: Memory,
        clock: Clock,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._project = project
        self._memory = memory
        self._clock = clock
        self._environment = environment
        self._built: dict[str, _Built] = {}
        self._lock = Lock()

    def __call__(self, account: str) -> Connector:
        """Return the connector of *account*.

        Raises:
            KeyError: The project has no such account.
            RequestError: A secret is missing, or may be read by others.
        """
        with self._lock:
            wanted = self._project().accounts[account]
            known = self._built.get(account)
            told = self._secrets_of(wanted, known)
            if known is not None:
                if (known.account, known.secrets) == (wanted, told):
                    return known.connector
                known.connector.close()
            connector = self._build(wanted, told)
            self._built[account] = _Built(wanted, told, connector)
            return connector

    def close(self) -> None:
        """Let go of every connection."""
        with self._lock:
            for built in self._built.values():
                built.connector.close()
            self._built.clear()

    def _secrets_of(self, account: Account, known: _Built | None) -> Mapping[str, str]:
        try:
            return {
                secret.name: secrets.read(
                    account.key,
                    secret.name,
                    environment=self._environment,
                    folder=self._project().folder,
                )
                for secret in registry.PLATFORMS[account.platform].secrets
            }
        except RequestError:
            # Somebody may be rewriting the file this very moment.
            if known is None or known.account != account:
                raise
            return known.secrets

    def _build(self, account: Account, told: Mapping[str, str]) -> Connector:
        return registry.build(
            ConnectorSetup(
                account=account,
                secrets=told,
                # The password itself seals the session: a changed password makes
                # the old session unreadable, and we sign in anew.
                sessions=self._memory.sessions("\0".join(told.values()) or account.key),
                folder=self._folder_of(account),
                clock=self._clock,
            )
        )

    def _folder_of(self, account: Account) -> Path:
        folder = self._project().folder_of(account.key)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


_IN_REHEARSAL = {"community": "quiet", "rehearsal": "yes"}


def rehearsed(project: Project) -> Project:
    """Return *project* with every account played by the sandbox: a dry run.

    Its state lives in a folder of its own, so that the real one learns nothing, and
    nobody is alerted to what does not happen.
    """
    return replace(
        project,
        accounts={
            key: replace(account, platform="sandbox", options=_IN_REHEARSAL)
            for key, account in project.accounts.items()
        },
        alerts=AlertWishes(),
        state_folder=project.state_folder / "dry-run",
        database="",
    )
