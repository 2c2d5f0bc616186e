"""Takes alerts to people by running the command that the project names.

The message goes to the program's standard input. No shell is involved, our own secrets
are not handed on, and what the program prints is no log's affair.
"""

import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

import structlog

from domain.alerts import Alert
from domain.errors import AlertError
from domain.phrases import Phrase, phrase
from scheduler.current import ProjectOf

log = structlog.get_logger(__name__)

#: A program that takes longer is ended. Seconds.
TIMEOUT = 30.0

SUBJECT = "KAIRANBAN_SUBJECT"

#: What is handed on of our own environment: enough to find programs and a home, and
#: nothing in which a secret of ours could stand.
HANDED_ON = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
)

_LOOK_EVERY = 0.1
_AT_ONCE = 65536


@dataclass(slots=True)
class CommandMessenger:
    """Implements `domain.ports.Messenger`; one message at a time."""

    project: ProjectOf
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    timeout: float = TIMEOUT
    _running: "subprocess.Popen[bytes] | None" = None
    _is_stopped: bool = False

    def tell(self, alert: Alert) -> None:
        """Run the command with *alert* on its standard input, and wait for its end.

        Raises:
            AlertError: It cannot be run, takes too long, or ends with another code
                than 0.
        """
        command = self.project().alerts.command
        try:
            with TemporaryFile() as letter:
                letter.write(alert.text.encode())
                letter.seek(0)
                process = self._start(command, letter, alert.subject)
                code, printed = self._wait(process)
        except OSError as error:
            raise AlertError(_not_started(command[0], error)) from error
        log.info("alert_command_ended", code=code, printed_bytes=printed)
        if problem := _problem(command[0], code, self.timeout):
            raise AlertError(problem)

    def stop(self) -> None:
        """End the program that runs, and run none any more."""
        self._is_stopped = True
        if (running := self._running) is not None:
            _end(running)

    def _start(
        self, command: Sequence[str], letter: IO[bytes], subject: str
    ) -> "subprocess.Popen[bytes]":
        handed_on = {k: v for k, v in self.environment.items() if k in HANDED_ON}
        return subprocess.Popen(  # noqa: S603 - the project's own command, no shell
            command,
            stdin=letter,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.project().folder,
            env=handed_on | {SUBJECT: subject},
            start_new_session=True,  # so that its children can be ended with it
        )

    def _wait(self, process: "subprocess.Popen[bytes]") -> tuple[int | None, int]:
        """Wait for its end; return its code (None: too slow), and what it printed."""
        self._running = process
        if self._is_stopped:
            _end(process)
        try:
            printed = _count(process, time.monotonic() + self.timeout)
            code = process.poll()
        finally:
            _end(process)
            self._running = None
            if process.stdout is not None:
                process.stdout.close()
        return code, printed


def _count(process: "subprocess.Popen[bytes]", deadline: float) -> int:
    """Read away what a process prints until it ends, at most until *deadline*.

    Returns:
        How many bytes it printed.
    """
    out = process.stdout
    if out is None:
        raise AssertionError("it was started with a pipe")
    os.set_blocking(out.fileno(), False)
    printed, is_open = 0, True
    while process.poll() is None and time.monotonic() < deadline:
        if is_open and select.select([out], [], [], _LOOK_EVERY)[0]:
            got = _read(out)
            printed, is_open = printed + got, got > 0
        elif not is_open:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_EVERY)
    return printed + _read(out)


def _read(out: IO[bytes]) -> int:
    """Read what is there; return how much that was."""
    try:
        return len(os.read(out.fileno(), _AT_ONCE))
    except BlockingIOError:
        return 0


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that still runs, and what it started, by its own number."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _problem(program: str, code: int | None, timeout: float) -> Phrase | None:
    """Return what is wrong with how a program ended; None if nothing is."""
    match code:
        case 0:
            return None
        case None:
            return phrase(
                "The alert command {program} was ended: it took more than {seconds} s",
                program=program,
                seconds=f"{timeout:g}",
            )
        case _:
            return phrase(
                "The alert command {program} ended with code {code}",
                program=program,
                code=code,
            )


def _not_started(program: str, error: OSError) -> Phrase:
    # Its arguments may hold what is nobody's business: only its name is told.
    return phrase(
        "The alert command {program} cannot be run ({problem}); see alerts.command in "
        "kairanban.yaml",
        program=program,
        problem=error.strerror or type(error).__name__,
    )
