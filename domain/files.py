"""Writes small files whole or not at all, and says what to do where it cannot."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copymode

from domain.errors import StorageBlockedError
from domain.phrases import phrase

_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


@contextmanager
def disk_in_words(folder: Path) -> Iterator[None]:
    """Turn what the disk under *folder* raises into an error that says what to do.

    Raises:
        StorageBlockedError: It is full, or cannot be written; once it can, the same
            works.
    """
    try:
        yield
    except OSError as error:
        raise _blocked(folder, error) from error


def blocked_by(error: OSError) -> StorageBlockedError | None:
    """Return what to do about a disk that is full or failed; None otherwise."""
    if error.errno not in _OF_THE_DISK:
        return None
    file = error.filename if isinstance(error.filename, str) else "."
    return _blocked(Path(file).absolute().parent, error)


def _blocked(folder: Path, error: OSError) -> StorageBlockedError:
    return StorageBlockedError(
        phrase(
            "Nothing can be written to {folder} ({problem}); make room there, and "
            "let the user who runs Kairanban write there",
            folder=str(folder),
            problem=error.strerror or type(error).__name__,
        )
    )


def write_whole(file: Path, text: str) -> None:
    """Write *text* to *file* so that nobody, ever, reads half of it.

    It is on the disk when this returns; if that fails, the file stays as it was. Who
    may read it stays as it was, too.

    Raises:
        StorageBlockedError: It could not be written.
    """
    half = file.with_name(f".{file.name}.part")
    with disk_in_words(file.parent):
        try:
            with half.open("w", encoding="utf-8") as draft:
                draft.write(text)
                draft.flush()
                os.fsync(draft.fileno())
            if file.exists():
                copymode(file, half)
            half.replace(file)
        except OSError:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise
