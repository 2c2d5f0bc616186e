"""What every connector must do, whatever the platform; one suite for all of them.

A platform's test file subclasses `ConnectorContract` and gives it two fixtures:
`platform`, the other side, on which fans speak; and `connector`, built for our
account there. It may override `clock` (both sides live by it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import pytest
from PIL import Image

from domain.capabilities import IdempotencyClass, LookUp
from domain.clock import Clock
from domain.errors import DuplicateError, GoneError, RefusedError
from domain.items import Item, ItemKind, OwnAnswer, RemoteReference
from domain.likeness import find, likeness_of
from domain.ports import Connector
from domain.posts import Draft, KeptMedia, Receipt, ReplyTarget
from tests.clocks import ManualClock

WORDS = {
    "english": "Good morning, everybody! The board is on its way.",
    "japanese": "おはようございます。回覧板をお回しします。",
    "emoji": "Thank you 👩‍👩‍👧‍👦 🇯🇵 e\u0301 ありがとう🎉",
    "lines": "One\n\nTwo\nThree",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One of our own posts, as the platform shows it to everybody."""

    remote_id: str
    text: str
    #: Remote ids; "" at the top of a thread.
    parent: str = ""
    root: str = ""
    #: Alternative texts of its pictures, in order.
    alts: tuple[str, ...] = ()


class PretendPlatform(Protocol):
    """The other side: fans who speak, ourselves in the app, and what is to be seen."""

    def fan_mentions(self, text: str) -> str:
        """Let a fan say *text* and name us; return the remote id."""
        ...

    def fan_replies(self, to: str, text: str, by: str = "aiko") -> str:
        """Let the fan *by* ("aiko" or "bob") answer a post."""
        ...

    def fan_quotes(self, of: str, text: str) -> str:
        """Let a fan quote a post."""
        ...

    def fan_edits(self, remote_id: str, text: str) -> None:
        """Let a fan change their words."""
        ...

    def fan_deletes(self, remote_id: str) -> None:
        """Let a fan take their words back."""
        ...

    def we_post(self, text: str) -> str:
        """Write a post as ourselves, in the platform's own app."""
        ...

    def we_reply(self, to: str, text: str) -> str:
        """Answer a post as ourselves, in the platform's own app."""
        ...

    def posts(self) -> Sequence[Shown]:
        """Return all of our own posts that are up, oldest first."""
        ...

    def settle(self) -> None:
        """Return when everything said so far is to be seen."""
        ...


@dataclass(frozen=True, slots=True)
class Haul:
    """Everything that pulling until there was no more brought."""

    items: tuple[Item, ...]
    answers: tuple[OwnAnswer, ...]
    cursor: str

    def saying(self, words: str) -> list[Item]:
        """Return the items whose text has *words* in it, each remote id once."""
        found = {i.remote_id: i for i in self.items if words in i.text}
        return list(found.values())


def haul(connector: Connector, platform: PretendPlatform, cursor: str = "") -> Haul:
    """Pull until there is no more."""
    platform.settle()
    items: list[Item] = []
    answers: list[OwnAnswer] = []
    for _ in range(50):
        page = connector.pull(cursor)
        assert len({i.remote_id for i in page.items}) == len(page.items)
        items += page.items
        answers += page.answers
        cursor = page.next_cursor
        if not page.more:
            return Haul(tuple(items), tuple(answers), cursor)
    raise AssertionError("the connector always has more")


def reply_to(item: Item) -> ReplyTarget:
    """Return the target of a reply to *item*."""
    return ReplyTarget(
        entry_id=1, parent=item.reference, root=item.root or item.reference
    )


