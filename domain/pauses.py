"""Silence on a person's word: everything, one account, or one campaign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.phrases import Phrase, phrase


class PauseScope(StrEnum):
    """What a pause silences."""

    EVERYTHING = "everything"
    ACCOUNT = "account"
    CAMPAIGN = "campaign"


class Held(StrEnum):
    """What becomes of what was due during a pause."""

    #: As after an outage: each as its own late policy says.
    LATE = "late"
    #: It goes out now, one by one.
    SEND = "send"
    #: A person says so of each: it is missed.
    ASK = "ask"
    #: It is cancelled.
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Pause:
    """One silence, from a moment until it is lifted."""

    scope: PauseScope
    #: The account's or campaign's name; "" for everything.
    name: str
    reason: str
    #: Who said so.
    by: str
    #: Aware UTC.
    since: datetime

    def covers(self, account: str, campaign: str) -> bool:
        """Does it silence a post of *campaign* ("" for none) on *account*?"""
        match self.scope:
            case PauseScope.EVERYTHING:
                return True
            case PauseScope.ACCOUNT:
                return self.name == account
            case PauseScope.CAMPAIGN:
                return self.name == campaign

    @property
    def words(self) -> Phrase:
        """Return what is paused and why, for a person."""
        match self.scope:
            case PauseScope.EVERYTHING:
                return phrase("Everything is paused: {reason}", reason=self.reason)
            case PauseScope.ACCOUNT:
                return phrase(
                    "The account {name} is paused: {reason}",
                    name=self.name,
                    reason=self.reason,
                )
            case PauseScope.CAMPAIGN:
                return phrase(
                    "The campaign {name} is paused: {reason}",
                    name=self.name,
                    reason=self.reason,
                )


def covering(pauses: Iterable[Pause], account: str, campaign: str) -> Pause | None:
    """Return the first of *pauses* that silences a post; None if it may go out."""
    return next((one for one in pauses if one.covers(account, campaign)), None)
