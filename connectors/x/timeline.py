"""Our own posts, page by page, as X lists them: newest first."""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.json_paths import text_at
from connectors.x.views import FIELDS, XPost, read_posts
from connectors.x.wire import Wire

PAGE_LIMIT = 100
#: X lists no more than the newest 3,200; nobody waits for more pages than this.
PAGES = 10


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of posts."""

    #: Without what we only passed on.
    posts: tuple[XPost, ...]
    is_last: bool


def own_pages(wire: Wire, since: str) -> Iterator[TimelinePage]:
    """Return the pages of our posts with ids larger than *since*, `PAGES` at most.

    Raises:
        PlatformError: As `after_read` sorts it.
    """
    us, until = wire.us.remote_id, ""
    for _ in range(PAGES):
        page, until = _page(wire, us, since, until)
        yield page
        if page.is_last:
            return


def oldest(posts: list[XPost]) -> str:
    """Return the smallest id of *posts*."""
    return min((post.version for post in posts), key=int)


def _page(wire: Wire, us: str, since: str, until: str) -> tuple[TimelinePage, str]:
    asked = {"since_id": since, "max_results": PAGE_LIMIT, **FIELDS}
    if until:
        asked["until_id"] = until
    answer = wire.ask(lambda client: client.get_users_tweets(us, **asked))
    posts = read_posts(answer)
    is_last = not posts or not text_at(answer, "meta", "next_token")
    ours = tuple(post for post in posts if not post.is_repost)
    return TimelinePage(ours, is_last), "" if is_last else oldest(posts)
