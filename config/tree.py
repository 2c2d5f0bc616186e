"""Which files make up a project, and whether any of them has changed."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from config.reading import head_of

#: Larger YAML files are refused anyway.
LIMIT_BYTES = 1024 * 1024

PROJECT_FILE = "kairanban.yaml"
PEOPLE_FILE = "people.yaml"
CAMPAIGNS = "campaigns"
QUEUE = "queue"
EVENTS = "events"
TEMPLATES = "templates"
MEDIA = "media"

_ENDINGS = (".yaml", ".yml")
_CALENDARS = (".ics",)
#: What is in these changes nothing of what other files of the queue say.
_BY_THEMSELVES = (f"{QUEUE}/", f"{EVENTS}/", f"{TEMPLATES}/")


def project_files(folder: Path) -> list[Path]:
    """Return every YAML file of the project that there is, in reading order."""
    front = [folder / name for name in (PROJECT_FILE, PEOPLE_FILE)]
    others = (campaign_files, queue_files, template_files, event_files)
    inner = [path for files in others for path in files(folder)]
    return [*(path for path in front if path.exists()), *inner]


def campaign_files(folder: Path) -> list[Path]:
    """Return the YAML files of campaigns, sub-folders too, sorted by their paths."""
    return _files(folder / CAMPAIGNS, _ENDINGS)


def queue_files(folder: Path) -> list[Path]:
    """Return the YAML files of the queue, sub-folders too, sorted by their paths."""
    return _files(folder / QUEUE, _ENDINGS)


def event_files(folder: Path) -> list[Path]:
    """Return the YAML files of the events, in the same way."""
    return _files(folder / EVENTS, _ENDINGS)


def template_files(folder: Path) -> list[Path]:
    """Return the YAML files of the templates, in the same way."""
    return _files(folder / TEMPLATES, _ENDINGS)


def calendar_files(folder: Path) -> list[Path]:
    """Return the calendars that lie beside the events, in the same way."""
    return _files(folder / EVENTS, _CALENDARS)


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    return sorted(path for path in _walk(folder) if path.name.endswith(endings))


def directories(folder: Path) -> list[Path]:
    """Return the folders in which a change means something, the project's first."""
    inner = (
        Path(place)
        for name in (CAMPAIGNS, QUEUE, EVENTS, TEMPLATES, MEDIA)
        for place, _, _ in _visible(folder / name)
    )
    return [folder, *inner]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of a project hold at one moment."""

    #: The project's.
    folder: Path
    #: YAML files by their names, in reading order; None for what cannot be read.
    files: Mapping[str, bytes | None]
    #: Changes when any file that matters does.
    fingerprint: str
    #: The same for everything but the queue, events and templates.
    surroundings: str

    def under(self, name: str) -> list[Path]:
        """Return the YAML files in the folder *name*, sub-folders too."""
        return [
            self.folder / file for file in self.files if file.startswith(f"{name}/")
        ]

    def is_cut_off(self, before: "Contents") -> bool:
        """Is any file the mere beginning of what it was, as if half were written?"""
        return any(
            content is not None
            and len(content) < len(earlier := before.files.get(name) or b"")
            and earlier.startswith(content)
            for name, content in self.files.items()
        )


def contents(folder: Path) -> Contents:
    """Read the YAML files of a project, and look at the others from the outside.

    YAML counts by its content, everything by path, size and time of change.
    """
    files, all_, around = dict[str, bytes | None](), sha256(), sha256()
    for path in project_files(folder):
        name = path.relative_to(folder).as_posix()
        files[name] = content = _content(path)
        mark = _trace(path, folder) + sha256(content or b"").digest()
        all_.update(mark)
        if not name.startswith(_BY_THEMSELVES):
            around.update(mark)
    for path in calendar_files(folder):
        all_.update(_trace(path, folder) + sha256(_content(path) or b"").digest())
    for path in sorted(_walk(folder / MEDIA)):
        mark = _trace(path, folder)
        all_.update(mark)
        around.update(mark)
    return Contents(folder, files, all_.hexdigest(), around.hexdigest())


def fingerprint(folder: Path) -> str:
    """Return a mark that changes when any file that matters does."""
    return contents(folder).fingerprint


def _trace(path: Path, folder: Path) -> bytes:
    """Describe a file from the outside; one that vanished meanwhile is described so."""
    name = os.fsencode(path.relative_to(folder))
    try:
        status = path.stat()
    except OSError:
        return b"%b\0gone\0" % name
    return b"%b\0%d\0%d\0" % (name, status.st_size, status.st_mtime_ns)


def _content(path: Path) -> bytes | None:
    """Return what a file holds, as far as it may hold anything."""
    try:
        return head_of(path, LIMIT_BYTES + 1)
    except OSError:
        return None


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
