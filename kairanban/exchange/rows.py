"""What is taken from another program's file: one row, one post, or what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from config.emit import Data
from domain.phrases import Phrase
from kairanban.exchange.kinds import DateOrder


class RowError(Exception):
    """A row cannot be taken over; says why."""

    def __init__(self, what: Phrase) -> None:
        super().__init__(str(what))
        self.phrase = what


@dataclass(frozen=True, slots=True)
class Row:
    """A post as another program had it."""

    #: The line or the entry in its file, counted from one.
    number: int
    text: str = ""
    #: Aware; None where the row is wrong, or says it in words of ours (`entry`).
    at: datetime | None = None
    #: What the account is called there: any of these will do. () is not said.
    accounts: Sequence[Sequence[str]] = ()
    #: Addresses or files of what is shown.
    media: Sequence[str] = ()
    #: Keys of ours that it has beside those.
    entry: Mapping[str, Data] = field(default_factory=dict)
    #: Out already, or taken back: nothing is to be done.
    is_over: bool = False
    #: What is wrong with it; None if nothing is.
    problem: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read."""

    #: In which times without a zone are meant.
    zone: ZoneInfo
    #: None: to be told from the dates themselves.
    order: DateOrder | None = None
    #: "" tries UTF-8, UTF-16 and Shift JIS.
    encoding: str = ""
