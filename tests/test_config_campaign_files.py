"""Campaigns: files of their own, anchors, windows, and what their posts share."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.load import load
from config.tree import project_files
from domain.posts import Post, Visibility
from scheduler.due import times
from tests.project_files import (
    FRONT,
    PLATFORMS,
    a_folder,
    a_platform,
    loaded,
    problems,
    write,
)

LAUNCH = """
id: launch
title: The new press
goal: Two hundred people at the opening.
window: {from: 2026-11-25, until: 2026-12-20}
accounts: [box, bird]
anchors: {launch: 2026-12-05 10:00, day: 2026-12-05}
posts:
  - id: teaser
    at: launch - 7d 09:15
    text: In a week
  - id: live
    at: launch
    to: box
    text: Now!
  - id: daily
    every: day 12:00
    to: box
    text: A look.
"""


def with_campaign(folder: Path, text: str = LAUNCH, queue: str = "[]") -> Path:
    """Write a project with a campaign in a file of its own."""
    a_folder(folder, queue)
    write(folder, "campaigns/launch.yaml", text)
    return folder


def posts_of(folder: Path) -> dict[str, Post]:
    return {post.key: post for post in loaded(folder).project.posts}


def wall(post: Post) -> str:
    return f"{post.at.astimezone(ZoneInfo('Asia/Tokyo')):%Y-%m-%d %H:%M}"


def test_a_campaign_has_a_file_of_its_own(tmp_path: Path) -> None:
    """With its posts, which belong to it; and others may name it."""
    queue = "- {id: more, campaign: launch, at: launch + 2h, text: Still open}"
    project = loaded(with_campaign(tmp_path, queue=queue)).project
    posts = {post.key: post for post in project.posts}

    assert list(posts) == ["teaser", "live", "daily", "more"]
    assert {post.campaign for post in project.posts} == {"launch"}
    assert posts["teaser"].accounts == ("box", "bird")
    assert posts["live"].accounts == ("box",)
    assert wall(posts["teaser"]) == "2026-11-28 09:15"
    assert wall(posts["live"]) == "2026-12-05 10:00"
    assert wall(posts["more"]) == "2026-12-05 12:00"
    campaign = project.campaigns["launch"]
    assert (campaign.title, campaign.goal) == (
        "The new press",
        "Two hundred people at the opening.",
    )


def test_a_campaign_moves_as_one(tmp_path: Path) -> None:
    """One line is changed: its anchor."""
    moved = LAUNCH.replace("launch: 2026-12-05 10:00", "launch: 2026-12-12 11:00")
    posts = posts_of(with_campaign(tmp_path, moved))

    assert wall(posts["teaser"]) == "2026-12-05 09:15"
    assert wall(posts["live"]) == "2026-12-12 11:00"


def test_what_recurs_keeps_to_the_window(tmp_path: Path) -> None:
    """From its first day to its last."""
    daily = posts_of(with_campaign(tmp_path))["daily"]
    found = list(
        times(
            daily,
            "box",
            datetime(2026, 1, 1, tzinfo=UTC),
            datetime(2028, 1, 1, tzinfo=UTC),
        )
    )

    assert wall(daily) == "2026-11-25 12:00"
    assert len(found) == 26


def test_a_cancelled_campaign_has_no_posts(tmp_path: Path) -> None:
    """But they are still read: it may be taken up again."""
    text = LAUNCH + "cancelled: true\nreason: The hall is flooded.\n"
    project = loaded(with_campaign(tmp_path, text)).project

    assert project.posts == ()
    assert project.campaigns["launch"].is_cancelled
    assert project.campaigns["launch"].reason == "The hall is flooded."
    broken = text.replace("text: Now!", "txt: Now!")
    assert any("live" in one for one in problems(with_campaign(tmp_path, broken)))


def test_posts_take_over_what_the_campaign_says(tmp_path: Path) -> None:
    """Each key by itself, and the post's own word counts."""
    text = LAUNCH.replace(
        "posts:",
        "timezone: Europe/Berlin\njitter: 5m\n"
        "defaults: {to: box, visibility: unlisted}\nposts:",
    )
    free = a_platform("plain", visibilities=frozenset(Visibility))
    folder = with_campaign(tmp_path, text)
    found = load(folder, {**PLATFORMS, "plain": free}, {}).project.posts
    posts = {post.key: post for post in found}

    assert posts["teaser"].accounts == ("box",)
    assert posts["teaser"].manner.visibility is Visibility.UNLISTED
    assert wall(posts["live"]) == "2026-12-05 18:00"
    assert posts["daily"].repeat is not None
    assert posts["daily"].repeat.zone == "Europe/Berlin"
    assert posts["live"].timing.habits["box"].jitter.total_seconds() == 300


