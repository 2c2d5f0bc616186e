"""Read the events: what `events/*.yaml` say, each with the posts that it brings."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.calendars import Shelf, address_of, is_on_the_web
from config.complaints import checked
from config.document import Document, Place, Section, Series
from config.event_reader import EventReader
from config.event_schema import CalendarEntry, EventEntry
from config.event_series import SeriesMaker, one_by_one
from config.event_tasks import TaskReader
from config.event_templates import Templates
from config.event_times import Span
from config.event_wishes import Source
from config.event_words import Voice
from config.findings import Findings
from config.leaks import leaks
from config.values import WrongValueError, kind
from domain.events import (
    Calendar,
    Event,
)
from domain.phrases import phrase
from domain.posts import SourceLine

if TYPE_CHECKING:
    from config.calendar_events import Found

#: A calendar on the web is looked at so often, where YAML does not say.
POLL_EVERY = timedelta(hours=1)

_NOT_IN_KEYS = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Events:
    """Takes in the files of `events/` one after the other."""

    #: Of the community: its zone and language.
    home: Voice
    templates: Templates
    findings: Findings
    shelf: Shelf
    #: Aware UTC; of what repeats in a calendar, the times around it are taken.
    now: datetime
    #: Accounts whose platforms are told in which language a post is.
    told: Collection[str] = ()
    #: What could be read, in the order of the files.
    events: list[Event] = field(default_factory=list)
    calendars: list[Calendar] = field(default_factory=list)
    #: What they bring, in the queue's shape.
    series: list[Document] = field(default_factory=list)
    #: The same of calendars on the web, each post by itself: what strangers write may
    #: not fit, and must not keep the rest from being taken.
    from_the_web: list[Document] = field(default_factory=list)
    _first_uses: dict[str, SourceLine] = field(default_factory=dict)

    def take_in(self, document: Document) -> None:
        """Read the events of one file: one, or a list of them."""
        self.findings.add_broken(document.problems)
        if not document.is_readable or document.is_empty:
            return
        self.findings.add(leaks(document.top, {}))
        for place in self._places(document.top):
            value = place.value
            if isinstance(value, Section) and "calendar" in value:
                self._calendar(place)
            else:
                self._event(place)

    def _places(self, top: Place) -> Iterator[Place]:
        if isinstance(top.value, Series):
            yield from map(top.child, range(len(top.value)))
        elif isinstance(top.value, Section):
            yield top
        else:
            what = phrase("should be an event, got {kind}", kind=kind(top.value))
            self.findings.add([top.problem(what)])

    def _event(self, place: Place) -> None:
        entry = checked(EventEntry, place, self.findings)
        if entry is None:
            return
        reader = EventReader(entry, place, self.home, self.templates, self.findings)
        event = reader.event()
        if event is not None and self._is_first(event, place):
            self.events.append(event)
            survey = {"survey": entry.survey} if entry.survey else {}
            self._series(Source(event, entry, place, {**survey, **entry.values}))

    def _calendar(self, place: Place) -> None:
        entry = checked(CalendarEntry, place, self.findings)
        if entry is None:
            return
        home = entry.zone or entry.timezone or self.home.home
        name = self._calendar_name(place)
        spot = place.child("calendar")
        try:
            self._note_calendar(entry, name)
            content = self.shelf.content(entry.calendar)
            found = self._found(content, name, spot, home)
        except WrongValueError as error:
            self.findings.add([spot.problem(error.phrase, error.name)])
            return
        for one in found:
            first_day = one.event.starts.astimezone(one.event.zone).date()
            if first_day >= entry.since:
                self._from_calendar(one, entry, place)

    def _calendar_name(self, place: Place) -> str:
        """Return what the keys of a calendar's events begin with."""
        stem = PurePosixPath(place.document.file).stem
        number = f"-{place.path[0] + 1}" if place.path else ""  # type: ignore[operator]  # a list's step is a number
        return f"{_NOT_IN_KEYS.sub('-', stem)[:40]}{number}"

    def _note_calendar(self, entry: CalendarEntry, name: str) -> None:
        if is_on_the_web(entry.calendar):
            poll_every = entry.poll_every or POLL_EVERY
            address = address_of(entry.calendar)
            self.calendars.append(Calendar(name, address, poll_every))

    def _found(
        self, content: bytes | None, name: str, place: Place, home: ZoneInfo
    ) -> "tuple[Found, ...]":
        if content is None:
            if self.shelf.state_folder is not None:  # else nobody can tell
                what = phrase(
                    "was not fetched yet; the daemon does, or: kairanban fetch"
                )
                self.findings.warnings.append(place.problem(what, "not-fetched"))
            return ()
        # icalendar takes long to import; most projects have no calendar.
        from config.calendar_events import around, read_calendar  # noqa: PLC0415

        return read_calendar(content, name, home, around(self.now))

    def _from_calendar(
        self, found: "Found", entry: CalendarEntry, place: Place
    ) -> None:
        event, zone = found.event, found.event.zone
        tasks = TaskReader(
            self.templates, entry.language or self.home.language, self.findings
        )
        span = Span(event.starts, event.ends, zone)
        source = SourceLine(place.document.file, place.line)
        event = replace(
            event, tasks=tasks.tasks_of(entry, (), span, place), source=source
        )
        if self._is_first(event, place):
            self.events.append(event)
            link = {"link": found.link} if found.link else {}
            self._series(Source(event, entry, place, {**link, **entry.values}))
        if found.is_riddle:
            what = phrase(
                "'{title}' repeats by a rule that we cannot follow; only its first time"
                " is taken",
                title=event.title,
            )
            self.findings.warnings.append(place.child("calendar").problem(what))

    def _is_first(self, event: Event, place: Place) -> bool:
        source = SourceLine(place.document.file, place.line)
        first = self._first_uses.setdefault(event.key, source)
        if first is source:
            return True
        spot = place.child("id")
        what = phrase("'{id}' is taken already, in {place}", id=event.key, place=first)
        self.findings.add([spot.problem(what, "same-id")])
        return False

    def _series(self, source: Source) -> None:
        maker = SeriesMaker(self.templates, self.home, self.findings, self.told)
        document = maker.posts_of(source)
        if document is None:
            return
        entry = source.entry
        if isinstance(entry, CalendarEntry) and is_on_the_web(entry.calendar):
            self.from_the_web.extend(one_by_one(document))
        else:
            self.series.append(document)
