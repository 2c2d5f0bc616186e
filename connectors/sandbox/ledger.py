r"""The file in which everything stands: append-only, durable, shared by processes.

A line counts from the moment its closing brace is on the disk. What a killed process
left half-written is passed over by readers and cut off by the next writer. Lines end
in "\n" alone: U+2028 and its kin may stand in a text.
"""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from connectors.sandbox.lines import Line, from_json, to_json
from domain.errors import OutcomeUnknownError, RefusedError, TryLaterError
from domain.phrases import phrase

FILE = "ledger.jsonl"

#: Nobody holds the lock for longer than a few writes take.
LOCK_PATIENCE = 5.0  # seconds


class Ledger:
    """The ledger of one folder; keeps what it has read, and reads on from there."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._forget()

    def read(self) -> Sequence[Line]:
        """Return every line, oldest first; nothing is locked.

        Raises:
            TryLaterError: The file cannot be read.
            RefusedError: A line in it makes no sense.
        """
        with _reaching(self.path):
            try:
                descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                self._forget()
                return ()
            try:
                return self._read_on(descriptor)
            finally:
                os.close(descriptor)

    @contextmanager
    def writing(self) -> Iterator["Pen"]:
        """Hold the ledger alone: what is read stays true until all is written.

        Raises:
            TryLaterError: The file cannot be opened, or others hold it too long.
            RefusedError: A line in it makes no sense.
        """
        with _reaching(self.path):
            descriptor = _open_or_create(self.path)
        try:
            with _reaching(self.path):
                _lock(descriptor, self.path)
                lines = self._read_on(descriptor)
                self._cut_off_half_a_line(descriptor)
            yield Pen(descriptor, lines)
        finally:
            os.close(descriptor)  # which unlocks it as well

    def append(self, *lines: Line) -> None:
        """Add lines at the end; they are on the disk when the call returns.

        Raises:
            TryLaterError: Nothing was written.
            OutcomeUnknownError: Some of it may have been written.
        """
        with self.writing() as pen:
            pen.write(lines)

    def _forget(self) -> None:
        self._lines: list[Line] = []
        self._inode = 0
        #: Where the first byte stands that has not been read as a line.
        self._end = 0
        #: The bytes from there on are half a line.
        self._is_torn = False

    def _read_on(self, descriptor: int) -> Sequence[Line]:
        known = os.fstat(descriptor)
        if known.st_ino != self._inode or known.st_size < self._end:
            self._forget()  # another file stands in its place
            self._inode = known.st_ino
        *whole, tail = _read_from(descriptor, self._end).split(b"\n")
        self._is_torn = False
        for raw in whole:
            self._add(raw, len(raw) + 1)
        try:
            self._add(tail, len(tail))
        except RefusedError:
            self._is_torn = True
        return tuple(self._lines)

    def _add(self, raw: bytes, length: int) -> None:
        if raw:
            self._lines.append(self._parsed(raw))
        self._end += length

    def _parsed(self, raw: bytes) -> Line:
        try:
            return from_json(raw)
        except ValueError as exc:
            raise RefusedError(
                phrase(
                    "{path}: line {number} cannot be read ({problem}); mend or remove"
                    " it",
                    path=self.path,
                    number=len(self._lines) + 1,
                    problem=exc,
                )
            ) from exc

    def _cut_off_half_a_line(self, descriptor: int) -> None:
        if self._is_torn:
            os.ftruncate(descriptor, self._end)
            self._is_torn = False


class Pen:
    """The right to write in a ledger, while `Ledger.writing` lasts."""

    def __init__(self, descriptor: int, lines: Sequence[Line]) -> None:
        self._descriptor = descriptor
        #: What stands in the ledger, with what this pen wrote.
        self.lines = lines

    def write(self, lines: Sequence[Line]) -> None:
        """Add *lines* at the end; they are on the disk when the call returns.

        Raises:
            OutcomeUnknownError: Some of it may have been written.
        """
        written = "".join(f"{to_json(line)}\n" for line in lines).encode()
        try:
            _write_all(self._descriptor, self._fresh_line() + written)
            os.fsync(self._descriptor)
        except OSError as exc:
            raise OutcomeUnknownError(
                phrase("the sandbox's ledger took it badly: {problem}", problem=exc)
            ) from exc
        self.lines = (*self.lines, *lines)

    def _fresh_line(self) -> bytes:
        # An editor may have saved the file without its last line's end.
        size = os.fstat(self._descriptor).st_size
        ended = not size or os.pread(self._descriptor, 1, size - 1) == b"\n"
        return b"" if ended else b"\n"


@contextmanager
def _reaching(path: Path) -> Iterator[None]:
    """Turn trouble with the file, before anything is written, into "try later"."""
    try:
        yield
    except OSError as exc:
        raise TryLaterError(
            phrase("{path}: cannot be opened ({problem})", path=path, problem=exc)
        ) from exc


def _open_or_create(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    if is_new:
        _sync_folder(path.parent)
    return descriptor


def _lock(descriptor: int, path: Path) -> None:
    # Not a plain wait: a process that was stopped while it held the lock
    # must not stop us too.
    give_up = time.monotonic() + LOCK_PATIENCE
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() > give_up:
            raise TryLaterError(
                phrase("{path}: another process holds it; try again later", path=path)
            )
        time.sleep(0.005)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_from(descriptor: int, start: int) -> bytes:
    with open(descriptor, "rb", closefd=False) as file:
        file.seek(start)
        return file.read()


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
