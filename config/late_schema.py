"""The shape of what happens to posts whose time went by."""

from typing import Annotated, TypeAlias

from pydantic import Field, PlainValidator

from config.entry import Entry
from config.values import Duration, choice
from domain.late import USUAL, LateAction

Lateness: TypeAlias = Annotated[LateAction, PlainValidator(choice(LateAction))]


class LateEntry(Entry):
    """What happens to a post whose time went by; None leaves it to who is above."""

    within: Duration | None = None
    otherwise: Lateness | None = Field(default=None, alias="else")


class ProjectLateEntry(LateEntry):
    """The same for the whole project."""

    spacing: Duration = USUAL.spacing
