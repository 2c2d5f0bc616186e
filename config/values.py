"""The kinds of values that keys take: how each is read from what was typed."""

import re
import shlex
import unicodedata
from collections.abc import Callable
from datetime import date, time, timedelta
from enum import Enum
from typing import Annotated, Any, TypeAlias, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, PlainValidator

from config.document import Section, Series, shown
from config.guess import one_of
from config.languages import LANGUAGE_SLIPS, LANGUAGES
from config.scalars import is_null
from config.zones import nearest_zone, zone_named
from domain.phrases import Phrase, phrase
from domain.posts import Focus

_T = TypeVar("_T")
_E = TypeVar("_E", bound=Enum)

_FOCUS = re.compile(r"(100|\d?\d)% +(100|\d?\d)%")
_DURATION = re.compile(
    r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?"
)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE = re.compile(r"([a-z]{2})(?:-[A-Za-z0-9]{2,8})*")
_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_HASHTAG = re.compile(r"\w{1,100}")
_FLAGS = {"true": True, "false": False}
_SLUG = re.compile(r"\w[\w.-]{0,99}")


class WrongValueError(ValueError):
    """A value is not what its key takes; says why."""

    def __init__(self, what: Phrase, name: str = "") -> None:
        super().__init__(str(what))
        self.phrase = what
        #: Of `domain.findings`; "" where it has no name of its own.
        self.name = name


def kind(value: object) -> Phrase | str:
    """Name what *value* is, for the end of "should be ..., got"."""
    if isinstance(value, Section):
        return phrase("a mapping")
    if isinstance(value, Series):
        return phrase("a list")
    if is_null(value) or value is None:
        return phrase("nothing")
    return f"'{shown(value)}'"


def text(value: object) -> str:
    """Read text: exactly as typed, whatever a bare word would mean in YAML."""
    if is_null(value):
        raise WrongValueError(phrase("has no value"))
    if not isinstance(value, str):
        raise WrongValueError(phrase("should be text, got {kind}", kind=kind(value)))
    return str(value)


def line(value: object) -> str:
    """Read text of one line that is not empty."""
    words = text(value).strip()
    if not words:
        raise WrongValueError(phrase("should not be empty"))
    if "\n" in words:
        raise WrongValueError(phrase("should be a single line"))
    return words


def paragraph(value: object) -> str:
    """Read text that may be long; blank lines and spaces around it do not count."""
    return text(value).rstrip().lstrip("\n")


def duration(value: object) -> timedelta:
    """Read a stretch of time that may be zero."""
    words = text(value)
    match = _DURATION.fullmatch(words.replace(" ", ""))
    if match is None or not any(match.groups()):
        raise WrongValueError(
            phrase(
                "should be a duration such as 90s, 30m, 4h, 2d or 1h30m, got '{value}'",
                value=shown(words),
            )
        )
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def positive_duration(value: object) -> timedelta:
    """Read a stretch of time longer than nothing."""
    if not (length := duration(value)):
        raise WrongValueError(phrase("should be longer than nothing"))
    return length


def focus(value: object) -> Focus:
    """Read what must stay in sight of a picture: how far across, how far down."""
    words = text(value)
    match = _FOCUS.fullmatch(words)
    if match is None:
        raise WrongValueError(
            phrase(
                "should say how far across and how far down, such as 70% 20%, got "
                "'{value}'",
                value=shown(words),
            )
        )
    across, down = (int(part) / 100 for part in match.groups())
    return Focus(across, down)


def time_of_day(value: object) -> time:
    """Read a wall time."""
    words = text(value)
    match = _TIME.fullmatch(words)
    try:
        if match is not None:
            return time(int(match[1]), int(match[2]))
    except ValueError:
        pass
    raise WrongValueError(
        phrase(
            "should be a time of day such as 08:00, got '{value}'", value=shown(words)
        )
    )


