"""Where feeds and calendars come from: the web, but never our own network.

What it takes is imported when something is asked for: most commands ask for nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config.values import WrongValueError
from domain.clock import Clock
from domain.events import CALENDAR_LIMIT_BYTES
from domain.feeds import FeedPage
from domain.phrases import phrase
from domain.web import Fetched, NotFetchedError, Request
from scheduler.collect import Library
from scheduler.current import ProjectOf

_ANY_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class _ProjectsWeb:
    """The web, and the hosts that the project's files vouch for as they are now."""

    project: ProjectOf
    clock: Clock

    def ask(self, request: Request) -> Fetched:
        """Return what was asked for.

        Raises:
            NotFetchedError: Nothing came; says why.
        """
        from connectors.web.addresses import AllowedHosts  # noqa: PLC0415 - see above
        from connectors.web.fetch import GuardedWeb  # noqa: PLC0415 - see above

        allowed = AllowedHosts(frozenset(self.project().hosts_allowed))
        return GuardedWeb(allowed, self.clock).ask(request)


def library(project: ProjectOf, clock: Clock) -> Library:
    """Return the library of a project."""
    return Library(_ProjectsWeb(project, clock), _read_feed, check_calendar)


def _read_feed(found: Fetched) -> FeedPage:
    from connectors.web.feeds import read_feed  # noqa: PLC0415 - see above

    return read_feed(found)


def check_calendar(found: Fetched) -> None:
    """Let a whole calendar pass.

    Raises:
        NotFetchedError: It is none.
    """
    from config.calendar_events import around, read_calendar  # noqa: PLC0415 - see above

    if not found.is_whole:
        limit = CALENDAR_LIMIT_BYTES // 1024**2
        raise NotFetchedError(phrase("is larger than {limit} MB", limit=limit))
    try:
        read_calendar(found.content, "", _ANY_ZONE, around(datetime.now(UTC)))
    except WrongValueError as error:
        raise NotFetchedError(error.phrase) from None
