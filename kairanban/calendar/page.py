"""A plan as a page in one language: every string as it will be read, no layout yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.words import MONTHS, WEEKDAYS, clock_time, day, moment_in
from domain.phrases import Phrase, Phrasebook, phrase, phrase_many
from domain.posts import MediaFile
from domain.project import Project
from kairanban.calendar.entries import Entry
from kairanban.calendar.rewordings import Rewording, Rewordings, of
from kairanban.calendar.thumbnails import thumbnail
from kairanban.calendar.weeks import Day, Week, beyond
from kairanban.calendar.words import (
    KINDS,
    SILENT,
    Telling,
    and_more,
    counts,
    tellings,
)
from scheduler.plan import Plan


@dataclass(frozen=True, slots=True)
class Picture:
    """Something that a post shows."""

    #: A `data:` address; "" where there is nothing to see.
    source: str
    #: For those who do not see it; "" where it is decoration.
    alt: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """One post at one time."""

    #: What a link to it ends with; unique on the page.
    anchor: str
    #: Stable name of what the plan does: "added", "moved" ...
    code: str
    sign: str
    #: "" where nothing changes.
    kind: str
    time: str
    #: ISO 8601, for programs.
    moment: str
    name: str
    where: str
    words: str
    thread: tuple[str, ...]
    pictures: tuple[Picture, ...]
    marks: tuple[str, ...]
    #: How it is shown, where that is not as usual.
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day."""

    #: ISO 8601.
    date: str
    #: As it stands in the grid, such as "25" or "1 Dec".
    short: str
    title: str
    is_today: bool
    is_past: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Something that the plan changes."""

    code: str
    sign: str
    kind: str
    name: str
    where: str
    when: str
    rewordings: tuple[Rewording, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole of it."""

    language: str
    title: str
    dateline: str
    changes_title: str
    nothing: str
    #: Code, sign, word and number of each kind of change.
    counts: tuple[tuple[str, str, str, int], ...]
    lines: tuple[Line, ...]
    warnings_title: str
    warnings: tuple[str, ...]
    calendar_title: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Sheet, ...], ...]
    today: str
    days_title: str
    thread_title: str
    later: str
    #: Said before the old and the new words.
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a page is made of."""

    project: Project
    plan: Plan
    entries: Sequence[Entry]
    weeks: Sequence[Week]
    rewordings: Rewordings
    warnings: Sequence[str]
    #: Aware UTC.
    now: datetime


def page(outlook: Outlook, book: Phrasebook) -> Page:
    """Return the page in the language of *book*."""
    community = outlook.project.community
    zone = community.timezone
    return Page(
        language=book.language,
        title=book.say("{community}: what goes out", community=community.name),
        dateline=book.say(
            "As of {day}, {time} ({zone})",
            day=day(outlook.now, zone),
            time=clock_time(outlook.now, zone),
            zone=zone.key,
        ),
        changes_title=book.say("Changed since the last run"),
        nothing=book.say("nothing"),
        counts=tuple(_counts(outlook.plan, book)),
        lines=tuple(_line(one, outlook, book) for one in tellings(outlook.plan)),
        warnings_title=book.say("Please look at this"),
        warnings=tuple(outlook.warnings),
        calendar_title=book.say("The coming weeks ({zone})", zone=zone.key),
        weekdays=tuple(map(book.read, WEEKDAYS)),
        weeks=tuple(_sheets(outlook, book)),
        today=book.say("today"),
        days_title=book.say("Day by day"),
        thread_title=book.say("then, in the same thread"),
        later=_later(outlook, book),
        before=book.say("before"),
        after=book.say("now"),
    )


def _counts(plan: Plan, book: Phrasebook) -> Iterator[tuple[str, str, str, int]]:
    for kind, count in counts(plan).items():
        sign, word, _ = KINDS[kind]
        yield str(kind), sign.strip() or "·", book.read(word), count


def _line(told: Telling, outlook: Outlook, book: Phrasebook) -> Line:
    sign, word, _ = KINDS[told.kind]
    return Line(
        code=str(told.kind),
        sign=sign,
        kind=book.read(word),
        name=told.post_key,
        where=", ".join(told.accounts),
        when=_times(told, outlook, book),
        rewordings=of(told, outlook.rewordings),
    )


def _times(told: Telling, outlook: Outlook, book: Phrasebook) -> str:
    zone = outlook.project.community.timezone
    times = dict.fromkeys(at for at in (told.old_at, told.new_at) if at)
    words = " → ".join(book.read(moment_in(at, zone)) for at in times)
    return f"{words} {book.read(and_more(told.more))}" if told.more else words


def _sheets(outlook: Outlook, book: Phrasebook) -> Iterator[tuple[Sheet, ...]]:
    number = 0
    for week in outlook.weeks:
        sheets = []
        for one in week.days:
            cards = []
            for entry in one.entries:
                number += 1
                cards.append(_card(entry, f"post-{number}", outlook, book))
            sheets.append(_sheet(one, tuple(cards), book))
        yield tuple(sheets)


def _sheet(one: Day, cards: tuple[Card, ...], book: Phrasebook) -> Sheet:
    month = MONTHS[one.date.month - 1]
    in_month = phrase("{day} {month}", day=str(one.date.day), month=month)
    title = phrase(
        "{weekday} {day} {month} {year}",
        weekday=WEEKDAYS[one.date.weekday()],
        day=str(one.date.day),
        month=month,
        year=str(one.date.year),
    )
    is_named = one.date.day == 1 or one.date.weekday() == 0
    return Sheet(
        date=one.date.isoformat(),
        short=book.read(in_month) if is_named else str(one.date.day),
        title=book.read(title),
        is_today=one.is_today,
        is_past=one.is_past,
        cards=cards,
    )


def _card(entry: Entry, anchor: str, outlook: Outlook, book: Phrasebook) -> Card:
    sign, word, _ = KINDS[entry.kind]
    zone = outlook.project.community.timezone
    return Card(
        anchor=anchor,
        code=str(entry.kind),
        sign=sign,
        kind="" if entry.kind in SILENT else book.read(word),
        time=clock_time(entry.at, zone),
        moment=entry.at.astimezone(zone).isoformat(),
        name=entry.name,
        where=", ".join(entry.accounts),
        words=entry.text,
        thread=entry.thread,
        pictures=tuple(_pictures(entry.media)),
        marks=tuple(map(book.read, _marks(entry))),
        notes=tuple(map(book.read, entry.manner)),
    )


def _pictures(media: Iterable[MediaFile]) -> Iterator[Picture]:
    for one in media:
        yield Picture(thumbnail(one.path), one.alt, one.path.name)


def _marks(entry: Entry) -> Iterator[Phrase]:
    if entry.awaits_approval:
        yield phrase("awaits approval")
    if entry.is_paused:
        yield phrase("paused")
    if entry.recurs:
        yield phrase("recurs")


def _later(outlook: Outlook, book: Phrasebook) -> str:
    zone = outlook.project.community.timezone
    rest = beyond(outlook.entries, outlook.weeks, zone)
    later = [one for one in rest if one.at > outlook.now]
    if not later:
        return ""
    words = phrase_many(
        "{count} more later, the last on {when}",
        "{count} more later, the last on {when}",
        len(later),
        when=moment_in(later[-1].at, zone),
    )
    return book.read(words)
