"""The shape of `events/*.yaml` and `templates/*.yaml`: keys, and what each takes."""

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator

from config.document import Section, Series, shown
from config.entry import Entry
from config.queue_schema import FrameEntry
from config.scalars import meaning
from config.values import (
    Day,
    Language,
    Line,
    Many,
    OneOrMany,
    Paragraph,
    PositiveDuration,
    Slug,
    Text,
    Url,
    WrongValueError,
    Zone,
    kind,
    line,
    text,
)
from domain.phrases import phrase


def whole_number(value: object) -> int:
    """Read a number of people."""
    words = text(value)
    if words.isascii() and words.isdigit() and len(words) < 10:  # noqa: PLR2004 - no hall holds more
        return int(words)
    raise WrongValueError(
        phrase("should be a whole number, got '{value}'", value=shown(words))
    )


def yes_or_no(value: object) -> bool:
    """Read a plain yes or no."""
    words = text(value).lower()
    if words in {"yes", "true", "no", "false"}:
        return words in {"yes", "true"}
    raise WrongValueError(
        phrase("should be yes or no, got '{value}'", value=shown(words))
    )


def _named(key: str) -> BeforeValidator:
    """Take a mere text as a mapping that says nothing but *key*."""

    def read(value: object) -> object:
        if isinstance(value, Section):
            return value
        if isinstance(value, Series):
            what = phrase("should be text or a mapping, got {kind}", kind=kind(value))
            raise WrongValueError(what)
        return {key: line(value)}

    return BeforeValidator(read)


def _cancelled(value: object) -> object:
    """Take a mere `yes` as no more than that, and other text as the reason."""
    if isinstance(value, Section):
        return value
    words = line(value)
    said = meaning(value) if isinstance(value, str) else words
    return {} if said is True or words.lower() == "yes" else {"reason": words}


class VenueEntry(Entry):
    """Where people meet."""

    name: Line = ""
    address: Line = ""
    access: Paragraph = ""
    capacity: Annotated[int | None, PlainValidator(whole_number)] = None
    map: Url = ""


class SessionEntry(Entry):
    """One entry of the programme."""

    title: Line
    at: Line = ""
    speaker: Line = ""


class SpeakerEntry(Entry):
    """Who speaks."""

    name: Line
    about: Paragraph = ""
    link: Url = ""


class HelperEntry(Entry):
    """Who helps."""

    name: Line
    role: Line = ""


class TaskEntry(Entry):
    """Something to be done; with the id of a checklist's task, more about that one."""

    id: Slug = ""
    task: Line = ""
    owner: Line = ""
    due: Line = ""
    done: Annotated[bool, PlainValidator(yes_or_no)] = False


class CancelledEntry(Entry):
    """That it does not take place."""

    reason: Paragraph = ""
    tell: Text = ""


class SeriesEntry(FrameEntry):
    """What is made of an event: posts and tasks."""

    language: Language = ""
    #: Read one by one: accounts, or accounts by language.
    to: Any = None
    #: `posts` are names of templates, or posts of their own.
    checklist: OneOrMany[Line] = ()
    #: Where times are meant; `timezone` says the same.
    zone: Zone | None = None


Session: TypeAlias = Annotated[SessionEntry, _named("title")]
Speaker: TypeAlias = Annotated[SpeakerEntry, _named("name")]
Helper: TypeAlias = Annotated[HelperEntry, _named("name")]
Task: TypeAlias = Annotated[TaskEntry, _named("task")]


class EventEntry(SeriesEntry):
    """One event of `events/*.yaml`."""

    id: Slug = ""
    title: Line
    starts: Text
    ends: Text
    about: Paragraph = ""
    venue: Annotated[VenueEntry, _named("name")] = VenueEntry()
    online: Url = ""
    programme: Many[Session] = ()
    speakers: Many[Speaker] = ()
    safety: Paragraph = ""
    accessibility: Paragraph = ""
    staff: Many[Helper] = ()
    tasks: Many[Task] = ()
    survey: Url = ""
    cancelled: Annotated[CancelledEntry | None, BeforeValidator(_cancelled)] = None


class CalendarEntry(SeriesEntry):
    """Events that come from a calendar (RFC 5545)."""

    calendar: Line
    since: Day
    poll_every: PositiveDuration | None = None


class TemplateEntry(Entry):
    """A kind of post; what is left over are its texts, by language."""

    model_config = ConfigDict(extra="allow")

    at: Line = ""


class ChecklistEntry(Entry):
    """A task of a checklist; what is left over are its words, by language."""

    model_config = ConfigDict(extra="allow")

    id: Slug
    task: Line = ""
    due: Line = ""


class TemplatesEntry(Entry):
    """The whole of a file of `templates/`."""

    templates: dict[Slug, TemplateEntry] = Field(default_factory=dict)
    checklists: dict[Slug, Many[ChecklistEntry]] = Field(default_factory=dict)
