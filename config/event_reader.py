"""Make an event of what a file says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from config.document import Place
from config.event_schema import EventEntry, SessionEntry
from config.event_tasks import TaskReader
from config.event_templates import Templates
from config.event_times import Span, end_of, time_at
from config.event_words import Voice
from config.findings import Findings
from config.moments import Moment, moment
from config.values import WrongValueError, slug
from domain.events import (
    Cancellation,
    Event,
    Helper,
    Session,
    Speaker,
    Venue,
)
from domain.phrases import phrase
from domain.posts import SourceLine


@dataclass(frozen=True, slots=True)
class EventReader:
    """Makes an event of what a file says of it."""

    entry: EventEntry
    place: Place
    home: Voice
    templates: Templates
    findings: Findings

    def event(self) -> Event | None:
        """Return the event; None when it cannot be told when it is."""
        entry = self.entry
        key, span = self._key(), self._span()
        if span is None or not key:
            return None
        tasks = TaskReader(self.templates, self._language, self.findings)
        venue = entry.venue
        return Event(
            key=key,
            title=entry.title,
            starts=span.starts,
            ends=span.ends,
            zone=span.zone,
            about=entry.about,
            venue=Venue(
                venue.name, venue.address, venue.access, venue.capacity, venue.map
            ),
            online=entry.online,
            programme=tuple(self._sessions(span)),
            speakers=tuple(Speaker(s.name, s.about, s.link) for s in entry.speakers),
            safety=entry.safety,
            accessibility=entry.accessibility,
            staff=tuple(Helper(one.name, one.role) for one in entry.staff),
            tasks=tasks.tasks_of(entry, entry.tasks, span, self.place),
            cancellation=self._cancellation(span),
            source=SourceLine(self.place.document.file, self.place.line),
        )

    @property
    def _language(self) -> str:
        return self.entry.language or self.home.language

    def _key(self) -> str:
        """Return its id; an event that has its file to itself may be called by it."""
        if self.entry.id:
            return self.entry.id
        if self.place.path:
            what = phrase("is missing: give the event a name of its own")
            self.findings.add([self.place.child("id").key_problem(what, "missing-key")])
            return ""
        stem = PurePosixPath(self.place.document.file).stem
        try:
            return slug(stem)
        except WrongValueError:
            what = phrase(
                "is missing, and the file's name '{name}' cannot serve as one",
                name=stem,
            )
            self.findings.add([self.place.child("id").key_problem(what, "missing-key")])
            return ""

    def _span(self) -> Span | None:
        zone = self.entry.zone or self.entry.timezone or self.home.home
        starts = self._moment(self.entry.starts, "starts", zone, None)
        if starts is None:
            return None
        ends = self._moment(self.entry.ends, "ends", zone, starts)
        return None if ends is None else Span(starts, ends, zone)

    def _moment(
        self, words: str, key: str, zone: ZoneInfo, after: datetime | None
    ) -> datetime | None:
        place = self.place.child(key)
        try:
            read = moment(words, zone) if after is None else end_of(words, after, zone)
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase)])
            return None
        self._note(read, place)
        return read.at

    def _note(self, read: Moment, place: Place) -> None:
        if read.oddity is not None:
            oddity = place.problem(read.oddity, "clocks-change")
            self.findings.warnings.append(oddity)

    def _sessions(self, span: Span) -> Iterator[Session]:
        for number, said in enumerate(self.entry.programme):
            at = self._session_time(said, span, number)
            yield Session(said.title, at, said.speaker)

    def _session_time(
        self, said: SessionEntry, span: Span, number: int
    ) -> datetime | None:
        if not said.at:
            return None
        try:
            if ":" in said.at and len(said.at) <= len("00:00"):
                start = span.starts.astimezone(span.zone).date()
                return moment(f"{start} {said.at}", span.zone).at
            return time_at(said.at, span).at
        except WrongValueError as error:
            spot = self.place.child("programme", number, "at")
            self.findings.add([spot.problem(error.phrase)])
            return None

    def _cancellation(self, span: Span) -> Cancellation | None:
        said = self.entry.cancelled
        if said is None:
            return None
        place = self.place.child("cancelled")
        if not said.tell:
            what = phrase(
                "nobody is told that it is cancelled; to tell them, say when:"
                " {example}",
                example="cancelled: {tell: 2026-11-24 18:00}",
            )
            self.findings.warnings.append(place.problem(what))
            return Cancellation(said.reason)
        try:
            return Cancellation(said.reason, moment(said.tell, span.zone).at)
        except WrongValueError as error:
            self.findings.add([place.child("tell").problem(error.phrase)])
            return Cancellation(said.reason)
