"""Recognises one of our own posts among those that a platform lists.

After an unknown outcome on a platform without keys, the only evidence is what the
platform shows of us. What was frozen is compared with it: normalised text, number of
media, what it answers, and when.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.posts import Draft, Likeness, Receipt

#: A platform's clock may differ from ours by so much.
SKEW = timedelta(minutes=5)

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
#: Signs that are not seen: joiners and marks that platforms add or drop.
_UNSEEN = dict.fromkeys([0x200B, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF])


@dataclass(frozen=True, slots=True)
class OwnPost:
    """One of our own posts, as the platform lists it."""

    receipt: Receipt
    text: str
    #: How many pictures or films it shows.
    media: int
    #: Aware UTC, by the platform's clock.
    created_at: datetime
    #: Remote id of what it answers; "" at the top of a thread.
    parent: str = ""


@dataclass(frozen=True, slots=True)
class OwnPosts:
    """Our own posts since some moment, as far as the platform tells."""

    posts: tuple[OwnPost, ...]
    #: Does it reach back to the moment asked for? Else "not found" means nothing.
    is_complete: bool = True


def normalised(text: str) -> str:
    """Return *text* without what platforms change: links, blanks, forms of letters.

    Links are shortened or given other hosts; line ends and runs of blanks fold; full
    and half width forms are one (NFKC); unseen signs are dropped.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    return _BLANK.sub(" ", _LINK.sub("…", text)).strip()


def likeness_of(draft: Draft) -> Likeness:
    """Return what *draft* will look like."""
    parent = draft.reply_to.parent.remote_id if draft.reply_to else ""
    return Likeness(normalised(draft.text), len(draft.media), parent)


def find(
    likeness: Likeness,
    posts: Iterable[OwnPost],
    since: datetime,
    known: Collection[str] = (),
) -> Receipt | None:
    """Return the receipt of the post that looks like *likeness*; the oldest of many.

    Args:
        likeness: What was frozen.
        posts: As the platform lists them.
        since: When it was first tried; what is older by more than `SKEW` is another.
        known: Remote ids that belong to other deliveries.
    """
    alike = [
        post
        for post in posts
        if post.created_at >= since - SKEW
        and post.receipt.remote_id not in known
        and likeness == Likeness(normalised(post.text), post.media, post.parent)
    ]
    oldest = min(alike, key=lambda post: post.created_at, default=None)
    return oldest.receipt if oldest else None


def has_link(text: str) -> bool:
    """Does *text* hold the address of a page?"""
    return _LINK.search(text) is not None
