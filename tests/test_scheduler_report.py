"""The morning paper: what is in it, and that it comes once a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.accounts import Account
from domain.budgets import Budget, Counted, Span
from domain.deliveries import DeliveryState
from domain.late import LateAction, LatePolicy
from domain.pauses import Pause, PauseScope
from domain.phrases import ENGLISH
from domain.ports import EntryFilter, ReplyWish
from domain.posts import ReplyTarget
from domain.project import Community, DigestFormat, DigestWishes, Project
from scheduler.report import Reporter
from tests.builders import a_page, a_post, an_item
from tests.clocks import NOON
from tests.crews import C, Hand, a_hand
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


def test_the_first_paper_looks_back_to_the_first_start(
    hand: Hand, reporter: Reporter, project: Project
) -> None:
    """What the very first plan left out is in it."""
    reporter.begin()
    hand.clock.turn(timedelta(seconds=1))
    hand.plan(
        a_post(at=NOON - timedelta(days=2), late=LatePolicy(otherwise=LateAction.SKIP)),
    )
    write_due(reporter, project)
    reporter.begin()
    hand.clock.set(MORNING)
    digest = reporter.compose(project, MORNING)

    assert digest.since == NOON
    assert [one.post_key for one in digest.left_out] == ["hello"]


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


def test_what_was_left_out_and_taken_down_is_in_the_next_paper_only(
    hand: Hand, reporter: Reporter, project: Project
) -> None:
    """`late: skip`, after months in the dark; and a post that a person took down."""
    skip = LatePolicy(otherwise=LateAction.SKIP)
    hand.plan(
        a_post("skipped", at=NOON - timedelta(days=90), late=skip), a_post("regretted")
    )
    hand.attend()
    (sent,) = hand.memory.outbox.deliveries({DeliveryState.SENT})
    hand.memory.outbox.mark_deleted(sent, "Aiko", hand.clock.now())
    hand.clock.turn(timedelta(minutes=1))
    now = hand.clock.now()
    digest = reporter.compose(project, now)
    hand.memory.notes.put("digest/last", now.isoformat())
    next_one = reporter.compose(project, now + timedelta(days=1))

    assert [one.post_key for one in digest.left_out] == ["skipped"]
    assert [one.post_key for one in digest.taken_down] == ["regretted"]
    assert digest.published == ()
    assert (next_one.left_out, next_one.taken_down) == ((), ())


def test_however_much_went_out_all_of_it_is_in_the_paper(
    hand: Hand,
    reporter: Reporter,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is read a helping at a time, also where two were due at once."""
    monkeypatch.setattr("scheduler.report.LIMIT", 2)
    minute = timedelta(minutes=1)
    hand.plan(*(a_post(f"{n}", NOON + n // 2 * minute) for n in range(1, 7)))
    for _ in range(5):
        hand.attend()
        hand.clock.turn(minute)
    digest = reporter.compose(project, hand.clock.now())

    assert [one.post_key for one in digest.published] == list("123456")


def test_the_paper_says_what_is_paused_used_up_and_in_doubt(tmp_path: Path) -> None:
    """From the same books that the claim looks into."""
    with a_hand(tmp_path, C) as hand:
        hand.box.will("hang-up-before")
        hand.plan(a_post())
        hand.attend()
        hand.attend()
        pause = Pause(PauseScope.EVERYTHING, "", "earthquake", "Aiko", NOON)
        hand.memory.pauses.begin(pause)
        box = Account("box", "scripted", budgets=(Budget(Counted.WRITES, 1, Span.DAY),))
        hand.project.swap(replace(hand.project(), accounts={"box": box}))
        crew = replace(hand.crew(), page_of=lambda key: f"https://{key}.test")
        digest = crew.reporter.compose(hand.project(), hand.clock.now())

    assert [one.reason for one in digest.pauses] == ["earthquake"]
    assert [one.is_reached for one in digest.budgets] == [True]
    assert [one.url for one in digest.troubles] == ["https://box.test"]


def test_a_reply_in_doubt_is_looked_for_below_what_it_answers(tmp_path: Path) -> None:
    """The account's own page does not show answers everywhere."""
    with a_hand(tmp_path, C) as hand:
        item = an_item(url="https://sandbox.test/question")
        hand.memory.inbox.take_in("box", a_page(item), NOON)
        (entry,) = hand.memory.inbox.entries(EntryFilter())
        target = ReplyTarget(entry.id, item.reference, item.reference)
        hand.memory.outbox.add_reply("box", target, ReplyWish("At seven!"), NOON)
        hand.box.will("hang-up-before")
        hand.attend()
        hand.attend()
        digest = hand.crew().reporter.compose(hand.project(), hand.clock.now())

    assert [one.url for one in digest.troubles] == ["https://sandbox.test/question"]
