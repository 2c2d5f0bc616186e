"""What alerts remember between two runs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.accounts import AccountHealth, AccountStatus
from domain.phrases import Phrase
from domain.ports import Memory

_SIGN_IN, _FAILURE = "alerts/sign_in", "alerts/failure"


@dataclass(frozen=True, slots=True)
class SignInNote:
    """The accounts that somebody was told must sign in again."""

    memory: Memory

    def untold(self, statuses: Iterable[AccountStatus]) -> Sequence[AccountStatus]:
        """Return who must sign in and was not told of; forget who is well again.

        An account that merely tries once more (after a restart, say) is not well yet.
        """
        known, told = list(statuses), self._told()
        still = told - {
            one.account for one in known if one.health is AccountHealth.GOOD
        }
        if still != told:
            self._write(still)
        return [
            one
            for one in known
            if one.health is AccountHealth.SIGN_IN and one.account not in still
        ]

    def add(self, accounts: Iterable[str]) -> None:
        """Remember that somebody was told of *accounts*."""
        self._write(self._told() | set(accounts))

    def _told(self) -> set[str]:
        return set(json.loads(self.memory.notes.get(_SIGN_IN) or "[]"))

    def _write(self, accounts: set[str]) -> None:
        self.memory.notes.put(_SIGN_IN, json.dumps(sorted(accounts)))


@dataclass(frozen=True, slots=True)
class AlertFailure:
    """Alerts do not get through."""

    reason: Phrase
    #: Of the first failure in a row; aware UTC.
    since: datetime
    times: int


@dataclass(frozen=True, slots=True)
class FailureNote:
    """Why the last alert did not get through, for whoever asks the doctor."""

    memory: Memory

    def read(self) -> AlertFailure | None:
        """Return what is wrong; None if the last alert got through."""
        noted = self.memory.notes.get(_FAILURE)
        if not noted:
            return None
        known = json.loads(noted)
        reason = Phrase(known["message"], known["values"])
        since = datetime.fromisoformat(known["since"])
        return AlertFailure(reason, since, known["times"])

    def write(self, reason: Phrase, now: datetime) -> None:
        """Note one more failure; the values of *reason* are kept as plain text."""
        before = self.read()
        noted = {
            "message": reason.message,
            "values": {name: str(value) for name, value in reason.values.items()},
            "since": (before.since if before else now).isoformat(),
            "times": before.times + 1 if before else 1,
        }
        self.memory.notes.put(_FAILURE, json.dumps(noted))

    def clear(self) -> None:
        """Note that alerts get through."""
        if self.memory.notes.get(_FAILURE):
            self.memory.notes.put(_FAILURE, "")
