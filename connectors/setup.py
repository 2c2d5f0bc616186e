"""What a platform is told when a connector is built, and what it declares of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from domain.accounts import Account
from domain.capabilities import Capabilities
from domain.clock import Clock
from domain.phrases import Phrase
from domain.ports import Connector, Sessions


@dataclass(frozen=True, slots=True)
class ConnectorSetup:
    """Everything a connector is built from."""

    account: Account
    #: Secrets by the names that the platform declares; never logged.
    secrets: Mapping[str, str] = field(repr=False)
    sessions: Sessions
    #: A folder of this account's own, which the connector may fill.
    folder: Path
    clock: Clock


@dataclass(frozen=True, slots=True)
class Option:
    """A key that an account of this platform may have in YAML."""

    name: str
    #: What it is for, in a sentence.
    meaning: Phrase
    #: None means that it must be given.
    default: str | None = None
    #: Returns what is wrong with a value; None when it is fine.
    check: Callable[[str], Phrase | None] | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """Something an account of this platform must be told, but never in YAML."""

    name: str
    #: What it is and where a person gets it.
    meaning: Phrase


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform, as the registry lists it. Cheap to import: no SDK is touched."""

    name: str
    capabilities: Capabilities
    #: Imports the SDK and returns a connector; does not speak to the network.
    build: Callable[[ConnectorSetup], Connector]
    options: tuple[Option, ...] = ()
    secrets: tuple[Secret, ...] = ()
    #: True when an account must have a handle.
    needs_handle: bool = True
    #: How often to look for what is new, where YAML does not say.
    poll_every: timedelta = timedelta(minutes=2)
    #: Returns what an account's own server was last known to take, out of the
    #: account's folder; None where it was never asked. Absent where all are alike.
    known: Callable[[Account, Path], Capabilities | None] | None = None

    def capabilities_of(self, account: Account, folder: Path) -> Capabilities:
        """Return what can be done on *account*, as far as is known; no network."""
        known = self.known(account, folder) if self.known else None
        return known or self.capabilities