class ConnectorContract:
    """The whole contract; a subclass leaves nothing out."""

    #: Does the platform take equal words only once?
    refuses_equal_words = False

    @pytest.fixture
    def clock(self) -> Clock:
        return ManualClock()

    @pytest.fixture
    def picture(self, tmp_path: Path) -> KeptMedia:
        path = tmp_path / "board.png"
        Image.new("RGB", (4, 2), "teal").save(path)
        content = path.read_bytes()
        return KeptMedia(
            path=path,
            alt="A board, 回覧板",
            sha256=sha256(content).hexdigest(),
            mime_type="image/png",
            size_bytes=len(content),
            width=4,
            height=2,
        )

    @staticmethod
    def publish(connector: Connector, clock: Clock, draft: Draft) -> Receipt:
        return connector.publish(connector.freeze(draft, clock.now()))

    def test_its_capabilities_are_sane(self, connector: Connector) -> None:
        """A connector tells its limits without a network."""
        able = connector.capabilities

        assert able.platform
        assert able.title
        assert able.pulls
        assert able.text.limit > 0
        assert able.text.count("") == 0
        assert able.text.count("abc") == 3
        assert able.media.limit_count == 0 or able.media.mime_types
        assert able.write_timeout > timedelta(0)

    def test_signing_in_tells_who_we_are(self, connector: Connector) -> None:
        """After signing in we know our own name."""
        profile = connector.sign_in()

        assert profile.remote_id
        assert profile.handle

    def test_a_mention_arrives_once(
        self, connector: Connector, platform: PretendPlatform
    ) -> None:
        """Whoever names us is heard, with who, when and where."""
        said = platform.fan_mentions("when does the board come?")
        [item] = haul(connector, platform).saying("when does the board come?")

        assert item.remote_id == said
        assert item.kind is ItemKind.MENTION
        assert item.mentions_us
        assert item.author.remote_id
        assert item.author.handle
        assert item.created_at.tzinfo is UTC

    def test_a_reply_arrives_with_its_thread(
        self, connector: Connector, platform: PretendPlatform
    ) -> None:
        """A reply knows what it answers."""
        post = platform.we_post("The board is out.")
        said = platform.fan_replies(post, "Lovely, thank you")
        [item] = haul(connector, platform).saying("Lovely, thank you")

        assert (item.remote_id, item.kind) == (said, ItemKind.REPLY)
        assert item.parent is not None
        assert item.root is not None
        assert (item.parent.remote_id, item.root.remote_id) == (post, post)

    def test_a_reply_to_a_reply_arrives(
        self, connector: Connector, platform: PretendPlatform
    ) -> None:
        """What is said deep in our own thread is said to us too."""
        post = platform.we_post("The board is out.")
        first = platform.fan_replies(post, "Where is it now?")
        platform.fan_replies(first, "At number seven", by="bob")
        [item] = haul(connector, platform).saying("At number seven")

        assert item.kind is ItemKind.REPLY
        assert item.parent is not None
        assert item.root is not None
        assert (item.parent.remote_id, item.root.remote_id) == (first, post)

    def test_a_quote_arrives(
        self, connector: Connector, platform: PretendPlatform
    ) -> None:
        """Being quoted is being spoken to, where the platform has quotes."""
        if ItemKind.QUOTE not in connector.capabilities.pulls:
            return
        post = platform.we_post("The board is out.")
        platform.fan_quotes(post, "Look at this")
        [item] = haul(connector, platform).saying("Look at this")

        assert item.kind is ItemKind.QUOTE
        assert item.quoted is not None
        assert item.quoted.remote_id == post

    def test_pulling_on_skips_nothing(
        self, connector: Connector, platform: PretendPlatform
    ) -> None:
        """What is said between two pulls is in the second one."""
        post = platform.we_post("The board is out.")
        platform.fan_mentions("early bird")
        before = haul(connector, platform)
        platform.fan_mentions("late bird")
        platform.fan_replies(post, "a late answer")
        after = haul(connector, platform, before.cursor)

        assert len(before.saying("early bird")) == 1
        assert len(after.saying("late bird")) == 1
        assert len(after.saying("a late answer")) == 1

    def test_our_own_words_are_no_items(
        self, connector: Connector, platform: PretendPlatform
    ) -> None:
        """We do not wait for our own reply."""
        post = platform.we_post("talking to myself")
        platform.we_reply(post, "talking to myself again")

        assert haul(connector, platform).saying("talking to myself") == []

    def test_our_answer_in_the_app_is_reported(
        self, connector: Connector, platform: PretendPlatform
    ) -> None:
        """Whoever answers in the app need not say so here."""
        said = platform.fan_mentions("is anybody there?")
        before = haul(connector, platform)
        answer = platform.we_reply(said, "Yes, here")
        after = haul(connector, platform, before.cursor)

        assert {(a.remote_id, a.answers) for a in after.answers} == {(answer, said)}

    def test_rereading_tells_what_changed_and_what_is_gone(
        self, connector: Connector, platform: PretendPlatform
    ) -> None:
        """People edit and delete; looking again shows it."""
        kept = platform.fan_mentions("to be changed")
        gone = platform.fan_mentions("to be taken back")
        haul(connector, platform)
        platform.fan_edits(kept, "was changed")
        platform.fan_deletes(gone)
        platform.settle()
        seen = connector.reread([kept, gone])

        assert [i.remote_id for i in seen.items] == [kept]
        assert "was changed" in seen.items[0].text
        assert seen.gone == (gone,)

    def test_freezing_publishes_nothing(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """Until it is sent, nobody sees it."""
        frozen = connector.freeze(Draft("Not yet"), clock.now())
        platform.settle()

        assert frozen.payload
        assert list(platform.posts()) == []

    @pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
    def test_what_is_published_reads_back_the_same(
        self,
        connector: Connector,
        platform: PretendPlatform,
        clock: Clock,
        words: str,
    ) -> None:
        """Not a letter is lost in any language."""
        receipt = self.publish(connector, clock, Draft(words))
        platform.settle()

        assert receipt.remote_id
        assert [(p.remote_id, p.text) for p in platform.posts()] == [
            (receipt.remote_id, words)
        ]

    def test_publishing_the_same_twice_leaves_one(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """Class A: the platform sees two tries as one."""
        if connector.capabilities.idempotency is not IdempotencyClass.SERVER_KEY:
            return
        frozen = connector.freeze(Draft("Only once"), clock.now())
        first, second = connector.publish(frozen), connector.publish(frozen)
        platform.settle()

        assert first == second
        assert [p.text for p in platform.posts()] == ["Only once"]

    def test_equal_words_frozen_twice_are_two_posts(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """Each delivery has a key of its own, even in the same instant.

        Where the platform takes the same words only once, it is surely not sent.
        """
        one, two = (connector.freeze(Draft("Again"), clock.now()) for _ in "12")
        connector.publish(one)
        if self.refuses_equal_words:
            with pytest.raises(DuplicateError):
                connector.publish(two)
        else:
            connector.publish(two)
        platform.settle()

        said = ["Again"] if self.refuses_equal_words else ["Again", "Again"]
        assert [p.text for p in platform.posts()] == said

    def test_looking_up_tells_whether_it_is_out(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """Before: nothing; afterwards: the same receipt."""
        if connector.capabilities.look_up is not LookUp.BY_KEY:
            return
        frozen = connector.freeze(Draft("Am I out?"), clock.now())
        before = connector.look_up(frozen)
        receipt = connector.publish(frozen)
        platform.settle()
        after = connector.look_up(frozen)

        assert before is None
        assert after is not None
        assert after.remote_id == receipt.remote_id

    def test_our_own_posts_are_listed(
        self,
        connector: Connector,
        platform: PretendPlatform,
        clock: Clock,
        picture: KeptMedia,
    ) -> None:
        """Newest first, as they look: words, pictures, and what they answer."""
        if not connector.capabilities.lists_own_posts:
            return
        since = clock.now() - timedelta(minutes=1)
        first = self.publish(connector, clock, Draft("With a picture", (picture,)))
        reference = RemoteReference(first.remote_id, first.revision)
        target = ReplyTarget(None, parent=reference, root=reference)
        second = self.publish(connector, clock, Draft("Part 2", reply_to=target))
        platform.settle()
        own = connector.own_posts(since)
        told = {p.receipt.remote_id: (p.text, p.media, p.parent) for p in own.posts}

        assert own.is_complete
        assert told == {
            first.remote_id: ("With a picture", 1, ""),
            second.remote_id: ("Part 2", 0, first.remote_id),
        }
        assert {p.receipt for p in own.posts} == {first, second}
        assert connector.own_posts(clock.now() + timedelta(hours=1)).posts == ()

    def test_what_was_published_is_found_among_our_own_posts(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """By what it looks like, whatever the platform did to it."""
        if not connector.capabilities.lists_own_posts:
            return
        words = "Look, 回覧板  です: https://example.org/a?b=1\n\n#garden"
        receipt = self.publish(connector, clock, Draft(words))
        platform.settle()
        posts = connector.own_posts(clock.now() - timedelta(minutes=1)).posts

        assert find(likeness_of(Draft(words)), posts, clock.now()) == receipt

    def test_the_address_that_a_person_sees_names_the_post(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """`mark-sent` is given what a browser shows."""
        receipt = self.publish(connector, clock, Draft("Marked"))
        platform.settle()

        assert receipt.url
        assert connector.identify(receipt.url) == receipt
        assert connector.identify(f" {receipt.url} ") == receipt

    def test_an_address_of_somebody_else_is_refused(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """Nor is any page a post of ours, nor a post that is gone."""
        receipt = self.publish(connector, clock, Draft("Gone"))
        connector.delete(receipt.remote_id)
        platform.settle()

        with pytest.raises(GoneError):
            connector.identify(receipt.url)
        for address in ("https://example.org/post/1", "", "nonsense"):
            with pytest.raises(RefusedError):
                connector.identify(address)

    def test_a_post_is_found_by_its_address(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """It may be answered or quoted then; what is gone may not."""
        if not connector.capabilities.finds_addresses:
            pytest.skip("it finds none")
        receipt = self.publish(connector, clock, Draft("Findable"))
        platform.settle()
        found = connector.find(f" {receipt.url} ")

        assert found.remote_id == receipt.remote_id
        for address in ("https://example.org/post/1", "", "nonsense"):
            with pytest.raises(RefusedError):
                connector.find(address)
        connector.delete(receipt.remote_id)
        platform.settle()
        with pytest.raises(GoneError):
            connector.find(receipt.url)

    def test_there_is_a_page_to_look_at(self, connector: Connector) -> None:
        """Known without a network."""
        assert connector.page.startswith(("https://", "http://", "file://"))

    def test_what_is_deleted_is_gone(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """Taking down twice is the same as once."""
        if not connector.capabilities.can_delete:
            return
        receipt = self.publish(connector, clock, Draft("A slip of the pen"))
        connector.delete(receipt.remote_id)
        connector.delete(receipt.remote_id)
        platform.settle()

        assert list(platform.posts()) == []

    def test_a_reply_lands_in_the_right_thread(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """A reply to a reply keeps the thread's top."""
        if not connector.capabilities.can_reply:
            return
        post = platform.we_post("The board is out.")
        said = platform.fan_replies(post, "Whose turn is it?")
        [item] = haul(connector, platform).saying("Whose turn is it?")
        draft = Draft("It is yours.", reply_to=reply_to(item))
        receipt = self.publish(connector, clock, draft)
        platform.settle()
        [shown] = [p for p in platform.posts() if p.remote_id == receipt.remote_id]

        assert (shown.parent, shown.root) == (said, post)

    def test_our_reply_comes_back_as_an_answer(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """What we published closes what it answers, however it was sent."""
        if not connector.capabilities.can_reply:
            return
        platform.fan_mentions("hello?")
        before = haul(connector, platform)
        [item] = before.saying("hello?")
        receipt = self.publish(connector, clock, Draft("Hi!", reply_to=reply_to(item)))
        after = haul(connector, platform, before.cursor)

        assert (receipt.remote_id, item.remote_id) in {
            (a.remote_id, a.answers) for a in after.answers
        }
        assert after.saying("Hi!") == []

    def test_a_text_that_is_too_long_is_refused_before_it_leaves(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """The limit is ours to know; the platform is not asked."""
        limit = connector.capabilities.text.limit
        with pytest.raises(RefusedError, match=str(limit)):
            connector.freeze(Draft("あ" * (limit + 1)), clock.now())

        assert list(platform.posts()) == []

    def test_a_text_of_just_the_right_length_goes_out(
        self, connector: Connector, platform: PretendPlatform, clock: Clock
    ) -> None:
        """The limit itself is allowed."""
        able = connector.capabilities.text
        words = "あ" * (able.limit // able.count("あ"))
        self.publish(connector, clock, Draft(words))
        platform.settle()

        assert [p.text for p in platform.posts()] == [words]

    def test_too_many_pictures_are_refused_before_they_leave(
        self, connector: Connector, clock: Clock, picture: KeptMedia
    ) -> None:
        """The number of pictures is limited."""
        limit = connector.capabilities.media.limit_count
        with pytest.raises(RefusedError, match=str(limit)):
            connector.freeze(Draft("Look", (picture,) * (limit + 1)), clock.now())

    def test_a_picture_arrives_with_its_words(
        self,
        connector: Connector,
        platform: PretendPlatform,
        clock: Clock,
        picture: KeptMedia,
    ) -> None:
        """Whoever cannot see the picture is told what it shows."""
        if connector.capabilities.media.limit_count == 0:
            return
        self.publish(connector, clock, Draft("Look", (picture,)))
        platform.settle()

        assert [p.alts for p in platform.posts()] == [("A board, 回覧板",)]
