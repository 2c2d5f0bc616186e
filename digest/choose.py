"""From everything that is known to what a person should read this morning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digest.accounts import account_notices
from digest.deliveries import Posts
from digest.excerpt import web_address
from digest.limits import budget_notices, pause_notices
from digest.paper import Digest
from digest.people import groups_of
from digest.sources import source_notices
from digest.tasks import task_notices
from domain.accounts import AccountStatus
from domain.budgets import Reading
from domain.deliveries import Delivery
from domain.feeds import SourceTrouble
from domain.items import InboxEntry
from domain.pauses import Pause
from domain.project import Project
from domain.response_times import ResponseTimes


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that a digest is made from."""

    project: Project
    #: Everything that waits for a reply; what does not wait is passed over.
    waiting: Sequence[InboxEntry] = ()
    #: All in trouble, awaiting approval and queued; what was sent or left out lately.
    deliveries: Sequence[Delivery] = ()
    statuses: Sequence[AccountStatus] = ()
    responses: ResponseTimes = field(default_factory=ResponseTimes)
    #: Platforms' names as people write them ("Bluesky"), by name ("bluesky").
    titles: Mapping[str, str] = field(default_factory=dict)
    #: Where a person looks for what may be out, by the delivery's number.
    places: Mapping[int, str] = field(default_factory=dict)
    pauses: Sequence[Pause] = ()
    budgets: Sequence[Reading] = ()
    #: Feeds and calendars that give us nothing.
    silent: Sequence[SourceTrouble] = ()


def compose(sources: Sources, since: datetime, now: datetime) -> Digest:
    """Compose the paper for *now*; *since* is when the last one was composed."""
    project, platforms = sources.project, _platforms(sources)
    posts = Posts(sources.deliveries, platforms, sources.places, sources.pauses)
    zone = project.community.timezone
    return Digest(
        community=project.community.name,
        zone=zone,
        since=since,
        composed_at=now,
        groups=groups_of(sources.waiting, now, sources.titles),
        troubles=posts.troubles(),
        approvals=posts.approvals(),
        accounts=account_notices(sources.statuses, project.accounts, platforms, now),
        today=posts.today(now, zone),
        published=posts.published(since, now),
        responses=sources.responses,
        pauses=pause_notices(sources.pauses, sources.deliveries, now),
        budgets=budget_notices(sources.budgets, platforms),
        left_out=posts.left_out(since, now),
        taken_down=posts.taken_down(since, now),
        tasks=task_notices(project.events, now),
        sources=source_notices(sources.silent, now),
        purpose=project.community.purpose,
        guidelines_url=web_address(project.community.guidelines_url),
    )


def _platforms(sources: Sources) -> Mapping[str, str]:
    """Return the title of each account's platform, by the account's key."""
    return {
        key: sources.titles.get(account.platform, account.platform.capitalize())
        for key, account in sources.project.accounts.items()
    }
