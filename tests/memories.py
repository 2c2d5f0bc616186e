"""Memories on SQLite files whose schema was made once, by all the steps, and copied.

Making the steps takes 80 ms, a copy one. What tests the steps themselves, or the way
in which a file is made, opens `Memory` in an empty folder instead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from domain.clock import Clock
from domain.deliveries import Delivery
from storage.engine import FILE_NAME, PATIENCE
from storage.memory import Memory
from tests.clocks import ManualClock


def a_memory(
    folder: Path, clock: Clock | None = None, patience: timedelta = PATIENCE
) -> Memory:
    """Open the memory in *folder*; an empty one if there is none yet."""
    lay_database(folder)
    memory = Memory.open("", folder, clock or ManualClock(), patience=patience)
    _share_statements(memory._database.engine)
    return memory


def lay_database(folder: Path) -> None:
    """Put an empty, up-to-date database into *folder*, unless there is one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / FILE_NAME
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(_template().content)


@dataclass(frozen=True)
class _Template:
    """A database as `Memory.open` makes it, and the engine that has made it."""

    content: bytes
    engine: Engine


@cache
def _template() -> _Template:
    with TemporaryDirectory() as folder:
        memory = Memory.open("", Path(folder), ManualClock())
        memory.close()
        content = (Path(folder) / FILE_NAME).read_bytes()
    return _Template(content, memory._database.engine)


def _share_statements(engine: Engine) -> None:
    """Let what one memory has compiled serve all others of this process."""
    first = _template().engine
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


def next_for(memory: Memory, account: str, now: datetime) -> Delivery | None:
    """Return what is due first on *account*; None where nothing is."""
    return next(iter(memory.outbox.due_for(account, now, limit=1)), None)
