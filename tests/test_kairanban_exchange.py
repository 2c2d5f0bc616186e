"""Posts from other programs' files, and back."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from config.emit import entry_of
from config.load import load
from domain.errors import ConfigurationError, RequestError
from kairanban.exchange import give
from kairanban.exchange.dates import order_of, read_date
from kairanban.exchange.formats import READERS, source_of
from kairanban.exchange.kinds import DateOrder, ExportFormat, Source
from kairanban.exchange.rows import Reading, Row, RowError
from kairanban.exchange.take_in import TakeIn, Taken, Wishes, as_data
from tests.journeys.program import QuickProgram
from tests.machine_settings import examples
from tests.project_files import PNG, write

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)
FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox}
  bsky: {platform: bluesky, handle: example.bsky.social}
campaigns: {spring: }
"""

BUFFER = """\
Text,Image URL,Tags,Posting Time
"Tacos, today!",,"food, fun",2027-01-15 12:30
Happy hour,https://example.org/a.jpg,,2027-01-16 17:00
Too old,,,2020-01-16 17:00
No time,,,
"""
HOOTSUITE = (
    '13/01/2027 09:00,"Hello, world",https://example.org\n03/02/2027 10:00,Two,\n'
)
POSTIZ = {
    "posts": [
        {
            "id": "1",
            "content": "<p>Hello</p><p>World &amp; all</p>",
            "publishDate": "2027-01-14T10:00:00.000Z",
            "state": "QUEUE",
            "integration": {
                "id": "abc",
                "providerIdentifier": "bluesky",
                "name": "Makers",
            },
        },
        {"content": "out", "publishDate": "2024-12-14T10:00:00Z", "state": "PUBLISHED"},
        {
            "content": "maybe",
            "publishDate": "2027-01-14T11:00:00.000Z",
            "state": "DRAFT",
            "integration": {"name": "Makers"},
        },
        {"content": "x", "publishDate": "2027-01-14T11:00:00.000Z", "state": "ERROR"},
    ]
}
WISH = {
    "type": "schedule",
    "date": "2027-01-14T10:00:00.000Z",
    "posts": [
        {
            "integration": {"id": "abc"},
            "value": [{"content": "one", "image": []}, {"content": "two"}],
        }
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a project without posts."""
    write(tmp_path, "kairanban.yaml", FRONT)
    write(tmp_path, "media/map.png", PNG)
    return tmp_path


def rows(source: Source, content: str | bytes, **changes: Any) -> list[Row]:
    """Return the rows of a file."""
    data = content if isinstance(content, bytes) else content.encode()
    return list(READERS[source](data, Reading(TOKYO, **changes)))


def taken(
    folder: Path, found: Sequence[Row], into: str = "in.yaml", **changes: Any
) -> Taken:
    """Take rows in."""
    wishes = Wishes(**{"accounts": {}, "to": ["box"], "prefix": "x-"} | changes)
    project = load(folder).project
    return TakeIn(folder, project, wishes, NOW, "file").take(found, into)


def problems(found: Taken) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_buffers_table_is_read(folder: Path) -> None:
    """Its tags are kept for the team; a row with a problem names its line."""
    found = taken(folder, rows(Source.BUFFER, BUFFER))

    assert found.entries == {
        2: {
            "id": "x-2027-01-15-1230",
            "at": "2027-01-15 12:30",
            "to": "box",
            "text": "Tacos, today!",
            "x-tags": ["food", "fun"],
        }
    }
    assert [line.partition(": ")[0] for line in problems(found)] == [
        "file:3",
        "file:4",
        "file:5",
    ]
    assert "its picture is on the web" in problems(found)[0]
    assert "its time has passed" in problems(found)[1]
    assert "it does not say when" in problems(found)[2]


def test_pictures_on_the_web_can_be_left_as_a_note(folder: Path) -> None:
    """Their addresses are not lost."""
    found = taken(folder, rows(Source.BUFFER, BUFFER), leave_media=True)

    assert found.entries[3]["x-media"] == ["https://example.org/a.jpg"]


def test_hootsuites_table_is_read_with_its_links() -> None:
    """It has no names above; one day beyond the twelfth tells the order of all."""
    first, second = rows(Source.HOOTSUITE, HOOTSUITE)

    assert first.text == "Hello, world\nhttps://example.org"
    assert second.at == datetime(2027, 2, 3, 1, tzinfo=UTC)
    assert len(rows(Source.HOOTSUITE, "Date,Message,Link\n" + HOOTSUITE)) == 2


def test_a_day_that_could_be_two_is_asked_for() -> None:
    """3 February or 2 March: never guessed."""
    with pytest.raises(RowError, match="--dates dmy or --dates mdy"):
        read_date("03/02/2027 10:00", None, TOKYO)

    day_first = read_date("03/02/2027 10:00", DateOrder.DAY_FIRST, TOKYO)
    month_first = read_date("3/2/27 10:00 pm", DateOrder.MONTH_FIRST, TOKYO)
    assert day_first == datetime(2027, 2, 3, 1, tzinfo=UTC)
    assert month_first == datetime(2027, 3, 2, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["01/02/2027", "13/02/2027"], DateOrder.DAY_FIRST),
        (["01/02/2027", "02/13/2027"], DateOrder.MONTH_FIRST),
        (["2027-01-02"], DateOrder.YEAR_FIRST),
        (["01/02/2027", "words", ""], None),
    ],
)
def test_the_order_is_told_by_the_days_themselves(
    dates: Sequence[str], order: DateOrder | None
) -> None:
    """If any of them can mean only one."""
    assert order_of(dates) is order


def test_postizs_list_is_read(folder: Path) -> None:
    """What is out is left alone, drafts stay drafts, HTML becomes text."""
    found = taken(
        folder,
        rows(Source.POSTIZ, json.dumps(POSTIZ)),
        accounts={"Makers": "bsky"},
        to=[],
    )

    assert found.over == 1
    assert [entry["text"] for entry in found.entries.values()] == [
        "Hello\nWorld & all",
        "maybe",
    ]
    assert found.entries[1]["to"] == "bsky"
    assert found.entries[3]["draft"] == "true"
    assert problems(found) == ["file:4: it failed there; look at it by hand"]


def test_what_postizs_command_line_takes_is_read_too() -> None:
    """A post with its thread, all at one time."""
    (row,) = rows(Source.POSTIZ, json.dumps(WISH))

    assert (row.text, row.entry["thread"]) == ("one", ["two"])
    assert row.at == datetime(2027, 1, 14, 10, tzinfo=UTC)
    assert row.accounts == [["abc"]]


def test_an_account_that_is_called_otherwise_there_is_asked_for(folder: Path) -> None:
    """With the very words to type; any of its names will do."""
    data = rows(Source.POSTIZ, json.dumps(POSTIZ))[:1]
    (said,) = problems(taken(folder, data, to=[]))

    assert "--account 'Makers=...'" in said
    assert not problems(taken(folder, data, accounts={"abc": "bsky"}))
    assert not problems(taken(folder, data, accounts={"bluesky": "bsky"}))


def test_a_table_made_by_hand_is_read(folder: Path) -> None:
    """By the names of its columns, in two languages, whatever stands between cells."""
    head = "日時;アカウント;本文;画像;alt"
    table = f"{head}\n2027-01-15 9:00;box;おはよう;media/map.png;地図\n"
    for data in (table.encode("cp932"), table.encode("utf-16"), table.encode()):
        (entry,) = taken(folder, rows(Source.CSV, data)).entries.values()

        assert entry["text"] == "おはよう"
        assert entry["media"] == [{"file": "media/map.png", "alt": "地図"}]


def test_a_picture_without_words_for_it_is_asked_for(folder: Path) -> None:
    """As everywhere."""
    table = "at,text,media\n2027-01-15 9:00,Hi,media/map.png\n"

    assert "under 'alt'" in problems(taken(folder, rows(Source.CSV, table)))[0]


def an_ics(*lines: str) -> str:
    """Return a calendar with one event."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT"]
    return "\r\n".join([*head, "UID:1", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def test_an_event_of_a_calendar_becomes_a_post(folder: Path) -> None:
    """With its zone, whose clock it follows, and its repetition."""
    data = an_ics(
        "DTSTART;TZID=Europe/Berlin:20270115T090000",
        "SUMMARY:Tea",
        "DESCRIPTION:Tea\\, at nine\\nBring cups",
        "RRULE:FREQ=WEEKLY;COUNT=3",
    )
    (entry,) = taken(folder, rows(Source.ICS, data)).entries.values()

    assert (entry["at"], entry["timezone"]) == ("2027-01-15 09:00", "Europe/Berlin")
    assert entry["text"] == "Tea, at nine\nBring cups"
    assert entry["repeat"] == "FREQ=WEEKLY;COUNT=3"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["DTSTART;VALUE=DATE:20270115", "SUMMARY:x"], "it lasts all day"),
        (["SUMMARY:x"], "does not say when it begins"),
        (["DTSTART:soon", "RRULE:FREQ=DAILY"], "does not say when it begins"),
        (["RRULE:FREQ=DAILY"], "does not say when it begins"),
        (
            ["DTSTART:20270115T090000Z", "RRULE:FREQ=DAILY", "EXDATE:20270116T090000Z"],
            "exceptions to its repetition",
        ),
    ],
)
def test_what_a_calendar_says_and_we_cannot_is_told(
    lines: Sequence[str], why: str
) -> None:
    """Rather than half of it."""
    (row,) = rows(Source.ICS, an_ics(*lines))

    assert why in str(row.problem)


