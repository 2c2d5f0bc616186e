"""Posts of the queue for other programs: as a table, as a calendar, as JSON."""

import csv
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from config.append import plain
from config.disk import document
from config.document import Document, Section, Series, Value
from config.emit import Data
from config.entry import keys_of
from config.queue_schema import PostEntry
from config.spoken import written
from config.tree import CAMPAIGNS, QUEUE
from digest.columns import shorten
from domain.posts import Post
from domain.project import Project
from kairanban.exchange.calendar_file import ACCOUNTS, ENTRY
from kairanban.exchange.own_json import MARK
from kairanban.new_post import BETWEEN_PARTS
from scheduler.due import left_out

_COLUMNS = (
    *("id", "at", "to", "text", "media", "alt"),
    *("thread", "campaign", "repeat", "approval", "more"),
)
_LENGTH = timedelta(minutes=15)
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Given:
    """A post with the entry by which it stands in YAML."""

    post: Post
    entry: Mapping[str, Data]

    @property
    def due_at(self) -> datetime | None:
        """Return when it goes out; None where its words say so better.

        That is where it waits for a slot, or recurs by words of its own.
        """
        has_words = self.post.timing.slot is not None or "every" in self.entry
        return None if has_words else self.post.at


def given(project: Project) -> Sequence[Given]:
    """Return the posts of the project with their entries, by due time."""
    documents: dict[str, Mapping[int, Mapping[str, Data]]] = {}
    found = []
    for post in sorted(project.posts, key=lambda one: (one.at, one.key)):
        file = post.source.file if post.source else ""
        if file not in documents:
            documents[file] = _entries(file, project.folder)
        entry = documents[file].get(post.source.line if post.source else 0)
        whole = entry or _told(post, project)
        to = whole.get("to", list(post.accounts))  # its campaign may say it
        zone = {"timezone": post.repeat.zone} if post.repeat else {}
        found.append(Given(post, {"id": post.key, **zone, **whole, "to": to}))
    return found


def _entries(file: str, folder: Path) -> Mapping[int, Mapping[str, Data]]:
    """Return the entries of a file by their lines, with what it says of all.

    Posts of an event or a feed have none that says all of them.
    """
    home = PurePosixPath(file).parts[:1]
    if home not in {(QUEUE,), (CAMPAIGNS,)}:
        return {}
    read: Document = document(folder / file, folder)
    is_list = isinstance(read.value, Series)
    place = read.top if is_list else read.top.child("posts")
    top = read.value if isinstance(read.value, Section) else {}
    above = _above(top) if home == (QUEUE,) else {"campaign": plain(top.get("id", ""))}
    places = map(place.child, range(len(place.value or ())))
    return {
        one.line: {**above, **plain(one.value)}  # type: ignore[dict-item]  # entries are mappings
        for one in places
        if isinstance(one.value, Section)
    }


def _above(top: Mapping[str, Value]) -> Mapping[str, object]:
    """Return what a file of the queue says of all of its posts, as each may say it."""
    known = keys_of(PostEntry)
    return {key: plain(value) for key, value in top.items() if key in known}


def _told(post: Post, project: Project) -> Mapping[str, Data]:
    """Return a post in the words of an entry, where nobody wrote one."""
    found: dict[str, Data] = {
        "at": written(post.at, project.community.timezone),
        "to": list(post.accounts),
        "text": post.text,
    }
    if post.campaign:
        found["campaign"] = post.campaign
    if post.media:
        found["media"] = [
            {"file": _named(one.path, project.folder), "alt": one.alt}
            for one in post.media
        ]
    if post.thread:
        found["thread"] = [part.text for part in post.thread]
    if post.repeat is not None:
        found["repeat"] = post.repeat.rule
    return found


