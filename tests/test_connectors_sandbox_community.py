"""The packaged neighbours, and what they talk about when we come in."""

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from connectors.sandbox.answers import speaks_japanese
from connectors.sandbox.community import Community, Topic, duration, load_community
from connectors.sandbox.lines import Deleted, Edited, Opened, Published, Said
from connectors.sandbox.opening import opening_lines
from connectors.sandbox.platform import CAPABILITIES
from domain.items import Item, ItemKind
from tests.clocks import NOON, ManualClock
from tests.platforms.sandbox_setups import a_sandbox

ONE_MINUTE = timedelta(minutes=1)


@pytest.fixture
def community() -> Community:
    return load_community()


def first_items(folder: Path) -> dict[str, Item]:
    page = a_sandbox(folder, ManualClock()).pull("")
    return {item.remote_id: item for item in page.items}


def test_everybody_who_speaks_is_a_member(community: Community) -> None:
    """No line of the play belongs to a stranger."""
    speakers = {m.by for m in community.standing if m.by}
    speakers |= {line.by for scene in community.scenes for line in scene.lines}

    assert speakers == set(community.members)


def test_every_text_fits_the_platform_they_live_on(community: Community) -> None:
    """Neighbours keep the limit too, even where our handle is long."""
    limit = CAPABILITIES.text
    texts = [m.text for m in community.standing]
    texts += [line.text for scene in community.scenes for line in scene.lines]
    texts += [words for member in community.members.values() for words in member.thanks]

    assert [text for text in texts if limit.count(text) > limit.limit - 100] == []


@pytest.mark.parametrize(
    ("topic", "language"),
    list(product(Topic, ("en", "ja"))),
    ids=str,
)
def test_there_is_something_to_say_to_every_post(
    community: Community, topic: Topic, language: str
) -> None:
    """For every topic and language there are at least two scenes."""
    fitting = [
        s for s in community.scenes if (s.topic, s.language) == (topic, language)
    ]

    assert len(fitting) >= 2


def test_a_scene_can_be_played(community: Community) -> None:
    """Few lines, one for each member, nobody answers before being spoken to."""
    for scene in community.scenes:
        spoken: list[str] = []
        for line in scene.lines:
            assert line.to in {"", *spoken}
            spoken.append(line.by)
        times = [line.after for line in scene.lines]

        assert 3 <= len(spoken) <= 4
        assert len(set(spoken)) == len(spoken)
        assert times == sorted(times)
        assert timedelta(0) < times[0] <= timedelta(seconds=3)
        assert times[-1] <= timedelta(seconds=15)


def test_a_japanese_post_is_answered_mostly_in_japanese(community: Community) -> None:
    """And an English one mostly in English."""
    for scene in community.scenes:
        japanese = sum(speaks_japanese(line.text) for line in scene.lines)
        share = japanese / len(scene.lines)

        assert share >= 0.5 if scene.language == "ja" else share <= 0.5, scene


def test_thanks_ask_nothing(community: Community) -> None:
    """A thank-you needs no reply, and whoever spams never thanks."""
    thanks = {m.handle: m.thanks for m in community.members.values()}

    assert not any("?" in t or "？" in t for words in thanks.values() for t in words)
    assert [handle for handle, words in thanks.items() if not words] == ["onsen_token"]


def test_standing_messages_stand_in_the_order_of_their_times(
    community: Community,
) -> None:
    """Nobody answers what has not been said yet."""
    times = {m.id: m.after for m in community.standing}
    for message in community.standing:
        for spoken_of in filter(None, (message.to, message.quotes)):
            assert times[spoken_of] < message.after

    assert len(times) == len(community.standing)
    assert all(times[change.id] < change.after for change in community.changes)


def test_the_opening_ends_within_a_minute(community: Community) -> None:
    """What members say by themselves comes to an end."""
    lines = opening_lines(community, "us", NOON)

    assert isinstance(lines[-1], Opened)
    assert max(line.at for line in lines) < NOON + ONE_MINUTE
    assert {type(line) for line in lines} == {Said, Published, Edited, Deleted, Opened}


