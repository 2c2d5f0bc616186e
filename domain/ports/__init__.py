"""What the scheduler needs from the world, as Protocols.

Lifecycle: `kairanban.bootstrap` builds one adapter of each and closes it.
Threads: every method may be called from any thread; connectors are called by one
thread at a time per account. Time: every `datetime` is aware UTC, in and out.
Errors: stores raise `StorageBusyError` or `StorageBrokenError`, connectors raise
the leaves of `PlatformError`; nothing else leaves them.
"""

from domain.ports.bell import Bell
from domain.ports.connector import Connector, ConnectorOf
from domain.ports.inbox import EntryFilter, Inbox
from domain.ports.memory import Accounts, Journal, MediaStore, Memory, Notes, Sessions
from domain.ports.outbox import IsAlive, Outbox, PlanStep

__all__ = [
    "Accounts",
    "Bell",
    "Connector",
    "ConnectorOf",
    "EntryFilter",
    "Inbox",
    "IsAlive",
    "Journal",
    "MediaStore",
    "Memory",
    "Notes",
    "Outbox",
    "PlanStep",
    "Sessions",
]