def test_a_campaign_in_the_front_has_anchors_too(tmp_path: Path) -> None:
    """Under its name in `kairanban.yaml`."""
    front = FRONT + "campaigns: {fair: {anchors: {fair: 2027-04-10}, accounts: box}}"
    queue = "- {id: a, campaign: fair, at: fair - 1w 18:00, text: Soon}"
    (post,) = loaded(a_folder(tmp_path, queue, front)).project.posts

    assert wall(post) == "2027-04-03 18:00"
    assert post.accounts == ("box",)


def test_campaign_files_are_watched(tmp_path: Path) -> None:
    """Like any file of the project."""
    folder = with_campaign(tmp_path)

    assert folder / "campaigns" / "launch.yaml" in project_files(folder)
    before = loaded(folder).fingerprint
    write(folder, "campaigns/launch.yaml", LAUNCH + "# more\n")
    assert loaded(folder).fingerprint != before


def test_who_needs_no_posts_needs_no_campaign(tmp_path: Path) -> None:
    """A broken one keeps nobody from answering people."""
    folder = with_campaign(tmp_path, "id: [1]\nposts: 1\n")
    found = load(folder, PLATFORMS, {}, with_posts=False).project

    assert found.posts == ()
    good = load(with_campaign(tmp_path), PLATFORMS, {}, with_posts=False).project
    assert list(good.campaigns) == ["launch"]


WRONG = [
    ("id: launch", "x-a: 1", "id: is missing: give"),
    ("id: launch", "id: a b", "id: should be at most 100 letters"),
    ("title:", "titel:", "titel: unknown key; did you mean 'title'?"),
    ("from: 2026-11-25", "from: soon", "window.from: should be a time such as"),
    ("until: 2026-12-20", "until: 2026-11-01", "window.until: ends before it begins"),
    ("[box, bird]", "[box, brid]", "accounts.2: there is no account 'brid'; did you"),
    ("launch: 2026-12-05 10:00", "launch: soon", "anchors.launch: should be a time"),
    ("accounts:", "cancelled: true\naccounts:", "cancelled: say why, under 'reason'"),
    ("accounts:", "reason: Rain\naccounts:", "reason: is for what is cancelled"),
    ("at: launch - 7d 09:15", "at: lunch - 7d", "no anchor 'lunch'; did you mean"),
    ("at: launch - 7d 09:15", "at: launch - 7x", "such as 'launch - 7d 10:00'"),
    ("at: launch - 7d 09:15", "at: day - 7d", "lacks the time of day: write 'day"),
    ("at: launch - 7d 09:15", "at: launch - 7h 9:00", "hours and a time of day"),
    ("at: launch - 7d 09:15", "at: launch 25:00", "there is no such day or time"),
    ("at: launch - 7d 09:15", "at: launch - 99999d", "the year 1753 cannot be meant"),
    ("at: launch - 7d 09:15", "at: launch + 30d", "lies outside of its campaign"),
    (
        "every: day 12:00",
        "every: day 12:00\n    until: 2027-01-01",
        "daily.until: lies outside of its campaign, which goes from 2026-11-25 00:00",
    ),
    (
        "every: day 12:00",
        "every: day 12:00\n    from: 2026-11-01",
        "daily.from: lies outside of its campaign",
    ),
    ("    to: box\n    text: Now!", "    to: bx\n    text: Now!", "no account 'bx'"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[w[1] for w in WRONG])
def test_a_wrong_campaign_is_told_in_words(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    """One mistake, one sentence; nothing that only follows from it."""
    (found,) = problems(with_campaign(tmp_path, LAUNCH.replace(old, new, 1)))

    assert said in found
    assert found.startswith("campaigns/launch.yaml:")


def test_two_campaigns_have_two_names(tmp_path: Path) -> None:
    """Wherever they stand."""
    folder = with_campaign(tmp_path)
    write(folder, "campaigns/other.yaml", "id: launch\n")
    (twice,) = problems(folder)
    write(folder, "campaigns/other.yaml", "")
    write(folder, "kairanban.yaml", FRONT + "campaigns: {launch: }\n")

    assert twice.startswith("campaigns/other.yaml:1: id: there is a campaign of that")
    assert problems(folder)[0].startswith("campaigns/launch.yaml:2: id: there is a")


def test_a_post_of_no_campaign_has_no_anchors(tmp_path: Path) -> None:
    """And is told where they would stand."""
    queue = "- {id: a, to: box, at: launch - 7d, text: A}"
    (found,) = problems(with_campaign(tmp_path, queue=queue))

    assert (
        "'launch' would have to stand under 'anchors' of the post's campaign" in found
    )
