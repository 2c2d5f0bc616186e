"""The shape of both kinds of files: which keys there are, and what each takes.

Every key, its default and its meaning stand in `docs/reference/configuration.md`;
a test compares.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, PlainValidator, model_validator

from config.database import database
from config.document import Path, Section
from config.scalars import is_null
from config.values import (
    Duration,
    Handle,
    Language,
    Line,
    Many,
    OneOrMany,
    Paragraph,
    PositiveDuration,
    Slug,
    Spoken,
    Text,
    TimeOfDay,
    Url,
    Zone,
    choice,
)
from domain.judgements import Priority
from domain.late import LatePolicy
from domain.project import (
    DEFAULT_REPLY_WITHIN,
    DigestFormat,
    DigestWishes,
)

Format: TypeAlias = Annotated[DigestFormat, PlainValidator(choice(DigestFormat))]
DatabaseUrl: TypeAlias = Annotated[str, PlainValidator(database)]


class Entry(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out_the_unsaid(cls, data: object) -> object:
        """Take a key without a value as not written; `x-` keys are the writer's."""
        if not isinstance(data, Section):
            return data
        return {
            key: value
            for key, value in data.items()
            if not key.startswith("x-")
            and not (is_null(value) and key in cls.model_fields)
        }


class CommunityEntry(Entry):
    """Whom we look after."""

    name: Line
    purpose: Paragraph = ""
    guidelines: Url = ""
    timezone: Zone
    language: Spoken = "en"
    languages: OneOrMany[Language] = ("en",)


class AccountEntry(Entry):
    """What every account has; what is left over is for its platform to judge."""

    model_config = ConfigDict(extra="allow")

    platform: Line
    handle: Handle = ""
    #: None means: as often as the platform wishes.
    poll_every: PositiveDuration | None = None


class TeamEntry(Entry):
    """Somebody who answers in the community's name."""

    name: Line
    handles: dict[str, Handle] = {}


class DigestEntry(Entry):
    """When and how the morning paper comes."""

    at: TimeOfDay = DigestWishes().at
    formats: OneOrMany[Format] = DigestWishes().formats
    folder: Line | None = None


class WithinEntry(Entry):
    """How soon an answer is wanted, by priority."""

    urgent: PositiveDuration = DEFAULT_REPLY_WITHIN[Priority.URGENT]
    high: PositiveDuration = DEFAULT_REPLY_WITHIN[Priority.HIGH]
    normal: PositiveDuration = DEFAULT_REPLY_WITHIN[Priority.NORMAL]
    low: PositiveDuration = DEFAULT_REPLY_WITHIN[Priority.LOW]


class RepliesEntry(Entry):
    """What we promise those who write to us."""

    within: WithinEntry = WithinEntry()


class LateEntry(Entry):
    """What happens to a post whose time went by while we could not send it."""

    within: Duration = LatePolicy().within
    spacing: Duration = LatePolicy().spacing


class ProjectEntry(Entry):
    """The whole of `kairanban.yaml`."""

    community: CommunityEntry
    #: Read one by one: what an account may say depends on its platform.
    accounts: Any
    team: Many[TeamEntry] = ()
    digest: DigestEntry = DigestEntry()
    replies: RepliesEntry = RepliesEntry()
    late: LateEntry = LateEntry()
    database: DatabaseUrl = ""
    state: Line | None = None


class MediaEntry(Entry):
    """A picture that a post shows."""

    file: Line
    alt: Paragraph


class PostEntry(Entry):
    """One post of `queue/*.yaml`."""

    id: Slug
    at: Text
    to: OneOrMany[Line]
    text: Paragraph = ""
    media: Many[MediaEntry] = ()


class PostRemains(PostEntry):
    """What can be told of a post of which something else is wrong."""

    id: Slug = ""
    at: Text = ""
    to: OneOrMany[Line] = ()


def keys_at(model: type[Entry], path: Path) -> Mapping[str, type[Entry] | None]:
    """Return the keys known at *path*, each with the entry that it holds, if any."""
    keys = keys_of(model)
    for step in path:
        inner = keys.get(step) if isinstance(step, str) else None
        keys = keys_of(inner) if inner is not None else keys
    return keys


def keys_of(model: type[Entry]) -> Mapping[str, type[Entry] | None]:
    """Return the keys of *model*, each with the entry that it holds, if any."""
    return MappingProxyType(
        {name: _entry(field.annotation) for name, field in model.model_fields.items()}
    )


def _entry(annotation: Any) -> type[Entry] | None:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return annotation
    return next(filter(None, map(_entry, get_args(annotation))), None)
