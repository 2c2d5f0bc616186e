"""Words that a person will read, kept apart from the language they are read in.

Pure code returns a `Phrase` (an English message and its values); whoever shows it
asks a `Phrasebook` for the reader's language. Message catalogues are gettext's.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self


@dataclass(frozen=True, slots=True)
class Phrase:
    """One message: its English text, with `{name}` places, and their values.

    A value may be a `Phrase` itself; it is put into the reader's language too.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    #: The message for more than one; chosen by ``values["count"]``.
    plural: str | None = None

    def __post_init__(self) -> None:
        """Seal the values: a phrase is a value."""
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __str__(self) -> str:
        """Return the phrase in English."""
        return ENGLISH.read(self)

    def __hash__(self) -> int:
        """Hash by message and values."""
        return hash((self.message, tuple(sorted(self.values.items(), key=str))))


def phrase(message: str, **values: object) -> Phrase:
    """Return a `Phrase`; also the mark by which messages are found for translation."""
    return Phrase(message, values)


def phrase_many(one: str, many: str, count: int, **values: object) -> Phrase:
    """Return a `Phrase` that reads differently for one and for more than one."""
    return Phrase(one, {"count": count, **values}, plural=many)


class Phrasebook:
    """Reads phrases aloud in one language."""

    def __init__(
        self, language: str, translations: gettext.NullTranslations | None = None
    ) -> None:
        #: Two-letter code of the language, such as "en" or "ja".
        self.language = language
        self._translations = translations or gettext.NullTranslations()

    @classmethod
    def from_catalogue(cls, language: str, folder: str) -> Self:
        """Return the phrasebook of *language*; English where no catalogue is found."""
        return cls(
            language,
            gettext.translation("kairanban", folder, [language], fallback=True),
        )

    def read(self, text: Phrase) -> str:
        """Return *text* in this book's language, its places filled."""
        if text.plural is None:
            message = self._translations.gettext(text.message)
        else:
            count = text.values["count"]
            message = self._translations.ngettext(
                text.message, text.plural, count if isinstance(count, int) else 0
            )
        if not text.values:
            return message
        return message.format(
            **{name: self._aloud(value) for name, value in text.values.items()}
        )

    def say(self, message: str, **values: object) -> str:
        """Return *message* in this book's language, its `{name}` places filled."""
        return self.read(Phrase(message, values))

    def say_many(self, one: str, many: str, count: int, **values: object) -> str:
        """Return the form of the message that fits *count*; `{count}` is filled."""
        return self.read(phrase_many(one, many, count, **values))

    def _aloud(self, value: object) -> object:
        return self.read(value) if isinstance(value, Phrase) else value


ENGLISH = Phrasebook("en")
