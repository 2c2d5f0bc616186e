"""From everything that is known to what a person should read this morning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digest.accounts import account_notices
from digest.deliveries import approvals, published, today, troubles
from digest.excerpt import web_address
from digest.paper import Digest
from digest.people import groups_of
from domain.accounts import AccountStatus
from domain.deliveries import Delivery
from domain.items import InboxEntry
from domain.project import Project
from domain.response_times import ResponseTimes


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that a digest is made from."""

    project: Project
    #: Everything that waits for a reply; what does not wait is passed over.
    waiting: Sequence[InboxEntry] = ()
    #: All in trouble, awaiting approval and queued; and what was sent lately.
    deliveries: Sequence[Delivery] = ()
    statuses: Sequence[AccountStatus] = ()
    responses: ResponseTimes = field(default_factory=ResponseTimes)
    #: Platforms' names as people write them ("Bluesky"), by name ("bluesky").
    titles: Mapping[str, str] = field(default_factory=dict)


def compose(sources: Sources, since: datetime, now: datetime) -> Digest:
    """Compose the paper for *now*; *since* is when the last one was composed."""
    project, deliveries = sources.project, sources.deliveries
    platforms = _platforms(sources)
    zone = project.community.timezone
    return Digest(
        community=project.community.name,
        zone=zone,
        since=since,
        composed_at=now,
        groups=groups_of(sources.waiting, now, sources.titles),
        troubles=troubles(deliveries, platforms),
        approvals=approvals(deliveries, platforms),
        accounts=account_notices(sources.statuses, project.accounts, platforms, now),
        today=today(deliveries, platforms, now, zone),
        published=published(deliveries, platforms, since, now),
        responses=sources.responses,
        purpose=project.community.purpose,
        guidelines_url=web_address(project.community.guidelines_url),
    )


def _platforms(sources: Sources) -> Mapping[str, str]:
    """Return the title of each account's platform, by the account's key."""
    return {
        key: sources.titles.get(account.platform, account.platform.capitalize())
        for key, account in sources.project.accounts.items()
    }
