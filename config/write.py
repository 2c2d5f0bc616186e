"""Change a file of the queue: checked as part of the whole project, then at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.append import appended
from config.emit import Data
from config.load import Loaded, load
from config.schema_line import schema_line
from config.tree import LIMIT_BYTES, QUEUE
from config.values import WrongValueError
from domain.errors import RequestError
from domain.files import disk_in_words, write_whole
from domain.phrases import phrase

_ENDINGS = {".yaml", ".yml"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change of one file that is right, and not made yet."""

    #: Absolute.
    file: Path
    #: What the file said when the change was prepared; None if there was none.
    old: bytes | None
    new: str
    #: The project as it is with the change.
    loaded: Loaded

    def make(self) -> None:
        """Make the change: the whole of it, or none.

        Raises:
            RequestError: Somebody else changed the file meanwhile.
            StorageBlockedError: It could not be written.
        """
        with disk_in_words(self.file.parent):
            self.file.parent.mkdir(parents=True, exist_ok=True)
        if _content(self.file) != self.old:
            raise RequestError(
                phrase(
                    "{file} was changed meanwhile; nothing was written, try again",
                    file=self.file,
                )
            )
        write_whole(self.file, self.new)


def prepared(folder: Path, name: str, posts: Sequence[Mapping[str, Data]]) -> Prepared:
    """Put *posts* behind those of a file of the queue, and check the whole project.

    Args:
        folder: The project's.
        name: The file, relative to the project or to its queue; may be a new one.
        posts: As they stand in YAML.

    Raises:
        RequestError: They cannot stand in that file.
        ConfigurationError: With them, the project is not right; says everything.
    """
    home = folder.resolve()
    file = queue_file(home, name)
    old = _content(file)
    try:
        text = _text(file, home, old)
        new = appended(text, posts, file.relative_to(home).as_posix())
    except WrongValueError as error:
        raise RequestError(error.phrase) from None
    loaded = load(home, instead={file: new.encode()})
    return Prepared(file, old, new, loaded)


def queue_file(home: Path, name: str) -> Path:
    """Return the file of the queue that *name* means; *home* is resolved.

    Raises:
        RequestError: It is none.
    """
    path = home / name
    if not path.resolve().is_relative_to((home / QUEUE).resolve()):
        path = home / QUEUE / name
    file = path.resolve()
    is_ours = file.is_relative_to((home / QUEUE).resolve())
    if is_ours and file.suffix in _ENDINGS and not file.name.startswith((".", "#")):
        return file
    raise RequestError(
        phrase(
            "{name} is no file of the queue; they look like {example}",
            name=name,
            example=f"{QUEUE}/may.yaml",
        )
    )


def _content(file: Path) -> bytes | None:
    try:
        with file.open("rb") as known:
            return known.read(LIMIT_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RequestError(
            phrase("cannot read {file}: {reason}", file=file, reason=error.strerror)
        ) from None


def _text(file: Path, home: Path, old: bytes | None) -> str:
    if old is None:
        return schema_line(file, home)
    try:
        return old.decode()
    except UnicodeDecodeError:
        raise RequestError(
            phrase("{file} is not UTF-8; save it as UTF-8", file=file)
        ) from None
