"""Reads what a server says of itself, and keeps it.

Read from `/api/v2/instance`, else `/api/v1/instance`, kept in the account's folder
for a day.
"""

import json
from dataclasses import asdict
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

from connectors.mastodon.facts import KEPT, Facts, kept_facts, read_facts
from connectors.mastodon.wire import Wire
from connectors.trouble import Trouble
from domain.clock import Clock
from domain.errors import KairanbanError
from domain.files import write_whole

#: How long what was read holds.
FRESH = timedelta(days=1)

_NO_SUCH_PAGE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.NOT_IMPLEMENTED}


class Instance:
    """Knows the server's facts; asks again when they are a day old."""

    def __init__(self, wire: Wire, folder: Path, clock: Clock) -> None:
        self._wire = wire
        self._file = folder / KEPT
        self._clock = clock
        self._facts, self._read_at = kept_facts(folder, wire.server)

    @property
    def facts(self) -> Facts | None:
        """Return what was last read; None if nothing ever was."""
        return self._facts

    def known(self) -> Facts:
        """Return the facts; asks only if there are none yet.

        Raises:
            PlatformError: They could not be had just now.
        """
        return self._facts or self.refresh()

    def refresh(self) -> Facts:
        """Ask the server.

        Raises:
            PlatformError: They could not be had just now.
        """
        answer = self._wire.try_ask("/api/v2/instance")
        if isinstance(answer, Trouble) and answer.status in _NO_SUCH_PAGE:
            answer = self._wire.try_ask("/api/v1/instance")
        if isinstance(answer, Trouble) and answer.status in _NO_SUCH_PAGE:
            return self._keep(Facts())  # it has no limits to tell of
        found = self._wire.require(answer)
        return self._keep(read_facts(found if isinstance(found, dict) else {}))

    def freshen(self) -> None:
        """Ask again if the facts are old; if that fails, those we have must do."""
        now = self._clock.now()
        if self._read_at is None or abs(now - self._read_at) >= FRESH:
            try:
                self.refresh()
            except KairanbanError:
                self._read_at = self._read_at and now  # next time, a day later

    def _keep(self, facts: Facts) -> Facts:
        self._facts, self._read_at = facts, self._clock.now()
        note = {"server": self._wire.server, "read_at": self._read_at.isoformat()}
        try:
            write_whole(self._file, json.dumps({**note, "facts": asdict(facts)}))
        except KairanbanError:
            return facts  # the disk is full: it is asked for again after a restart
        return facts
