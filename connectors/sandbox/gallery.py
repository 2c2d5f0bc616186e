"""The sandbox's own copies of the pictures that we publish."""

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from connectors.sandbox.request import media_file
from domain.errors import RefusedError, TryLaterError
from domain.phrases import phrase
from domain.posts import KeptMedia


def keep_copies(pictures: Iterable[KeptMedia], folder: Path) -> None:
    """Copy *pictures* into *folder*, durably; those that are there are left alone.

    Raises:
        TryLaterError: The folder cannot be written just now.
        RefusedError: A picture is gone, or not the one that was frozen.
    """
    for picture in pictures:
        copy = folder / media_file(picture)
        try:
            if not copy.exists():
                replace_file(copy, _content(picture))
        except OSError as exc:
            raise TryLaterError(
                phrase("{path}: cannot be written ({problem})", path=copy, problem=exc)
            ) from exc


def replace_file(path: Path, content: bytes) -> None:
    """Write *content* to *path*, durably: it is there whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as fresh:
        try:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
            Path(fresh.name).replace(path)
        except OSError:
            with suppress(OSError):
                Path(fresh.name).unlink()
            raise


def _content(picture: KeptMedia) -> bytes:
    try:
        content = picture.path.read_bytes()
    except FileNotFoundError as exc:
        raise RefusedError(
            phrase("{path}: the picture is gone", path=picture.path)
        ) from exc
    if sha256(content).hexdigest() != picture.sha256:
        raise RefusedError(
            phrase("{path}: the picture is not what it was", path=picture.path)
        )
    return content
