"""The coming weeks: in the terminal, as a page, as a calendar file."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from PIL import Image

from digest.columns import width
from domain.deliveries import DeliveryState, Lease, Move, Owner
from domain.phrases import phrase
from domain.ports import PlanStep
from domain.posts import Frozen, MediaFile, Message, Post, Receipt, Variant
from kairanban.bootstrap import House, open_house
from kairanban.calendar.entries import Entry
from kairanban.calendar.thumbnails import thumbnail
from kairanban.calendar.weeks import beyond, weeks
from kairanban.cli import show_plan, write_plan
from kairanban.cli.desk import Desk
from tests.builders import a_post
from tests.clocks import ManualClock
from tests.memories import lay_database
from tests.project_files import write

TOKYO = ZoneInfo("Asia/Tokyo")
#: Wednesday, noon in Tokyo.
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
DAY = timedelta(days=1)
FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox}
  quiet: {platform: sandbox}
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Open a project of two accounts; it is Wednesday noon in Tokyo."""
    monkeypatch.setenv("COLUMNS", "120")
    write(tmp_path, "kairanban.yaml", FRONT)
    lay_database(tmp_path / ".kairanban")
    house = open_house(tmp_path)
    clock = ManualClock(NOW)
    crew = replace(house.crew, clock=clock)
    yield replace(house, clock=clock, crew=crew)
    house.close()


def scheduled(house: House, *posts: Post) -> None:
    """Let these posts wait in the outbox."""
    steps = [
        PlanStep(None, account, post, part=part)
        for post in posts
        for account in post.accounts
        for part in range(len(post.messages))
    ]
    house.memory.outbox.apply(steps, house.clock.now())


def say(house: House, *posts: Post) -> None:
    """Let YAML say these posts."""
    house.current.swap(replace(house.project, posts=posts))


def a_month(house: House) -> None:
    """Let YAML differ from the outbox in each way that there is."""
    kept = a_post("kept", NOW + DAY, accounts=("box", "quiet"))
    moved = a_post("moved", NOW + 2 * DAY)
    changed = a_post("changed", NOW + 3 * DAY, text="Old words")
    gone = a_post("gone", NOW + 4 * DAY, text="No more of this")
    scheduled(house, kept, moved, changed, gone)
    added = a_post("冬祭り", NOW + 12 * DAY, text="灯籠を <b>持って</b> きて")
    say(
        house,
        kept,
        replace(moved, at=NOW + 5 * DAY),
        replace(changed, text="New words"),
        added,
    )


