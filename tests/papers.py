"""What digests are made from, with defaults."""

import gettext
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.choose import Sources, compose
from digest.paper import Digest
from domain.accounts import Account, AccountStatus
from domain.budgets import Allowance, Budget, Counted, Reading, Span, Tariff
from domain.deliveries import Delivery, DeliveryState
from domain.items import InboxEntry
from domain.judgements import Judgement, Priority
from domain.phrases import Phrasebook
from domain.posts import Message, Origin, Post
from domain.project import Community, Project
from tests.builders import a_judgement, a_post, an_entry, an_identity, an_item
from tests.clocks import NOON

DAY = timedelta(days=1)

PROJECT = Project(
    folder=Path("/moon"),
    community=Community("Moon Café", ZoneInfo("Asia/Tokyo")),
    accounts={"box": Account("box", "sandbox", "moon.test")},
)


def a_waiting(
    text: str = "When does it open?",
    hours: float = 1,
    who: str = "aiko.test",
    **changes: Any,
) -> InboxEntry:
    """Return an entry that has waited for *hours*; one person per handle."""
    written = NOON - timedelta(hours=hours)
    item = an_item(text, created_at=written, author=an_identity(who))
    known: dict[str, Any] = {"item": item, "person_id": sum(who.encode())}
    return an_entry(**known | changes)


def with_priority(priority: Priority, **changes: Any) -> Judgement:
    """Return a judgement of that priority."""
    return a_judgement(priority=priority, **changes)


def a_delivery(
    state: DeliveryState = DeliveryState.QUEUED,
    due_at: datetime = NOON,
    text: str = "Hello, everybody!",
    **changes: Any,
) -> Delivery:
    """Return a delivery of a post on "box"."""
    known: dict[str, Any] = {
        "id": 1,
        "post_key": "hello",
        "account": "box",
        "due_at": due_at,
        "state": state,
        "fence": 1,
        "origin": Origin.QUEUE,
        "post": a_post(text=text),
    }
    return Delivery(**known | changes)


def a_thread(parts: int, **changes: Any) -> Post:
    """Return a post with so many messages, each of which says which it is."""
    first, *others = (Message(f"part {n}") for n in range(1, parts + 1))
    known: dict[str, Any] = {"text": first.text, "thread": tuple(others)}
    return a_post("trip", **known | changes)


def a_reading(
    counted: Counted = Counted.WRITES,
    used: int = 0,
    limit: int = 10,
    accounts: tuple[str, ...] = ("box",),
    **changes: Any,
) -> Reading:
    """Return how far a limit is used; one that several accounts share is the box's."""
    per = Span.MONTH if counted is Counted.MONEY else Span.DAY
    platform = "sandbox" if len(accounts) > 1 else ""
    known: dict[str, Any] = {
        "allowance": Allowance(Budget(counted, limit, per), accounts, platform),
        "used": used,
        "step": 1,
        "until": NOON + DAY,
        "tariff": Tariff(date(2026, 11, 22), write=10_000),
    }
    return Reading(**known | changes)


def a_digest(
    *waiting: InboxEntry,
    deliveries: tuple[Delivery, ...] = (),
    statuses: tuple[AccountStatus, ...] = (),
    **more: Any,
) -> Digest:
    """Return the paper of noon, a day after the last one."""
    sources = Sources(PROJECT, waiting, deliveries, statuses, **more)
    return compose(sources, NOON - DAY, NOON)


class Words(gettext.NullTranslations):
    """A catalogue written down in a test."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        """Return the translation."""
        return self._words.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation; Japanese has one form for all numbers."""
        return self._words.get(msgid2, msgid1 if n == 1 else msgid2)


JAPANESE = Phrasebook(
    "ja",
    Words(
        {
            "{count} days": "{count}日",
            "{count} h": "{count}時間",
            "{weekday} {day} {month}, {time}": "{month}{day}日({weekday}) {time}",
            "{weekday} {day} {month} {year}": "{year}年{month}{day}日({weekday})",
            "waiting for {span}": "{span}待ち",
            "Tue": "火",
            "Nov": "11月",
            "no score": "点数なし",
            "tone: {tone}": "調子: {tone}",
        }
    ),
)
