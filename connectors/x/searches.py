"""The searches that find what is said round our own posts.

X's search takes 512 characters at a time (self-serve access, 2026-08-22) and looks
back over the last seven days.
"""

from collections.abc import Iterable, Iterator, Sequence

from connectors.x.cursor import OwnThread

_LONGEST_QUERY = 512
_OR = " OR "


def queries(threads: Sequence[OwnThread], handle: str) -> Iterator[str]:
    """Return queries for answers in our threads and for quotes of our posts."""
    tail = f") -from:{handle} -is:retweet"
    group: list[str] = []
    for term in dict.fromkeys(_terms(threads)):
        if len("(" + _OR.join([*group, term]) + tail) > _LONGEST_QUERY:
            yield f"({_OR.join(group)}{tail}"
            group = []
        group.append(term)
    if group:
        yield f"({_OR.join(group)}{tail}"


def _terms(threads: Iterable[OwnThread]) -> Iterator[str]:
    for one in threads:
        if one.thread:
            yield f"conversation_id:{one.thread}"
        yield f"quotes_of_tweet_id:{one.id}"
