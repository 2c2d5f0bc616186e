"""When posts are due, as people write it in the queue."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.posts import Post
from domain.timing import AS_WRITTEN, UNPLACED, HolidayAction, Holidays
from scheduler.due import time_on, times, versions_by_time
from tests.project_files import FRONT, a_folder, loaded, problems

SLOTS = FRONT.replace(
    "    platform: plain\n",
    "    platform: plain\n"
    "    slots: {morning: mon-fri 09:00, evening: [mon 18:00, sat 20:00]}\n",
)
#: Midnight in Tokyo.
BEGIN = datetime(2026, 11, 23, 15, tzinfo=UTC)


def a_post_of(folder: Path, when: str, front: str = SLOTS) -> Post:
    """Return the post "hello" that is due *when*: lines of YAML, without indent."""
    (post,) = loaded(a_folder(folder, written(when), front)).project.posts
    return post


def written(when: str) -> str:
    """Return a file of the queue with a post that is due *when*."""
    lines = [f"  {line}" for line in when.splitlines()]
    text = [] if "evergreen" in when else ["  text: Hello!"]
    return "\n".join(["- id: hello", "  to: box", *text, *lines, ""])


def walls(post: Post, count: int = 3) -> list[str]:
    """Return what clocks in Tokyo show at its first times from 24 November on."""
    zone = ZoneInfo("Asia/Tokyo")
    found = times(post, "box", BEGIN, BEGIN + timedelta(days=400))
    return [
        f"{one.astimezone(zone):%m-%d %H:%M}"
        for one, _ in zip(found, range(count), strict=False)
    ]


OTHERWISE = "{2026-11-25 09:00: {at: 2026-11-25 12:00}, 2026-11-24: {skip: true}}"
DUE = [
    ("every: monday 09:00", ["11-30 09:00", "12-07 09:00", "12-14 09:00"]),
    ("every: day 09:00\nfrom: 2026-12-24", ["12-24 09:00", "12-25 09:00"]),
    ("every: day 09:00\nuntil: 2026-11-25", ["11-24 09:00", "11-25 09:00"]),
    ("every: day 09:00\nuntil: 2026-11-25 08:59", ["11-24 09:00"]),
    ("every: day 09:00\nfrom: 2026-12-01\ncount: 2", ["12-01 09:00", "12-02 09:00"]),
    (
        "every: 2 weeks on monday 09:00\nfrom: 2026-12-05",
        ["12-07 09:00", "12-21 09:00", "01-04 09:00"],
    ),
    ("every: month on the 1st 09:00", ["12-01 09:00", "01-01 09:00", "02-01 09:00"]),
    ("every: 毎週木曜 9時", ["11-26 09:00", "12-03 09:00", "12-10 09:00"]),
    (
        "every: [monday 09:00, thursday 18:30]",
        ["11-26 18:30", "11-30 09:00", "12-03 18:30"],
    ),
    (
        "every: day 09:00\nexcept: [2026-11-25, 2026-11-26 09:00]",
        ["11-24 09:00", "11-27 09:00", "11-28 09:00"],
    ),
    ("every: day 09:00\nexcept: 2026-11-24", ["11-25 09:00", "11-26 09:00"]),
    (
        f"every: day 09:00\noccurrences: {OTHERWISE}",
        ["11-25 12:00", "11-26 09:00", "11-27 09:00"],
    ),
    (
        "at: 2026-11-24 09:00\nrepeat: FREQ=DAILY\nuntil: 2026-11-25",
        ["11-24 09:00", "11-25 09:00"],
    ),
    ("at: 2026-11-24 09:00\nrepeat: FREQ=DAILY\ncount: 1", ["11-24 09:00"]),
    (
        "every: day 09:00\ntimezone: Europe/Berlin",
        ["11-24 17:00", "11-25 17:00", "11-26 17:00"],
    ),
    ("at: 2026-11-25 09:00\ntimezone: America/New_York", ["11-25 23:00"]),
    (
        "every: weekday 09:00\nholidays: {country: JP, then: skip}\nfrom: 2026-12-31",
        ["12-31 09:00", "01-04 09:00", "01-05 09:00"],
    ),
    ("every: day 23:00\nquiet_hours: 22:00-07:00", ["11-24 07:00", "11-25 07:00"]),
]


@pytest.mark.parametrize(("when", "expected"), DUE, ids=[when for when, _ in DUE])
def test_a_post_is_due_when_its_words_say(
    when: str, expected: list[str], tmp_path: Path
) -> None:
    """By the clock of its zone."""
    assert walls(a_post_of(tmp_path, when))[: len(expected)] == expected


def test_a_plain_time_needs_nothing_else(tmp_path: Path) -> None:
    """Thousands of posts share one value."""
    post = a_post_of(tmp_path, "at: 2026-11-24 09:30")

    assert post.timing is AS_WRITTEN
    assert post.pool is None


def test_what_recurs_begins_with_one_of_its_own_times(tmp_path: Path) -> None:
    """However long ago; so its first time is no odd one out."""
    post = a_post_of(tmp_path, "every: monday 09:00")

    assert post.at.astimezone(ZoneInfo("Asia/Tokyo")).weekday() == 0
    assert post.repeat is not None
    assert post.repeat.rule == "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0"


def test_a_post_waits_for_a_slot(tmp_path: Path) -> None:
    """It has no time before the outbox knows it."""
    for words, slot in [("next slot", ""), ("next morning slot", "morning")]:
        post = a_post_of(tmp_path, f"at: {words}")

        assert post.timing.slot == slot
        assert post.at == UNPLACED
        assert time_on(post, "box") is None


def test_a_single_occurrence_has_words_of_its_own(tmp_path: Path) -> None:
    """Filled in, measured and kept as any others."""
    when = (
        "every: day 09:00\nvalues: {who: Aiko}\noccurrences:\n"
        '  2026-11-25: {text: "{{who}} says hi", at: 2026-11-25 10:00}'
    )
    post = a_post_of(tmp_path, when)
    once = versions_by_time(post, "box")

    assert [version.text for version in once.values()] == ["Aiko says hi"]
    assert list(once) == [datetime(2026, 11, 25, 1, tzinfo=UTC)]


def test_an_evergreen_post_has_many_texts(tmp_path: Path) -> None:
    """A list is enough; or with the rest that each needs."""
    short = a_post_of(tmp_path, "every: monday 09:00\nevergreen: [A, B, C, D, E]")
    long = a_post_of(
        tmp_path,
        "every: monday 09:00\nevergreen:\n  rest: 14d\n  texts:\n    - A\n"
        "    - {text: B, language: ja}",
    )

    assert short.pool is not None
    assert [one.text for one in short.pool.versions] == ["A", "B", "C", "D", "E"]
    assert short.pool.rest == timedelta(days=30)
    assert short.text == "A"
    assert long.pool is not None
    assert long.pool.rest == timedelta(days=14)
    assert long.pool.versions[1].manner.language == "ja"


def test_the_nearest_word_about_times_counts(tmp_path: Path) -> None:
    """Post, file, campaign, project; each key by itself."""
    front = (
        FRONT + "holidays: JP\nquiet_hours: 22:00-07:00\n"
        "campaigns: {c: {timezone: Europe/Berlin, holidays: {country: DE}, jitter: 5m}}"
    )
    queue = (
        "campaign: c\njitter: 10m\nposts:\n"
        "- {id: a, every: day 09:00, to: box, text: a}\n"
        "- {id: b, every: day 09:00, to: box, text: b, holidays: none, jitter: 0m,"
        " quiet_hours: none, timezone: Asia/Tokyo}\n"
        "- {id: c, at: 2027-01-01 09:00, to: box, text: c}\n"
    )
    a, b, c = loaded(a_folder(tmp_path, queue, front)).project.posts

    assert a.repeat is not None
    assert a.repeat.zone == "Europe/Berlin"
    assert a.timing.holidays == Holidays("DE", then=HolidayAction.SHIFT)
    assert a.timing.habits["box"].jitter == timedelta(minutes=10)
    assert a.timing.habits["box"].zone == "Asia/Tokyo"
    assert b.timing is AS_WRITTEN
    assert b.repeat is not None
    assert b.repeat.zone == "Asia/Tokyo"
    assert c.timing.holidays is None, "who names a day means it"


def test_accounts_have_habits(tmp_path: Path) -> None:
    """Their own, or the project's."""
    front = (
        SLOTS.replace(
            "    handle: sakura.example\n",
            "    handle: sakura.example\n    quiet_hours: none\n    jitter: 5m\n"
            "    spacing: 1h\n",
        )
        + "quiet_hours: [sat-sun 00:00-10:00, 22:00-07:00]\n"
    )
    accounts = loaded(a_folder(tmp_path, front=front)).project.accounts

    assert len(accounts["box"].quiet_hours) == 2
    assert [slot.name for slot in accounts["box"].slots] == [
        "morning",
        "evening",
        "evening",
    ]
    assert accounts["bird"].quiet_hours == ()
    assert accounts["bird"].spacing == timedelta(hours=1)
    assert accounts["bird"].jitter == timedelta(minutes=5)


