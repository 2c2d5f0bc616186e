"""Builds sandbox accounts for tests."""

from pathlib import Path

from connectors.sandbox.connector import Sandbox
from connectors.setup import ConnectorSetup
from domain.accounts import Account
from domain.clock import Clock


class NoSessions:
    """The sandbox has nothing to sign in to, so nothing is asked of this."""

    def load(self, account: str) -> str | None:
        raise AssertionError("the sandbox needs no session")

    def save(self, account: str, session: str, now: object) -> None:
        raise AssertionError("the sandbox has no session")

    def forget(self, account: str) -> None:
        raise AssertionError("the sandbox has no session")


def a_setup(
    folder: Path, clock: Clock, *, platform: str = "sandbox", **options: str
) -> ConnectorSetup:
    """Return what an account of the sandbox is built from."""
    account = Account(key="box", platform=platform, options=options)
    return ConnectorSetup(account, {}, NoSessions(), folder, clock)


def a_sandbox(folder: Path, clock: Clock, community: str = "lively") -> Sandbox:
    """Return a sandbox account whose folder is *folder*."""
    return Sandbox(a_setup(folder, clock, community=community))
