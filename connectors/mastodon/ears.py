"""Hearing what people say to us: notifications first, then our own threads.

A pull that finds nothing new costs two requests: a page of notifications, and our own
recent statuses. One that finds a lot asks for the threads that moved, ten at most, and
for the tops of the threads in which somebody spoke.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from connectors import own_answers
from connectors.json_paths import objects_at
from connectors.mastodon.cursor import Cursor
from connectors.mastodon.instance import Instance
from connectors.mastodon.items import answer_of, item_of, kind_for
from connectors.mastodon.notifications import Notifications
from connectors.mastodon.threads import (
    known_roots,
    moved,
    own_statuses,
    read_context,
    read_threads,
    reply_counts,
    thread_of,
    with_round,
)
from connectors.mastodon.verdict import is_no_such
from connectors.mastodon.views import Status, read_status, read_statuses
from connectors.mastodon.wire import Wire
from connectors.trouble import AnswerError, Trouble
from domain.clock import Clock
from domain.errors import GoneError, RefusedError
from domain.items import Item, ItemKind, OwnAnswer, Page, Reread

#: Statuses that one question may name.
_STATUSES_PER_QUESTION = 20


class Ears:
    """Listens on one account."""

    def __init__(self, wire: Wire, instance: Instance, clock: Clock) -> None:
        self._wire = wire
        self._instance = instance
        self._clock = clock
        #: False once the server turned out not to take many ids in one question.
        self._takes_many = True

    def pull(self, text: str) -> Page:
        """Return what is new since the cursor *text*."""
        self._instance.freshen()
        us, now = self._wire.us.remote_id, self._clock.now()
        cursor = Cursor.decode(text, f"{self._wire.server} {us}")
        facts = self._instance.facts
        told = Notifications(self._wire, quotes=bool(facts and facts.quotes)).walk_on(
            cursor, now
        )
        ours = own_statuses(self._wire, now)
        roots = known_roots(ours)
        if not told.is_over:
            tops = self._with_tops(told.statuses, roots)
            items = self._items(told.statuses, tops, {one.id for one in ours})
            return self._page(items, (), told.cursor, more=True)
        return self._with_threads(told.statuses, ours, roots, told.cursor)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at statuses seen before."""
        found: dict[str, Status] = {}
        for start in range(0, len(remote_ids), _STATUSES_PER_QUESTION):
            wanted = remote_ids[start : start + _STATUSES_PER_QUESTION]
            found |= {status.id: status for status in self._many(wanted)}
        # Not told among many may have other reasons: each is asked for by itself.
        for one in remote_ids:
            status = found.get(one) or self._one(one)
            if status is not None:
                found[one] = status
        return Reread(
            items=tuple(self._items(found.values(), {})),
            gone=tuple(one for one in remote_ids if one not in found),
        )

    def _with_threads(
        self,
        told: Sequence[Status],
        ours: Sequence[Status],
        roots: Mapping[str, str],
        cursor: Cursor,
    ) -> Page:
        us, now = self._wire.us.remote_id, self._clock.now()
        answers = own_answers.since(
            cursor.answered, (answer_of(status, us) for status in ours)
        )
        counts = reply_counts(ours, roots)
        touched = _answered(ours, roots, cursor, us)
        changed = moved(counts, cursor.replies, touched)
        heard = read_threads(
            self._wire, with_round(cursor, ours, roots, now), changed, counts
        )
        tops = self._with_tops(told, {**roots, **heard.roots})
        our_ids = {one.id for one in ours}
        items = self._items([*told, *heard.statuses], tops, our_ids)
        more = [answer_of(status, us) for status in heard.statuses]
        cursor = replace(
            heard.cursor, answered=own_answers.newest(cursor.answered, answers)
        )
        return self._page(items, (*answers, *more), cursor, more=heard.more)

    def _items(
        self,
        statuses: Iterable[Status],
        roots: Mapping[str, str],
        our_tops: Container[str] = (),
    ) -> Iterable[Item]:
        us = self._wire.us.remote_id
        for status in statuses:
            kind = kind_for(status, us) or ItemKind.REPLY
            if kind is ItemKind.MENTION and roots.get(status.id) in our_tops:
                kind = ItemKind.REPLY  # deep in our own thread, and it names us too
            item = item_of(status, us, kind, roots)
            if item is not None:
                yield item

    def _with_tops(
        self, statuses: Iterable[Status], roots: Mapping[str, str]
    ) -> dict[str, str]:
        """Return *roots*, and the tops of the threads in which *statuses* stand."""
        tops = dict(roots)
        for status in statuses:
            if not status.parent or status.id in tops:
                continue
            if status.parent in tops:
                tops[status.id] = tops[status.parent]
                continue
            above = read_context(self._wire, status.id).ancestors
            tops |= {one.id: above[0].id for one in above}
            tops[status.id] = above[0].id if above else status.parent
        return tops

    def _many(self, wanted: Sequence[str]) -> Iterable[Status]:
        """Ask for several statuses at once, where the server takes that (4.3)."""
        if not self._takes_many or len(wanted) == 1:
            return ()
        answer = self._wire.try_ask("/api/v1/statuses", **{"id[]": list(wanted)})
        if isinstance(answer, list):
            return read_statuses(objects_at(answer))
        self._takes_many = False
        if isinstance(answer, Trouble) and not is_no_such(answer):
            self._takes_many = True  # it is another trouble, and may pass
            self._wire.require(answer)
        return ()

    def _one(self, remote_id: str) -> Status | None:
        """Return a status as it is now; None if it is gone, or hidden from us."""
        answer = self._wire.try_ask(f"/api/v1/statuses/{quote(remote_id, safe='')}")
        if isinstance(answer, Trouble):
            error = self._wire.error_of(answer)
            if isinstance(error, GoneError | RefusedError):
                return None
            raise error from AnswerError(str(answer))
        return read_status(answer)

    def _page(
        self,
        items: Iterable[Item],
        answers: Iterable[OwnAnswer | None],
        cursor: Cursor,
        *,
        more: bool,
    ) -> Page:
        """Return a page on which nothing stands twice."""
        return Page(
            items=tuple({item.remote_id: item for item in items}.values()),
            next_cursor=cursor.encode(),
            more=more,
            answers=tuple({a.remote_id: a for a in answers if a}.values()),
            rate=self._wire.rate,
        )


def _answered(
    ours: Iterable[Status], roots: Mapping[str, str], cursor: Cursor, us: str
) -> Iterable[str]:
    """Return the threads of ours in which we answered somebody since last time."""
    for status in ours:
        answer, thread = answer_of(status, us), thread_of(status, roots)
        if answer is None or thread == status.id:
            continue
        if cursor.answered is None or answer.created_at > cursor.answered:
            yield thread
