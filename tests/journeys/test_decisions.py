"""What a person says of what waits: look, mark, send again, give up, take down."""

import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from domain.deliveries import CancelledBy, DeliveryState, Move
from domain.items import EntryStatus
from domain.phrases import phrase
from domain.ports import ReplyWish
from domain.posts import Message
from kairanban.replies import target_of
from tests.journeys.seeds import Seeded, a_seeded, now

_S = DeliveryState
THREE: dict[str, Any] = {"text": "one", "thread": (Message("two"), Message("three"))}


class Typed(StringIO):
    """Somebody at a terminal, typing."""

    def isatty(self) -> bool:
        """Say that they are there."""
        return True


@pytest.fixture
def program(tmp_path: Path) -> Seeded:
    """Return the program in a project of two quiet sandboxes."""
    return a_seeded(tmp_path / "project")


def test_review_names_each_group_with_its_link_and_what_can_be_typed(
    program: Seeded,
) -> None:
    """Nothing has to be looked up elsewhere."""
    review = program.seed(_S.REVIEW, key="review", text="Spring fair!")
    missed = program.seed(_S.MISSED, key="missed")
    failed = program.seed(_S.FAILED, key="failed", account="other")
    unsure = program.seed(_S.UNCERTAIN, key="unsure", account="other")
    waiting = program.seed(key="waiting", needs_approval=True)
    told = program.well("queue", "review").out
    rows = program.well("queue", "review", "--json").json

    assert [row["number"] for row in rows] == [unsure, review, missed, failed, waiting]
    assert "Spring fair!" in told
    assert f"kairanban queue mark-sent {review} URL" in told
    assert f"kairanban queue send-again {missed}" in told
    assert f"kairanban queue give-up {failed}" in told
    assert f"kairanban queue approve {waiting}" in told
    assert f"mark-sent {unsure}" not in told
    assert rows[1]["look_at"].endswith("accounts/box/index.html")


def test_nothing_that_waits_is_said_so(program: Seeded) -> None:
    """An empty list is good news."""
    program.seed()

    assert "Nothing waits for you" in program.well("queue", "review").out
    assert program.well("queue", "review", "--json").json == []


def test_a_broken_thread_tells_what_of_it_is_out(program: Seeded) -> None:
    """Which part it is, and where the part before it can be seen."""
    first = program.seed(**THREE)
    receipt = program.put_out(first)
    with program.house() as house:
        second = house.memory.outbox.delivery(first + 1)
        assert second is not None
        house.memory.outbox.move(second, Move(_S.FAILED, phrase("No")), now())
    told = program.well("queue", "review").out
    (row,) = program.well("queue", "review", "--json").json

    assert "hello 2/3" in told
    assert f"out so far: hello 1/3 {receipt.url}" in told
    assert (row["part"], row["look_at"]) == (2, receipt.url)
    assert [part["state"] for part in row["thread"]] == ["sent", "failed", "queued"]


def test_an_account_that_left_the_files_does_not_keep_review_from_answering(
    program: Seeded,
) -> None:
    """Its link is not known any more; everything else is."""
    program.seed(_S.MISSED, account="other")
    front = program.folder / "kairanban.yaml"
    front.write_text("\n".join(front.read_text().splitlines()[:-1]))
    (row,) = program.well("queue", "review", "--json").json

    assert row["look_at"] is None


def test_what_a_person_found_is_marked_as_sent(program: Seeded) -> None:
    """The address becomes a receipt, and the journal says who looked."""
    number = program.seed(_S.REVIEW, text="Spring fair!")
    url = program.post_by_hand("Spring fair!").url
    rehearsed = program.well("queue", "mark-sent", str(number), url, "--dry-run")
    before = program.states()
    program.well("queue", "mark-sent", str(number), url, "--by", "Aiko")
    known = program.shown(number)

    assert "Would mark hello on box as sent" in rehearsed.out
    assert before == {number: "review"}
    assert (known["state"], known["url"]) == ("sent", url)
    assert known["history"][-1]["what"] == "Aiko looked: it is out"
    assert known["history"][-1]["by"] == "Aiko"