def test_our_handle_stands_where_members_call_us(community: Community) -> None:
    """Nobody ever says "{us}"."""
    lines = opening_lines(community, "brand", NOON)
    texts = [line.text for line in lines if isinstance(line, Said | Edited)]

    assert any("@brand" in text for text in texts)
    assert not any("{" in text for text in texts)


def test_some_have_waited_longer_than_others(tmp_path: Path) -> None:
    """The first digest shows days, hours and minutes."""
    items = first_items(tmp_path)
    ages = {known: NOON - item.created_at for known, item in items.items()}

    assert ages["opening-door"].days == 3
    assert timedelta(hours=12) < ages["opening-newcomer"] < timedelta(days=1)
    assert ages["opening-angry-1"] < timedelta(hours=12)
    assert "opening-angry-7" not in items


def test_the_first_page_has_every_kind(tmp_path: Path) -> None:
    """Mentions, replies and quotes; a link in the spam; names with their letters."""
    items = first_items(tmp_path)

    assert {item.kind for item in items.values()} == set(ItemKind) - {ItemKind.COMMENT}
    assert items["opening-spam"].links == ("https://onsen-coin.example/claim",)
    assert items["opening-iron"].author.display_name == "平野はるか"
    assert items["opening-welcome"].kind is ItemKind.REPLY
    assert not items["opening-welcome"].mentions_us


def test_somebody_was_answered_before_we_came(tmp_path: Path) -> None:
    """Not everybody in the first page is still waiting."""
    [answer] = a_sandbox(tmp_path, ManualClock()).pull("").answers

    assert answer.answers == "opening-clock"


def test_the_angry_thread_grows_and_minds_change(tmp_path: Path) -> None:
    """While we look, two complain again, one edits and one deletes."""
    clock = ManualClock()
    box = a_sandbox(tmp_path, clock)
    cursor = box.pull("").next_cursor
    clock.turn(ONE_MINUTE)
    ids = [item.remote_id for item in box.pull(cursor).items]

    assert sorted(ids) == ["opening-angry-7", "opening-angry-8", "opening-day"]
    assert box.reread(["opening-angry-6"]).gone == ("opening-angry-6",)
    assert "明後日" in box.reread(["opening-day"]).items[0].text


def test_the_opening_is_played_once(tmp_path: Path) -> None:
    """A second start brings nothing twice."""
    clock = ManualClock()
    cursor = a_sandbox(tmp_path, clock).pull("").next_cursor
    again = a_sandbox(tmp_path, clock).pull(cursor)

    assert (again.items, again.answers) == ((), ())


def test_an_opening_cut_short_is_told_again(tmp_path: Path) -> None:
    """A process killed while it let the members in leaves nobody out."""
    clock = ManualClock()
    box = a_sandbox(tmp_path, clock)
    whole = box.pull("").items
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text("".join(ledger.read_text().splitlines(keepends=True)[:9]))
    again = a_sandbox(tmp_path, clock).pull("")

    assert again.items == whole


def test_the_quiet_community_says_nothing(tmp_path: Path) -> None:
    """A dry run is not disturbed."""
    page = a_sandbox(tmp_path, ManualClock(), community="quiet").pull("")

    assert (page.items, page.answers) == ((), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3d 2h", timedelta(days=3, hours=2)),
        ("-1h 10m", -timedelta(hours=1, minutes=10)),
        ("9s", timedelta(seconds=9)),
    ],
)
def test_durations_read_as_people_write_them(text: str, expected: timedelta) -> None:
    """A minus in front means ago."""
    assert duration(text) == expected


def test_a_duration_without_a_unit_is_refused() -> None:
    """Nine what?"""
    with pytest.raises(ValueError, match="not a duration"):
        duration("9")
