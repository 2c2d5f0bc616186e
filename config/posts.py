"""Read the queue: every post of every file, checked against the places it goes to."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from config.accounts import Targets
from config.complaints import checked, unknown_key
from config.document import Document, Place, Section, Series, shown
from config.findings import Findings
from config.fitting import misfits
from config.guess import one_of
from config.leaks import is_leak, leaks
from config.media import Picture, picture
from config.moments import moment
from config.scalars import is_null
from config.schema import PostEntry, PostRemains
from config.values import WrongValueError, kind
from domain.capabilities import Capabilities
from domain.phrases import phrase
from domain.posts import MediaFile, Post, SourceLine


@dataclass(frozen=True, slots=True)
class Queue:
    """Takes in the queue's files one after the other."""

    #: The project's, resolved.
    folder: Path
    #: None when the accounts cannot be told, so that no name can be called wrong.
    targets: Targets | None
    #: Where wall times are meant.
    zone: ZoneInfo
    findings: Findings
    #: The posts that could be read, in the order of the files.
    posts: list[Post] = field(default_factory=list)
    #: Where each id was used first.
    _first_uses: dict[str, SourceLine] = field(default_factory=dict)

    def take_in(self, document: Document) -> None:
        """Read the posts of one file."""
        self.findings.add_broken(document.problems)
        if not document.is_readable or document.is_empty:
            return
        self.findings.add(leaks(document.top, {}))
        for place in self._places(document.top):
            entry = checked(PostEntry, place, self.findings) or _remains(place)
            post = self._post(entry, place) if entry else None
            if post is not None:
                self.posts.append(post)

    def _places(self, top: Place) -> Iterator[Place]:
        """Find the posts: the file is a list of them, or has one under `posts:`."""
        place = top
        if isinstance(top.value, Section):
            self._check_frame(top, top.value)
            place = top.child("posts")
        value = place.value
        if isinstance(value, Series):
            yield from map(place.child, range(len(value)))
        elif value is not None and not is_null(value):
            what = phrase("should be a list of posts, got {kind}", kind=kind(value))
            self.findings.add([place.problem(what)])

    def _check_frame(self, top: Place, section: Section) -> None:
        self.findings.add(
            unknown_key(top, key, {"posts": None})
            for key, value in section.items()
            if key != "posts" and not key.startswith("x-") and not is_leak(key, value)
        )

    def _post(self, entry: PostEntry, place: Place) -> Post | None:
        source = SourceLine(place.document.file, place.line)
        self._check_id(entry.id, place.child("id"), source)
        self._check_words(entry, place)
        pictures = self._pictures(entry, place)
        targets = self._targets(entry, place.child("to"))
        self.findings.add(misfits(entry, pictures, targets, place))
        at = self._at(entry.at, place.child("at"))
        if at is None:
            return None
        return Post(
            key=entry.id,
            text=entry.text,
            accounts=entry.to,
            at=at,
            media=tuple(
                MediaFile(seen.path, said.alt)
                for seen, said in zip(pictures, entry.media, strict=True)
                if seen is not None
            ),
            source=source,
        )

    def _check_id(self, name: str, place: Place, source: SourceLine) -> None:
        first = self._first_uses.setdefault(name, source) if name else source
        if first is not source:
            what = phrase("'{id}' is taken already, in {place}", id=name, place=first)
            self.findings.add([place.problem(what)])

    def _check_words(self, entry: PostEntry, place: Place) -> None:
        written, shown_too = place.child("text").value, place.child("media").value
        if entry.text or shown_too or isinstance(written, Section | Series):
            return
        what = phrase("a post needs a text, or something to show under 'media'")
        self.findings.add([place.child("text").key_problem(what)])

    def _pictures(self, entry: PostEntry, place: Place) -> Sequence[Picture | None]:
        return [
            self._picture(said.file, place.child("media", number, "file"))
            for number, said in enumerate(entry.media)
        ]

    def _picture(self, name: str, place: Place) -> Picture | None:
        try:
            return picture(name, self.folder)
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase)])
            return None

    def _targets(self, entry: PostEntry, place: Place) -> list[Capabilities]:
        """Return the platforms that a post goes to, each of them once."""
        if not entry.to and "to" in entry.model_fields_set:
            findings = [place.problem(phrase("name at least one account"))]
            self.findings.add(findings)
        if self.targets is None:
            return []
        for number, name in enumerate(entry.to):
            self._check_account(name, entry.to[:number], place.child(number))
        platforms = {p.name: p for n in entry.to if (p := self.targets.get(n))}
        return [platform.capabilities for platform in platforms.values()]

    def _check_account(self, name: str, before: Sequence[str], place: Place) -> None:
        known = self.targets or {}
        if name not in known:
            what = phrase(
                "there is no account '{name}'{choices}",
                name=shown(name),
                choices=one_of(name, known),
            )
            self.findings.add([place.problem(what)])
        elif name in before:
            what = phrase("the account '{name}' stands here twice", name=name)
            self.findings.add([place.problem(what)])

    def _at(self, words: str, place: Place) -> datetime | None:
        if not words:
            return None
        try:
            read = moment(words, self.zone)
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase)])
            return None
        if read.oddity is not None:
            self.findings.warnings.append(place.problem(read.oddity))
        return read.at


def _remains(place: Place) -> PostRemains | None:
    """Keep what is right of a post, so that all that is wrong can be told at once."""
    section = place.value
    if not isinstance(section, Section):
        return None
    kept = {}
    for key in PostEntry.model_fields.keys() & section.keys():
        with suppress(ValidationError):
            PostRemains.model_validate({key: section[key]})
            kept[key] = section[key]
    return PostRemains.model_validate(kept)
