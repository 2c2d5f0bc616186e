"""The accounts through which a community speaks and listens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.budgets import Budget
from domain.phrases import Phrase
from domain.timing import QuietHours, Slot


@dataclass(frozen=True, slots=True)
class Account:
    """One of our accounts on one platform, as configured."""

    #: The name it has in YAML, such as "bsky".
    key: str
    #: The platform's name in `connectors.registry`, such as "bluesky".
    platform: str
    #: Our name there, without "@"; may be empty where the platform has none.
    handle: str = ""
    #: What this platform alone wants to know, such as ``{"server": "https://…"}``.
    options: Mapping[str, str] = field(default_factory=dict)
    poll_every: timedelta = timedelta(minutes=2)
    #: Must somebody say yes before anything goes out on it?
    needs_approval: bool = False
    #: Its own limits, besides those of its platform.
    budgets: tuple[Budget, ...] = ()
    #: Where its posts find a place of themselves; wall times in the community's zone.
    slots: tuple[Slot, ...] = ()
    #: So much lies between two planned posts at least.
    spacing: timedelta = timedelta(0)
    #: Nothing planned goes out in these, by the community's clock.
    quiet_hours: tuple[QuietHours, ...] = ()
    #: Planned posts come later by at most so much.
    jitter: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Profile:
    """Who we are on a platform, as the platform tells it after signing in."""

    remote_id: str
    handle: str
    display_name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RateLeft:
    """What a platform last said of its rate limit."""

    limit: int
    remaining: int
    #: Aware UTC.
    resets_at: datetime
    #: The platform's own words for the window, such as "3000;w=300".
    policy: str = ""


class AccountHealth(StrEnum):
    """How an account stands."""

    UNKNOWN = "unknown"
    GOOD = "good"
    #: The platform does not answer, or asked us to wait; we try again by ourselves.
    WAITING = "waiting"
    #: A person must sign in again; the account alone is paused.
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """What we remember of an account between two runs. Times are aware UTC."""

    account: str
    health: AccountHealth = AccountHealth.UNKNOWN
    #: Why the health is not good; None when it is.
    problem: Phrase | None = None
    last_good_at: datetime | None = None
    #: No request is sent before this moment; None means at once.
    not_before: datetime | None = None
    #: Failed calls in a row; feeds the back-off.
    failures: int = 0
    rate: RateLeft | None = None
