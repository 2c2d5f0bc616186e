"""Which files make up a project, and whether any of them has changed."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from config.reading import head_of

#: Larger YAML files are refused anyway.
LIMIT_BYTES = 1024 * 1024

PROJECT_FILE = "kairanban.yaml"
PEOPLE_FILE = "people.yaml"
CAMPAIGNS = "campaigns"
QUEUE = "queue"
MEDIA = "media"

_ENDINGS = (".yaml", ".yml")


def project_files(folder: Path) -> list[Path]:
    """Return every YAML file of the project that there is, in reading order."""
    front = [folder / name for name in (PROJECT_FILE, PEOPLE_FILE)]
    inner = (*campaign_files(folder), *queue_files(folder))
    return [*(path for path in front if path.exists()), *inner]


def campaign_files(folder: Path) -> list[Path]:
    """Return the YAML files of campaigns, sub-folders too, sorted by their paths."""
    return _yaml(folder / CAMPAIGNS)


def queue_files(folder: Path) -> list[Path]:
    """Return the YAML files of the queue, sub-folders too, sorted by their paths."""
    return _yaml(folder / QUEUE)


def _yaml(folder: Path) -> list[Path]:
    return sorted(path for path in _walk(folder) if path.name.endswith(_ENDINGS))


def directories(folder: Path) -> list[Path]:
    """Return the folders in which a change means something, the project's first."""
    inner = (
        Path(place)
        for name in (CAMPAIGNS, QUEUE, MEDIA)
        for place, _, _ in _visible(folder / name)
    )
    return [folder, *inner]


def fingerprint(folder: Path) -> str:
    """Return a mark that changes when any file that matters does.

    YAML counts by its content, everything by path, size and time of change.
    """
    digest = sha256()
    for path in project_files(folder):
        digest.update(_trace(path, folder))
        digest.update(sha256(_content(path)).digest())
    for path in sorted(_walk(folder / MEDIA)):
        digest.update(_trace(path, folder))
    return digest.hexdigest()


def _trace(path: Path, folder: Path) -> bytes:
    """Describe a file from the outside; one that vanished meanwhile is described so."""
    name = os.fsencode(path.relative_to(folder))
    try:
        status = path.stat()
    except OSError:
        return b"%b\0gone\0" % name
    return b"%b\0%d\0%d\0" % (name, status.st_size, status.st_mtime_ns)


def _content(path: Path) -> bytes:
    try:
        return head_of(path, LIMIT_BYTES)
    except OSError:
        return b""


def _walk(folder: Path) -> Iterator[Path]:
    for place, _, names in _visible(folder):
        yield from (Path(place, name) for name in names if _is_meant(name))


def _visible(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk a folder, but not into hidden ones."""
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield place, inner, names


def _is_meant(name: str) -> bool:
    """Is this a person's file, not an editor's copy of it or a hidden one?"""
    return not name.startswith((".", "#")) and not name.endswith("~")
