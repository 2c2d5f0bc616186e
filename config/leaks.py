"""Find passwords that somebody wrote into YAML. Their values are never repeated."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from config.document import Path, Place, Section, Series, Value
from config.guess import nearest
from config.secrets import FOLDER, variable
from connectors.setup import Platform
from domain.errors import Problem
from domain.phrases import Phrase, phrase

_SECRET = re.compile(
    r"(?:^|_)(?:pass|password|passwd|passphrase|passcode|tokens?|secrets?"
    r"|api_?key|access_?key|private_?key|credentials?)$"
)


@lru_cache(maxsize=1024)
def looks_secret(key: str) -> bool:
    """Does a key of this name usually hold something that nobody else may know?"""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
    return _SECRET.search(re.sub(r"[^a-z0-9]+", "_", snake)) is not None


def is_leak(key: str, value: object) -> bool:
    """Is this a secret? A mapping is none: an account may be called "token"."""
    return looks_secret(key) and not isinstance(value, Section)


def leaks(place: Place, platforms: Mapping[str, Platform]) -> Iterator[Problem]:
    """Complain of every secret in the document at *place*."""
    for path in _secret_paths(place.value, ()):
        if not _is_option(place, path, platforms):
            spot = place.child(*path)
            what = _belongs(place, path, platforms)
            yield spot.key_problem(what, "secret-in-yaml")


def _secret_paths(value: Value | None, path: Path) -> Iterator[Path]:
    if isinstance(value, Section):
        for key, inner in value.items():
            if is_leak(key, inner):
                yield (*path, key)
            elif isinstance(inner, Section | Series):
                yield from _secret_paths(inner, (*path, key))
    elif isinstance(value, Series):
        for number, inner in enumerate(value):
            if isinstance(inner, Section | Series):
                yield from _secret_paths(inner, (*path, number))


def _platform(
    place: Place, path: Path, platforms: Mapping[str, Platform]
) -> Platform | None:
    """Return the platform of the account that *path* leads into, if it does."""
    if len(path) != len(("accounts", "key", "secret")) or path[0] != "accounts":
        return None
    name = place.child(*path[:2], "platform").value
    return platforms.get(name) if isinstance(name, str) else None


def _is_option(place: Place, path: Path, platforms: Mapping[str, Platform]) -> bool:
    """Does the platform itself want this key in YAML?"""
    platform = _platform(place, path, platforms)
    return platform is not None and any(o.name == path[-1] for o in platform.options)


def _belongs(place: Place, path: Path, platforms: Mapping[str, Platform]) -> Phrase:
    """Say where a secret belongs, by its exact name if that can be told."""
    platform = _platform(place, path, platforms)
    names = [secret.name for secret in platform.secrets] if platform else []
    if not names:
        return phrase(
            "a secret does not belong in YAML: take it out, change it if others have"
            " seen it, and keep it in a file of the folder {folder}",
            folder=f"{FOLDER}/",
        )
    name = nearest(str(path[-1]), names) or names[0]
    account = str(path[1])
    return phrase(
        "a secret does not belong in YAML: take it out, change it if others have"
        " seen it, and keep it in {file} (or in the environment as {variable})",
        file=f"{FOLDER}/{account}.{name}",
        variable=variable(account, name),
    )
