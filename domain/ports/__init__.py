"""What the scheduler needs from the world, as Protocols.

Lifecycle: `kairanban.bootstrap` builds one adapter of each and closes it.
Threads: every method may be called from any thread; connectors are called by one
thread at a time per account. Time: every `datetime` is aware UTC, in and out.
Errors: stores raise the leaves of `StorageError`, connectors those of
`PlatformError`; nothing else leaves them.
"""

from domain.ports.bell import Bell
from domain.ports.connector import Connector, ConnectorOf
from domain.ports.inbox import EntryFilter, Inbox
from domain.ports.memory import (
    Accounts,
    Journal,
    MediaStore,
    Memory,
    Notes,
    Pauses,
    Sessions,
    Usages,
)
from domain.ports.messenger import Messenger
from domain.ports.outbox import (
    NO_CHARGE,
    Agenda,
    Charge,
    LivenessOf,
    Outbox,
    PlanStep,
    ReplyWish,
)
from domain.ports.web import CalendarCheck, FeedReader, Feeds, Web

__all__ = [
    "NO_CHARGE",
    "Accounts",
    "Agenda",
    "Bell",
    "CalendarCheck",
    "Charge",
    "Connector",
    "ConnectorOf",
    "EntryFilter",
    "FeedReader",
    "Feeds",
    "Inbox",
    "Journal",
    "LivenessOf",
    "MediaStore",
    "Memory",
    "Messenger",
    "Notes",
    "Outbox",
    "Pauses",
    "PlanStep",
    "ReplyWish",
    "Sessions",
    "Usages",
    "Web",
]
