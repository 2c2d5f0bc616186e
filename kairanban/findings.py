"""What an examination finds."""

from dataclasses import dataclass
from enum import StrEnum

from domain.phrases import Phrase


class Level(StrEnum):
    """How a finding is to be taken."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    what: Phrase
