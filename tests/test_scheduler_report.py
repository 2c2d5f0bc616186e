"""The morning paper: what is in it, and that it comes once a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.phrases import ENGLISH
from domain.project import Community, DigestFormat, DigestWishes, Project
from scheduler.report import Reporter
from tests.builders import a_page, a_post, an_item
from tests.clocks import NOON
from tests.crews import Hand, a_hand
from tests.projects import a_project

TOKYO = ZoneInfo("Asia/Tokyo")
#: Eight o'clock in Tokyo, on the day after `NOON`.
MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=TOKYO)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path / "state") as hand:
        yield hand


@pytest.fixture
def reporter(hand: Hand) -> Reporter:
    return replace(hand.crew().reporter, titles={"scripted": "Scripted!"})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(state_folder=tmp_path / "state")


def write_due(reporter: Reporter, project: Project) -> list[str]:
    """Write what is due; return the files' names."""
    return [path.name for path in reporter.write_due(project, ENGLISH)]


def test_it_says_who_waits_and_what_became_of_our_posts(
    hand: Hand, reporter: Reporter, project: Project
) -> None:
    """Unanswered, published, missed, due today."""
    hand.memory.inbox.take_in("box", a_page(an_item("When do we meet?")), NOON)
    hand.crew().triage.judge_all()
    hand.plan(
        a_post("out", text="out"),
        a_post("missed", at=NOON - timedelta(days=2), text="missed"),
        a_post("later", at=NOON + timedelta(hours=1), text="later"),
        a_post("tomorrow", at=NOON + timedelta(days=1), text="tomorrow"),
    )
    hand.attend()
    hand.clock.turn(timedelta(minutes=1))
    digest = reporter.compose(project, hand.clock.now())

    assert [one.words for one in digest.waiting] == ["When do we meet?"]
    assert [one.words for one in digest.published] == ["out"]
    assert [one.words for one in digest.troubles] == ["missed"]
    assert [one.words for one in digest.today] == ["later"]
    assert digest.waiting[0].platform in {"Scripted!", "Sandbox"}


def test_it_is_written_in_every_wished_format(
    reporter: Reporter, project: Project
) -> None:
    """Named by the community's own day."""
    digest = reporter.compose(project, MORNING)
    paths = reporter.write(project, digest, ENGLISH)

    assert [path.name for path in paths] == [
        "2026-11-25.txt",
        "2026-11-25.md",
        "2026-11-25.html",
    ]
    assert paths[0].parent == project.state_folder / "digests"
    assert "The Test Garden" in paths[0].read_text(encoding="utf-8")
    assert sorted(path.name for path in paths[0].parent.iterdir()) == sorted(
        path.name for path in paths
    )


def test_it_goes_where_the_project_wishes(
    reporter: Reporter, project: Project, tmp_path: Path
) -> None:
    """One format, another folder."""
    wishes = DigestWishes(formats=(DigestFormat.TEXT,), folder=tmp_path / "papers")
    project = replace(project, digest=wishes)
    paths = reporter.write(project, reporter.compose(project, MORNING), ENGLISH)

    assert paths == (tmp_path / "papers" / "2026-11-25.txt",)


def test_it_comes_once_a_day(hand: Hand, reporter: Reporter, project: Project) -> None:
    """Not on the first start, then each morning, however often one asks."""
    assert write_due(reporter, project) == []

    hand.clock.set(MORNING - timedelta(seconds=1))

    assert write_due(reporter, project) == []
    assert reporter.next_at(project) == MORNING

    hand.clock.set(MORNING)

    assert len(write_due(reporter, project)) == 3
    assert write_due(reporter, project) == []
    assert reporter.next_at(project) == MORNING + timedelta(days=1)


def test_missed_mornings_become_one_digest(
    hand: Hand, reporter: Reporter, project: Project
) -> None:
    """A week of darkness: one paper, which looks back on all of it."""
    write_due(reporter, project)
    hand.clock.set(MORNING + timedelta(days=7, hours=3))
    digest = reporter.compose(project, hand.clock.now())

    assert digest.since == NOON
    assert write_due(reporter, project)[0] == "2026-12-02.txt"
    assert write_due(reporter, project) == []


def test_a_clock_that_was_years_ahead_does_not_silence_it(
    hand: Hand, reporter: Reporter, project: Project
) -> None:
    """The machine woke up in 2036 once; the paper comes again the next morning."""
    hand.clock.set(NOON + timedelta(days=3650))
    write_due(reporter, project)
    hand.clock.set(NOON)
    write_due(reporter, project)
    hand.clock.set(MORNING)

    assert len(write_due(reporter, project)) == 3


def test_it_follows_the_communitys_clock(reporter: Reporter, project: Project) -> None:
    """Half past six in Berlin."""
    berlin = ZoneInfo("Europe/Berlin")
    project = replace(
        project,
        community=Community("The Test Garden", berlin),
        digest=DigestWishes(at=time(6, 30)),
    )

    assert reporter.next_at(project) == datetime(2026, 11, 24, 6, 30, tzinfo=berlin)