def _named(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if folder in path.parents else str(path)


def as_json(posts: Sequence[Given]) -> str:
    """Return the entries as they stand, each with its due time in UTC if it has one."""
    told = [
        {**one.entry, "due_at": one.due_at.isoformat() if one.due_at else None}
        for one in posts
    ]
    return json.dumps({MARK: 1, "posts": told}, ensure_ascii=False, indent=2) + "\n"


def as_csv(posts: Sequence[Given], project: Project) -> str:
    """Return a table; whatever has no column of its own stands as JSON in `more`.

    `text` is what goes out; where names were filled in, the words as written are in
    `more`.
    """
    out = StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for one in posts:
        writer.writerow(_cells(one, project))
    return out.getvalue()


def _cells(one: Given, project: Project) -> Mapping[str, str]:
    entry = dict(one.entry)
    zone = project.community.timezone
    cells = dict.fromkeys(_COLUMNS, "")
    cells |= {"text": one.post.text, "to": " ".join(one.post.accounts)}
    if one.due_at is not None:
        cells["at"] = written(one.due_at, zone)
        entry.pop("at", None)
    entry.pop("to", None)
    if entry.get("text") == one.post.text:
        entry.pop("text")
    for name in ("id", "campaign", "repeat", "approval"):
        if isinstance(entry.get(name), str):
            cells[name] = str(entry.pop(name))
    thread, media = entry.get("thread"), entry.get("media")
    if _is_texts(thread):
        cells["thread"] = f"\n{BETWEEN_PARTS}\n".join(map(str, thread or ()))
        entry.pop("thread", None)
    if _is_media(media):
        cells["media"] = "\n".join(str(m["file"]) for m in media or ())  # type: ignore[call-overload, index]  # _is_media() has looked
        cells["alt"] = "\n".join(str(m["alt"]) for m in media or ())  # type: ignore[call-overload, index]  # _is_media() has looked
        entry.pop("media", None)
    cells["more"] = json.dumps(entry, ensure_ascii=False) if entry else ""
    return cells


def _is_texts(value: Data | None) -> bool:
    """Can these parts be told by lines of dashes between them?"""
    return isinstance(value, list) and all(
        isinstance(part, str) and BETWEEN_PARTS not in map(str.strip, part.splitlines())
        for part in value
    )


def _is_media(value: Data | None) -> bool:
    """Can these be told line by line?"""
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and set(one) == {"file", "alt"}
        and all(isinstance(v, str) and len(v.splitlines()) == 1 for v in one.values())
        for one in value
    )


def as_ics(posts: Sequence[Given], project: Project, now: datetime) -> str:
    """Return a calendar of one event for each post; it holds the whole entry.

    What waits for a slot stands in no calendar yet.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Kairanban//export//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", project.community.name)
    for one in posts:
        if one.post.timing.slot is None:
            for event in _events(one, now):
                calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode()


def _events(one: Given, now: datetime) -> Iterator[Event]:
    """Give the event of a post, and one for each of its times that is otherwise."""
    post, repeat = one.post, one.post.repeat
    if repeat is None:
        yield _with_entry(_event(post, post.at, now), one)
        return
    zone = ZoneInfo(repeat.zone)
    series = _with_entry(_event(post, post.at.astimezone(zone), now), one)
    series.add("rrule", vRecur.from_ical(repeat.rule))
    for moment in left_out(post):
        series.add("exdate", moment.astimezone(zone))
    yield series
    for moment in sorted({*post.timing.moved, *post.reworded}):
        at = post.timing.moved.get(moment, moment).astimezone(zone)
        other = _event(post.reworded.get(moment, post), at, now)
        other.add("recurrence-id", moment.astimezone(zone))
        yield other


def _event(post: Post, start: datetime, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{post.key}@kairanban")
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", start + _LENGTH)
    event.add("summary", shorten(" ".join(post.text.split()) or post.key, _SHOWN))
    event.add("description", post.text)
    event.add("transp", "TRANSPARENT")
    if post.campaign:
        event.add("categories", [post.campaign])
    event.add(ACCOUNTS, ",".join(post.accounts))
    return event


def _with_entry(event: Event, one: Given) -> Event:
    whole = json.dumps(one.entry, ensure_ascii=False)
    event.add(ENTRY, b64encode(whole.encode()).decode())
    return event
