"""Posts of the queue for other programs: as a table, as a calendar, as JSON."""

import csv
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from icalendar import Calendar, Event, vRecur

from config.append import plain
from config.disk import document
from config.document import Document, Section, Series
from config.emit import Data
from config.entry import keys_of
from config.queue_schema import PostEntry
from config.spoken import written
from digest.columns import shorten
from domain.posts import Post
from domain.project import Project
from kairanban.exchange.calendar_file import ENTRY
from kairanban.exchange.own_json import MARK
from kairanban.new_post import BETWEEN_PARTS

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


def given(project: Project) -> Sequence[Given]:
    """Return the posts of the queue with their entries, by due time."""
    documents: dict[str, Mapping[int, Mapping[str, Data]]] = {}
    found = []
    for post in sorted(project.posts, key=lambda one: (one.at, one.key)):
        file = post.source.file if post.source else ""
        if file not in documents:
            documents[file] = _entries(file, project.folder) if file else {}
        entry = documents[file].get(post.source.line if post.source else 0)
        found.append(Given(post, _whole(post, entry, project)))
    return found


def _entries(file: str, folder: Path) -> Mapping[int, Mapping[str, Data]]:
    """Return the entries of a file by their lines, with what it says of all."""
    read: Document = document(folder / file, folder)
    is_list = isinstance(read.value, Series)
    place = read.top if is_list else read.top.child("posts")
    top = read.value if isinstance(read.value, Section) else {}
    known = keys_of(PostEntry)
    above = {key: plain(value) for key, value in top.items() if key in known}
    places = map(place.child, range(len(place.value or ())))
    return {
        one.line: {**above, **plain(one.value)}  # type: ignore[dict-item]  # entries are mappings
        for one in places
        if isinstance(one.value, Section)
    }


def _whole(
    post: Post, entry: Mapping[str, Data] | None, project: Project
) -> Mapping[str, Data]:
    """Return an entry with its id; of a post without an entry, what it says."""
    zone = project.community.timezone
    if entry is None:
        to: Data = list(post.accounts)
        entry = {"at": written(post.at, zone), "to": to, "text": post.text}
    return {"id": post.key, **entry}


def as_json(posts: Sequence[Given]) -> str:
    """Return the entries as they stand, each with its due time in UTC."""
    told = [{**one.entry, "due_at": one.post.at.isoformat()} for one in posts]
    return json.dumps({MARK: 1, "posts": told}, ensure_ascii=False, indent=2) + "\n"


def as_csv(posts: Sequence[Given], project: Project) -> str:
    """Return a table; whatever has no column of its own stands as JSON in `more`."""
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
    cells |= {"at": written(one.post.at, zone), "to": " ".join(one.post.accounts)}
    entry.pop("at", None)
    entry.pop("to", None)
    for name in ("id", "text", "campaign", "repeat", "approval"):
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
    """Return a calendar of one event for each post; it holds the whole entry."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kairanban//export//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", project.community.name)
    for one in posts:
        calendar.add_component(_event(one, project, now))
    return bytes(calendar.to_ical()).decode()


def _event(one: Given, project: Project, now: datetime) -> Event:
    post, event = one.post, Event()
    zone = project.community.timezone
    start = post.at.astimezone(zone) if post.repeat else post.at
    event.add("uid", f"{post.key}@kairanban")
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", start + _LENGTH)
    event.add("summary", shorten(" ".join(post.text.split()) or post.key, _SHOWN))
    event.add("description", post.text)
    event.add("transp", "TRANSPARENT")
    if post.repeat is not None:
        event.add("rrule", vRecur.from_ical(post.repeat.rule))
    if post.campaign:
        event.add("categories", [post.campaign])
    event.add("x-kairanban-accounts", ",".join(post.accounts))
    whole = json.dumps(one.entry, ensure_ascii=False)
    event.add(ENTRY, b64encode(whole.encode()).decode())
    return event
