"""Read posts that differ from one before them only in their id, time and words.

Most posts of a large queue are such. Once one of a pattern has been read and checked
in every respect, the next is made from it in a tenth of the time. This never
complains: whatever is not plainly right is left to the general way, which does.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final
from zoneinfo import ZoneInfo

from config.campaign_times import CampaignTimes
from config.document import Section, Series
from config.hashtags import appended, missing
from config.moments import plain_moment
from config.scalars import is_null
from config.values import is_slug
from domain.capabilities import TextLimit
from domain.posts import AS_USUAL, Post, SourceLine
from domain.timing import AS_WRITTEN

#: What each post says for itself, and what many say alike.
_OWN: Final = frozenset({"id", "at", "text"})
_COMMON: Final = frozenset({"to", "campaign", "approval", "late"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """What posts that are alike have in common."""

    #: Of the post that was read in the general way.
    common: Mapping[str, Any]
    #: Where its wall time is meant.
    zone: ZoneInfo
    campaign: CampaignTimes
    hashtags: Sequence[str]
    limits: Sequence[TextLimit]

    def post(self, section: Section, source: SourceLine) -> Post | None:
        """Return the post in *section*, if it is plainly right."""
        key, at = section["id"], self._at(section["at"])
        said = self._said(section["text"])
        if at is None or said is None or not _is_plain_name(key):
            return None
        return Post(**self.common, key=str(key), at=at, text=said, source=source)

    def _at(self, words: object) -> Any:
        at = plain_moment(words, self.zone) if isinstance(words, str) else None
        return None if at is None or self.campaign.is_outside(at) else at

    def _said(self, text: object) -> str | None:
        words = _words(text)
        if words is None:
            return None
        if self.hashtags:
            words = appended(words, missing(words, self.hashtags))
        return words if all(_fits(words, limit) for limit in self.limits) else None


@dataclass(slots=True)
class Patterns:
    """The patterns of one queue."""

    #: More in one queue are no patterns any more.
    limit: int = 1000
    _known: dict[Hashable, Pattern | None] = field(default_factory=dict)

    def find(self, section: object, frame: Hashable) -> Pattern | None:
        """Return the pattern of a post under *frame*; None if none is known."""
        mark = _mark(section, frame)
        return None if mark is None else self._known.get(mark)

    def lacks(self, section: object, frame: Hashable) -> bool:
        """Would it be worth while to learn from this one?"""
        mark = _mark(section, frame)
        return (
            mark is not None
            and mark not in self._known
            and len(self._known) < self.limit
        )

    def learn(self, section: object, frame: Hashable, pattern: Pattern | None) -> None:
        """Keep a pattern; None says that there is none to be had."""
        self._known[_mark(section, frame)] = pattern


def common_of(post: Post) -> Mapping[str, Any] | None:
    """Return what posts like *post* have in common; None if it is a special one."""
    own = {"key", "at", "text", "source"}
    for name, usual in _SPECIAL.items():
        if getattr(post, name) != usual:
            return None
    return {f.name: getattr(post, f.name) for f in fields(Post) if f.name not in own}


#: What a post must not be for others to be like it.
_SPECIAL: Final[Mapping[str, object]] = {
    "media": (),
    "thread": (),
    "repeat": None,
    "manner": AS_USUAL,
    "variants": (),
    "answers": "",
    "timing": AS_WRITTEN,
    "pool": None,
    "reworded": {},
}


def _mark(section: object, frame: Hashable) -> Hashable | None:
    """Return what all posts of a pattern share; None if it is no such post."""
    if section.__class__ is not Section or not section.keys() >= _OWN:
        return None
    marks: list[Hashable] = [frame]
    for key, value in section.items():
        if key not in _OWN:
            if key not in _COMMON:
                return None
            marks += (key, _frozen(value))
    return tuple(marks)


def _frozen(value: object) -> Hashable:
    """Return a value that equals that of another post only if it says the same."""
    if isinstance(value, Section):
        return "{", *((key, _frozen(inner)) for key, inner in value.items())
    if isinstance(value, Series):
        return "[", *map(_frozen, value)
    return value.__class__, value


def _is_plain_name(key: object) -> bool:
    return isinstance(key, str) and not is_null(key) and key.isascii() and is_slug(key)


def _words(text: object) -> str | None:
    """Return what is said; None if names are to be filled in, or nothing is said."""
    if not isinstance(text, str) or is_null(text):
        return None
    words = text.rstrip().lstrip("\n")
    return None if not words or "{{" in words or "@{" in words else str(words)


def _fits(words: str, limit: TextLimit) -> bool:
    is_small = not limit.limit_bytes or len(words.encode()) <= limit.limit_bytes
    return is_small and limit.count(words) <= limit.limit
