"""The walk through notifications: forward by `min_id`, page after page, without gaps.

Ids are opaque: nothing is read out of them, and nothing is ordered by them. A walk
begins a little before the end of the last one, since a server may hand out a smaller
id later. Once an hour, and the first time, a walk goes backward from the newest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import httpx

from connectors.exchange import WIDE_LIMIT_BYTES, Answer
from connectors.json_paths import moment_at, object_at, objects_at, text_at
from connectors.mastodon.cursor import Cursor, Mark, Walk
from connectors.mastodon.views import Status, id_at, read_status
from connectors.mastodon.wire import Wire
from connectors.trouble import Trouble

#: How far back the first pull of an account reads.
HISTORY = timedelta(days=14)
#: What was read for so long is not read again with every pull.
OVERLAP = timedelta(minutes=10)
#: How far back one pull in `DEEP_EVERY` reads, from the newest notification.
DEEP_OVERLAP = timedelta(hours=2)
DEEP_EVERY = timedelta(hours=1)

PAGE_LIMIT = 40
_MARKS = 40
_PATH = "/api/v1/notifications"
#: A server that does not know a place in its list any more says one of these.
_NO_PLACE = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.GONE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
#: What Pixelfed and some forks call a reply.
_KINDS = frozenset({"mention", "quote", "comment", "reply"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a part of a walk brought, and where the walk stands."""

    statuses: tuple[Status, ...]
    cursor: Cursor
    #: Did the walk reach its end?
    is_over: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of the list, newest first."""

    #: Statuses, and when we were told of them, by the server's clock.
    told: tuple[tuple[Status, datetime], ...] = ()
    #: Ids of the newest and of the oldest notification; "" where there is none.
    newest: str = ""
    oldest: str = ""
    #: When the newest and the oldest are from, by the server's clock.
    newest_at: datetime | None = None
    oldest_at: datetime | None = None

    def statuses(self, since: datetime | None = None) -> tuple[Status, ...]:
        """Return the statuses that we were told of since *since*."""
        return tuple(status for status, at in self.told if since is None or at >= since)


@dataclass(frozen=True, slots=True)
class Notifications:
    """Walks through what one account is told."""

    wire: Wire
    #: Does the server tell of quotes?
    quotes: bool

    def walk_on(self, cursor: Cursor, now: datetime) -> Told:
        """Read the next page, forward or backward.

        Raises:
            PlatformError: As `after_read` sorts it.
        """
        if cursor.walk is not None:
            return self._back(cursor, cursor.walk, now)
        if not cursor.marks:
            return self._back(cursor, Walk("", now - HISTORY), now)
        is_due = cursor.deep_at is None or abs(now - cursor.deep_at) >= DEEP_EVERY
        if is_due and not cursor.position:
            return self._back(cursor, Walk("", None), now)
        return self._forward(cursor, now)

    def _forward(self, cursor: Cursor, now: datetime) -> Told:
        place = cursor.position or cursor.marks[0].id
        page = self._page(min_id=place)
        if page is None:  # the server lost the place: find it from the other side
            away = abs(now - cursor.marks[0].at)
            lost = replace(cursor, marks=())
            return self._back(lost, Walk("", None), now, DEEP_OVERLAP + away)
        known = cursor.marks[-1].id
        if page.newest in {"", place, known}:
            end = known if page.newest == known else place
            return Told(page.statuses(), _ended(cursor, end, now), is_over=True)
        onward = replace(cursor, position=page.newest)
        return Told(page.statuses(), onward, is_over=False)

    def _back(
        self,
        cursor: Cursor,
        walk: Walk,
        now: datetime,
        reach: timedelta = DEEP_OVERLAP,
    ) -> Told:
        """Read the next older page; a walk without an end goes back over *reach*.

        That is counted from the newest notification: the server's clock may be wrong.
        """
        place = {"max_id": walk.before} if walk.before else {}
        page = self._page(**place) or _Page()
        if not walk.before:
            walk = replace(walk, newest=page.newest, oldest=page.oldest)
        if walk.until is None and page.newest_at is not None:
            walk = replace(walk, until=page.newest_at - reach)
        statuses = page.statuses(walk.until)
        if page.oldest in {"", walk.before} or _reached(page, walk):
            # What is known forward still has to be gone over, unless nothing is.
            after = _walked_back(cursor, walk, now)
            return Told(statuses, after, is_over=not cursor.marks)
        onward = replace(walk, before=page.oldest)
        return Told(statuses, replace(cursor, walk=onward), is_over=False)

    def _page(self, **place: str) -> _Page | None:
        """Ask for a page; None if the server does not know the place."""
        answer = self._ask(PAGE_LIMIT, place)
        if isinstance(answer, Trouble) and answer.is_too_long:
            # Somebody's enormous words: they may not keep us from all the others.
            answer = self._ask(1, place, WIDE_LIMIT_BYTES)
        if isinstance(answer, Trouble):
            if place and answer.is_json and answer.status in _NO_PLACE:
                return None
            self.wire.require(answer)
        return _read(answer) if isinstance(answer, Answer) else _Page()

    def _ask(
        self, limit: int, place: Mapping[str, str], limit_bytes: int | None = None
    ) -> Answer | Trouble:
        types = ["mention", "quote"] if self.quotes else ["mention"]
        wish = {"limit": limit, "types[]": types, **place}
        return self.wire.try_page(_PATH, wish, limit_bytes)


def _read(answer: Answer) -> _Page:
    told = [one for one in objects_at(answer.content) if id_at(one, "id")]
    if not told:
        return _Page()
    read = [
        (status, moment_at(one, "created_at") or status.created_at)
        for one in told
        if text_at(one, "type") in _KINDS
        and (status := read_status(object_at(one, "status"))) is not None
    ]
    return _Page(
        told=tuple(read),
        newest=_linked(answer, "prev", "min_id") or id_at(told[0], "id"),
        oldest=_linked(answer, "next", "max_id") or id_at(told[-1], "id"),
        newest_at=moment_at(told[0], "created_at"),
        oldest_at=moment_at(told[-1], "created_at"),
    )


def _linked(answer: Answer, relation: str, parameter: str) -> str:
    """Return a place that the server itself names in its `Link` header; else ""."""
    response = httpx.Response(200, headers={"link": answer.headers.get("link", "")})
    address = response.links.get(relation, {}).get("url", "")
    try:
        found = parse_qs(urlsplit(address).query).get(parameter, [""])
    except ValueError:
        return ""
    return found[0]


def _reached(page: _Page, walk: Walk) -> bool:
    return (
        walk.until is not None
        and page.oldest_at is not None
        and page.oldest_at < walk.until
    )


def _ended(cursor: Cursor, place: str, now: datetime) -> Cursor:
    """Return the cursor after a walk forward that ended at *place*."""
    marks = list(cursor.marks)
    if marks[-1].id != place:
        marks.append(Mark(place, now))
    return replace(cursor, position="", marks=_aged(marks, now))


def _walked_back(cursor: Cursor, walk: Walk, now: datetime) -> Cursor:
    """Return the cursor after a walk back: all is read up to where it began."""
    ends = [Mark(place, now) for place in (walk.oldest, walk.newest) if place]
    marks = list(cursor.marks) or ends[:1]
    if ends and marks[-1].id != ends[-1].id:
        marks.append(ends[-1])
    return replace(cursor, walk=None, position="", marks=_aged(marks, now), deep_at=now)


def _aged(marks: Sequence[Mark], now: datetime) -> tuple[Mark, ...]:
    """Let go of marks that lie too far back; begin at the last one that is old."""
    old = [n for n, mark in enumerate(marks) if abs(now - mark.at) >= OVERLAP]
    return tuple(marks[max(old, default=0) :][:1]) + tuple(
        marks[max(old, default=0) + 1 :][-_MARKS:]
    )