WRONG = [
    ("x-a: 1", "hello.at: is missing: say when"),
    ("at: soon", "hello.at: should be a time such as 2026-11-24 09:30, or 'next slot'"),
    ("at: nxt slot", "hello.at: should be 'next slot' or 'next morning slot'"),
    ("at: next mornin slot", "no slot 'mornin'; did you mean 'morning'?"),
    ("at: next slot\nto: bird", "the account 'bird' has no slots; name them"),
    ("at: next slot\nrepeat: FREQ=DAILY", "hello.repeat: a post that recurs has times"),
    ("at: next slot\nuntil: 2027-01-01", "hello.until: is for posts that recur"),
    ("every: mondy 09:00", "hello.every: 'mondy' is no day; did you mean 'monday'?"),
    ("every: monday", "hello.every: lacks the time of day: write 'monday 09:00'"),
    ("every: {a: b}", "hello.every: should be text, got a mapping"),
    ("every: []", "hello.every: should name at least one day and time"),
    ("every: 2 weeks on monday 9:00", "hello.every: needs a beginning: write 'from'"),
    ("every: 9999 days 9:00\nfrom: 2026-12-01", "hello.every: INTERVAL cannot be 9999"),
    ("every: day 9:00\ncount: 3", "hello.count: needs a beginning: write 'from'"),
    ("every: day 9:00\ncount: 0", "hello.count: should be a number from 1 to 10000"),
    ("every: day 9:00\nat: 2026-11-24 09:00", "hello.at: 'every' says when already"),
    ("every: day 9:00\nrepeat: FREQ=DAILY", "hello.repeat: 'every' says when already"),
    ("every: day 9:00\nfrom: soon", "hello.from: should be a time such as"),
    ("every: day 9:00\nuntil: soon", "hello.until: should be a time such as"),
    (
        "every: day 9:00\nfrom: 2026-12-01\nuntil: 2026-11-01",
        "hello.until: ends before its first time, 2026-12-01 09:00",
    ),
    (
        "every: day 9:00\nfrom: 2026-12-01\nuntil: 2026-12-09\ncount: 3",
        "hello.until: 'until' and 'count' both end it",
    ),
    (
        "at: 2026-12-01 09:00\nrepeat: FREQ=DAILY;COUNT=3\ncount: 4",
        "hello.count: the rule under 'repeat' has an end already",
    ),
    (
        "at: 2026-12-01 09:00\nrepeat: FREQ=DAILY\nfrom: 2026-12-01",
        "hello.from: stands beside 'every' only",
    ),
    (
        "at: 2026-12-01 09:00\nexcept: 2026-12-01",
        "hello.except: is for posts that recur",
    ),
    (
        "every: monday 9:00\nexcept: 2026-12-08",
        "hello.except: it does not recur then; did you mean 2026-12-07 09:00?",
    ),
    ("every: monday 9:00\nexcept: xmas", "hello.except: should be a time such as"),
    (
        "every: monday 9:00\noccurrences: {2026-12-07 10:00: {skip: true}}",
        "it does not recur then; did you mean 2026-12-07 09:00?",
    ),
    (
        "every: day 9:00 and 18:00\noccurrences: {2026-12-07: {skip: true}}",
        "it comes more than once on that day; write the time, too",
    ),
    (
        "every: day 9:00\noccurrences: {2026-12-07: {}}",
        "says nothing: write text, at or skip: true",
    ),
    (
        "every: day 9:00\noccurrences: {2026-12-07: {skip: true, text: a}}",
        "is left out by 'skip', so nothing else can be said of it",
    ),
    (
        "every: day 9:00\noccurrences: {2026-12-07: {at: noon}}",
        "should be a time such as",
    ),
    (
        "every: day 9:00\noccurrences: {2026-12-07: {txt: a}}",
        "hello.occurrences.2026-12-07.txt: unknown key; did you mean 'text'?",
    ),
    ("at: 2026-12-01 09:00\ntimezone: Asia/Tokio", "did you mean 'Asia/Tokyo'?"),
    ("every: day 9:00\nholidays: {country: UK}", "did you mean 'GB'?"),
    ("every: day 9:00\nholidays: Narnia", "they look like JP, DE or US"),
    (
        "every: day 9:00\nholidays: {country: DE, region: BX}",
        "hello.holidays.region: DE has no region 'BX'; there is: BB, BE",
    ),
    ("every: day 9:00\nholidays: {country: JP, region: 13}", "all of JP has the same"),
    ("every: day 9:00\nholidays: {country: JP, then: shft}", "did you mean 'shift'?"),
    (
        "at: 2027-01-01 09:00\nholidays: {country: JP, then: skip}",
        "falls on a public holiday (New Year's Day), so it would never go out",
    ),
    ("every: day 9:00\njitter: 2d", "hello.jitter: should be at most 12h"),
    ("every: day 9:00\nquiet_hours: at night", "should be hours such as 22:00-08:00"),
    ("every: day 9:00\nquiet_hours: 25:00-08:00", "no such time of day: '25:00'"),
    ("every: day 9:00\nquiet_hours: 09:00-09:00", "begins when it ends"),
    ("every: day 9:00\nquiet_hours: 00:00-24:00", "leaves no time at all to post in"),
    ("every: day 9:00\nquiet_hours: []", "should name at least one day and time"),
    ("every: monday 9:00\nevergreen: []", "should name at least two texts"),
    ("every: monday 9:00\nevergreen: [A, B, A, C, D]", "is the same as text 1"),
    ("every: monday 9:00\nevergreen: [A, B]\ntext: C", "does not go with 'evergreen'"),
    ("at: 2026-12-01 09:00\nevergreen: [A, B]", "evergreen: is for posts that recur"),
]


