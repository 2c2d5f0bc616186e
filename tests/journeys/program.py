"""The real program, started and stopped as its user would."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import pytest

from kairanban.__main__ import run

_LOOK_EVERY_SECONDS = 0.05

#: A machine that is busy with other work takes ten seconds to start a daemon.
_PATIENCE_SECONDS = 60.0

Found = TypeVar("Found")


def wait_until(
    look: Callable[[], Found | None], within: float = _PATIENCE_SECONDS
) -> Found:
    """Look until something is found (neither None, False nor empty); return it.

    Raises:
        TimeoutError: Nothing was found in time.
    """
    deadline = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing was found within {within} s")
        time.sleep(_LOOK_EVERY_SECONDS)
    return found


@dataclass(frozen=True)
class Answer:
    """What one command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read standard output as JSON."""
        return json.loads(self.out)


@dataclass
class Program:
    """`kairanban` for one project folder."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *words: str) -> Answer:
        """Run one command to its end, in a process of its own."""
        done = subprocess.run(
            [*self.command, *words],
            capture_output=True,
            text=True,
            env=self._environment(),
            check=False,
            timeout=120,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def well(self, *words: str) -> Answer:
        """Run one command that must succeed."""
        answer = self(*words)
        assert answer.code == 0, f"{words}: {answer.code}\n{answer.out}\n{answer.err}"
        return answer

    @property
    def command(self) -> list[str]:
        """Return how the program is called."""
        return [sys.executable, "-m", "kairanban", *self.arguments]

    @property
    def arguments(self) -> list[str]:
        """Return what is said before every command's own words."""
        return ["-C", str(self.folder)]

    def daemon(self, *words: str) -> "Daemon":
        """Start the daemon; use it as a context."""
        return Daemon(
            [*self.command, "run", "--log", "json", *words],
            self.folder / "daemon.log",
            self._environment(),
        )

    def deliveries(self, *words: str) -> list[dict[str, Any]]:
        """Return the queue as the program lists it."""
        listed: list[dict[str, Any]] = self.well("queue", "list", "--json", *words).json
        return listed

    def delivery(self, post: str) -> dict[str, Any]:
        """Return the one delivery of *post*."""
        (found,) = [row for row in self.deliveries() if row["post"] == post]
        return found

    def entries(self, *words: str) -> list[dict[str, Any]]:
        """Return the inbox as the program lists it."""
        listed: list[dict[str, Any]] = self.well("inbox", "list", "--json", *words).json
        return listed

    def _environment(self) -> dict[str, str]:
        root = str(Path(__file__).parents[2])
        known = {"PATH": os.environ["PATH"], "PYTHONPATH": root, "LANG": "C.UTF-8"}
        return known | {"HOME": str(self.folder), **self.environment}


class QuickProgram(Program):
    """The same, its commands run in this process: no time is lost with imports."""

    def __call__(self, *words: str) -> Answer:
        """Run one command to its end."""
        if words[0] == "run":  # it sets up logging and signals for a whole process
            return super().__call__(*words)
        out, err = StringIO(), StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            # LANGUAGE is set by every command for itself: let it not linger.
            for name, value in {"LANGUAGE": "", **self._environment()}.items():
                patch.setenv(name, value)
            code = run([*self.arguments, *words])
        return Answer(code, out.getvalue(), err.getvalue())


class Daemon:
    """The running daemon and its log."""

    def __init__(self, command: list[str], log: Path, env: dict[str, str]) -> None:
        self._command, self._log, self._env = command, log, env
        self._process: subprocess.Popen[bytes] | None = None
        self._start_of_log = 0

    def __enter__(self) -> Self:
        """Start it and wait until it is ready."""
        self.start()
        try:
            self.wait_for("ready")
        except AssertionError:
            self.kill()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it, whatever happened."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """Return the process."""
        assert self._process is not None
        return self._process

    def start(self) -> None:
        """Start the process; its log is added to."""
        self._start_of_log = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stderr=log, env=self._env)

    def stop(self, within: float = 30.0) -> int:
        """Ask it to stop, as systemd does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=within)

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait()

    def reload(self) -> None:
        """Ask it to read the files anew."""
        self.process.send_signal(signal.SIGHUP)

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        """Return the log's events since the start, or only those of one name."""
        with self._log.open("rb") as log:
            log.seek(self._start_of_log)
            lines = log.read().splitlines()
        parsed = [json.loads(line) for line in lines if line.startswith(b"{")]
        return [e for e in parsed if name is None or e["event"] == name]

    def wait_for(
        self, name: str, count: int = 1, within: float = _PATIENCE_SECONDS
    ) -> dict[str, Any]:
        """Wait for the *count*-th event of a name and return it."""
        try:
            found = wait_until(lambda: self._events_or_end(name, count), within)
        except (TimeoutError, EOFError) as error:
            raise AssertionError(
                f"no {count}. {name} in:\n{self._log.read_text()}"
            ) from error
        return found[0]

    def _events_or_end(self, name: str, count: int) -> list[dict[str, Any]]:
        has_ended = self.process.poll() is not None
        found = self.events(name)[count - 1 :]
        if has_ended and not found:
            raise EOFError("the daemon has ended")
        return found
