"""Feeds and calendars are collected: each entry once, history never."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.clock import SystemClock
from domain.events import Calendar, kept_file
from domain.feeds import Feed, FeedEntry, FeedPage, News
from domain.phrases import Phrase, phrase
from domain.posts import Origin, Post
from domain.project import Project
from domain.web import Fetched, NotFetchedError, Request, Validators
from scheduler.collect import Collector, Library, choose
from scheduler.collecting import Collecting
from scheduler.engines.apscheduler_bell import ApschedulerBell
from scheduler.source_troubles import source_troubles
from storage.memory import Memory
from tests.clocks import NOON, ManualClock
from tests.memories import a_memory
from tests.projects import a_project
from tests.waiting import until

TOKYO = ZoneInfo("Asia/Tokyo")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
URL = "https://moon.test/feed"


def written(news: News) -> Post | Phrase:
    """Return the post about an entry; titles that begin with "!" cannot be told."""
    if news.entry.title.startswith("!"):
        return phrase("is too long")
    key = f"feed/blog/{news.entry.key}"
    return Post(key, news.entry.title, ("box",), news.at, origin=Origin.FEED)


FEED = Feed("blog", URL, date(2026, 11, 24), timedelta(hours=1), 10 * MINUTE, written)
CALENDAR = Calendar("town", "https://moon.test/town.ics", timedelta(hours=1))


def entry(key: str, published_at: datetime | None = NOON, title: str = "") -> FeedEntry:
    return FeedEntry(key, title or f"About {key}", published_at=published_at)


@dataclass
class World:
    """The web, as these tests want it."""

    entries: tuple[FeedEntry, ...] = ()
    content: bytes = b"BEGIN"
    problem: str = ""
    etag: str = '"1"'
    asked: list[Request] = field(default_factory=list)

    def ask(self, request: Request) -> Fetched:
        """Answer; what has the same mark is not sent again."""
        self.asked.append(request)
        if self.problem:
            raise NotFetchedError(phrase("{problem}", problem=self.problem))
        is_unchanged = bool(self.etag) and request.validators.etag == self.etag
        return Fetched(
            request.url,
            content=b"" if is_unchanged else self.content,
            validators=Validators(self.etag),
            is_unchanged=is_unchanged,
        )

    def read(self, found: Fetched) -> FeedPage:
        """Return the feed, whatever was fetched."""
        return FeedPage("Moon", self.entries)

    def check(self, found: Fetched) -> None:
        """Refuse what does not begin as a calendar does."""
        if not found.content.startswith(b"BEGIN"):
            raise NotFetchedError(phrase("is no calendar"))


@dataclass
class Desk:
    """A collector, and everything that a test wants to turn or look at."""

    world: World
    memory: Memory
    clock: ManualClock
    collector: Collector
    project: Project

    def collect(self, *entries: FeedEntry, etag: str = "") -> int:
        """Let the feed say *entries*, and return how many were told of."""
        self.world.entries, self.world.etag = entries, etag
        return self.collector.feed(FEED, self.project).new

    def texts(self) -> list[str]:
        """Return what is queued, by due time."""
        return [one.message.text for one in self.memory.outbox.deliveries()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world, clock = World(), ManualClock()
    memory = a_memory(tmp_path, clock)
    library = Library(world, world.read, world.check)
    project = a_project(feeds=(FEED,), state_folder=tmp_path)
    yield Desk(world, memory, clock, Collector(memory, clock, library), project)
    memory.close()


def test_history_is_passed_over() -> None:
    """What is older than the first day, by the community's clock, is not told."""
    midnight = datetime(2026, 11, 24, tzinfo=TOKYO).astimezone(UTC)
    new, old = entry("new", midnight), entry("old", midnight - MINUTE)
    choice = choose(FEED, FeedPage("", (new, old)), (), TOKYO, is_first=True)

    assert (choice.news, choice.passed_over) == ((new,), (old,))


def test_the_oldest_news_come_first() -> None:
    """Feeds put the newest on top; people read from the beginning."""
    page = FeedPage("", (entry("c", NOON + DAY), entry("b", None), entry("a")))
    choice = choose(FEED, page, (), TOKYO, is_first=False)

    assert [one.key for one in choice.news] == ["a", "c", "b"]


def test_what_has_no_day_is_history_the_first_time() -> None:
    """Later it is news, for it was not there before."""
    page = FeedPage("", (entry("a", None),))

    assert choose(FEED, page, (), TOKYO, is_first=True).news == ()
    assert choose(FEED, page, (), TOKYO, is_first=False).news == page.entries
    assert choose(FEED, page, {"a"}, TOKYO, is_first=False).news == ()


def test_each_entry_is_told_once(desk: Desk) -> None:
    """However often the feed is looked at, and after a restart."""
    assert desk.collect(entry("a")) == 1
    assert desk.collect(entry("b"), entry("a")) == 1
    assert desk.collect(entry("b"), entry("a", title="Changed")) == 0
    assert desk.texts() == ["About a", "About b"]


def test_posts_of_a_feed_keep_their_distance(desk: Desk) -> None:
    """Twenty entries at once are no twenty posts at once."""
    desk.collect(entry("a"), entry("b"))
    desk.clock.turn(MINUTE)
    desk.collect(entry("c"))

    due = [one.due_at for one in desk.memory.outbox.deliveries()]
    assert due == [NOON, NOON + 10 * MINUTE, NOON + 20 * MINUTE]


def test_news_wait_for_a_yes_where_one_is_asked_for(desk: Desk) -> None:
    """Nothing goes around the approval."""
    desk.project = replace(desk.project, needs_approval=True)
    desk.collect(entry("a"))

    (delivery,) = desk.memory.outbox.deliveries()
    assert str(delivery.state) == "awaiting_approval"


def test_what_has_not_changed_is_not_read_again(desk: Desk) -> None:
    """The server is asked whether there is anything new."""
    desk.collect(entry("a"), etag='"1"')

    assert desk.collect(entry("b"), etag='"1"') == 0
    assert desk.world.asked[-1].validators.etag == '"1"'


def test_what_cannot_be_told_is_tried_again(desk: Desk) -> None:
    """It is said why; nothing is remembered of it, so that it can be mended."""
    desk.world.entries = (entry("bad", title="!"), entry("good"))
    collected = desk.collector.feed(FEED, desk.project)

    assert (collected.new, str(collected.problem)) == (1, "is too long")
    assert desk.collect(entry("bad")) == 1


def test_a_silent_feed_is_a_problem_not_an_error(desk: Desk) -> None:
    """It is asked again next time."""
    desk.world.problem = "does not answer"
    collected = desk.collector.feed(FEED, desk.project)

    assert str(collected.problem) == "does not answer"


def test_since_when_a_feed_is_silent_is_remembered(desk: Desk) -> None:
    """From its first silence to its first word."""
    desk.world.problem = "does not answer"
    for _ in range(2):
        desk.collector.feed(FEED, desk.project)
        desk.clock.turn(MINUTE)
    (trouble,) = source_troubles(desk.memory.notes, desk.project)
    desk.world.problem = ""
    desk.collector.feed(FEED, desk.project)

    assert (trouble.name, trouble.since) == ("blog", NOON)
    assert str(trouble.problem) == "does not answer"
    assert list(source_troubles(desk.memory.notes, desk.project)) == []


def test_a_calendar_is_laid_where_the_files_reader_looks(desk: Desk) -> None:
    """Whole, and only if it says something else."""
    folder = desk.project.state_folder
    found = [desk.collector.calendar(CALENDAR, folder).is_changed for _ in range(2)]

    assert found == [True, False]
    assert kept_file(folder, CALENDAR.url).read_bytes() == b"BEGIN"


def test_the_last_good_calendar_stays(desk: Desk) -> None:
    """A page that says "sorry" does not cancel every event."""
    folder = desk.project.state_folder
    desk.collector.calendar(CALENDAR, folder)
    desk.world.content, desk.world.etag = b"<html>Sorry</html>", ""
    collected = desk.collector.calendar(CALENDAR, folder)

    assert str(collected.problem) == "is no calendar"
    assert kept_file(folder, CALENDAR.url).read_bytes() == b"BEGIN"


def test_a_calendar_that_was_lost_is_fetched_anew(desk: Desk) -> None:
    """That the server has nothing newer is no help without the old one."""
    folder = desk.project.state_folder
    desk.collector.calendar(CALENDAR, folder)
    kept_file(folder, CALENDAR.url).unlink()

    assert desk.collector.calendar(CALENDAR, folder).is_changed


def test_the_daemon_follows_feeds_and_calendars(desk: Desk) -> None:
    """They ring as the files say; a calendar's news have the files read again."""
    quick = replace(FEED, poll_every=timedelta(milliseconds=50))
    project = replace(desk.project, feeds=(quick,), calendars=(CALENDAR,))
    desk.world.entries = (entry("a"),)
    bell, told = ApschedulerBell(lambda *_: None, SystemClock()), list[str]()
    collecting = Collecting(bell, desk.collector, lambda: project, lambda *_: None)
    collecting.on_change = lambda: told.append("changed")
    collecting.follow(project)
    bell.start()
    until(lambda: bool(desk.texts()) and bool(told))
    names = bell.names()
    collecting.follow(a_project())
    silent = bell.names()
    bell.stop()

    assert collecting.drain(timedelta(seconds=5))
    assert names == ["calendar/town", "feed/blog"]
    assert silent == []
