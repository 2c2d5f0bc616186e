"""Posts are looked at together, at a time, and beside what went out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.check import Report, check
from config.told import NOTHING_KNOWN, Told
from domain.budgets import Tariff
from rules.near_duplicates import Said
from tests.project_files import FRONT, PLATFORMS, PNG, a_folder, a_platform, write

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

_X = a_platform("x")

COSTLY = {
    **PLATFORMS,
    "x": replace(
        _X,
        capabilities=replace(
            _X.capabilities,
            links_bare_domains=True,
            tariff=Tariff(NOW.date(), write=15_000, write_with_link=200_000),
        ),
    ),
}


X = FRONT + "  x: {platform: x}\n"


def post(name: str, at: str, text: str = "", to: str = "box", more: str = "") -> str:
    text = text or f"{name} stands for nothing but {name} alone"
    return f"- id: {name}\n  at: {at}\n  to: {to}\n  text: {text}\n{more}"


def checked(folder: Path, told: Told = NOTHING_KNOWN) -> Report:
    return check(folder, NOW, lambda _: told, platforms=COSTLY, environment={})


def found(folder: Path, told: Told = NOTHING_KNOWN) -> list[str]:
    return [f"{one} [{one.name}]" for one in checked(folder, told).found]


def test_a_time_that_has_gone_by_is_told(tmp_path: Path) -> None:
    """The slip in the year is seen before the post is missed."""
    assert found(a_folder(tmp_path, post("one", "2025-11-24 09:30"))) == [
        "queue/a.yaml:2: one.at: this time has gone by [past]"
    ]


@pytest.mark.parametrize(
    ("at", "more"),
    [
        ("2026-11-20 11:45", ""),
        ("2026-01-05 09:00", "  repeat: FREQ=WEEKLY\n"),
    ],
    ids=["within what may be late", "recurring"],
)
def test_what_can_still_go_out_is_not_past(tmp_path: Path, at: str, more: str) -> None:
    """It is noon in Tokyo, and half an hour late is not too late."""
    assert found(a_folder(tmp_path, post("one", at, more=more))) == []


def test_of_several_posts_in_one_line_the_right_one_is_named(tmp_path: Path) -> None:
    """A list may be written in one line; each of its posts has its own column."""
    line = (
        "[{id: one, at: 2020-01-01 09:00, to: box, text: Earlier},"
        " {id: two, at: 2099-01-01 09:00, to: box, text: Another}]\n"
    )
    (told,) = checked(a_folder(tmp_path, line)).found

    assert (told.line, told.column, told.where) == (1, 16, "one.at")


def test_a_recurring_post_that_is_over_is_past(tmp_path: Path) -> None:
    """Nothing of it is left to come."""
    over = post("one", "2026-01-05 09:00", more="  repeat: FREQ=WEEKLY;COUNT=3\n")

    assert [line[-6:] for line in found(a_folder(tmp_path, over))] == ["[past]"]


def test_what_the_memory_knows_is_history(tmp_path: Path) -> None:
    """A folder may keep the posts of years."""
    posts = post("one", "2025-11-24 09:30") + post("two", "2025-11-25 09:30")

    assert found(a_folder(tmp_path, posts), Told(known=frozenset({"one"}))) == [
        (
            "queue/a.yaml:6: two.at: this time has gone by, and the post never went out"
            " [past]"
        )
    ]


def test_posts_within_five_minutes_on_an_account_clash(tmp_path: Path) -> None:
    """Each pair is told once, at the later one, with all of its accounts."""
    posts = (
        post("one", "2026-11-24 09:30", to="[box, bird]", text="hi")
        + post("two", "2026-11-24 09:34", to="[box, bird]", text="ho")
        + post("three", "2026-11-24 09:36", text="hm")
        + post("four", "2026-11-24 09:41")
        + post("five", "2026-11-24 09:30", to="x")
    )

    assert found(a_folder(tmp_path, posts, X)) == [
        (
            "queue/a.yaml:6: two.at: goes out on box, bird 4 minutes after 'one'"
            " (queue/a.yaml:1) [clash]"
        ),
        (
            "queue/a.yaml:10: three.at: goes out on box 2 minutes after 'two'"
            " (queue/a.yaml:5) [clash]"
        ),
    ]


def test_recurring_posts_clash_once_however_often_they_meet(tmp_path: Path) -> None:
    """Sixty Mondays of it would help nobody; with itself no post clashes."""
    posts = post("one", "2026-11-23 09:00", more="  repeat: FREQ=DAILY\n") + post(
        "two", "2026-11-23 09:01", more="  repeat: FREQ=WEEKLY\n"
    )

    assert [line.split(":")[1] for line in found(a_folder(tmp_path, posts))] == ["7"]


TEXT = "Open bench on Thursday, seven in the evening: bring what is broken!"


def test_what_is_said_twice_is_told_with_where_it_stands(tmp_path: Path) -> None:
    """The reader finds the other one at once."""
    posts = post("one", "2026-11-24 09:30", f"'{TEXT}'") + post(
        "two", "2026-11-25 09:30", f"'{TEXT.upper()}'"
    )

    assert found(a_folder(tmp_path, posts)) == [
        (
            "queue/a.yaml:8: two.text: says nearly the same as 'one' (queue/a.yaml:1)"
            " on box [near-duplicate]"
        )
    ]


def test_what_went_out_counts_too(tmp_path: Path) -> None:
    """Platforms remember."""
    out = Said("old", "box", NOW - timedelta(days=3), TEXT, is_out=True)
    folder = a_folder(tmp_path, post("one", "2026-11-24 09:30", f"'{TEXT}'"))

    assert found(folder, Told(published=(out,))) == [
        (
            "queue/a.yaml:4: one.text: says nearly the same as 'old', which went out on"
            " box on 2026-11-17 [near-duplicate]"
        )
    ]


def test_a_bare_domain_is_told_where_it_becomes_a_link(tmp_path: Path) -> None:
    """It leads to Paraguay, and costs thirteen times as much."""
    posts = post("one", "2026-11-24 09:30", "Read main.py, please", to="[box, x]")

    assert found(a_folder(tmp_path, posts, X)) == [
        (
            "queue/a.yaml:4: one.text: X will make a link of 'main.py'; if you mean"
            " one, write https:// before it, else take the dot out [bare-domain]"
        )
    ]


def test_costs_are_told_for_a_month_ahead(tmp_path: Path) -> None:
    """Every part of a thread is charged, a link more; what is free is not told."""
    posts = (
        post("one", "2026-11-24 09:30", to="[box, x]", more="  thread: [and on]\n")
        + post("two", "2026-11-25 09:30", "https://example.org", to="x")
        + post("later", "2027-02-25 09:30", to="x")
    )
    (expense,) = checked(a_folder(tmp_path, posts, X)).expenses

    assert (expense.account, expense.writes) == ("x", 3)
    assert expense.micros == 230_000


@pytest.mark.parametrize("budget", ["writes: 2 per day", "money: 0.03 per month"])
def test_the_first_post_that_a_budget_has_no_room_for_is_told(
    tmp_path: Path, budget: str
) -> None:
    """Once in each span, however many are over it."""
    posts: Sequence[str] = [
        post(f"n{n}", f"2026-11-24 {9 + n:02}:00", to="x") for n in range(5)
    ]
    front = f"{FRONT}  x:\n    platform: x\n    budget: {{{budget}}}\n"

    assert [
        line.split(": ")[1] + line[-14:]
        for line in found(a_folder(tmp_path, "".join(posts), front))
        if "near-duplicate" not in line
    ] == ["n2.at [over-budget]"]


def test_errors_and_warnings_are_told_together(tmp_path: Path) -> None:
    """One run is enough to mend everything, in the order of the lines."""
    write(tmp_path, "media/big.png", PNG[:16] + b"\0\0\xff\xff" * 2 + PNG[24:])
    posts = post("one", "2025-11-24 09:30") + post(
        "two", "2026-11-24 09:30", more="  media: [{file: media/big.png, alt: ''}]\n"
    )

    assert found(a_folder(tmp_path, posts)) == [
        "queue/a.yaml:2: one.at: this time has gone by [past]",
        (
            "queue/a.yaml:9: two.media.1.file: is 65,535 x 65,535, more than the"
            " 100,000,000 pixels that Plain takes [media-dimensions]"
        ),
    ]


def test_a_link_that_leads_out_of_the_project_is_refused(tmp_path: Path) -> None:
    """A symbolic link is where it leads to."""
    outside = write(tmp_path, "elsewhere/secret.png", PNG)
    folder = tmp_path / "project"
    posts = post(
        "one", "2026-11-24 09:30", more="  media: [{file: media/a.png, alt: ''}]\n"
    )
    a_folder(folder, posts)
    (folder / "media").mkdir()
    (folder / "media" / "a.png").symlink_to(outside)

    assert found(folder) == [
        (
            "queue/a.yaml:5: one.media.1.file: lies outside of the project's folder;"
            " copy it into media/ [outside-project]"
        )
    ]


def test_where_the_state_folder_is_unknown_no_calendar_is_called_unfetched(
    tmp_path: Path,
) -> None:
    """It may lie there; the broken front says enough."""
    folder = a_folder(tmp_path, post("one", "2026-11-24 09:30"))
    write(
        folder,
        "events/web.yaml",
        "calendar: https://example.org/a.ics\nsince: 2026-11-01\n",
    )
    before = {one.name for one in checked(folder).found}
    write(folder, "kairanban.yaml", FRONT + "nonsense: 1\n")
    after = {one.name for one in checked(folder).found}

    assert "not-fetched" in before
    assert after == {"unknown-key"}
