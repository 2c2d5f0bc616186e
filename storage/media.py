"""Copies of media files that nobody edits, named by what is in them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from domain.errors import RefusedError, StorageBlockedError
from domain.phrases import phrase
from domain.posts import KeptMedia, MediaFile

_CHUNK_BYTES = 1024**2


class MediaStore:
    """A folder of copies: ``<first two letters of the hash>/<hash>``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, file: MediaFile) -> KeptMedia:
        """Copy a file by its content's hash, and read its true kind and size.

        Raises:
            RefusedError: It is not there, or cannot be read as media.
            StorageBlockedError: The copy cannot be written.
        """
        # Only who publishes a picture pays for the library that reads it (0.1 s).
        from storage.pictures import look_at  # noqa: PLC0415 - see above

        with _opened(file.path) as source, self._writable(), self._draft() as draft:
            digest = _copy(source, draft, file.path)
            look = look_at(Path(draft.name), named=file.path)
            kept = self._settle(Path(draft.name), digest)
            return KeptMedia(
                path=kept,
                alt=file.alt,
                sha256=digest,
                mime_type=look.mime_type,
                size_bytes=kept.stat().st_size,
                width=look.width,
                height=look.height,
                name=file.path.name,
                focus=file.focus,
            )

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageBlockedError(
                phrase(
                    "A copy of a media file cannot be kept in {folder} ({problem}); "
                    "make room, and let the user who runs Kairanban write there",
                    folder=str(self._folder),
                    problem=error.strerror or type(error).__name__,
                )
            ) from error

    @contextmanager
    def _draft(self) -> Iterator[IO[bytes]]:
        """Give a new file that is gone afterwards, unless it was settled."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, delete=False) as draft:
            try:
                yield draft
            finally:
                Path(draft.name).unlink(missing_ok=True)

    def _settle(self, draft: Path, digest: str) -> Path:
        """Put a whole copy in its place: it is there whole, or not at all."""
        shelf = self._folder / digest[:2]
        shelf.mkdir(mode=0o700, exist_ok=True)
        place = shelf / digest
        if not place.exists():
            draft.chmod(0o400)
            draft.replace(place)
            _sync_folder(shelf)
        return place


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        source = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with source:
        yield source


def _copy(source: IO[bytes], draft: IO[bytes], path: Path) -> str:
    """Copy everything, down to the disk, and return its hash."""
    digest = sha256()
    while chunk := _read(source, path):
        digest.update(chunk)
        draft.write(chunk)
    draft.flush()
    os.fsync(draft.fileno())
    return digest.hexdigest()


def _read(source: IO[bytes], path: Path) -> bytes:
    try:
        return source.read(_CHUNK_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> RefusedError:
    return RefusedError(
        phrase(
            "The media file {path} cannot be read ({problem})",
            path=str(path),
            problem=error.strerror or type(error).__name__,
        )
    )


def _sync_folder(folder: Path) -> None:
    """Let the new name survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
