"""Read the beginning of a file, whatever may lie there under its name."""

import os
import stat
from pathlib import Path


def head_of(path: Path, limit_bytes: int) -> bytes:
    """Return the beginning of a file.

    Raises:
        OSError: It is not there, is no proper file, or may not be read.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "it is not a file")
        return file.read(limit_bytes)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file so that a named pipe does not keep us waiting for a writer."""
    return os.open(path, flags | os.O_NONBLOCK)
