"""Which language to speak, and the catalogues of messages."""

import os
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from domain.phrases import Phrasebook

LOCALE_FOLDER = Path(__file__).parent / "locale"


class Spoken(StrEnum):
    """A language that Kairanban speaks."""

    ENGLISH = "en"
    JAPANESE = "ja"


@cache
def phrasebook(language: str) -> Phrasebook:
    """Return the phrasebook of *language*; English if we do not speak it."""
    return Phrasebook.from_catalogue(language, str(LOCALE_FOLDER))


def language_of_environment(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that the environment asks for: "ja", or else "en".

    `KAIRANBAN_LANGUAGE` comes first, then gettext's own order.
    """
    for name in ("KAIRANBAN_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"