def test_a_wrong_address_changes_nothing(program: Seeded) -> None:
    """Somebody else's page, a post that is not there, another entry's post."""
    number = str(program.seed(_S.REVIEW))
    other = program.seed(key="other", text="Another one")
    taken = program.put_out(other).url
    page = taken.split("#")[0]
    strange = program("queue", "mark-sent", number, "https://example.org/1")
    gone = program("queue", "mark-sent", number, f"{page}#post-99")
    twice = program("queue", "mark-sent", number, taken)

    assert [answer.code for answer in (strange, gone, twice)] == [1, 1, 1]
    assert "is no post on our board" in strange.err
    assert "There is no post at" in gone.err
    assert f"another entry of the queue already: {other} (other)" in twice.err
    assert program.states()[int(number)] == "review"


def test_a_platform_that_cannot_be_asked_changes_nothing(program: Seeded) -> None:
    """It is said so, with why; nothing is taken on trust."""
    number = program.seed(_S.MISSED)
    url = program.post_by_hand("Hello, everybody!").url
    ledger = program.folder / ".kairanban" / "accounts" / "box" / "ledger.jsonl"
    ledger.rename(ledger.with_suffix(".away"))
    ledger.mkdir()
    told = program("queue", "mark-sent", str(number), url)

    assert told.code == 1
    assert "could not be asked just now" in told.err
    assert "nothing was changed" in told.err
    assert program.states() == {number: "missed"}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (_S.QUEUED, "only what is in review, missed or failed"),
        (_S.UNCERTAIN, "is finding out by itself"),
    ],
    ids=["queued", "uncertain"],
)
def test_what_needs_nobodys_word_is_not_marked(
    program: Seeded, state: DeliveryState, words: str
) -> None:
    """What is queued goes out; what is uncertain is found out."""
    number = str(program.seed(state))
    told = program("queue", "mark-sent", number, "#post-1")

    assert told.code == 1
    assert words in told.err


def test_a_reply_that_is_marked_as_sent_answers_its_message(program: Seeded) -> None:
    """Nobody is asked to answer it again; review links to the message."""
    entry = program.hear()
    with program.house() as house:
        asked = house.memory.inbox.entry(entry)
        assert asked is not None
        wish = ReplyWish("At ten.", "Bob")
        reply = house.memory.outbox.add_reply("box", target_of(asked), wish, now())
        house.memory.outbox.move(reply, Move(_S.MISSED, phrase("No")), now())
    (row,) = program.well("queue", "review", "--json").json
    url = program.post_by_hand("At ten.").url
    program.well("queue", "mark-sent", str(reply.id), url)
    (closed,) = program.entries("--all")

    assert (row["look_at"], row["answers"]) == (asked.item.url, entry)
    assert closed["status"] == EntryStatus.ANSWERED


def test_the_rest_of_a_thread_goes_on_from_what_was_marked(program: Seeded) -> None:
    """From the break, never from the start."""
    first = program.seed(_S.REVIEW, **THREE)
    url = program.post_by_hand("one").url
    told = program.well("queue", "mark-sent", str(first), url)
    program.publish_due()

    assert "The rest of its thread follows" in told.out
    assert program.states() == {first: "sent", first + 1: "sent", first + 2: "sent"}


@pytest.mark.parametrize("state", [_S.MISSED, _S.FAILED])
def test_what_is_sent_again_goes_out_however_late_it_is(
    program: Seeded, state: DeliveryState
) -> None:
    """Hours late, it is timely on a person's word."""
    number = program.seed(state)
    rehearsed = program.well("queue", "send-again", str(number), "--dry-run")
    before = program.states()
    told = program.well("queue", "send-again", str(number), "--by", "Aiko")
    queued = program.shown(number)
    program.publish_due()

    assert "Would send hello on box" in rehearsed.out
    assert before == {number: str(state)}
    assert "goes out with the next run" in told.out
    assert queued["reason"] == "sent again by Aiko"
    assert program.states() == {number: "sent"}