def day(value: object) -> date:
    """Read a day of the calendar."""
    words = text(value)
    try:
        if _DAY.fullmatch(words):
            return date.fromisoformat(words)
    except ValueError:
        pass
    raise WrongValueError(
        phrase("should be a day such as 2026-11-24, got '{value}'", value=shown(words))
    )


def zone(value: object) -> ZoneInfo:
    """Read the name of an IANA time zone."""
    name = line(value)
    if (found := zone_named(name)) is not None:
        return found
    guess = nearest_zone(name)
    if guess is None:
        raise WrongValueError(
            phrase(
                "'{name}' is no IANA time zone; they look like Asia/Tokyo",
                name=shown(name),
            )
        )
    raise WrongValueError(
        phrase(
            "'{name}' is no IANA time zone; did you mean '{guess}'?",
            name=shown(name),
            guess=guess,
        )
    )


def language(value: object) -> str:
    """Read the code of a language, such as "ja" or "pt-BR"."""
    code = line(value)
    match = _LANGUAGE.fullmatch(code)
    if match is not None and match[1] in LANGUAGES:
        return code
    slip = LANGUAGE_SLIPS.get(code.casefold())
    if slip is None:
        raise WrongValueError(
            phrase(
                "'{code}' is no language code; they look like en, ja or pt-BR",
                code=shown(code),
            )
        )
    raise WrongValueError(
        phrase(
            "'{code}' is no language code; did you mean '{guess}'?",
            code=shown(code),
            guess=slip,
        )
    )


def spoken(value: object) -> str:
    """Read a language that Kairanban itself speaks."""
    code = line(value)
    known = ("en", "ja")
    if code in known:
        return code
    raise WrongValueError(
        phrase(
            "Kairanban does not speak '{code}'{choices}",
            code=shown(code),
            choices=one_of(code, known, LANGUAGE_SLIPS),
        )
    )


def url(value: object) -> str:
    """Read the address of a page. A wrong one is not repeated: it may hold a secret."""
    address = line(value)
    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in address):
        raise WrongValueError(
            phrase("should be an address such as https://example.org")
        )
    if parts.username is not None:
        raise WrongValueError(phrase("should not hold a user name or password"))
    return address


def handle(value: object) -> str:
    """Read our name on a platform; the "@" before it does not matter."""
    name = line(value).removeprefix("@")
    if not name or any(character.isspace() for character in name):
        raise WrongValueError(
            phrase("should be a handle such as brand.example.org, without spaces")
        )
    return name


def account_key(value: object) -> str:
    """Read the name that an account has in these files."""
    name = text(value)
    if _ACCOUNT.fullmatch(name):
        return name
    raise WrongValueError(
        phrase(
            "an account's name is made of the letters a-z, digits, '-' and '_';"
            " '{name}' is not",
            name=shown(name),
        )
    )


def is_slug(name: str) -> bool:
    """Can this, composed, be a post's id?"""
    return _SLUG.fullmatch(name) is not None


def slug(value: object) -> str:
    """Read a post's id: letters of any script, digits, '-', '_' and '.'.

    Composed (NFC), so that two ids which look alike are alike.
    """
    name = unicodedata.normalize("NFC", text(value))
    if is_slug(name):
        return name
    raise WrongValueError(
        phrase(
            "should be at most 100 letters, digits, '-', '_' and '.', got '{name}'",
            name=shown(name),
        )
    )


def required(value: object) -> bool:
    """Read the only word that can stand behind `approval`; True where it does."""
    if (word := text(value)) == "required":
        return True
    raise WrongValueError(
        phrase(
            "should be 'required', got '{value}';"
            " leave it out where nobody needs to say yes",
            value=shown(word),
        )
    )


def flag(value: object) -> bool:
    """Read `true` or `false`."""
    word = text(value)
    if word in _FLAGS:
        return _FLAGS[word]
    raise WrongValueError(
        phrase("should be true or false, got '{value}'", value=shown(word))
    )


