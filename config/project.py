"""Make the project of what `kairanban.yaml` says, once nothing is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from config.budgets import budgets_of
from config.campaigns import Campaigns
from config.schema import CommunityEntry, ProjectEntry, TeamEntry, WithinEntry
from domain.accounts import Account
from domain.budgets import Tariff
from domain.judgements import Priority
from domain.project import AlertWishes, Community, DigestWishes, Project, TeamMember

STATE = ".kairanban"


@dataclass(frozen=True, slots=True)
class Home:
    """Where a project lives."""

    #: Its folder, resolved.
    folder: Path
    environment: Mapping[str, str]


def project_of(
    entry: ProjectEntry,
    accounts: Mapping[str, Account],
    campaigns: Campaigns,
    tariffs: Mapping[str, Tariff],
    home: Home,
) -> Project:
    """Return the project without its posts."""
    digest, folder = entry.digest, home.folder
    return Project(
        folder=folder,
        community=_community(entry.community),
        accounts=accounts,
        team=tuple(map(_member, entry.team)),
        digest=DigestWishes(
            at=digest.at,
            formats=tuple(dict.fromkeys(digest.formats)),
            folder=folder / digest.folder if digest.folder else None,
        ),
        late=campaigns.late,
        needs_approval=entry.approval,
        replies_need_approval=entry.approval or entry.replies.approval,
        campaigns=campaigns.known,
        budgets={name: budgets_of(said) for name, said in entry.budgets.items()},
        tariffs=tariffs,
        alerts=AlertWishes(entry.alerts.command),
        hosts_allowed=tuple(name.lower() for name in entry.hosts_allowed),
        reply_within=_promises(entry.replies.within),
        database=entry.database,
        state_folder=_state_folder(entry, home),
    )


def _community(entry: CommunityEntry) -> Community:
    return Community(
        name=entry.name,
        timezone=entry.timezone,
        purpose=entry.purpose,
        guidelines_url=entry.guidelines,
        language=entry.language,
        languages=tuple(dict.fromkeys(entry.languages)),
    )


def _member(entry: TeamEntry) -> TeamMember:
    return TeamMember(name=entry.name, handles=entry.handles)


def _promises(entry: WithinEntry) -> Mapping[Priority, timedelta]:
    return {
        Priority.URGENT: entry.urgent,
        Priority.HIGH: entry.high,
        Priority.NORMAL: entry.normal,
        Priority.LOW: entry.low,
    }


def _state_folder(entry: ProjectEntry, home: Home) -> Path:
    """Choose: what YAML says, else what systemd gives, else a hidden folder."""
    if entry.state:
        return home.folder / entry.state
    # systemd separates several with colons; ours is the first.
    given = home.environment.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(given) if given else home.folder / STATE
