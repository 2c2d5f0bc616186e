"""The fork server, as the harness sees it: lives begin and end."""

import asyncio
import json
import os
import signal
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.trial.orders import Orders

_LOOK_EVERY = 0.005  # seconds

_ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Life:
    """A process of the program under trial."""

    pid: int
    #: Its wait status, once it has ended.
    ended: "asyncio.Future[int]" = field(repr=False)

    def send(self, word: signal.Signals) -> None:
        """Send it a signal; fine if it has ended."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, word)

    async def end(self) -> None:
        """Kill it and see it gone."""
        self.send(signal.SIGKILL)
        await self.ended

    @property
    def was_killed(self) -> bool:
        """Did it end by kill -9?"""
        status = self.ended.result()
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


class Forks:
    """Starts lives; use it as a context."""

    def __init__(self, *modules: str) -> None:
        """Prepare; *modules* are imported before anybody is born."""
        self._modules = modules
        self._lives: dict[int, Life] = {}
        self._births: deque[asyncio.Future[Life]] = deque()
        self._process: asyncio.subprocess.Process
        self._listening: asyncio.Task[None]
        self._heard = asyncio.Condition()

    async def __aenter__(self) -> Self:
        """Start the fork server and wait until it is warm."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.trial.fork_server",
            *self._modules,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=_ROOT,
            env=_environment(),
        )
        if not await self._hear():
            raise RuntimeError("the fork server did not come up")
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it; its children end with it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()
        await self._listening

    async def begin(self, orders: Orders) -> Life:
        """Let a life begin."""
        birth: asyncio.Future[Life] = asyncio.get_running_loop().create_future()
        self._births.append(birth)
        if self._process.stdin is None:
            raise AssertionError("it was started with a pipe")
        self._process.stdin.write(orders.line().encode() + b"\n")
        return await birth

    async def knows(self, pid: int) -> bool:
        """Wait until *pid* is known as a life of ours; False if it never is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(30), self._heard:
                await self._heard.wait_for(lambda: pid in self._lives)
                return True
        return False

    async def _listen(self) -> None:
        while said := await self._hear():
            async with self._heard:
                self._note(said)
                self._heard.notify_all()

    def _note(self, said: dict[str, Any]) -> None:
        if "born" in said:
            life = Life(said["pid"], asyncio.get_running_loop().create_future())
            self._lives[life.pid] = life
            self._births.popleft().set_result(life)
        elif said["ended"] in self._lives:
            self._lives.pop(said["ended"]).ended.set_result(said["status"])

    async def _hear(self) -> dict[str, Any]:
        if self._process.stdout is None:
            raise AssertionError("it was started with a pipe")
        line = await self._process.stdout.readline()
        heard: dict[str, Any] = json.loads(line) if line else {}
        return heard


async def still(pid: int, within: float = 60.0) -> bool:
    """Wait until a process stands still; False if it ends, or does not in time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        state = _state(pid)
        if state in {"T", ""}:
            return bool(state)
        await asyncio.sleep(_LOOK_EVERY)
    return False


def _state(pid: int) -> str:
    """Return the letter of a process's state, see proc(5); "" if it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return ""
    return stat.rpartition(") ")[2][0]


def _environment() -> dict[str, str]:
    """Return what a life may know of the machine it is born on."""
    hidden = ("KAIRANBAN_", "CREDENTIALS_", "NOTIFY_SOCKET", "JOURNAL_STREAM")
    known = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
    return {**known, "PYTHONPATH": str(_ROOT)}
