"""A few runs of the true command line, on the machine's own clock and bell.

Run as a program, this is `python -m kairanban` with the pretend platforms added.
"""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.engine import FILE_NAME
from tests.trial import connector
from tests.trial.books import Row, open_books, waiting
from tests.trial.clock import PlainClock
from tests.trial.faults import Fault
from tests.trial.judge import Evidence, Verdict, judge
from tests.trial.lifeline import die_with_parent
from tests.trial.scenarios import STATE, Occurrence, front
from tests.trial.server import Server
from tests.trial.world import Manners, World

_ROOT = Path(__file__).parents[2]

SAID = (Occurrence("plain", "In plain time."),)

#: Who is not quiet by then is stuck. Real seconds; class B looks twice, 90 s apart.
QUIET_WITHIN = 300.0


@dataclass(frozen=True, slots=True)
class Plain:
    """One run on the machine's own clock."""

    kind: str
    script: tuple[Fault, ...]


#: The quick ones first: class B waits three minutes for the list to settle.
PLAINS = (
    Plain("A", (Fault.KILL_BEFORE,)),
    Plain("A", (Fault.KILL_AFTER, Fault.CUT_AFTER)),
    Plain("C", (Fault.KILL_AFTER,)),
    Plain("B", (Fault.KILL_AFTER,)),
    Plain("B", (Fault.KILL_BEFORE,)),
)


async def carry_out_plain(plain: Plain, folder: Path) -> Verdict:
    """Run `kairanban run`, again and again, until all is quiet; then judge."""
    ours: set[int] = set()

    async def is_ours(pid: int) -> bool:
        return pid in ours

    world = World(Manners(plain.kind), PlainClock(), deque(plain.script))
    server = Server(world, is_ours)
    _write(folder, plain.kind, server.url)
    await server.open()
    try:
        rows = await _live(folder, ours)
    finally:
        await server.close()
    now = datetime.now(UTC)
    return judge(Evidence(plain.kind, SAID, rows, world.ledger, world.asked, now))


def _write(folder: Path, kind: str, url: str) -> None:
    (folder / "queue").mkdir(parents=True)
    (folder / "kairanban.yaml").write_text(front(kind, url))
    at = (datetime.now(UTC) + timedelta(seconds=3)).isoformat(timespec="seconds")
    (folder / "queue" / "posts.yaml").write_text(
        "".join(
            f"- {{id: {one.post}, at: '{at}', to: us, text: '{one.text}'}}\n"
            for one in SAID
        )
    )


async def _live(folder: Path, ours: set[int]) -> Sequence[Row]:
    """Start the program until it need not be started again; return the rows."""
    deadline = time.monotonic() + QUIET_WITHIN
    while time.monotonic() < deadline:
        process = await _start(folder)
        ours.add(process.pid)
        end = asyncio.create_task(process.wait())
        while not end.done() and time.monotonic() < deadline:
            await asyncio.wait([end], timeout=0.1)
            if _is_quiet(_rows(folder)):
                break
        with suppress(ProcessLookupError):
            process.kill()
        if await end != -signal.SIGKILL or _is_quiet(_rows(folder)):
            break
    return _rows(folder)


def _is_quiet(rows: Sequence[Row]) -> bool:
    now = datetime.now(UTC)
    is_due = bool(rows) and all(row.due_at <= now for row in rows)
    return is_due and not waiting(rows, now)


def _rows(folder: Path) -> Sequence[Row]:
    """Return what the books say; nothing before there are any."""
    if not (folder / STATE / FILE_NAME).exists():
        return []
    books = open_books("", folder / STATE)
    try:
        return books.rows()
    except sqlite3.OperationalError:  # the tables are just being made
        return []
    finally:
        books.close()


async def _start(folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.trial.plain",
        *("-C", str(folder), "run", "--log", "json"),
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )


if __name__ == "__main__":
    die_with_parent()
    connector.register()
    from kairanban.__main__ import main  # after `register`

    main()
