"""Take YAML files from the disk, whatever may lie there under their names."""

from pathlib import Path

from config.document import Document
from config.reading import head_of
from config.tree import LIMIT_BYTES
from config.yaml_reader import read
from domain.errors import Problem
from domain.phrases import Phrase, phrase


def document(path: Path, folder: Path) -> Document:
    """Return the YAML file at *path* as read; never raises."""
    name = path.relative_to(folder).as_posix()
    shown_name = name.encode(errors="replace").decode()
    try:
        content = head_of(path, LIMIT_BYTES + 1)
    except IsADirectoryError:
        return _unreadable(shown_name, phrase("is a folder, not a file"))
    except OSError as error:
        return _unreadable(
            shown_name, phrase("cannot be read: {reason}", reason=error.strerror)
        )
    return read(content, shown_name)


def _unreadable(name: str, what: Phrase) -> Document:
    problem = Problem(name, 0, 0, "", what, "unreadable-file")
    return Document(name, problems=(problem,), is_readable=False)