def test_a_cancelled_event_is_left_alone() -> None:
    """It is over."""
    (row,) = rows(Source.ICS, an_ics("DTSTART:20270115T090000Z", "STATUS:CANCELLED"))

    assert row.is_over


@pytest.mark.parametrize(
    ("name", "content", "source"),
    [
        ("a.csv", BUFFER, Source.BUFFER),
        ("a.csv", "at,text\n2027-01-01 9:00,x\n", Source.CSV),
        ("a.json", json.dumps(POSTIZ), Source.POSTIZ),
        ("a.json", '{"kairanban-export": 1, "posts": []}', Source.JSON),
        ("a.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", Source.ICS),
    ],
)
def test_a_file_is_known_by_what_stands_in_it(
    name: str, content: str, source: Source
) -> None:
    """Its name may say anything."""
    assert source_of(content.encode(), Path(name)) is source


@pytest.mark.parametrize(
    ("source", "content"),
    [
        (Source.POSTIZ, "{"),
        (Source.POSTIZ, "[" * 100_000),
        (Source.POSTIZ, "3"),
        (Source.JSON, "{}"),
        (Source.ICS, "no calendar"),
        (Source.CSV, 'a,"' + "x" * 200_000),
        (Source.BUFFER, b"\xff\xff\xff\x81"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_words(
    source: Source, content: str | bytes
) -> None:
    """Never a traceback."""
    with pytest.raises(RequestError):
        rows(source, content)


def test_a_hootsuite_table_alone_cannot_be_told(tmp_path: Path) -> None:
    """It has no names; so the person says what it is."""
    with pytest.raises(RequestError, match="say so with --from"):
        source_of(HOOTSUITE.encode(), tmp_path / "a.csv")


def test_a_row_that_the_queue_would_not_take_is_found_before(folder: Path) -> None:
    """By the same rules as a file written by hand, told by its row."""
    long = "x" * 700
    table = f"at,text,campaign\n2027-01-15 9:00,ok,\n2027-01-15 9:00,{long},sprig\n"
    found = taken(folder, rows(Source.CSV, table))

    assert list(found.entries) == [2]
    assert [line.partition(": ")[0] for line in problems(found)] == ["file:3"] * 2
    assert "too long" in " ".join(problems(found))
    assert found.ready is not None


def test_the_same_file_twice_puts_nothing_in_twice(folder: Path) -> None:
    """A post with the same words at the same time is the same."""
    table = "at,text\n2027-01-15 9:00,Hello\n"
    first = taken(folder, rows(Source.CSV, table))
    assert first.ready is not None
    first.ready.make()

    assert problems(taken(folder, rows(Source.CSV, table))) == [
        "file:2: the same post is in the queue already"
    ]


def test_a_project_that_is_broken_already_is_mended_first(folder: Path) -> None:
    """Its problems are not the row's."""
    found = rows(Source.CSV, "at,text\n2027-01-15 9:00,Hello\n")
    write(folder, "queue/b.yaml", "- id: b\n  at: soon\n  to: box\n  text: x\n")
    with pytest.raises(ConfigurationError):
        taken(folder, found)


def test_numbers_and_the_like_of_json_become_text() -> None:
    """YAML of ours knows nothing else."""
    data: Mapping[str, Any] = {"a": 1, "b": True, "c": None, "d": [0.5, {"e": False}]}

    assert as_data(data) == {"a": "1", "b": "true", "d": ["0.5", {"e": "false"}]}


QUEUE = """\
campaign: spring
posts:
  - id: plain
    at: 2027-01-15 9:00
    to: [box, bsky]
    text: "One: two #three"
  - at: 2027-01-16 9:00   # no id
    to: box
    text: |
      Lines,
      "quoted"
    media:
      - {file: media/map.png, alt: A map}
    thread:
      - more
      - text: and a picture
        media: [{file: media/map.png, alt: ""}]
    x-note: {who: Aiko}
  - id: weekly
    at: 2027-01-18 9:00
    to: bsky
    text: Again
    repeat: FREQ=WEEKLY;BYDAY=MO
    late: {within: 2h, else: skip}
  - id: filled
    at: 2027-01-19 9:00
    to: box
    text: "{{greeting}}, makers"
    values: {greeting: Hello}
"""

#: Times that are more than a moment.
TIMES = """\
  - id: every
    every: tuesday 9:00
    from: 2027-01-01
    except: [2027-01-12, 2027-01-19]
    occurrences:
      2027-01-26: {at: 2027-01-27 10:00, text: Moved for once}
      2027-02-02: {text: Other words}
    to: box
    text: Every Tuesday
  - id: elsewhere
    at: 2027-01-20 20:00
    timezone: America/New_York
    to: box
    text: In the evening there
"""

FORMATS = {
    ExportFormat.CSV: Source.CSV,
    ExportFormat.ICS: Source.ICS,
    ExportFormat.JSON: Source.JSON,
}


def exported(folder: Path, form: ExportFormat) -> str:
    """Return what `export` gives."""
    project = load(folder).project
    posts = give.given(project)
    match form:
        case ExportFormat.CSV:
            return give.as_csv(posts, project)
        case ExportFormat.ICS:
            return give.as_ics(posts, project, NOW)
        case ExportFormat.JSON:
            return give.as_json(posts)


def there_and_back(
    folder: Path, other: Path, form: ExportFormat, front: str = FRONT
) -> None:
    """Export a project's posts and take them into another one."""
    write(other, "kairanban.yaml", front)
    write(other, "media/map.png", PNG)
    found = taken(other, rows(FORMATS[form], exported(folder, form)), to=[])

    assert found.problems == ()
    if found.ready is not None:
        found.ready.make()


def told(folder: Path) -> list[tuple[Any, ...]]:
    """Return everything of a project's posts that goes anywhere."""
    return [
        (
            *(post.key, post.at, post.accounts, post.text, post.repeat, post.late),
            *(post.timing.free_days, post.timing.moved, post.reworded.keys()),
            *(post.campaign, [(m.path.name, m.alt) for m in post.media]),
            [(m.text, [(o.path.name, o.alt) for o in m.media]) for m in post.thread],
        )
        for post in sorted(load(folder).project.posts, key=lambda one: one.key)
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_exported_is_imported_as_it_was(
    form: ExportFormat, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Threads, pictures, rules, what the file says of all, and notes of the team."""
    write(folder, "queue/a.yaml", QUEUE + TIMES)
    other = tmp_path_factory.mktemp("other")
    there_and_back(folder, other, form)

    assert told(other) == told(folder)
    assert "who: Aiko" in (other / "queue/in.yaml").read_text()


ZONED = """\
timezone: Europe/Berlin
posts:
  - {id: here, at: 2027-01-14 9:00, to: box, text: In Berlin}
"""


@pytest.mark.parametrize("form", FORMATS)
def test_times_stay_the_same_in_a_file_of_another_zone(
    form: ExportFormat, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Single ones are said in full; what recurs keeps the clock that it follows."""
    write(folder, "queue/a.yaml", QUEUE + TIMES)
    other = tmp_path_factory.mktemp("other")
    write(other, "queue/in.yaml", ZONED)
    there_and_back(folder, other, form)

    assert [one for one in told(other) if one[0] != "here"] == told(folder)


@pytest.mark.parametrize("form", FORMATS)
def test_a_campaigns_zone_moves_nothing(
    form: ExportFormat, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Neither where posts come from, nor where they go to."""
    zoned = FRONT.replace("spring: ", "spring: {timezone: Europe/Paris}")
    plain = tmp_path_factory.mktemp("plain")
    write(plain, "kairanban.yaml", zoned)
    write(plain, "media/map.png", PNG)
    write(plain, "queue/a.yaml", QUEUE + TIMES)
    other = tmp_path_factory.mktemp("other")
    there_and_back(plain, other, form)
    again = tmp_path_factory.mktemp("again")
    there_and_back(other, again, form, zoned)

    assert told(other) == told(plain) == told(again)


def test_a_calendar_shows_single_times_that_are_otherwise(folder: Path) -> None:
    """Left out, moved or reworded, as calendars say it; and it brings its zones."""
    write(folder, "queue/a.yaml", QUEUE + TIMES)
    calendar = Calendar.from_ical(exported(folder, ExportFormat.ICS))
    events = [one for one in calendar.events if str(one["UID"]) == "every@kairanban"]
    series, moved, reworded = events

    assert series.exdates == [
        datetime(2027, 1, day, 9, tzinfo=TOKYO) for day in (12, 19)
    ]
    assert moved.decoded("RECURRENCE-ID") == datetime(2027, 1, 26, 9, tzinfo=TOKYO)
    assert moved.decoded("DTSTART") == datetime(2027, 1, 27, 10, tzinfo=TOKYO)
    assert str(reworded["DESCRIPTION"]) == "Other words"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]


POSTS = st.lists(
    st.fixed_dictionaries(
        {
            "at": st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001 - wall times
                lambda at: f"{at:%Y-%m-%d %H:%M}"
            ),
            "to": st.sampled_from(["box", "bsky"]),
            "text": st.text(
                st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co"))
                | st.sampled_from("\n,;\"'"),
                min_size=1,
                max_size=30,
            ).filter(lambda text: text.strip() and "{{" not in text),
        }
    ),
    max_size=4,
    unique_by=lambda post: post["at"],
)


@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(posts=POSTS, form=st.sampled_from(list(FORMATS)))
def test_whatever_is_said_survives_the_journey(
    posts: Sequence[Mapping[str, str]],
    form: ExportFormat,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Any words, in any of the three."""
    folder, other = tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b")
    write(folder, "kairanban.yaml", FRONT)
    write(folder, "queue/a.yaml", "".join(map(entry_of, posts)).encode())
    try:
        load(folder)
    except ConfigurationError:
        return
    there_and_back(folder, other, form)

    assert told(other) == told(folder)


TIMED = FRONT.replace(
    "box: {platform: sandbox}",
    "box: {platform: sandbox, slots: {morning: [monday 09:00, thursday 09:00]}}",
)
WORDED = """\
- {id: slot, at: next morning slot, to: box, text: When there is room}
- {id: weekly, every: monday 10:00, from: 2027-01-04, to: box, text: Again}
"""


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.JSON])
def test_times_in_words_stay_words(
    form: ExportFormat, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A slot is found when there is room, not when it was exported."""
    write(folder, "kairanban.yaml", TIMED)
    write(folder, "queue/a.yaml", WORDED)
    other = tmp_path_factory.mktemp("other")
    write(other, "kairanban.yaml", TIMED)
    found = taken(other, rows(FORMATS[form], exported(folder, form)), to=[])
    entries = {entry["id"]: entry for entry in found.entries.values()}

    assert problems(found) == []
    assert entries["slot"]["at"] == "next morning slot"
    assert entries["weekly"]["every"] == "monday 10:00"
    assert "at" not in entries["weekly"]


def test_a_table_says_what_goes_out_and_keeps_what_was_written(folder: Path) -> None:
    """Other programs know nothing of names in braces."""
    write(folder, "queue/a.yaml", QUEUE)
    text = exported(folder, ExportFormat.CSV)

    assert '"Hello, makers"' in text
    assert "{{greeting}}, makers" in text


def test_a_calendar_of_the_queue_can_be_read_by_others(folder: Path) -> None:
    """Each post once, a recurring one with its rule."""
    write(folder, "queue/a.yaml", QUEUE)
    calendar = Calendar.from_ical(exported(folder, ExportFormat.ICS))
    events = {str(one["UID"]): one for one in calendar.walk("VEVENT")}

    assert set(events) == {
        "plain@kairanban",
        "2027-01-16-0900@kairanban",
        "weekly@kairanban",
        "filled@kairanban",
    }
    assert "RRULE" in events["weekly@kairanban"]


def test_the_command_writes_all_or_nothing(folder: Path, tmp_path: Path) -> None:
    """Every bad row at once; --skip-bad takes the others."""
    program = QuickProgram(folder)
    file = str(write(tmp_path, "buffer.csv", BUFFER))
    refused = program("import", file, "--to", "box")
    looked = program.well("import", file, "--to", "box", "--skip-bad", "--dry-run")
    done = program.well("import", file, "--to", "box", "--skip-bad", "--yes")

    assert refused.code == 1
    assert "queue/buffer.yaml: 1 post · 3 problems" in refused.out
    assert "Nothing was written; --skip-bad" in refused.err
    assert "Nothing was written." in looked.err
    assert "Written: queue/buffer.yaml" in done.err
    assert program.well("check").out.startswith("All well: 2 accounts, 1 post.")
    assert "Tacos, today!" in program.well("export").out


def test_the_command_tells_programs_what_becomes_of_each_row(
    folder: Path, tmp_path: Path
) -> None:
    """With --json."""
    file = str(write(tmp_path, "buffer.csv", BUFFER))
    found = QuickProgram(folder)("import", file, "--to", "box", "--json").json

    assert [post["row"] for post in found["posts"]] == [2]
    assert [problem["line"] for problem in found["problems"]] == [3, 4, 5]


def test_wrong_names_of_accounts_are_told_at_once(folder: Path, tmp_path: Path) -> None:
    """Before any row is looked at."""
    program, file = QuickProgram(folder), str(write(tmp_path, "b.csv", BUFFER))

    assert "did you mean 'box'" in program("import", file, "--to", "bx").err
    assert "NAME=ACCOUNT" in program("import", file, "--account", "Makers").err
    assert "cannot read" in program("import", f"{file}.gone", "--to", "box").err


def test_a_table_for_spreadsheets_begins_with_their_mark(folder: Path) -> None:
    """Else they take Japanese for something else."""
    write(folder, "queue/a.yaml", QUEUE)
    QuickProgram(folder).well("export", "--output", str(folder / "out.csv"))

    assert (folder / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfid,at,to,text")


def test_what_recurs_in_plain_words_is_shown_and_taken_in(folder: Path) -> None:
    """It has no one time; its words stand in its place."""
    write(
        folder,
        "queue/a.yaml",
        "- {id: bench, every: [monday 09:00, friday 09:00], from: 2036-01-01,"
        " to: box, text: Open bench}\n",
    )
    program = QuickProgram(folder)
    program.well("export", "--format", "json", "--output", str(folder / "out.json"))
    (folder / "queue" / "a.yaml").unlink()
    done = program.well("import", str(folder / "out.json"), "--yes")

    assert "+ monday 09:00, friday 09:00  box: Open bench" in done.out
    assert "bench" in program.well("export").out


def test_where_a_campaign_says_where_the_export_says_it_too(folder: Path) -> None:
    """Else nobody could take the post in where the campaign is not."""
    write(
        folder,
        "campaigns/fair.yaml",
        "id: fair\naccounts: [box, bsky]\n"
        "posts: [{id: open, at: 2036-01-01 09:00, text: Open}]\n",
    )
    found = QuickProgram(folder).well("export", "--format", "json").json

    assert [post["to"] for post in found["posts"]] == [["box", "bsky"]]
