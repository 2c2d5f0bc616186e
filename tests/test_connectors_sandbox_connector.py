"""The sandbox beyond the contract: what only it does, and what can go wrong."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from connectors.sandbox import PLATFORM
from connectors.sandbox.connector import Sandbox
from domain.accounts import Account
from domain.errors import RefusedError, TryLaterError
from domain.items import ItemKind, RemoteReference
from domain.posts import Draft, KeptMedia, ReplyTarget
from tests.clocks import NOON, ManualClock
from tests.platforms.sandbox_fans import SandboxFans
from tests.platforms.sandbox_setups import a_sandbox, a_setup


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "box"


@pytest.fixture
def fans(folder: Path, clock: ManualClock) -> SandboxFans:
    return SandboxFans(folder, clock)


@pytest.fixture
def box(folder: Path, clock: ManualClock) -> Sandbox:
    return a_sandbox(folder, clock, community="quiet")


@pytest.fixture
def picture(tmp_path: Path) -> KeptMedia:
    path = tmp_path / "board.png"
    Image.new("RGB", (4, 2), "teal").save(path)
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    return KeptMedia(path, "A board", digest, "image/png", len(content), 4, 2)


def reply_to(known: str) -> ReplyTarget:
    return ReplyTarget(1, RemoteReference(known), RemoteReference(known))


def test_without_a_handle_we_are_called_kairanban(box: Sandbox) -> None:
    """The sandbox needs no account."""
    profile = box.sign_in()

    assert (profile.handle, profile.remote_id) == ("kairanban", "kairanban")
    assert box.rate is None
    assert not PLATFORM.needs_handle
    assert not PLATFORM.secrets


def test_with_a_handle_members_call_us_by_it(folder: Path, clock: ManualClock) -> None:
    """Even those who wrote before we came."""
    setup = a_setup(folder, clock)
    account = Account("box", "sandbox", handle="kawabata")
    items = PLATFORM.build(replace(setup, account=account)).pull("").items

    assert any(i.mentions_us and "@kawabata" in i.text for i in items)


@pytest.mark.parametrize(
    ("text", "is_for_us"),
    [
        ("@kairanban hello", True),
        ("hello @Kairanban.", True),
        ("@kairanbanさん、こんにちは", True),
        ("(@kairanban)", True),
        ("@kairanban2 hello", False),
        ("@kairanban.dev hello", False),
        ("mail me@kairanban", False),
        ("kairanban is a board", False),
    ],
)
def test_only_our_own_handle_calls_us(
    box: Sandbox, fans: SandboxFans, text: str, *, is_for_us: bool
) -> None:
    """A longer handle is somebody else's."""
    fans.fan_says(text)

    assert bool(box.pull("").items) is is_for_us


def test_talk_among_members_is_not_for_us(box: Sandbox, fans: SandboxFans) -> None:
    """What neither names us nor stands in our threads is passed over."""
    top = fans.fan_says("nice weather")
    fans.fan_replies(top, "isn't it?", by="bob")

    assert box.pull("").items == ()


def test_a_reply_below_a_mention_is_for_us(box: Sandbox, fans: SandboxFans) -> None:
    """Whoever answers a question that was put to us speaks in our hearing."""
    top = fans.fan_mentions("when do you open?")
    fans.fan_replies(top, "at ten, I think", by="bob")
    mention, reply = box.pull("").items

    assert (mention.kind, reply.kind) == (ItemKind.MENTION, ItemKind.REPLY)
    assert (mention.mentions_us, reply.mentions_us) == (True, False)


def test_a_call_from_somebody_elses_thread_is_a_mention(
    box: Sandbox, fans: SandboxFans
) -> None:
    """It keeps its place in that thread."""
    top = fans.fan_says("nobody knows")
    fans.fan_replies(top, "@kairanban may know", by="bob")
    [item] = box.pull("").items

    assert item.kind is ItemKind.MENTION
    assert item.parent == item.root == RemoteReference(top)


def test_an_edit_comes_with_the_next_page(box: Sandbox, fans: SandboxFans) -> None:
    """Whoever changes a question gets an answer to the new one."""
    said = fans.fan_mentions("tomorrow?")
    cursor = box.pull("").next_cursor
    fans.fan_edits(said, "@kairanban the day after?")
    [item] = box.pull(cursor).items

    assert (item.remote_id, item.revision) == (said, "2")


def test_an_edit_that_names_us_no_more_is_not_gone(
    box: Sandbox, fans: SandboxFans
) -> None:
    """It was said to us once; it is still there."""
    said = fans.fan_mentions("hello")
    fans.fan_edits(said, "never mind")
    seen = box.reread([said])

    assert [i.text for i in seen.items] == ["never mind"]
    assert seen.gone == ()


def test_replies_to_our_deleted_post_are_still_there(
    box: Sandbox, fans: SandboxFans
) -> None:
    """We can take back our own words only."""
    post = box.publish(box.freeze(Draft("a slip"), NOON)).remote_id
    said = fans.fan_replies(post, "I saw that")
    box.delete(post)
    seen = box.reread([said])

    assert [(i.remote_id, i.kind) for i in seen.items] == [(said, ItemKind.REPLY)]