@pytest.mark.parametrize(("when", "said"), WRONG, ids=[when for when, _ in WRONG])
def test_a_wrong_when_is_told_in_words(when: str, said: str, tmp_path: Path) -> None:
    """One mistake, one sentence, where it stands."""
    post = written(when)
    if "to: bird" in when:
        post = post.replace("  to: box\n", "")
    if "text: C" in when:
        post = post.replace("  text: Hello!\n", "")
    (found,) = problems(a_folder(tmp_path, post, SLOTS))

    assert said in found


ODD = [
    ("at: 2026-12-01 23:00\nquiet_hours: 22:00-07:00", "will be 2026-12-02 07:00"),
    (
        "at: 2027-01-01 09:00\nholidays: JP",
        "New Year's Day is a public holiday; it will be 2027-01-02 09:00",
    ),
    ("every: month on the 31st 9:00", "some months have no day 31, and are left out"),
    (
        "every: day 9:00\nevergreen: [A, B, C]",
        "has 3 texts, and comes 30 times within the rest of 30 days",
    ),
]


@pytest.mark.parametrize(("when", "said"), ODD, ids=[when for when, _ in ODD])
def test_an_odd_when_is_mentioned(when: str, said: str, tmp_path: Path) -> None:
    """It is taken all the same."""
    (warning,) = loaded(a_folder(tmp_path, written(when), SLOTS)).warnings

    assert said in str(warning)