def hashtag(value: object) -> str:
    """Read a hashtag; the "#" before it does not matter."""
    name = line(value).removeprefix("#")
    if _HASHTAG.fullmatch(name) and not name.isdecimal():
        return name
    raise WrongValueError(
        phrase(
            "should be a hashtag such as SpringFair: letters, digits and '_', "
            "not only digits; got '{name}'",
            name=shown(name),
        )
    )


def maybe_language(value: object) -> str:
    """Read the code of a language; an empty text says: none."""
    return language(value) if text(value).strip() else ""


def choice(kinds: type[_E]) -> Callable[[object], _E]:
    """Return a reader of one of the members of *kinds*, by value."""
    by_name = {str(member.value): member for member in kinds}

    def read(value: object) -> _E:
        name = line(value)
        if name in by_name:
            return by_name[name]
        raise WrongValueError(
            phrase(
                "'{name}' is not known here{choices}",
                name=shown(name),
                choices=one_of(name, by_name),
            )
        )

    return read


def many(value: object) -> tuple[Any, ...]:
    """Read a list."""
    if not isinstance(value, Series):
        raise WrongValueError(phrase("should be a list, got {kind}", kind=kind(value)))
    return tuple(value)


def one_or_many(value: object) -> tuple[Any, ...]:
    """Read a list, or a single thing as a list of one."""
    return (value,) if isinstance(value, str) else many(value)


def words_of(value: object) -> tuple[Any, ...]:
    """Read a command: a list of words, or a line that is split as a shell does."""
    if not isinstance(value, str):
        return many(value)
    try:
        return tuple(shlex.split(line(value)))
    except WrongValueError:
        raise
    except ValueError:
        raise WrongValueError(phrase("a quote in it is never closed")) from None


def command(words: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a command that names no program."""
    if not words or not words[0].strip():
        raise WrongValueError(phrase("should name a program"))
    return words


def maybe_bare(value: object) -> object:
    """Take a name with nothing behind it as a mapping that says nothing."""
    return {} if is_null(value) else value


Text: TypeAlias = Annotated[str, PlainValidator(text)]
Line: TypeAlias = Annotated[str, PlainValidator(line)]
Paragraph: TypeAlias = Annotated[str, PlainValidator(paragraph)]
Duration: TypeAlias = Annotated[timedelta, PlainValidator(duration)]
MaybeFocus: TypeAlias = Annotated[Focus | None, PlainValidator(focus)]
PositiveDuration: TypeAlias = Annotated[timedelta, PlainValidator(positive_duration)]
TimeOfDay: TypeAlias = Annotated[time, PlainValidator(time_of_day)]
Day: TypeAlias = Annotated[date, PlainValidator(day)]
Flag: TypeAlias = Annotated[bool, PlainValidator(flag)]
Hashtag: TypeAlias = Annotated[str, PlainValidator(hashtag)]
MaybeLanguage: TypeAlias = Annotated[str, PlainValidator(maybe_language)]
Required: TypeAlias = Annotated[bool, PlainValidator(required)]
Zone: TypeAlias = Annotated[ZoneInfo, PlainValidator(zone)]
Language: TypeAlias = Annotated[str, PlainValidator(language)]
Spoken: TypeAlias = Annotated[str, PlainValidator(spoken)]
Url: TypeAlias = Annotated[str, PlainValidator(url)]
Handle: TypeAlias = Annotated[str, PlainValidator(handle)]
AccountKey: TypeAlias = Annotated[str, PlainValidator(account_key)]
Slug: TypeAlias = Annotated[str, PlainValidator(slug)]
Many: TypeAlias = Annotated[tuple[_T, ...], BeforeValidator(many)]
OneOrMany: TypeAlias = Annotated[tuple[_T, ...], BeforeValidator(one_or_many)]
Command: TypeAlias = Annotated[
    tuple[Text, ...], BeforeValidator(words_of), AfterValidator(command)
]
