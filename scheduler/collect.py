"""Collects what others publish: entries of feeds, and calendars.

What is new of a feed is decided purely (`choose`); of each entry is told once, for
the memory takes in the entry and its post together or not at all.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.clock import Clock
from domain.events import CALENDAR_LIMIT_BYTES, Calendar, kept_file
from domain.feeds import Feed, FeedEntry, FeedPage, News
from domain.files import disk_in_words, write_whole
from domain.phrases import Phrase
from domain.ports import CalendarCheck, FeedReader, Memory, PlanStep, Web
from domain.posts import Post
from domain.project import Project
from domain.web import Fetched, NotFetchedError, Request, Validators
from scheduler.plan_gate import Gate, needs_approval
from scheduler.plan_lines import Draft
from scheduler.plan_occurrence import Wish, insert
from scheduler.source_troubles import note_trouble

_FEEDS = "application/atom+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.1"
_CALENDARS = "text/calendar,*/*;q=0.1"
_FEED_LIMIT_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of looking at one feed or calendar."""

    #: Entries that are told of.
    new: int = 0
    #: Does a calendar say something else than before?
    is_changed: bool = False
    #: Why nothing came, or what cannot be told; None if all is well.
    problem: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a feed is new."""

    #: To be told of, oldest first.
    news: tuple[FeedEntry, ...]
    #: To be remembered, and never told of.
    passed_over: tuple[FeedEntry, ...]


def choose(
    feed: Feed,
    page: FeedPage,
    known: Collection[str],
    zone: ZoneInfo,
    *,
    is_first: bool,
) -> Choice:
    """Return which entries are new, and which of them are told of.

    One of a day before the feed's first day is not; nor is one without a time, if
    the feed is looked at for the first time: nobody knows how old it is.
    """
    fresh = [entry for entry in page.entries if entry.key not in known]
    news = [one for one in fresh if _is_news(one, feed, zone, is_first=is_first)]
    others = tuple(entry for entry in fresh if entry not in news)
    # Feeds put the newest first; what has no time keeps its place.
    news.reverse()
    news.sort(key=lambda one: (one.published_at is None, one.published_at))
    return Choice(tuple(news), others)


def _is_news(entry: FeedEntry, feed: Feed, zone: ZoneInfo, *, is_first: bool) -> bool:
    if entry.published_at is None:
        return not is_first
    return entry.published_at.astimezone(zone).date() >= feed.since


@dataclass(frozen=True, slots=True)
class Library:
    """Where it is asked, and who reads what comes."""

    web: Web
    read_feed: FeedReader
    check_calendar: CalendarCheck


@dataclass(frozen=True, slots=True)
class Collector:
    """Asks, decides and remembers."""

    memory: Memory
    clock: Clock
    library: Library

    def feed(self, feed: Feed, project: Project) -> Collected:
        """Queue a post for each new entry of *feed*.

        Raises:
            StorageError: Part of it was done; the next time does the rest.
        """
        return self._noted(feed.url, self._feed(feed, project))

    def calendar(self, calendar: Calendar, state_folder: Path) -> Collected:
        """Lay what *calendar* says now where the files' reader looks for it.

        Raises:
            StorageError: It could not be written.
        """
        return self._noted(calendar.url, self._calendar(calendar, state_folder))

    def _noted(self, url: str, collected: Collected) -> Collected:
        """Remember since when there is trouble; the morning paper tells."""
        note_trouble(self.memory.notes, url, collected.problem, self.clock.now())
        return collected

    def _feed(self, feed: Feed, project: Project) -> Collected:
        try:
            found = self._ask(feed.url, _FEEDS, _FEED_LIMIT_BYTES)
            page = None if found.is_unchanged else self.library.read_feed(found)
        except NotFetchedError as error:
            return Collected(problem=error.phrase)
        if page is None:
            return Collected()
        collected = self._take_in(feed, page, project)
        if collected.problem is None:  # else all of it is looked at again
            self._remember(feed.url, found)
        return collected

    def _calendar(self, calendar: Calendar, state_folder: Path) -> Collected:
        kept = kept_file(state_folder, calendar.url)
        is_first = not kept.exists()
        try:
            found = self._ask(
                calendar.url, _CALENDARS, CALENDAR_LIMIT_BYTES, anew=is_first
            )
            if found.is_unchanged:
                return Collected()
            self.library.check_calendar(found)
        except NotFetchedError as error:
            return Collected(problem=error.phrase)
        text = found.content.decode("utf-8", "replace")
        is_changed = is_first or kept.read_bytes() != text.encode()
        if is_changed:
            with disk_in_words(kept.parent):
                kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, text)
        self._remember(calendar.url, found)
        return Collected(is_changed=is_changed)

    def _take_in(self, feed: Feed, page: FeedPage, project: Project) -> Collected:
        feeds, now = self.memory.feeds, self.clock.now()
        known = feeds.known(feed.key, [entry.key for entry in page.entries])
        choice = choose(
            feed,
            page,
            known,
            project.community.timezone,
            is_first=not feeds.is_known(feed.key),
        )
        if choice.passed_over:
            keys = [entry.key for entry in choice.passed_over]
            feeds.take_in(feed.key, keys, (), now)
        count, problem = 0, None
        for entry in choice.news:
            at = self._next_time(feed, now)
            post = feed.write(News(page.title, entry, at))
            if isinstance(post, Phrase):
                problem = post
                continue
            steps = steps_for(post, project)
            count += feeds.take_in(feed.key, [entry.key], steps, now) > 0
        return Collected(new=count, problem=problem)

    def _next_time(self, feed: Feed, now: datetime) -> datetime:
        """Return when its next post may go out: now, or well after the last one."""
        last = self.memory.feeds.last_due(feed.key)
        return now if last is None else max(now, last + feed.spacing)

    def _ask(
        self, url: str, accept: str, limit_bytes: int, *, anew: bool = False
    ) -> Fetched:
        validators = Validators() if anew else self._validators(url)
        return self.library.web.ask(
            Request(url, limit_bytes, accept, "feed reader", validators)
        )

    def _validators(self, url: str) -> Validators:
        noted = json.loads(self.memory.notes.get(_note(url)) or "{}")
        return Validators(noted.get("etag", ""), noted.get("last_modified", ""))

    def _remember(self, url: str, found: Fetched) -> None:
        """Note by what the server tells whether we have its latest."""
        said = found.validators
        noted = {"etag": said.etag, "last_modified": said.last_modified}
        self.memory.notes.put(_note(url), json.dumps(noted))


def steps_for(post: Post, project: Project) -> Sequence[PlanStep]:
    """Return what queues *post* on each of its accounts, or has it wait for a yes."""
    steps: list[PlanStep] = []
    for account in post.accounts:
        draft = Draft(post.key, account)
        gate = Gate(needs_approval(project, post, account))
        insert(Wish(post, account, gate, draft), post.at)
        steps += draft.steps
    return steps


def _note(url: str) -> str:
    return f"web/{sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
