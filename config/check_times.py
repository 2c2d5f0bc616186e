"""Is any post too late already, or too close to another one?"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from config.locate import Places
from config.told import Told
from domain.errors import Problem
from domain.phrases import Phrase, phrase, phrase_many
from domain.posts import Post
from domain.project import Project
from scheduler.clashes import USUAL_SPACING, Clash, clashes
from scheduler.due import time_on, upcoming
from scheduler.timetable import Lateness, lateness

_MINUTE = timedelta(minutes=1)


def gone_by(
    project: Project, now: datetime, told: Told, places: Places
) -> Iterator[Problem]:
    """Tell of posts whose time is over although they never went out."""
    what = phrase("this time has gone by, and the post never went out")
    if not told.has_memory:
        what = phrase("this time has gone by")
    for post in project.posts:
        if _is_over(post, now) and post.key not in told.known:
            yield places.problem(post, "past", what, "at")


def _is_over(post: Post, now: datetime) -> bool:
    if post.at >= now or lateness(post.at, now, post.late) is not Lateness.TOO_LATE:
        return False
    accounts, none_ahead = post.accounts, timedelta(0)
    if post.repeat is None:
        return all((time_on(post, account) or now) < now for account in accounts)
    return not any(upcoming(post, account, now, none_ahead) for account in accounts)


def clashing(project: Project, now: datetime, places: Places) -> Iterator[Problem]:
    """Tell of posts that go out too soon after another one on their account."""
    found: dict[tuple[str, str], list[Clash]] = defaultdict(list)
    for clash in clashes(
        project.posts, now, lambda account: _spacing(project, account)
    ):
        found[clash.later.key, clash.earlier.key].append(clash)
    for alike in found.values():
        yield places.problem(alike[0].later, "clash", _clash(alike), "at")


def _spacing(project: Project, account: str) -> timedelta:
    known = project.accounts.get(account)
    return (known.spacing if known else None) or USUAL_SPACING


def _clash(alike: list[Clash]) -> Phrase:
    first = alike[0]
    accounts = ", ".join(clash.account for clash in alike)
    earlier = named(first.earlier)
    if first.apart < _MINUTE:
        return phrase(
            "goes out on {accounts} together with {other}",
            accounts=accounts,
            other=earlier,
        )
    return phrase_many(
        "goes out on {accounts} {count} minute after {other}",
        "goes out on {accounts} {count} minutes after {other}",
        first.apart // _MINUTE,
        accounts=accounts,
        other=earlier,
    )


def named(post: Post) -> str:
    """Return how a post is called where another one is complained of."""
    return f"'{post.key}' ({post.source})" if post.source else f"'{post.key}'"
