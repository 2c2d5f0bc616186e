"""Writes small files whole or not at all, and says what to do when the disk will not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.errors import StorageBlockedError
from domain.phrases import phrase


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
        raise StorageBlockedError(
            phrase(
                "Nothing can be written to {folder} ({problem}); make room there, and "
                "let the user who runs Kairanban write there",
                folder=str(folder),
                problem=error.strerror or type(error).__name__,
            )
        ) from error


def write_whole(file: Path, text: str) -> None:
    """Write *text* to *file* so that nobody, ever, reads half of it.

    It is on the disk when this returns; if that fails, the file stays as it was.

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
            half.replace(file)
        except OSError:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise
