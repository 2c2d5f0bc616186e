"""What `events` and `fetch` print, for people and for programs."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.bootstrap import House, open_house
from kairanban.cli import show_events, show_fetched
from kairanban.cli.desk import Desk
from kairanban.exchange.give import given
from tests.clocks import ManualClock
from tests.platforms.web_pages import Found, WebSite, web_site
from tests.project_files import write

FRONT = """
community: {name: Makers, timezone: Asia/Tokyo}
accounts: {box: {platform: sandbox}}
"""

SPRING = """
title: Spring meetup
starts: 2026-12-10 19:00
ends: 21:00
venue: {name: Moon Hall, capacity: 40, access: North exit}
speakers: [Aiko]
programme: [{title: Welcome, at: "19:00", speaker: Aiko}]
staff: [{name: Ken, role: camera}]
safety: Be kind.
tasks:
  - {id: hall, task: Book it, owner: Aiko, due: 2026-11-20}
  - {id: tea, task: Buy tea, done: yes}
to: box
posts: [7-days]
"""

OLD = """
title: Long ago
starts: 2020-12-10 19:00
ends: 2h
cancelled: Nobody came
"""

FEED = """<rss version="2.0"><channel><title>Moon</title><item><title>One</title>
<guid isPermaLink="false">1</guid>
<pubDate>Tue, 24 Nov 2026 12:00:00 +0900</pubDate></item></channel></rss>
"""
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def a_house(folder: Path) -> House:
    """Open the project; it is noon in Tokyo."""
    house = open_house(folder, with_posts=True)
    clock = ManualClock(NOW)
    return replace(house, clock=clock, crew=replace(house.crew, clock=clock))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("COLUMNS", "120")
    write(tmp_path, "kairanban.yaml", FRONT)
    write(tmp_path, "events/spring.yaml", SPRING)
    write(tmp_path, "events/old.yaml", OLD)
    house = a_house(tmp_path)
    yield house
    house.close()


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house.project.folder, "en")


def test_events_are_listed_with_their_tasks(
    desk: Desk, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is over, and needs nothing, is listed on wish."""
    show_events.show_list(desk, house, every=False, as_json=False)
    brief = capsys.readouterr().out
    show_events.show_list(desk, house, every=True, as_json=False)
    whole = capsys.readouterr().out

    assert "Spring meetup" in brief
    assert "1 open, 1 overdue" in brief
    assert "Long ago" not in brief
    assert "Long ago (cancelled)" in whole


def test_an_event_is_shown_whole(
    desk: Desk, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything that its file says, and what follows from it."""
    show_events.show_one(desk, house, "spring", as_json=False)
    page = capsys.readouterr().out

    for words in (
        "Thu 10 Dec, 19:00 till Thu 10 Dec, 21:00 (Asia/Tokyo)",
        "Venue: Moon Hall",
        "Holds: 40",
        "How to get there: North exit",
        "Safety: Be kind.",
        "19:00 Welcome · Aiko",
        "Ken · camera",
        "[ ] hall: Book it (Aiko, overdue for 4 days)",
        "[x] tea: Buy tea",
        "2026-12-03 10:00  spring.7-days (box)",
    ):
        assert words in page, words


def test_programs_get_the_same_event(
    desk: Desk, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Times in UTC, days as days."""
    show_events.show_one(desk, house, "spring", as_json=True)
    found = json.loads(capsys.readouterr().out)

    assert found["starts"] == "2026-12-10T10:00:00+00:00"
    assert (found["open_tasks"], found["overdue_tasks"]) == (1, 1)
    assert found["tasks"][0]["due"] == "2026-11-20"
    assert [one["post"] for one in found["posts"]] == ["spring.7-days"]


def test_an_event_that_is_not_there_is_said_to_be_missing(
    desk: Desk, house: House
) -> None:
    """With the command that lists those that are."""
    with pytest.raises(RequestError, match="kairanban events list"):
        show_events.show_one(desk, house, "sprung", as_json=False)


def test_the_calendar_holds_what_was_asked_for(desk: Desk, house: House) -> None:
    """All events, or those that are named."""
    every = Calendar.from_ical(show_events.calendar(desk, house, []))
    one = Calendar.from_ical(show_events.calendar(desk, house, ["spring"]))

    assert len(every.walk("VEVENT")) == 2
    assert [str(e["summary"]) for e in one.walk("VEVENT")] == ["Spring meetup"]


def test_the_posts_of_an_event_are_given_to_other_programs(house: House) -> None:
    """As they read: nobody else knows our templates."""
    (one,) = given(house.project)

    assert one.entry["id"] == "spring.7-days"
    assert str(one.entry["text"]).startswith("One week to go until “Spring meetup”.")


@pytest.fixture
def site() -> Iterator[WebSite]:
    with web_site() as site:
        yield site


def test_fetch_says_what_came(
    site: WebSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """New entries, nothing new, or why nothing came; and the posts are queued."""
    site.pages = {"/feed": Found(FEED.encode(), "application/rss+xml")}
    feed = (
        f"feeds: {{blog: {{url: '{site.url('/feed')}', to: box, since: 2026-11-24}}}}"
    )
    write(
        tmp_path, "kairanban.yaml", f"{FRONT}{feed}\nhosts_allowed: ['{site.host}']\n"
    )
    house = a_house(tmp_path)
    desk = Desk(tmp_path, "en")
    said = []
    for _ in range(2):
        assert show_fetched.show(desk, house, as_json=False)
        said.append(capsys.readouterr().out.strip())
    site.pages.clear()
    is_well = show_fetched.show(desk, house, as_json=False)
    deliveries = house.memory.outbox.deliveries()
    house.close()

    assert said == ["blog: 1 new entry", "blog: nothing new"]
    assert not is_well
    assert capsys.readouterr().out.strip() == "blog: answers with status 404"
    assert [one.message.text for one in deliveries] == ["One"]


def test_nobody_is_led_into_our_network(
    site: WebSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the operator's word even a feed on this machine is not asked."""
    feed = (
        f"feeds: {{blog: {{url: '{site.url('/feed')}', to: box, since: 2026-11-24}}}}"
    )
    write(tmp_path, "kairanban.yaml", f"{FRONT}{feed}\n")
    house = a_house(tmp_path)
    show_fetched.show(Desk(tmp_path, "en"), house, as_json=True)
    house.close()
    (found,) = json.loads(capsys.readouterr().out)

    assert found["problem"] == str(
        phrase("leads into a private network; we do not go there")
    )
    assert site.asked == []