def shown(house: House, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what `plan` prints."""
    show_plan.show(Desk(house.project.folder, "en"), house, as_json=False)
    return capsys.readouterr().out


def put_out(house: House) -> None:
    """Let what waits in the outbox be out."""
    outbox, (row,) = house.memory.outbox, house.memory.outbox.deliveries()
    lease = Lease(Owner("boot", 4711, 1), until=0.0)
    claimed = outbox.claim(row, Frozen(b"{}", "key"), lease, NOW)
    assert claimed is not None
    assert outbox.move(
        claimed,
        Move(DeliveryState.SENT, phrase("Published"), receipt=Receipt("r")),
        NOW,
    )


def grid(said: str) -> list[str]:
    """Return the lines of the calendar."""
    return [line for line in said.splitlines() if line and line[0] in "╭│├╰"]


def an_entry(at: datetime) -> Entry:
    return Entry(at=at, post_key="a", accounts=("box",), text="")


def test_a_week_begins_on_monday_and_a_day_at_the_communitys_midnight() -> None:
    """What goes out at 23:30 in Tokyo stands on that day, wherever the server is."""
    late = an_entry(datetime(2026, 11, 29, 14, 30, tzinfo=UTC))
    (week,) = weeks([late], NOW, TOKYO, 4)

    assert week.days[0].date == date(2026, 11, 23)
    assert week.days[6].entries == (late,)
    assert [day.is_today for day in week.days].index(True) == 2
    assert [day.is_past for day in week.days] == [True, True, *[False] * 5]


def test_weeks_end_with_the_last_thing_that_stands_there() -> None:
    """Nobody looks at an empty month; what lies beyond the weeks is counted."""
    soon, far = an_entry(NOW + 8 * DAY), an_entry(NOW + 90 * DAY)

    assert len(weeks([soon], NOW, TOKYO, 4)) == 2
    assert len(weeks([], NOW, TOKYO, 4)) == 1
    found = weeks([soon, far], NOW, TOKYO, 4)
    assert len(found) == 4
    assert beyond([soon, far], found, TOKYO) == (far,)


def test_a_plan_tells_what_is_added_moved_changed_cancelled_and_kept(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its sign and word; the same on several accounts once."""
    a_month(house)
    said = shown(house, capsys)

    assert "→ moved (box): moved 2026-11-27 12:00 → 2026-11-30 12:00" in said
    assert "~ changed (box): changed 2026-11-28 12:00" in said
    assert "      - Old words\n      + New words" in said
    assert "+ 冬祭り (box): added 2026-12-07 12:00" in said
    assert "- gone (box): cancelled 2026-11-29 12:00" in said
    assert "added 1 · moved 1 · changed 1 · cancelled 1 · kept 2" in said


@pytest.mark.parametrize("columns", [64, 80, 100, 120, 200])
def test_every_line_of_the_calendar_is_as_wide_as_the_others(
    columns: int,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Japanese characters take two columns, and are counted so."""
    monkeypatch.setenv("COLUMNS", str(columns))
    a_month(house)
    lines = grid(shown(house, capsys))

    assert {width(line) for line in lines} == {width(lines[0])}
    assert width(lines[0]) <= columns
    assert any("冬祭り" in line for line in lines)


def test_a_narrow_screen_gets_a_list(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Seven columns of seven characters tell nothing."""
    monkeypatch.setenv("COLUMNS", "50")
    a_month(house)
    said = shown(house, capsys)

    assert grid(said) == []
    assert "  Thu 26 Nov\n    12:00 kept (box, quiet)" in said


def test_a_full_day_is_cut_and_what_is_left_is_counted(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """The calendar stays a calendar; the list below has them all."""
    hour = timedelta(hours=1)
    scheduled(house, *(a_post(f"p{n}", NOW + DAY + n * hour) for n in range(6)))
    say(house, *(a_post(f"p{n}", NOW + DAY + n * hour) for n in range(6)))

    assert "+2 more" in shown(house, capsys)


def test_a_post_stands_there_once_whatever_it_says_on_each_account(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which words go where, the list below tells."""
    both = a_post(
        "varied",
        NOW + DAY,
        accounts=("box", "quiet"),
        variants=(Variant("quiet", (Message("Softly"),)),),
    )
    scheduled(house, both)
    say(house, both)

    assert sum(line.count("varied") for line in grid(shown(house, capsys))) == 1


def test_weekdays_are_named_in_the_readers_language(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Monday is 月."""
    show_plan.show(Desk(house.project.folder, "ja"), house, as_json=False)
    heading = grid(capsys.readouterr().out)[1]

    assert [name.strip() for name in heading.strip("│").split("│")] == list(
        "月火水木金土日"
    )


def test_a_plan_says_what_editing_does_to_posts_without_an_id(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """They go by their time; those with an id are not spoken of."""
    say(house, a_post("2026-11-26-1200", NOW + DAY, has_own_id=False))
    said = shown(house, capsys)

    assert "1 post has no id and goes by its time: 2026-11-26-1200." in said
    assert "with an id it would be moved" in said
    say(house, a_post("named", NOW + DAY))
    assert "no id" not in shown(house, capsys)


def test_a_post_without_an_id_is_called_by_its_words_in_the_calendar(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its time stands there already; also when it has been scheduled long ago."""
    post = a_post("2026-11-26-1200", NOW + DAY, text="Tea time", has_own_id=False)
    scheduled(house, post)
    say(house, post)

    assert "12:00 Tea time" in "".join(grid(shown(house, capsys)))


def test_words_that_would_go_out_again_under_a_new_time_are_warned_of(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is the one edit by which a post without an id is said twice."""
    out = a_post("2026-11-25-0900", NOW - timedelta(hours=3), has_own_id=False)
    scheduled(house, out)
    put_out(house)
    say(house, replace(out, key="2026-11-26-1200", at=NOW + DAY))
    said = shown(house, capsys)

    assert "the same words are out on box already, as 2026-11-25-0900" in said


def test_programs_get_counts_and_both_texts(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a person sees, a program can."""
    a_month(house)
    show_plan.show(Desk(house.project.folder, "en"), house, as_json=True)
    found = json.loads(capsys.readouterr().out)
    (texts,) = [one["texts"] for one in found["changes"] if "texts" in one]

    assert found["counts"]["cancelled"] == 1
    assert texts == [{"part": 1, "old": "Old words", "new": "New words"}]
    assert found["without_id"] == []


def a_picture() -> bytes:
    """Return a PNG that can really be opened."""
    buffer = BytesIO()
    Image.new("RGB", (900, 600), "green").save(buffer, "PNG")
    return buffer.getvalue()


class Reader(HTMLParser):
    """Reads a page as a browser does, and complains of what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids += [str(known["id"])] if "id" in known else []
        self.links += [str(known["href"])] if "href" in known else []
        self.sources += [str(known["src"])] if "src" in known else []
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(house: House, tmp_path: Path, language: str = "en") -> str:
    """Return the page of the plan."""
    file = tmp_path / "plan.html"
    write_plan.write(Desk(tmp_path, language), house, ics=None, html=file, weeks=4)
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_is_whole_and_needs_nothing_else(
    language: str, house: House, tmp_path: Path
) -> None:
    """Every tag is closed, every link leads somewhere on it, nothing is fetched."""
    a_month(house)
    text = page_of(house, tmp_path, language)
    reader = Reader()
    reader.feed(text)

    assert reader.open == []
    assert f'<html lang="{language}">' in text
    assert len(set(reader.ids)) == len(reader.ids)
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")


def test_the_page_escapes_what_members_and_teams_write(
    house: House, tmp_path: Path
) -> None:
    """A post about HTML shows its tags."""
    a_month(house)
    text = page_of(house, tmp_path)

    assert "灯籠を &lt;b&gt;持って&lt;/b&gt; きて" in text
    assert "<b>持って" not in text


def test_the_page_shows_old_and_new_words_and_pictures_with_their_words(
    house: House, tmp_path: Path
) -> None:
    """Pictures stand inside of it, small; each with what it shows."""
    picture = write(tmp_path, "media/a.png", a_picture())
    post = a_post("map", NOW + DAY, media=(MediaFile(picture.resolve(), "A map"),))
    scheduled(house, a_post("changed", NOW + DAY, text="Old words"))
    say(house, a_post("changed", NOW + DAY, text="New words"), post)
    text = page_of(house, tmp_path)

    assert 'aria-label="before">Old words</del>' in text
    assert 'aria-label="now">New words</ins>' in text
    assert '<img src="data:image/webp;base64,' in text
    assert 'alt="A map"' in text


def test_a_file_that_is_no_picture_has_no_thumbnail(tmp_path: Path) -> None:
    """A film, or half a picture, is named and not shown."""
    assert thumbnail(write(tmp_path, "a.mp4", b"\0\0\0 ftypisom")) == ""
    assert thumbnail(tmp_path / "gone.png") == ""


def test_the_calendar_file_says_the_same_to_other_programs(
    house: House, tmp_path: Path
) -> None:
    """Moments in UTC, the whole text, one UID for ever; what is cancelled says so."""
    a_month(house)
    desk, file = Desk(tmp_path, "en"), tmp_path / "plan.ics"
    write_plan.write(desk, house, ics=file, html=None, weeks=1)
    calendar = Calendar.from_ical(file.read_bytes())
    events = {str(one["X-KAIRANBAN-POST"]): one for one in calendar.walk("VEVENT")}

    assert set(events) == {"kept", "moved", "changed", "gone", "冬祭り"}
    assert events["moved"].decoded("DTSTART") == NOW + 5 * DAY
    assert str(events["冬祭り"]["DESCRIPTION"]) == "灯籠を <b>持って</b> きて"
    assert events["gone"]["STATUS"] == "CANCELLED"
    assert str(events["kept"]["X-KAIRANBAN-ACCOUNTS"]) == "box,quiet"
    assert len({str(one["UID"]) for one in events.values()}) == 5
    assert file.read_bytes().count(b"\r\n") == file.read_bytes().count(b"\n")


def test_a_thread_is_one_event_with_all_of_its_words(
    house: House, tmp_path: Path
) -> None:
    """A reader sees what comes, part by part."""
    say(house, a_post("trip", NOW + DAY, text="one", thread=(Message("two"),)))
    file = tmp_path / "plan.ics"
    write_plan.write(Desk(tmp_path, "en"), house, ics=file, html=None, weeks=1)
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")

    assert str(event["DESCRIPTION"]) == "one\n\ntwo"


def test_thousands_of_posts_are_counted_and_not_all_listed(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal is no place for them; the page is."""
    say(house, *(a_post(f"p{n}", NOW + n * DAY) for n in range(1, 131)))
    said = shown(house, capsys)

    assert "30 more after these, until 2027-04-04 12:00; plan --html" in said
    assert "2027-03-05 12:00   p100" in said
    assert "2027-03-06 12:00   p101" not in said
