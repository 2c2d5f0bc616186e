"""Values with defaults, so that a test shows only what matters to it."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from domain.items import Identity, InboxEntry, Item, ItemKind, Page
from domain.judgements import Judgement, Language, Priority
from domain.posts import Post
from tests.clocks import NOON

_numbers = count(1)


def an_identity(handle: str = "aiko.test", **changes: Any) -> Identity:
    """Return somebody on the sandbox platform."""
    known: dict[str, Any] = {
        "platform": "sandbox",
        "remote_id": f"id-of-{handle}",
        "handle": handle,
        "display_name": handle.split(".", maxsplit=1)[0].title(),
    }
    return Identity(**known | changes)


def an_item(text: str = "Hello, how are you?", **changes: Any) -> Item:
    """Return a mention, written a minute before `NOON`."""
    number = next(_numbers)
    known: dict[str, Any] = {
        "remote_id": f"item-{number}",
        "kind": ItemKind.MENTION,
        "author": an_identity(),
        "text": text,
        "created_at": NOON - timedelta(minutes=1),
        "url": f"https://sandbox.test/item-{number}",
        "revision": "1",
        "mentions_us": True,
    }
    return Item(**known | changes)


def a_page(*items: Item, cursor: str = "1", **changes: Any) -> Page:
    """Return a page of *items*, the last one there is."""
    return Page(items=items, next_cursor=cursor, **changes)


def a_judgement(**changes: Any) -> Judgement:
    """Return the judgement "an English question to us, due in a day"."""
    known: dict[str, Any] = {
        "language": Language.ENGLISH,
        "tone": None,
        "is_question": True,
        "is_addressed_to_us": True,
        "needs_reply": True,
        "priority": Priority.NORMAL,
        "due_at": NOON + timedelta(days=1),
        "reasons": (),
        "judged_at": NOON,
    }
    return Judgement(**known | changes)


def an_entry(text: str = "Hello, how are you?", **changes: Any) -> InboxEntry:
    """Return an open inbox entry that waits for a reply."""
    known: dict[str, Any] = {
        "id": next(_numbers),
        "account": "box",
        "platform": "sandbox",
        "item": an_item(text),
        "person_id": 1,
        "seen_at": NOON,
        "judgement": a_judgement(),
    }
    return InboxEntry(**known | changes)


def a_post(key: str = "hello", at: datetime = NOON, **changes: Any) -> Post:
    """Return a post for the account "box", due at `NOON`."""
    known: dict[str, Any] = {
        "key": key,
        "text": "Hello, everybody!",
        "accounts": ("box",),
        "at": at,
    }
    return Post(**known | changes)