def test_our_answer_to_what_was_then_deleted_is_no_trouble(
    box: Sandbox, fans: SandboxFans
) -> None:
    """The question goes, the answer stays."""
    said = fans.fan_mentions("hello?")
    answer = fans.we_reply(said, "hello!")
    fans.fan_deletes(said)
    page = box.pull("")

    assert page.items == ()
    assert [(a.remote_id, a.answers) for a in page.answers] == [(answer, said)]


def test_a_reply_to_what_is_gone_is_refused(box: Sandbox, fans: SandboxFans) -> None:
    """It never will be accepted, and nothing was published."""
    said = fans.fan_mentions("hello?")
    fans.fan_deletes(said)
    frozen = box.freeze(Draft("hello!", reply_to=reply_to(said)), NOON)
    with pytest.raises(RefusedError, match="no longer there"):
        box.publish(frozen)

    assert fans.posts() == []


def test_only_our_own_posts_can_be_taken_down(box: Sandbox, fans: SandboxFans) -> None:
    """A member's words are hers."""
    said = fans.fan_mentions("hello?")
    with pytest.raises(RefusedError, match="not written by us"):
        box.delete(said)

    assert len(box.pull("").items) == 1


def test_what_was_taken_down_is_not_out_and_stays_down(
    box: Sandbox, fans: SandboxFans
) -> None:
    """The same request under the same key publishes nothing a second time."""
    frozen = box.freeze(Draft("a slip"), NOON)
    receipt = box.publish(frozen)
    box.delete(receipt.remote_id)

    assert box.look_up(frozen) is None
    assert box.publish(frozen) == receipt
    assert fans.posts() == []


def test_a_picture_is_copied_once_and_byte_for_byte(
    box: Sandbox, folder: Path, picture: KeptMedia
) -> None:
    """The folder is whole by itself: it can be moved, or zipped and sent."""
    for text in ("one", "two"):
        box.publish(box.freeze(Draft(text, (picture,)), NOON))
    [copy] = (folder / "media").iterdir()

    assert copy.read_bytes() == picture.path.read_bytes()
    assert (
        f'src="media/{copy.name}" alt="A board"' in (folder / "index.html").read_text()
    )


def test_a_picture_alone_is_a_post(
    box: Sandbox, fans: SandboxFans, picture: KeptMedia
) -> None:
    """It says more than no words."""
    box.publish(box.freeze(Draft("", (picture,)), NOON))

    assert [(p.text, p.alts) for p in fans.posts()] == [("", ("A board",))]


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_picture_that_is_not_what_was_frozen_is_refused(
    box: Sandbox, fans: SandboxFans, picture: KeptMedia, harm: str
) -> None:
    """Nobody publishes another picture under the same words."""
    frozen = box.freeze(Draft("Look", (picture,)), NOON)
    if harm == "gone":
        picture.path.unlink()
    else:
        picture.path.write_bytes(b"something else")
    with pytest.raises(RefusedError, match="the picture is"):
        box.publish(frozen)

    assert fans.posts() == []


def test_a_picture_that_cannot_be_stored_means_try_later(
    box: Sandbox, fans: SandboxFans, folder: Path, picture: KeptMedia
) -> None:
    """Nothing was published, and the same request may work later."""
    (folder / "media").write_text("in the way")
    frozen = box.freeze(Draft("Look", (picture,)), NOON)
    with pytest.raises(TryLaterError, match="cannot be written"):
        box.publish(frozen)
    before = fans.posts()
    (folder / "media").unlink()
    box.publish(frozen)

    assert before == []
    assert len(fans.posts()) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mime_type": "video/webm"}, "does not take video/webm"),
        ({"size_bytes": 8 * 1024**2 + 1}, "8388609 bytes are too many"),
        ({"alt": "あ" * 1501}, "1501 characters"),
    ],
    ids=["kind", "size", "alt"],
)
def test_a_picture_over_the_limits_is_refused_by_name(
    box: Sandbox, picture: KeptMedia, changes: dict[str, object], message: str
) -> None:
    """The person is told which file, and by how much."""
    bad = replace(picture, **changes)  # type: ignore[arg-type]  # a table of changes

    with pytest.raises(RefusedError, match=rf"board\.png: .*{message}"):
        box.freeze(Draft("Look", (bad,)), NOON)


@pytest.mark.parametrize("text", ["", " \n", "half \ud83d"], ids=repr)
def test_words_that_say_nothing_are_refused(box: Sandbox, text: str) -> None:
    """Neither an empty post nor a broken letter is published."""
    with pytest.raises(RefusedError):
        box.freeze(Draft(text), NOON)


def test_letters_are_counted_as_people_count_them(box: Sandbox) -> None:
    """A family of four is one sign; five hundred of them fit."""
    families = "👩‍👩‍👧‍👦" * 500

    assert box.freeze(Draft(families), NOON).payload
    with pytest.raises(RefusedError, match="501 characters"):
        box.freeze(Draft(families + "!"), NOON)


def test_a_broken_ledger_is_reported_and_nothing_is_published(
    box: Sandbox, fans: SandboxFans
) -> None:
    """A person is told which line to mend."""
    with fans.ledger.path.open("a") as file:
        file.write("not JSON\n")
    frozen = box.freeze(Draft("Hello"), NOON)

    with pytest.raises(RefusedError, match="line 3"):
        box.publish(frozen)
    with pytest.raises(RefusedError, match="line 3"):
        box.pull("")


def test_closing_twice_is_fine(box: Sandbox) -> None:
    """Nothing stays open."""
    box.close()
    box.close()