SLOTS_WRONG = [
    ("slots: {morning: mon-fry 09:00}", "slots.morning: 'mon-fry' is no day"),
    ("slots: {morning: mon-fri}", "slots.morning: lacks the time of day"),
    ("slots: {morning: []}", "slots.morning: should name at least one day"),
    ("slots: [09:00]", "slots: should be a mapping, got a list"),
    ("spacing: soon", "spacing: should be a duration such as"),
    ("jitter: 13h", "jitter: should be at most 12h"),
    ("slot: {}", "slot: unknown key; did you mean 'slots'?"),
]


@pytest.mark.parametrize(("line", "said"), SLOTS_WRONG, ids=[w[0] for w in SLOTS_WRONG])
def test_wrong_habits_of_an_account_are_told(
    line: str, said: str, tmp_path: Path
) -> None:
    """Where they stand."""
    front = FRONT.replace("    platform: plain\n", f"    platform: plain\n    {line}\n")
    (found,) = problems(a_folder(tmp_path, front=front))

    assert f"accounts.box.{said}" in found


def test_project_wide_habits_are_checked(tmp_path: Path) -> None:
    """As those of a post."""
    front = FRONT + "holidays: {country: DE, region: XX}\nquiet_hours: 22-7\n"
    found = problems(a_folder(tmp_path, front=front))

    assert "holidays.region: DE has no region 'XX'" in found[0]
    assert "quiet_hours: there is no such time of day: '22'" in found[1]
