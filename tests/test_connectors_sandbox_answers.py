"""What the neighbours say to what we publish."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.sandbox.answers import speaks_japanese, topic_of
from connectors.sandbox.community import Topic
from connectors.sandbox.connector import Sandbox
from connectors.sandbox.lines import Picture, Published
from domain.items import Item, ItemKind, RemoteReference
from domain.posts import Draft, Receipt, ReplyTarget
from tests.clocks import NOON, ManualClock
from tests.platforms.sandbox_setups import a_sandbox

#: Words for which a reply is thanked, and words for which it is not.
THANKED, NOT_THANKED = "Yes, it is.", "Maybe."


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def box(tmp_path: Path, clock: ManualClock) -> Sandbox:
    """Return a lively sandbox whose opening is over."""
    sandbox = a_sandbox(tmp_path, clock)
    sandbox.pull("")
    clock.turn(timedelta(minutes=2))
    return sandbox


def say(box: Sandbox, text: str, to: str = "") -> Receipt:
    target = ReplyTarget(1, RemoteReference(to), RemoteReference(to)) if to else None
    return box.publish(box.freeze(Draft(text, reply_to=target), NOON))


def heard(box: Sandbox) -> Iterator[Item]:
    """Yield what came after the opening."""
    page = box.pull("")
    while True:
        yield from (i for i in page.items if not i.remote_id.startswith("opening-"))
        if not page.more:
            return
        page = box.pull(page.next_cursor)


def test_answers_trickle_in(box: Sandbox, clock: ManualClock) -> None:
    """Two seconds after a post the first neighbour speaks, then the next."""
    say(box, "The kettle works again.")
    counts = []
    for _ in range(4):
        counts.append(len(list(heard(box))))
        clock.turn(timedelta(seconds=5))
    counts.append(len(list(heard(box))))

    assert counts[0] == 0
    assert counts[1] >= 1
    assert counts == sorted(counts)
    assert counts[-1] in {3, 4}


def test_answers_know_what_they_answer(box: Sandbox, clock: ManualClock) -> None:
    """A reply to us, one between members in our thread, and a quote."""
    post = say(box, "Repair café on Saturday at 10:00!").remote_id
    clock.turn(timedelta(minutes=1))
    items = list(heard(box))
    replies = [i for i in items if i.kind is ItemKind.REPLY]
    quotes = [i.quoted for i in items if i.kind is ItemKind.QUOTE]

    assert {i.root for i in replies} == {RemoteReference(post)}
    assert any(i.parent != RemoteReference(post) for i in replies)
    assert quotes in ([], [RemoteReference(post)])


def test_an_invitation_is_asked_about(box: Sandbox, clock: ManualClock) -> None:
    """Whoever names a day and an hour is asked when, where and how."""
    say(box, "土曜日の10時から、修理カフェを開きます。")
    clock.turn(timedelta(minutes=1))
    texts = [i.text for i in heard(box)]

    assert sum(speaks_japanese(text) for text in texts) * 2 > len(texts)
    assert any("か。" in text or "？" in text for text in texts)


def test_the_same_words_get_the_same_answers(tmp_path: Path) -> None:
    """Nothing is thrown with dice: a demo can be told in advance."""
    told = []
    for name in ("one", "two"):
        clock = ManualClock()
        box = a_sandbox(tmp_path / name, clock)
        say(box, "The kettle works again.")
        clock.turn(timedelta(minutes=2))
        told.append([(i.author.handle, i.text) for i in heard(box)])

    assert told[0] == told[1]
    assert told[0]


def test_neighbours_rather_say_something_new(box: Sandbox, clock: ManualClock) -> None:
    """Two posts of one kind get two different scenes, even at once."""
    say(box, "The kettle works again.")
    say(box, "The kettle works again.")
    clock.turn(timedelta(minutes=1))
    texts = [i.text for i in heard(box)]

    assert len(set(texts)) == len(texts)


def test_thirty_posts_are_answered_four_times_each_at_most(
    box: Sandbox, clock: ManualClock
) -> None:
    """The ledger grows with what we say, not by itself."""
    for number in range(30):
        say(box, f"Notice number {number}")
    clock.turn(timedelta(days=30))

    assert 30 * 3 <= len(list(heard(box))) <= 30 * 4


def test_whoever_is_answered_may_say_thanks(box: Sandbox, clock: ManualClock) -> None:
    """A thank-you comes a few seconds later, in our thread, from her."""
    answer = say(box, THANKED, to="opening-door").remote_id
    clock.turn(timedelta(seconds=5))
    [thanks] = heard(box)

    assert thanks.author.handle == "marta"
    assert thanks.parent == RemoteReference(answer)
    assert thanks.root == RemoteReference("opening-door")


def test_not_every_answer_is_thanked_for(box: Sandbox, clock: ManualClock) -> None:
    """People have lives."""
    say(box, NOT_THANKED, to="opening-door")
    clock.turn(timedelta(seconds=5))

    assert list(heard(box)) == []


def test_nobody_thanks_twice_in_a_thread(box: Sandbox, clock: ManualClock) -> None:
    """Two machines that thank each other would never stop."""
    answer = say(box, THANKED, to="opening-door").remote_id
    say(box, THANKED, to="opening-door")
    clock.turn(timedelta(seconds=5))
    say(box, THANKED, to=f"{answer}-1")
    clock.turn(timedelta(seconds=5))

    assert len(list(heard(box))) == 1


@pytest.mark.parametrize("to", ["opening-spam", "opening-cafe"], ids=["spam", "us"])
def test_spam_and_we_ourselves_do_not_thank(
    box: Sandbox, clock: ManualClock, to: str
) -> None:
    """Not everything that is answered answers back."""
    say(box, THANKED, to=to)
    clock.turn(timedelta(seconds=5))

    assert list(heard(box)) == []


def test_a_deleted_post_is_answered_no_more(box: Sandbox, clock: ManualClock) -> None:
    """What members were about to say, they keep to themselves."""
    post = say(box, "The kettle works again.")
    clock.turn(timedelta(seconds=3))
    before = len(list(heard(box)))
    box.delete(post.remote_id)
    clock.turn(timedelta(minutes=1))

    assert before == 1
    assert len(list(heard(box))) == 1


def test_the_quiet_community_does_not_answer(
    tmp_path: Path, clock: ManualClock
) -> None:
    """A dry run shows our own posts only."""
    box = a_sandbox(tmp_path, clock, community="quiet")
    say(box, "The kettle works again.")
    clock.turn(timedelta(minutes=1))

    assert list(heard(box)) == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Repair café, Saturday, 10:00", Topic.GATHERING),
        ("明日の夜はお休みです", Topic.GATHERING),
        ("7月のお知らせ", Topic.GATHERING),
        ("Firmware 1.5 is out", Topic.NEWS),
        ("新しい工具を公開しました", Topic.NEWS),
        ("Shall we paint the door blue?", Topic.QUESTION),
        ("扉を青く塗りませんか。", Topic.QUESTION),
        ("The kettle works again.", Topic.ANYTHING),
        ("お湯が沸きました", Topic.ANYTHING),
    ],
)
def test_neighbours_see_what_a_post_is_about(text: str, topic: Topic) -> None:
    """Time first, then news, then questions."""
    assert topic_of(Published(NOON, "p", text)) is topic


def test_a_picture_without_more_is_about_the_picture() -> None:
    """Words that say something come first."""
    shown = (Picture("media/a.png"),)

    assert topic_of(Published(NOON, "p", "Look", pictures=shown)) is Topic.PICTURE
    assert topic_of(Published(NOON, "p", "Look?", pictures=shown)) is Topic.QUESTION


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("回覧板です", True),
        ("Noorさん、ようこそ", True),
        ("The Suzumushi (鈴虫) is out", False),
        ("🎉", False),
    ],
)
def test_the_language_of_a_post_is_what_most_of_it_is(
    text: str, *, expected: bool
) -> None:
    """A Latin name in Japanese does not make it English, nor the other way round."""
    assert speaks_japanese(text) is expected
