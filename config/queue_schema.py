"""The shape of `queue/*.yaml`: which keys there are, and what each takes.

`config.message_schema` has the shape of what a post says.
"""

from typing import Annotated, Any

from pydantic import Field, WrapValidator

from config.late_schema import LateEntry
from config.message_schema import (
    Part,
    Values,
    VariantEntry,
    WholeEntry,
    WordingEntry,
    if_readable,
)
from config.silence import SilencedName
from config.values import Flag, Line, Many, OneOrMany, Required, Slug
from config.when_schema import ScheduleEntry, WhenEntry


class FrameEntry(WordingEntry, ScheduleEntry):
    """What a file may say of all of its posts."""

    #: Read one by one.
    posts: Any = None
    campaign: Line = ""
    approval: Required = False
    late: LateEntry = LateEntry()
    silence: OneOrMany[SilencedName] = ()
    draft: Flag = False
    values: Values = Field(default_factory=dict)


class PostEntry(WholeEntry, WhenEntry):
    """One post of `queue/*.yaml`.

    When it goes out, and where, it may take over, so only a reader knows what it lacks.
    """

    #: Without one, the post goes by its time; see `config.identity`.
    id: Slug = ""
    to: OneOrMany[Line] = ()
    campaign: Line = ""
    approval: Required = False
    late: LateEntry = LateEntry()
    silence: OneOrMany[SilencedName] = ()
    draft: Flag = False
    values: Values = Field(default_factory=dict)
    #: By account or platform.
    variants: dict[str, VariantEntry] = Field(default_factory=dict)


class PostRemains(PostEntry):
    """What can be told of a post of which something else is wrong."""

    thread: Many[Annotated[Part, WrapValidator(if_readable)]] = ()