def test_what_may_be_out_is_asked_about_first(
    program: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No terminal is no answer; "no" is one; --yes has answered."""
    number = str(program.seed(_S.REVIEW))
    unasked = program("queue", "send-again", number)
    monkeypatch.setattr(sys, "stdin", Typed("n\n"))
    refused = program("queue", "send-again", number)
    states = program.states()
    monkeypatch.setattr(sys, "stdin", Typed("y\n"))
    program.well("queue", "send-again", number)

    assert unasked.code == refused.code == 1
    assert "add --yes" in unasked.err
    assert "Have you looked at file://" in refused.out
    assert "Nothing was changed" in refused.out
    assert states == {int(number): "review"}
    assert program.states() == {int(number): "queued"}


def test_what_a_person_cancelled_can_be_brought_back(program: Seeded) -> None:
    """A thread comes back as a whole."""
    first = program.seed(**THREE)
    cancelled = program.well("queue", "give-up", str(first), "--by", "Aiko").out
    gone = program.states()
    program.well("queue", "send-again", str(first))
    program.publish_due()

    assert [f"hello {part}/3" in cancelled for part in (1, 2, 3)] == [True] * 3
    assert set(gone.values()) == {"cancelled"}
    assert set(program.states().values()) == {"sent"}


def test_what_yaml_took_back_only_yaml_brings_back(program: Seeded) -> None:
    """It would be taken back at the next plan anyway."""
    number = program.seed()
    with program.house() as house:
        queued = house.memory.outbox.delivery(number)
        assert queued is not None
        gone = Move(_S.CANCELLED, phrase("Gone"), cancelled_by=CancelledBy.PLAN)
        house.memory.outbox.move(queued, gone, now())
    told = program("queue", "send-again", str(number))

    assert told.code == 1
    assert "put it back there" in told.err


def test_what_left_the_files_is_not_sent_again(program: Seeded) -> None:
    """The next plan would take it back; broken files change no plan."""
    number = program.seed(_S.REVIEW)
    (file,) = (program.folder / "queue").iterdir()
    file.write_text("[]")
    told = program("queue", "send-again", str(number), "--yes")
    file.write_text("- {id: ")
    program.well("queue", "send-again", str(number), "--yes")

    assert told.code == 1
    assert "so it would be taken back again" in told.err
    assert program.states() == {number: "queued"}


def test_a_part_is_not_sent_again_before_its_beginning(program: Seeded) -> None:
    """It would wait for ever for what is cancelled."""
    first = program.seed(**THREE)
    program.well("queue", "give-up", str(first))
    told = program("queue", "send-again", str(first + 2))

    assert told.code == 1
    assert f"kairanban queue send-again {first}" in told.err


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (_S.QUEUED, "is queued already"),
        (_S.UNCERTAIN, "wait for what becomes of it"),
    ],
    ids=["queued", "uncertain"],
)
def test_what_is_on_its_way_is_not_sent_again(
    program: Seeded, state: DeliveryState, words: str
) -> None:
    """Nothing is sent twice by pressing a key twice."""
    told = program("queue", "send-again", str(program.seed(state)))

    assert told.code == 1
    assert words in told.err


def test_what_lacks_its_yes_waits_for_it_when_sent_again(program: Seeded) -> None:
    """And then goes out, however late."""
    number = program.seed(_S.AWAITING_APPROVAL, needs_approval=True)
    program.publish_due()
    missed = program.states()
    told = program.well("queue", "send-again", str(number))
    program.publish_due()
    waiting = program.states()
    program.well("queue", "approve", str(number), "--by", "Aiko")
    program.publish_due()

    assert missed == {number: "missed"}
    assert "waits for somebody's yes" in told.out
    assert waiting == {number: "awaiting_approval"}
    assert program.states() == {number: "sent"}


@pytest.mark.parametrize("state", [_S.REVIEW, _S.MISSED, _S.FAILED, _S.QUEUED])
def test_what_is_given_up_is_cancelled_by_a_person(
    program: Seeded, state: DeliveryState
) -> None:
    """Only a person brings it back."""
    number = program.seed(state)
    rehearsed = program.well("queue", "give-up", str(number), "--dry-run")
    before = program.states()
    program.well("queue", "give-up", str(number), "--by", "Aiko")
    known = program.shown(number)

    assert "Would cancel" in rehearsed.out
    assert before == {number: str(state)}
    assert known["state"] == "cancelled"
    assert known["reason"] == "cancelled by Aiko"


def test_what_may_be_out_is_not_given_up_but_explained(program: Seeded) -> None:
    """Uncertain and sent; each with what can be done instead."""
    unsure = program.seed(_S.UNCERTAIN, account="other")
    out = program.seed(key="out")
    program.put_out(out)
    first = program("queue", "give-up", str(unsure))
    second = program("queue", "cancel", str(out))

    assert (first.code, second.code) == (1, 1)
    assert f"kairanban queue show {unsure}" in first.err
    assert f"kairanban queue delete-remote {out}" in second.err


def test_what_is_out_is_taken_down_after_a_question(program: Seeded) -> None:
    """And never sent again by itself."""
    number = program.seed(text="Wrong date!")
    program.put_out(number)
    words = ("queue", "delete-remote", str(number))
    rehearsed = program.well(*words, "--dry-run")
    unasked = program(*words)
    done = program.well(*words, "--yes", "--by", "Aiko")
    again = program(*words, "--yes")
    program.publish_due()

    assert "Wrong date!" in rehearsed.out
    assert unasked.code == 1
    assert "Taken down" in done.out
    assert "taken down already" in again.err
    assert "sent, taken down" in program.well("queue", "show", str(number)).out
    assert program.shown(number)["deleted_at"] is not None
    assert board(program) == []


def test_a_thread_is_taken_down_from_its_end(program: Seeded) -> None:
    """What still waits of it is cancelled; one part alone is not pulled out of it."""
    first = program.seed(**THREE)
    program.put_out(first)
    alone = program("queue", "delete-remote", str(first), "--yes")
    program.put_out(first + 1)
    whole = program.well("queue", "delete-remote", str(first), "--thread", "--yes").out

    assert "hello 2/3 would still follow hello 1/3" in alone.err
    assert whole.index("hello 2/3") < whole.index("hello 1/3")
    assert whole.count("Taken down") == 2
    assert program.states()[first + 2] == "cancelled"
    assert board(program) == []


def test_what_is_not_out_cannot_be_taken_down(program: Seeded) -> None:
    """Queued is not out; a platform that does not answer deletes nothing."""
    queued = program.seed()
    out = program.seed(key="out", account="other")
    program.put_out(out)
    ledger = program.folder / ".kairanban" / "accounts" / "other" / "ledger.jsonl"
    ledger.rename(ledger.with_suffix(".away"))
    ledger.mkdir()
    first = program("queue", "delete-remote", str(queued), "--yes")
    second = program("queue", "delete-remote", str(out), "--yes")

    assert "only what is out" in first.err
    assert "was not taken down" in second.err
    assert program.shown(out)["deleted_at"] is None


def test_a_list_shows_parts_and_campaigns(program: Seeded) -> None:
    """2/3 is a part; another campaign is left out."""
    first = program.seed(campaign="spring", **THREE)
    program.seed(key="none", ago=timedelta(hours=1))
    rows = program.deliveries("--campaign", "spring")
    told = program.well("queue", "list").out

    assert [row["part"] for row in rows] == [1, 2, 3]
    assert [row["text"] for row in rows] == ["one", "two", "three"]
    assert {row["number"] for row in rows} == {first, first + 1, first + 2}
    assert "2/3" in told
    assert "none" in told


def test_the_journal_says_who_even_if_nobody_was_named(program: Seeded) -> None:
    """The login name stands there then."""
    number = program.seed(_S.MISSED)
    program.environment = {"LOGNAME": "kaoru"}
    program.well("queue", "give-up", str(number))

    assert program.shown(number)["history"][-1]["by"] == "kaoru"


def test_numbers_that_are_not_there_are_said_so(program: Seeded) -> None:
    """Every command that takes one, and none with a trace."""
    for words in (
        ("mark-sent", "7", "#post-1"),
        ("send-again", "7"),
        ("give-up", "7"),
        ("delete-remote", "7"),
        ("approve", "7"),
        ("reject", "7", "--reason", "No"),
    ):
        told = program("queue", *words)

        assert told.code == 1, words
        assert "there is no number 7 in the queue" in told.err


def board(program: Seeded) -> list[str]:
    """Return the texts that our own board shows."""
    with program.house() as house:
        posts = house.voices("box").own_posts(now() - timedelta(days=1)).posts
        return [post.text for post in posts]
