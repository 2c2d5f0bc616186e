"""A pretend platform on a port of its own: real HTTP on loopback, kept alive.

Every run has its own, so that nobody sees anybody else's posts. All of them live in
the event loop of the harness.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from tests.trial.faults import ENDINGS, RETRY_AFTER, Fault
from tests.trial.forks import still
from tests.trial.wire import Line, Request
from tests.trial.world import Said, World

#: A platform that is down stays down for so long. Seconds of the run.
DOWN_FOR = 60.0

#: Asks the harness whether a process is one of the run's; waits until it knows.
IsOurs = Callable[[int], Awaitable[bool]]

#: Answers a request, or does not.
_Reply = Callable[[Line, Said], None]


class Server:
    """The way in to one world."""

    def __init__(self, world: World, is_ours: IsOurs) -> None:
        """Take a port; nobody listens before `open`."""
        self.world = world
        self._is_ours = is_ours
        #: Keeps the port while nobody listens on it.
        self._holder = _bound(0)
        self.port: int = self._holder.getsockname()[1]
        self._listener: asyncio.Server | None = None
        self._lines: set[Line] = set()
        self._coming_back: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Return the address to give to the program under trial."""
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        """Listen, unless the script begins with nobody's listening."""
        if not self._goes_down():
            await self._listen()

    async def close(self) -> None:
        """Close for good."""
        if self._coming_back is not None:
            self._coming_back.cancel()
        self._shut()
        self._holder.close()

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(
            self._serve, sock=_bound(self.port), backlog=16
        )

    def _shut(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for line in list(self._lines):
            line.cut()

    def _goes_down(self) -> bool:
        """Stay down for a while, if the script says so now."""
        script = self.world.script
        if not (script and script[0] is Fault.REFUSED):
            return False
        script.popleft()
        self._coming_back = asyncio.create_task(self._come_back())
        return True

    async def _come_back(self) -> None:
        await asyncio.sleep(self.world.clock.real(DOWN_FOR))
        await self._listen()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        line = Line(reader, writer)
        self._lines.add(line)
        try:
            while line.is_open and (request := await line.read()):
                await self._answer(line, request)
                if self._goes_down():
                    self._shut()
        except ConnectionError:
            line.cut()
        finally:
            self._lines.discard(line)
            line.end()

    async def _answer(self, line: Line, request: Request) -> None:
        match request.method, request.path.split("/"):
            case "POST", ["", "posts"]:
                await self._publish(line, request)
            case "GET", ["", "posts", "by-key", key]:
                line.say(self.world.by_key(key))
            case "GET", ["", "posts"]:
                since = datetime.fromisoformat(request.query["since"][0])
                line.say(self.world.listed(since))
            case "GET", ["", "news"]:
                line.say(Said(200, {"items": []}))
            case _:
                line.say(Said(404, {"error": "no such page"}))

    async def _publish(self, line: Line, request: Request) -> None:
        """Do with a request to publish as the script says."""
        headers = request.headers
        fault, process = self.world.next_fault(), int(headers["x-process"])
        key = headers.get("idempotency-key", "")
        said = self.world.publish(key, request.body, fault, process)
        if fault in ENDINGS:
            await self._end_client(process, ENDINGS[fault])
        await _reply(line, fault, said)

    async def _end_client(self, process: int, word: signal.Signals) -> None:
        """Kill or stop the client before it is answered."""
        if not await self._is_ours(process):
            raise AssertionError(f"process {process} is not ours to end")
        with suppress(ProcessLookupError):
            os.kill(process, word)
            if word is signal.SIGSTOP:  # it must not hear the answer before
                await still(process)


async def _reply(line: Line, fault: Fault, said: Said) -> None:
    """Answer a request as *fault* says."""
    if fault in {Fault.HANG_BEFORE, Fault.HANG_AFTER}:
        await line.reader.read(1)  # until the client gives up: then its line ends
        line.end()
    else:
        _REPLIES.get(fault, Line.say)(line, said)


def _cut(line: Line, said: Said) -> None:
    del said
    line.cut()


def _say(other: Said, kind: str = "application/json", **more: str) -> _Reply:
    """Return what says something else than what the platform would have said."""

    def say(line: Line, said: Said) -> None:
        del said
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        line.say(other, more=headers, kind=kind)

    return say


_SLOW_DOWN = Said(429, {"error": "slow down"})
_REPLIES: dict[Fault, _Reply] = {
    Fault.CUT_BEFORE: _cut,
    Fault.CUT_AFTER: _cut,
    Fault.KILL_BEFORE: _cut,
    Fault.KILL_AFTER: _cut,
    Fault.TOO_MANY: _say(_SLOW_DOWN),
    Fault.TOO_MANY_LATER: _say(_SLOW_DOWN, retry_after=str(RETRY_AFTER)),
    Fault.ERROR_AFTER: _say(Said(500, {"error": "trouble"})),
    Fault.UNAVAILABLE: _say(Said(503, b"<html>Back soon</html>"), "text/html"),
    Fault.TRUNCATED: lambda line, said: line.say(said, keep=9),
    Fault.WRONG_TYPE: _say(Said(200, b"<html>Welcome</html>"), "text/html"),
    Fault.EMPTY: _say(Said(200, b"")),
}


def _bound(port: int) -> socket.socket:
    plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    plug.bind(("127.0.0.1", port))
    return plug
