"""Which posts go out on one account too close together? Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise

from domain.posts import Post
from domain.timing import AS_WRITTEN
from scheduler.due import time_on, times

#: Posts closer together than this clash where the account says nothing else.
USUAL_SPACING = timedelta(minutes=5)

#: Recurring posts are followed so far, and so many times, at most.
HORIZON = timedelta(days=60)
_LIMIT_TIMES = 400

_Due = tuple[datetime, str, Post]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two posts on one account, the later one too soon after the other."""

    account: str
    earlier: Post
    later: Post
    #: When the later one is due; aware UTC.
    at: datetime
    apart: timedelta


def clashes(
    posts: Iterable[Post], now: datetime, spacing_of: Callable[[str], timedelta]
) -> Iterator[Clash]:
    """Return where posts still to come clash, each pair of posts once an account.

    A post does not clash with itself: who repeats it every minute means it.
    """
    for account, dues in _by_account(posts, now).items():
        dues.sort(key=lambda due: due[:2])
        told = set[tuple[str, str]]()
        spacing = spacing_of(account)
        for (before, _, earlier), (at, _, later) in pairwise(dues):
            pair = (earlier.key, later.key)
            if at - before < spacing and earlier is not later and pair not in told:
                told.add(pair)
                yield Clash(account, earlier, later, at, at - before)


def _by_account(posts: Iterable[Post], now: datetime) -> dict[str, list[_Due]]:
    found: dict[str, list[_Due]] = defaultdict(list)
    for post in posts:
        for account in post.accounts:
            dues_there = dues(post, account, now)
            found[account] += [(at, post.key, post) for at in dues_there]
    return found


def dues(post: Post, account: str, now: datetime) -> list[datetime]:
    """Return when *post* is due from now on, as far as it is worth looking.

    What waits for a slot has no time yet.
    """
    if post.repeat is None and post.timing is AS_WRITTEN:
        return [post.at] if post.at >= now else []
    if post.repeat is None:
        at = time_on(post, account)
        return [at] if at is not None and at >= now else []
    until = max(now, post.at) + HORIZON
    coming = times(post, account, now - timedelta.resolution, until)
    return list(islice(coming, _LIMIT_TIMES))
