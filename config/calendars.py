"""Where calendars lie: a file of the project, or what the daemon fetched of one."""

from dataclasses import dataclass
from pathlib import Path

from config.reading import head_of
from config.values import WrongValueError, url
from domain.events import CALENDAR_LIMIT_BYTES, kept_file
from domain.phrases import phrase

_WEB = ("http://", "https://", "webcal://")


def is_on_the_web(name: str) -> bool:
    """Is this the address of a calendar, and not a file of the project?"""
    return name.startswith(_WEB)


def address_of(name: str) -> str:
    """Return the address that a calendar is fetched from.

    Raises:
        WrongValueError: It is none.
    """
    return url(name.replace("webcal://", "https://", 1))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where calendars are looked for."""

    #: The project's, resolved.
    folder: Path
    #: None when it cannot be told.
    state_folder: Path | None

    def content(self, name: str) -> bytes | None:
        """Return a calendar as it lies there; None if it was never fetched.

        Raises:
            WrongValueError: It is not there, or not of the project.
        """
        if is_on_the_web(name):
            return self._fetched(address_of(name))
        path = self._path(name)
        try:
            return _whole(path)
        except (FileNotFoundError, NotADirectoryError):
            what = phrase("is not there; name it as seen from the project's folder")
            raise WrongValueError(what, "missing-file") from None
        except OSError as error:
            what = phrase("cannot be read: {reason}", reason=error.strerror)
            raise WrongValueError(what) from None

    def _fetched(self, address: str) -> bytes | None:
        if self.state_folder is None:
            return None
        try:
            return _whole(kept_file(self.state_folder, address))
        except OSError:
            return None

    def _path(self, name: str) -> Path:
        try:
            path = (self.folder / name).resolve()
        except (OSError, ValueError, RuntimeError):
            raise WrongValueError(phrase("is no usable file name")) from None
        if not path.is_relative_to(self.folder):
            what = phrase("lies outside of the project's folder; copy it into events/")
            raise WrongValueError(what, "outside-project")
        return path


def _whole(path: Path) -> bytes:
    content = head_of(path, CALENDAR_LIMIT_BYTES + 1)
    if len(content) > CALENDAR_LIMIT_BYTES:
        what = phrase(
            "is larger than {limit} MB", limit=CALENDAR_LIMIT_BYTES // 1024**2
        )
        raise WrongValueError(what)
    return content
