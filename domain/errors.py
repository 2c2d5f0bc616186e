"""Errors, named by what the caller should do next.

* KairanbanError
    x StorageError
        + StorageBusyError        wait and try again
        + StorageBlockedError     a person must make room or give a right; then the
                                  same call works
        + StorageBrokenError      a person must look at the disk or the database
        + StorageRefusedError     what was to be stored is at fault: leave it out
    x PlatformError
        + TryLaterError           nothing was done; the same request may work later
        + SignInAgainError        a person must authorise the account again
        + RefusedError            the platform will never accept this as it stands
            * DuplicateError      it says that it has the very same already
        + OutcomeUnknownError     it may or may not have been carried out
        + GoneError               what was asked for is no longer there
    x AlertError                  nobody was told; it is tried again
    x RequestError                the person at the keyboard asked for the impossible
    x ConfigurationError          the files are wrong; all problems at once
    x IllegalMoveError            our own bug: a move that the table of states forbids
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.phrases import Phrase, phrase


class KairanbanError(Exception):
    """Anything that Kairanban itself raises; carries a phrase for the reader."""

    def __init__(self, message: Phrase | str) -> None:
        #: What went wrong and what to do, ready for any language.
        self.phrase = message if isinstance(message, Phrase) else Phrase(message)
        super().__init__(str(self.phrase))


class StorageError(KairanbanError):
    """The memory did not answer."""


class StorageBusyError(StorageError):
    """The database is locked, restarting or out of reach; the same call may work."""


class StorageBlockedError(StorageError):
    """The disk is full or cannot be written; once it can, the same call works."""


class StorageBrokenError(StorageError):
    """The database is damaged, of another version, or none of ours."""


class StorageRefusedError(StorageError):
    """The database will never take what it was given; it takes everything else."""


class PlatformError(KairanbanError):
    """A platform did not do what it was asked."""


class TryLaterError(PlatformError):
    """Nothing was done; the same request may work later."""

    def __init__(
        self, message: Phrase | str, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message)
        #: How long the platform asked us to wait; None if it did not say.
        self.retry_after = retry_after


class SignInAgainError(PlatformError):
    """The account must be authorised again by a person; nothing was done."""


class RefusedError(PlatformError):
    """The platform will never accept this request as it stands; nothing was done."""


class DuplicateError(RefusedError):
    """The platform says that the very same is out already; nothing was done now.

    After an unknown outcome this is evidence, to be looked into; not a success.
    """


class OutcomeUnknownError(PlatformError):
    """The request may or may not have been carried out; never simply repeat it."""


class GoneError(PlatformError):
    """What was asked for is not there (any more)."""


class AlertError(KairanbanError):
    """An alert did not get through to anybody; the same one is tried again."""


class RequestError(KairanbanError):
    """A person asked for something that cannot be done; says what can."""


class IllegalMoveError(KairanbanError):
    """A delivery was asked to make a move that its state does not allow."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file."""

    #: Path as the person would type it, relative to the project.
    file: str
    #: 1-based; 0 when the file as a whole is meant.
    line: int
    #: 1-based; 0 when the line as a whole is meant.
    column: int
    #: Dotted place in the file, such as ``accounts.press.handle``; may be empty.
    where: str
    what: Phrase
    #: Its name in `domain.findings`; "" for those that need none of their own.
    name: str = ""

    def spot(self) -> str:
        """Return ``file:line:column``, as much of it as is known."""
        numbers = [str(n) for n in (self.line, self.line and self.column) if n]
        return ":".join([self.file, *numbers])

    def place(self) -> str:
        """Return ``file:line: where``, as much of it as is known."""
        spot = f"{self.file}:{self.line}" if self.line else self.file
        return f"{spot}: {self.where}" if self.where else spot

    def __str__(self) -> str:
        """Return the whole line in English."""
        return f"{self.place()}: {self.what}"


class ConfigurationError(KairanbanError):
    """Files are wrong. Nothing of them was taken."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        #: Every problem found, in the order of files and lines.
        self.problems = tuple(
            sorted(problems, key=lambda p: (p.file, p.line, p.column))
        )
        super().__init__(phrase("{list}", list="\n".join(map(str, self.problems))))
