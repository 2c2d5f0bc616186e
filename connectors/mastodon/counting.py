"""How Mastodon counts a text: graphemes, links as 23, mentions without their server."""

from functools import partial
from typing import Protocol

import regex

from connectors.graphemes import count_graphemes

#: What every link counts, however long it is; instances may say otherwise.
LINK_COUNTS = 23

# As the server finds them: a scheme, with no letter of a word before it, and a name
# with a dot. Everything up to a blank belongs to it, Japanese too.
_LINK = regex.compile(
    r"(?<![\w/@#$.\-])https?://(?=[^\s<>/]*\.[^\s<>/.])[^\s<>]+", regex.IGNORECASE
)
#: What ends a sentence does not belong to the link before it.
_TAIL = ".,:;!?()[]*=$%~&|@'\"「」"
_MENTION = regex.compile(
    r"(?<![=/\w])@([a-z0-9_](?:[a-z0-9_.\-]*[a-z0-9_])?)@[\w.\-]*\w(?::\d+)?",
    regex.IGNORECASE,
)


class Count(Protocol):
    """Counts a text as a server does."""

    def __call__(self, text: str, /) -> int:
        """Return the number of characters."""
        ...


def counting(link_counts: int = LINK_COUNTS) -> Count:
    """Return how a server counts whose links count *link_counts*."""
    return partial(_count, link_counts)


def _count(link_counts: int, text: str) -> int:
    placeholder = "x" * link_counts
    without_links = _LINK.sub(lambda found: placeholder + _tail(found[0]), text)
    return count_graphemes(_MENTION.sub(r"@\1", without_links))


def _tail(link: str) -> str:
    """Return what stands after a link without a space, and is not of it.

    A bracket that was opened within the link belongs to it.
    """
    end = len(link)
    open_ones = link.count("(") - link.count(")")
    while end and link[end - 1] in _TAIL:
        if link[end - 1] == ")":
            if open_ones >= 0:
                break
            open_ones += 1
        end -= 1
    return link[end:]
