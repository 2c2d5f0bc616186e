"""Whoever plans or approves a post sees how it will be shown."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.posts import Manner, Message, Poll, Visibility
from kairanban.bootstrap import House, open_house
from kairanban.cli import show_plan
from kairanban.cli.desk import Desk
from kairanban.cli.manner_words import manner_json, manner_lines, marked_links, span
from kairanban.cli.show_decisions import show_words
from tests.project_files import write

FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox}
  other: {platform: sandbox}
campaigns:
  spring: {utm: {medium: post}}
"""
QUEUE = """\
campaign: spring
posts:
- id: films
  at: 2090-11-24 09:30
  to: [box, other]
  text: Which? https://example.org/a-rather-long-address/of-the/programme
  content_warning: Spoilers
  variants: {other: {text: Short, content_warning: ""}}
- id: later
  draft: true
  text: Soon
"""
POLL = Poll(("Tea", "Coffee"), timedelta(days=1, hours=2, minutes=30))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Open a project with a post for two accounts, and a draft."""
    monkeypatch.setenv("COLUMNS", "120")
    write(tmp_path, "kairanban.yaml", FRONT)
    write(tmp_path, "queue/a.yaml", QUEUE)
    house = open_house(tmp_path, with_posts=True)
    yield house
    house.close()


def desk(house: House) -> Desk:
    return Desk(house.project.folder, "en")


def lines(manner: Manner, answers: str = "") -> list[str]:
    return list(map(str, manner_lines(Message("x", manner=manner), answers)))


def test_what_is_as_usual_needs_no_words() -> None:
    """Most posts are."""
    assert lines(Manner()) == []


WISHES = [
    (Manner(content_warning="Spoilers"), "content warning: Spoilers"),
    (Manner(visibility=Visibility.PUBLIC), "for everybody"),
    (Manner(visibility=Visibility.UNLISTED), "not in public lists"),
    (Manner(visibility=Visibility.FOLLOWERS), "for followers only"),
    (Manner(visibility=Visibility.DIRECT), "only for those it mentions"),
    (Manner(language="ja"), "language: ja"),
    (Manner(quote="https://x.test/1"), "shows https://x.test/1 inside"),
    (Manner(card=""), "shows no card"),
    (Manner(card="https://x.test"), "shows the card of https://x.test"),
    (Manner(poll=POLL), "poll, open for 1d2h30m: Tea / Coffee"),
    (
        Manner(poll=replace(POLL, several=True)),
        "poll, several answers, open for 1d2h30m: Tea / Coffee",
    ),
]


@pytest.mark.parametrize(("manner", "said"), WISHES, ids=[w[1] for w in WISHES])
def test_every_wish_has_its_words(manner: Manner, said: str) -> None:
    """A line each."""
    assert lines(manner) == [said]


def test_whom_a_post_answers_comes_first() -> None:
    """It tells what the rest is about."""
    found = lines(Manner(language="ja"), "https://x.test/1")

    assert found == ["answers https://x.test/1", "language: ja"]


def test_a_span_is_said_as_it_is_written() -> None:
    """In the words of the files."""
    assert span(replace(POLL, open_for=timedelta(hours=48))) == "2d"
    assert span(replace(POLL, open_for=timedelta(0))) == "0m"


def test_programs_get_the_same() -> None:
    """Null is as usual."""
    manner = Manner(visibility=Visibility.DIRECT, poll=POLL)

    assert json.loads(json.dumps(manner_json(manner))) == {
        "content_warning": None,
        "visibility": "direct",
        "language": None,
        "quote": None,
        "card": None,
        "poll": {
            "options": ["Tea", "Coffee"],
            "open_for_seconds": 95400,
            "several": False,
        },
    }


def test_marked_links_are_named_once() -> None:
    """Those of the text and that of the card."""
    link = "https://x.test/?utm_source=a"
    message = Message(f"{link} https://y.test", manner=Manner(card=link))

    assert marked_links(message) == (link,)


def test_a_plan_shows_what_each_account_will_say(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """The variant, the warning, and the whole link with its parameters."""
    show_plan.show(desk(house), house, as_json=False)
    told = "".join(capsys.readouterr().out.split())

    assert "contentwarning:Spoilers" in told
    assert "programme?utm_source=sandbox&utm_medium=post&utm_campaign=spring" in told
    assert "filmsShort" in told
    assert told.count("contentwarning") == 1


def test_a_plan_lists_drafts(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """So that nobody waits for them in vain; programs get them, too."""
    show_plan.show(desk(house), house, as_json=False)
    told = capsys.readouterr().out
    show_plan.show(desk(house), house, as_json=True)
    found = json.loads(capsys.readouterr().out)

    assert "later (queue/a.yaml:9): Soon" in told
    assert found["drafts"] == [
        {"post": "later", "due_at": None, "text": "Soon", "source": "queue/a.yaml:9"}
    ]
    assert [one["manner"]["content_warning"] for one in found["coming"]] == [
        "Spoilers",
        None,
    ]


def test_who_approves_sees_it_all(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """A yes is a yes to the warning, too."""
    house.crew.planner.apply(house.project)
    first, _ = house.memory.outbox.deliveries()
    show_words(desk(house), house, first)

    assert "      content warning: Spoilers" in capsys.readouterr().out
