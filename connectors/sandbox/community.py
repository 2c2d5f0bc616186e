"""Who the neighbours are, and everything they may ever say (`community.toml`)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Topic(StrEnum):
    """What one of our posts is about, as the neighbours see it."""

    #: It names a day or an hour: people will want to come.
    GATHERING = "gathering"
    #: Something new is out.
    NEWS = "news"
    #: It asks the neighbours something.
    QUESTION = "question"
    #: It shows a picture.
    PICTURE = "picture"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Member:
    """A neighbour."""

    handle: str
    name: str
    #: What they are like, in a sentence.
    temperament: str
    #: Aware UTC; None for the newcomer, who comes when the folder is opened.
    joined_at: datetime | None
    #: What they say when we have answered them; some never thank.
    thanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something a member says a while after our post."""

    by: str
    text: str
    after: timedelta
    #: The member of the same scene whom it answers; "" for us.
    to: str = ""
    #: It does not answer our post, it quotes it.
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What a few members say to one post of ours, and to each other."""

    topic: Topic
    #: "en" or "ja": the language of the post that it fits.
    language: str
    lines: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class StandingMessage:
    """Something that was said before we came, or shortly after."""

    id: str
    #: "" for ourselves.
    by: str
    text: str
    #: From the opening of the folder; mostly in the past, so negative.
    after: timedelta
    to: str = ""
    quotes: str = ""


@dataclass(frozen=True, slots=True)
class StandingChange:
    """A second thought about a standing message: new words, or none at all."""

    id: str
    after: timedelta
    #: None means that it is deleted.
    text: str | None


@dataclass(frozen=True, slots=True)
class Community:
    """All of them."""

    #: By handle.
    members: Mapping[str, Member]
    standing: tuple[StandingMessage, ...]
    changes: tuple[StandingChange, ...]
    scenes: tuple[Scene, ...]


@cache
def load_community() -> Community:
    """Return the packaged community."""
    source = files("connectors.sandbox") / "community.toml"
    told = tomllib.loads(source.read_text(encoding="utf-8"))
    return Community(
        members={handle: _member(handle, m) for handle, m in told["members"].items()},
        standing=tuple(_standing(each) for each in told["standing"]),
        changes=tuple(_change(each) for each in told["change"]),
        scenes=tuple(_scene(each) for each in told["scene"]),
    )


def duration(text: str) -> timedelta:
    """Return what "3d 2h", "50m" or "9s" says; "-" in front means ago.

    Raises:
        ValueError: It says nothing of the kind.
    """
    if not re.fullmatch(r"-?(\d+[dhms] ?)+", text):
        raise ValueError(f"not a duration: {text!r}")
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    parts = re.findall(r"(\d+)([dhms])", text)
    total = timedelta(**{units[unit]: int(number) for number, unit in parts})
    return -total if text.startswith("-") else total


def _member(handle: str, told: dict[str, Any]) -> Member:
    joined = told.get("joined")
    return Member(
        handle=handle,
        name=told["name"],
        temperament=told["temperament"],
        joined_at=datetime(joined.year, joined.month, joined.day, tzinfo=UTC)
        if joined
        else None,
        thanks=tuple(told.get("thanks", ())),
    )


def _standing(told: dict[str, Any]) -> StandingMessage:
    return StandingMessage(
        id=told["id"],
        by=told.get("by", ""),
        text=told["text"].strip(),
        after=duration(told["after"]),
        to=told.get("to", ""),
        quotes=told.get("quotes", ""),
    )


def _change(told: dict[str, Any]) -> StandingChange:
    text = told.get("text")
    return StandingChange(
        id=told["id"],
        after=duration(told["after"]),
        text=None if text is None else text.strip(),
    )


def _scene(told: dict[str, Any]) -> Scene:
    return Scene(
        topic=Topic(told["topic"]),
        language=told["language"],
        lines=tuple(_utterance(each) for each in told["line"]),
    )


def _utterance(told: dict[str, Any]) -> Utterance:
    return Utterance(
        by=told["by"],
        text=told["text"].strip(),
        after=duration(told["after"]),
        to=told.get("to", ""),
        quotes=told.get("quotes", False),
    )
