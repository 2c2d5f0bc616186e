"""The shape of campaigns: under `campaigns` in `kairanban.yaml`, or a file for each."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from config.entry import Entry
from config.late_schema import LateEntry
from config.message_schema import Part, Seen, Values, WordingEntry
from config.values import (
    Flag,
    Line,
    MaybeLanguage,
    OneOrMany,
    Paragraph,
    Required,
    Slug,
    maybe_bare,
)
from config.when_schema import ScheduleEntry


class WindowEntry(Entry):
    """When a campaign begins and ends."""

    since: Line = Field(default="", alias="from")
    until: Line = ""


class DefaultsEntry(Entry):
    """What the posts of a campaign take over where they say nothing themselves."""

    to: OneOrMany[Line] = ()
    content_warning: Paragraph = ""
    visibility: Seen | None = None
    language: MaybeLanguage = ""
    first_comment: Part | None = None


class CampaignEntry(WordingEntry, ScheduleEntry):
    """Posts that belong together."""

    title: Line = ""
    goal: Paragraph = ""
    window: WindowEntry = WindowEntry()
    accounts: OneOrMany[Line] = ()
    #: Times on which those of its posts hang, by names that the writer chooses.
    anchors: dict[Slug, Line] = Field(default_factory=dict)
    defaults: DefaultsEntry = DefaultsEntry()
    approval: Required = False
    late: LateEntry = LateEntry()
    values: Values = Field(default_factory=dict)
    cancelled: Flag = False
    #: Why it was cancelled.
    reason: Line = ""


class CampaignFileEntry(CampaignEntry):
    """A file of its own for a campaign and its posts."""

    id: Slug
    #: Read one by one.
    posts: Any = None


class CampaignFileRemains(CampaignFileEntry):
    """What can be told of such a file of which something is wrong."""

    id: Slug = ""


MaybeBareCampaign = Annotated[CampaignEntry, BeforeValidator(maybe_bare)]
