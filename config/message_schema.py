"""The shape of what is seen of a post: its words, media and manner, part by part."""

from collections.abc import Callable
from typing import Annotated, Final, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError

from config.addresses import MaybeAddress, MaybeCard
from config.document import Section, Series
from config.entry import Entry
from config.values import (
    Flag,
    Hashtag,
    Line,
    Many,
    MaybeFocus,
    MaybeLanguage,
    OneOrMany,
    Paragraph,
    PositiveDuration,
    Slug,
    WrongValueError,
    choice,
    flag,
    text,
)
from domain.phrases import phrase
from domain.posts import Visibility

Seen: TypeAlias = Annotated[Visibility, PlainValidator(choice(Visibility))]
#: Names that the writer chose, each with the words that it stands for.
Values: TypeAlias = dict[Slug, Paragraph]


class MediaEntry(Entry):
    """A picture or film that a post shows."""

    file: Line
    alt: Paragraph
    focus: MaybeFocus = None


class PollEntry(Entry):
    """A question that people answer by choosing."""

    options: Many[Line]
    open_for: PositiveDuration
    several: Flag = False


#: Stands behind `poll: none`: a variant takes back what the post has.
NO_POLL: Final = PollEntry.model_construct(options=())


def poll_or_none(value: object) -> object:
    """Take the word `none` as no poll."""
    return NO_POLL if value == "none" else value


class MannerEntry(Entry):
    """How a message is shown."""

    content_warning: Paragraph = ""
    visibility: Seen | None = None
    language: MaybeLanguage = ""
    quote: MaybeAddress = ""
    card: MaybeCard | None = None
    poll: Annotated[PollEntry | None, BeforeValidator(poll_or_none)] = None


class MessageEntry(MannerEntry):
    """What is seen of a post, or of a part of its thread."""

    text: Paragraph = ""
    media: Many[MediaEntry] = ()


#: Stands for a part of which nothing can be told.
UNREADABLE: Final = MessageEntry()


def text_or_mapping(value: object) -> object:
    """Take a part that is a mere text as a mapping with that text."""
    if isinstance(value, Section):
        return value
    if isinstance(value, Series):
        raise WrongValueError(
            phrase("should be a text, or a mapping with text and media, got a list")
        )
    return {"text": text(value)}


def if_readable(value: object, read: Callable[[object], MessageEntry]) -> MessageEntry:
    """Read a part, however wrong it is: then it stands as `UNREADABLE`."""
    try:
        return read(value)
    except ValidationError:
        return UNREADABLE


Part: TypeAlias = Annotated[MessageEntry, BeforeValidator(text_or_mapping)]


class UtmEntry(Entry):
    """What is added to links, so that whoever counts visits knows where from."""

    source: Paragraph = "{{platform}}"
    medium: Paragraph = "social"
    campaign: Paragraph = "{{campaign}}"
    term: Paragraph = ""
    content: Paragraph = ""
    #: Hosts whose links are left as they are.
    spares: OneOrMany[Line] = Field(default=(), alias="except")


#: Stands behind `utm: false`.
NO_UTM: Final = UtmEntry.model_construct()


def utm_or_flag(value: object) -> object:
    """Take `true` as the usual parameters, and `false` as none."""
    if isinstance(value, Section):
        return value
    return UtmEntry() if flag(value) else NO_UTM


Utm: TypeAlias = Annotated[UtmEntry | None, BeforeValidator(utm_or_flag)]


class WordingEntry(Entry):
    """What may be said of the words of many posts, or of one."""

    #: None means: as whoever stands above says.
    hashtags: OneOrMany[Hashtag] | None = None
    utm: Utm = None


class WholeEntry(MessageEntry, WordingEntry):
    """All that is said on one account: the message and what follows it."""

    thread: Many[Part] = ()
    first_comment: Part | None = None
    reply_to: MaybeAddress = ""


class VariantEntry(WholeEntry):
    """What a post says otherwise on one platform or account."""
