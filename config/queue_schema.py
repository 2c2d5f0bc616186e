"""The shape of `queue/*.yaml`: which keys there are, and what each takes.

`config.message_schema` has the shape of what a post says.
"""

from typing import Annotated, Any

from pydantic import Field, WrapValidator

from config.message_schema import (
    Part,
    Values,
    VariantEntry,
    WholeEntry,
    WordingEntry,
    if_readable,
)
from config.schema import LateEntry
from config.values import Flag, Line, Many, OneOrMany, Required, Slug, Text


class FrameEntry(WordingEntry):
    """What a file may say of all of its posts."""

    #: Read one by one.
    posts: Any = None
    campaign: Line = ""
    approval: Required = False
    late: LateEntry = LateEntry()
    draft: Flag = False
    values: Values = Field(default_factory=dict)


class PostEntry(WholeEntry):
    """One post of `queue/*.yaml`."""

    id: Slug
    at: Text
    to: OneOrMany[Line]
    repeat: Line = ""
    campaign: Line = ""
    approval: Required = False
    late: LateEntry = LateEntry()
    draft: Flag = False
    values: Values = Field(default_factory=dict)
    #: By account or platform.
    variants: dict[str, VariantEntry] = Field(default_factory=dict)


class DraftEntry(PostEntry):
    """A post that is still being written: nobody knows yet when it goes where."""

    at: Text = ""
    to: OneOrMany[Line] = ()


class PostRemains(DraftEntry):
    """What can be told of a post of which something else is wrong."""

    id: Slug = ""
    thread: Many[Annotated[Part, WrapValidator(if_readable)]] = ()
