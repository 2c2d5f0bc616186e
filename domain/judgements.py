"""What the rules say of an item, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from domain.phrases import Phrase


class Language(StrEnum):
    """A language as far as we tell them apart."""

    JAPANESE = "ja"
    ENGLISH = "en"
    OTHER = "other"


class ToneLabel(StrEnum):
    """A tone in one word."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Tone:
    """How friendly a text is."""

    #: From -1 (hostile) to +1 (delighted).
    score: float
    label: ToneLabel


class Priority(IntEnum):
    """How soon an answer is wanted; a higher number is more urgent."""

    LOW = 1
    NORMAL = 2
    HIGH = 3
    URGENT = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for a decision."""

    #: Stable name for programs, such as "question".
    code: str
    #: The same in words, for people.
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision on one item."""

    language: Language
    #: None means "no score": we have no scorer for that language.
    tone: Tone | None
    is_question: bool
    is_addressed_to_us: bool
    needs_reply: bool
    priority: Priority
    #: By when an answer is due; aware UTC; None when none is needed.
    due_at: datetime | None
    reasons: tuple[Reason, ...]
    #: Aware UTC.
    judged_at: datetime
