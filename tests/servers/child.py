"""A server as a child process that says on its output when it is ready."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path


class ChildServer:
    """A program started by us, and ended by us, by its pid."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        ready: str,
        folder: Path,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare *command*; nothing runs before `start`.

        Args:
            command: The program and its arguments.
            ready: Words of the output line that says it can be used.
            folder: Where it runs and where `output.log` is written.
            env: Environment variables on top of ours.
        """
        self._command = [str(word) for word in command]
        self._ready_words = ready
        self._folder = folder
        self._env = {**os.environ, **(env or {})}
        self._spoke = threading.Event()
        self._is_ready = False

    @property
    def log(self) -> Path:
        """Everything the program has said."""
        return self._folder / "output.log"

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def start(self, within: timedelta = timedelta(seconds=60)) -> None:
        """Start the program and wait until it is ready.

        Raises:
            RuntimeError: It ended, or was not ready in time; with its last words.
        """
        self._process = self._spawn()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        if self._spoke.wait(within.total_seconds()) and self._is_ready:
            return
        self.stop()
        raise RuntimeError(f"{self._command[0]} did not start:\n{self.last_words()}")

    def stop(self, within: timedelta = timedelta(seconds=15)) -> None:
        """Ask the program to end, insist after *within*, and wait until it has."""
        self._process.terminate()
        try:
            self._process.wait(within.total_seconds())
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._close()

    def kill(self) -> None:
        """End the program without letting it tidy up."""
        self._process.kill()
        self._process.wait()
        self._close()

    def last_words(self, lines: int = 30) -> str:
        """Return the end of the log."""
        said = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(said.splitlines()[-lines:])

    def _spawn(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._env,
            stdin=subprocess.PIPE,  # its end tells a child that we are gone
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for pytest, which then stops us
        )

    def _listen(self) -> None:
        """Copy the output into the log, line by line, and notice readiness."""
        assert self._process.stdout is not None
        with self.log.open("a", encoding="utf-8") as log:
            for line in self._process.stdout:
                log.write(line)
                log.flush()
                if self._ready_words in line:
                    self._is_ready = True
                    self._spoke.set()
        self._spoke.set()  # it ended: nobody needs to wait any longer

    def _close(self) -> None:
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
