"""Connectors by account: built when first asked for, kept until told otherwise."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock

from config import secrets
from connectors import registry
from connectors.setup import ConnectorSetup
from domain.accounts import Account
from domain.clock import Clock
from domain.ports import Connector, Memory
from domain.project import Project
from scheduler.current import ProjectOf


class Connectors:
    """The connectors of a project, one per account, shared by the threads of one duty.

    Listening and speaking each have a set of their own: a slow pull then never
    keeps a due post waiting. An account that changes in YAML gets a new connector.
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
        self._built: dict[str, tuple[Account, Connector]] = {}
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
            if known is not None and known[0] == wanted:
                return known[1]
            if known is not None:
                known[1].close()
            connector = self._build(wanted)
            self._built[account] = (wanted, connector)
            return connector

    def close(self) -> None:
        """Let go of every connection."""
        with self._lock:
            for _, connector in self._built.values():
                connector.close()
            self._built.clear()

    def _build(self, account: Account) -> Connector:
        platform = registry.PLATFORMS[account.platform]
        told = {
            secret.name: secrets.read(
                account.key,
                secret.name,
                environment=self._environment,
                folder=self._project().folder,
            )
            for secret in platform.secrets
        }
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
        folder = self._project().state_folder / "accounts" / account.key
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def rehearsed(project: Project) -> Project:
    """Return *project* with every account played by the sandbox: a dry run.

    Its state lives in a folder of its own, so that the real one learns nothing.
    """
    return replace(
        project,
        accounts={
            key: Account(
                key=key,
                platform="sandbox",
                handle=account.handle,
                options={"community": "quiet"},
                poll_every=account.poll_every,
            )
            for key, account in project.accounts.items()
        },
        state_folder=project.state_folder / "dry-run",
        database="",
    )
