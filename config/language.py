"""A quick look at which language a project speaks, even when its files are broken."""

import re
from pathlib import Path

from config.tree import PROJECT_FILE

_LIMIT_BYTES = 64 * 1024
_LANGUAGE = re.compile(
    rb"""(?:^[ \t]+|[{,][ \t]*)["']?language["']?[ \t]*:[ \t]*["']?(en|ja)\b""",
    re.MULTILINE,
)


def language_of(folder: Path, default: str = "en") -> str:
    """Return `community.language` of the project in *folder*.

    Never raises: whoever asks is about to tell a person what is wrong.
    """
    try:
        with (folder / PROJECT_FILE).open("rb") as file:
            found = _LANGUAGE.search(file.read(_LIMIT_BYTES))
    except (OSError, ValueError):
        return default
    return found[1].decode() if found else default
