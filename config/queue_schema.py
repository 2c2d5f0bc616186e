"""The shape of `queue/*.yaml`: which keys there are, and what each takes."""

from collections.abc import Callable
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, ValidationError, WrapValidator

from config.document import Section, Series
from config.entry import Entry
from config.schema import LateEntry, SilencedName
from config.values import (
    Line,
    Many,
    OneOrMany,
    Paragraph,
    Required,
    Slug,
    Text,
    WrongValueError,
    text,
)
from domain.phrases import phrase


class MediaEntry(Entry):
    """A picture that a post shows."""

    file: Line
    alt: Paragraph


class MessageEntry(Entry):
    """What is seen of a post, or of a part of its thread."""

    text: Paragraph = ""
    media: Many[MediaEntry] = ()


def text_or_mapping(value: object) -> object:
    """Take a part that is a mere text as a mapping with that text."""
    if isinstance(value, Section):
        return value
    if isinstance(value, Series):
        raise WrongValueError(
            phrase("should be a text, or a mapping with text and media, got a list")
        )
    return {"text": text(value)}


Part: TypeAlias = Annotated[MessageEntry, BeforeValidator(text_or_mapping)]


class FrameEntry(Entry):
    """What a file may say of all of its posts."""

    #: Read one by one.
    posts: Any = None
    campaign: Line = ""
    approval: Required = False
    late: LateEntry = LateEntry()
    silence: OneOrMany[SilencedName] = ()


class PostEntry(MessageEntry):
    """One post of `queue/*.yaml`."""

    id: Slug
    at: Text
    to: OneOrMany[Line]
    thread: Many[Part] = ()
    repeat: Line = ""
    campaign: Line = ""
    approval: Required = False
    late: LateEntry = LateEntry()
    silence: OneOrMany[SilencedName] = ()


#: Stands for a part of which nothing can be told.
UNREADABLE: Final = MessageEntry()


def _if_readable(value: object, read: Callable[[object], MessageEntry]) -> MessageEntry:
    try:
        return read(value)
    except ValidationError:
        return UNREADABLE


class PostRemains(PostEntry):
    """What can be told of a post of which something else is wrong."""

    id: Slug = ""
    at: Text = ""
    to: OneOrMany[Line] = ()
    thread: Many[Annotated[Part, WrapValidator(_if_readable)]] = ()
