"""What people say arrives once, is judged, and is answered where it was said."""

from typing import Any

import pytest

from domain.items import EntryStatus
from tests.atproto_network.member import POST, Member
from tests.real.brand import ACCOUNT, Brand

pytestmark = pytest.mark.real

QUESTION = "What should I bring?"
NESTED = "I bring glue. 糊も持って行きます！"
THANKS = "Thank you, that was lovely!"
ANSWER = "Wonderful! ありがとうございます。"
MENTION = "電動ドリルは使えますか？"


def waiting_in(digest: dict[str, Any]) -> set[int]:
    """Return the numbers of the entries that a digest names."""
    return {one["entry_id"] for group in digest["groups"] for one in group["people"]}


def look_again(brand: Brand) -> None:
    """Forget when open entries were looked at last: ten minutes have passed."""
    with brand.memory() as memory:
        memory.notes.put(f"reread/{ACCOUNT}", "2026-01-01T00:00:00+00:00")


def converse(brand: Brand, fan: Member, friend: Member) -> dict[str, str]:
    """Let fans talk about a post of the brand; return the URIs by their texts."""
    post = brand.hands.post("The workshop is open on Friday.")
    brand.network.settle()
    question = fan.reply(post, QUESTION)
    brand.network.settle()  # the AppView loses replies to what it has not seen
    return {
        QUESTION: question,
        NESTED: friend.reply(question, NESTED),
        THANKS: friend.quote(post, THANKS),
        f"@{brand.hands.handle} {MENTION}": fan.mention(brand.hands.handle, MENTION),
    }


def test_everything_said_arrives_once_and_is_judged(
    brand: Brand, fan: Member, friend: Member
) -> None:
    """A reply, a reply to it, a quote, a mention: once, however often we ask."""
    said = converse(brand, fan, friend)
    mention = f"@{brand.hands.handle} {MENTION}"
    with brand.program.daemon() as daemon:
        heard = brand.heard(*said)
        daemon.stop()
        daemon.start()
        daemon.wait_for("ready")
        brand.has_listened(times=2)
        again = daemon.events("pulled")
        daemon.stop()
    with brand.memory() as memory:
        histories = [memory.inbox.history(row["number"]) for row in heard.values()]

    assert {text: row["remote_id"] for text, row in heard.items()} == said
    assert {text: row["kind"] for text, row in heard.items()} == {
        QUESTION: "reply",
        NESTED: "reply",
        THANKS: "quote",
        mention: "mention",
    }
    assert heard[QUESTION]["author"] == fan.handle
    assert [heard[QUESTION]["waiting"], heard[mention]["waiting"]] == [True, True]
    assert [heard[NESTED]["waiting"], heard[THANKS]["waiting"]] == [False, False]
    assert [heard[QUESTION]["language"], heard[mention]["language"]] == ["en", "ja"]
    assert again == []
    assert brand.inbox() == heard
    assert not any(histories)


def test_answers_stand_in_their_thread_and_the_digest_names_who_waits(
    brand: Brand, fan: Member, friend: Member
) -> None:
    """By command or in the app: whoever got an answer waits no longer."""
    said = converse(brand, fan, friend)
    mention = f"@{brand.hands.handle} {MENTION}"
    with brand.program.daemon() as daemon:
        heard = brand.heard(*said)
        number = str(heard[NESTED]["number"])
        answered = brand.program.well("inbox", "reply", number, ANSWER)
        brand.hands.reply(said[QUESTION], "An apron.")
        brand.network.settle()
        brand.knows(lambda entry: entry.status is EntryStatus.ANSWERED, QUESTION)
        digest = brand.program.well("digest", "--json").json
        daemon.stop()
    (reply,) = brand.published(ANSWER)
    to = friend.record(said[NESTED])

    assert reply["value"]["reply"] == {
        "root": to["value"]["reply"]["root"],
        "parent": {"uri": to["uri"], "cid": to["cid"]},
    }
    assert reply["uri"].rsplit("/", 1)[1] in answered.out
    assert brand.inbox()[NESTED]["status"] == "answered"
    assert waiting_in(digest) == {heard[mention]["number"]}
    assert [row["text"] for row in brand.program.entries()] == [mention]


def test_what_is_edited_or_deleted_is_so_in_the_inbox(
    brand: Brand, fan: Member
) -> None:
    """The words of before are kept; whoever deleted a message gets no answer."""
    handle = brand.hands.handle
    fan.mention(handle, "When do you open?")
    edited = fan.mention(handle, "Were is the door?")
    opens, before, after = (
        f"@{handle} {text}"
        for text in ("When do you open?", "Were is the door?", "Where is the door?")
    )
    with brand.program.daemon() as daemon:
        heard = brand.heard(opens, before)
        record = {**fan.record(edited)["value"], "text": after}
        fan.xrpc.procedure(
            "com.atproto.repo.putRecord",
            repo=fan.did,
            collection=POST,
            rkey=edited.rsplit("/", 1)[1],
            record=record,
        )
        fan.delete(heard[opens]["remote_id"])
        brand.network.settle()
        look_again(brand)
        brand.knows(lambda entry: entry.deleted_at, opens)
        found = brand.heard(after)
        daemon.stop()
    gone, rewritten = found[opens], found[after]
    number = str(rewritten["number"])
    history = brand.program.well("inbox", "show", number, "--json").json["history"]
    refused = brand.program("inbox", "reply", str(gone["number"]), "At ten.")

    assert rewritten["number"] == heard[before]["number"]
    assert [version["text"] for version in history] == [before]
    assert gone["waiting"] is False
    assert len(found) == 2
    assert refused.code == 1
    assert f"{fan.handle} has deleted that message" in refused.err


def test_a_reply_that_is_too_long_is_refused_in_words(
    brand: Brand, fan: Member
) -> None:
    """Nothing of it leaves, and the person waits on."""
    fan.mention(brand.hands.handle, "how do I sharpen a plane?")
    text = f"@{brand.hands.handle} how do I sharpen a plane?"
    with brand.program.daemon() as daemon:
        entry = brand.heard(text)[text]
        answer = brand.program("inbox", "reply", str(entry["number"]), "刃" * 301)
        daemon.stop()

    assert answer.code == 1
    assert "1 character too long; Bluesky takes 300" in answer.err
    assert brand.hands.posts() == []
    assert brand.program.deliveries() == []
    assert [row["waiting"] for row in brand.program.entries()] == [True]
