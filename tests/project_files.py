"""Project folders for tests, written as a person would write them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from config.load import Loaded, load
from connectors.setup import ConnectorSetup, Option, Platform, Secret
from domain.capabilities import (
    Capabilities,
    FilmLimit,
    IdempotencyClass,
    MediaLimit,
    PollLimit,
    TextLimit,
)
from domain.errors import ConfigurationError
from domain.phrases import Phrase, phrase
from domain.ports import Connector
from domain.posts import Visibility

FRONT = """
community:
  name: Sakura Street
  timezone: Asia/Tokyo
accounts:
  box:
    platform: plain
  bird:
    platform: tiny
    handle: sakura.example
    server: https://tiny.test
"""

POST = """
- id: hello
  at: 2026-11-24 09:30
  to: box
  text: Hello!
"""

#: The same, and an account on which everything can be shown.
RICH_FRONT = (
    FRONT
    + """\
  rich:
    platform: rich
"""
)

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1" + bytes(8)


def _never(setup: ConnectorSetup) -> Connector:
    raise AssertionError("configuration must not build connectors")


def _must_be_https(value: str) -> Phrase | None:
    if value.startswith("https://"):
        return None
    return phrase("should begin with https://")


_LIMITS = {one.name for one in fields(Capabilities)}


def a_platform(name: str, **changes: Any) -> Platform:
    """Return a platform that takes 500 characters and four small pictures."""
    limits: dict[str, Any] = {
        "platform": name,
        "title": name.title(),
        "idempotency": IdempotencyClass.SERVER_KEY,
        "text": TextLimit(count=len, limit=500),
        "media": MediaLimit(4, 1000, frozenset({"image/png"}), 20),
        "pulls": frozenset(),
    }
    known: dict[str, Any] = {"needs_handle": False}
    for key, value in changes.items():
        (limits if key in _LIMITS else known)[key] = value
    return Platform(
        name=name, capabilities=Capabilities(**limits), build=_never, **known
    )


PLATFORMS: Mapping[str, Platform] = {
    "plain": a_platform("plain"),
    "tiny": a_platform(
        "tiny",
        text=TextLimit(count=len, limit=10, limit_bytes=15),
        media=MediaLimit(1, 32, frozenset({"image/png", "image/gif"}), 0),
        options=(
            Option("server", phrase("where it is"), check=_must_be_https),
            Option("colour", phrase("what it looks like"), default="red"),
        ),
        secrets=(Secret("app_password", phrase("what it opens with")),),
        needs_handle=True,
    ),
}

#: A platform that can show everything.
RICH = a_platform(
    "rich",
    visibilities=frozenset(Visibility),
    takes_content_warning=True,
    counts_content_warning=True,
    takes_quotes=True,
    finds_addresses=True,
    takes_language=True,
    chooses_card=True,
    poll=PollLimit(3, 10, timedelta(hours=1), timedelta(days=7), takes_several=False),
    media=MediaLimit(
        2,
        1000,
        frozenset({"image/png"}),
        20,
        film=FilmLimit(frozenset({"video/mp4"}), limit_bytes=2000),
    ),
)
PLATFORMS = {**PLATFORMS, "rich": RICH}


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """Write a file of the project."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text if isinstance(text, bytes) else dedent(text).encode()
    path.write_bytes(content)
    return path


def a_folder(folder: Path, post: str = POST, front: str = FRONT) -> Path:
    """Write a project with one queue file."""
    write(folder, "kairanban.yaml", front)
    write(folder, "queue/a.yaml", post)
    return folder


def loaded(folder: Path, **environment: str) -> Loaded:
    """Load a project over the platforms above."""
    return load(folder, PLATFORMS, environment)


def problems(folder: Path) -> list[str]:
    """Return everything that is wrong with a project, in English."""
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder)
    return [str(problem) for problem in caught.value.problems]
