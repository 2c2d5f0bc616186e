"""Read `kairanban.yaml`: everything of a project but its posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from config.accounts import Targets, accounts, targets
from config.complaints import checked
from config.document import Document, Place, Section, Series, shown
from config.findings import Findings
from config.guess import one_of
from config.leaks import leaks
from config.schema import CommunityEntry, ProjectEntry, TeamEntry, WithinEntry
from config.values import WrongValueError, zone
from connectors.setup import Platform
from domain.accounts import Account
from domain.judgements import Priority
from domain.late import LatePolicy
from domain.phrases import phrase
from domain.project import Community, DigestWishes, Project, TeamMember

STATE = ".kairanban"

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Front:
    """What `kairanban.yaml` says, as far as it can be told."""

    #: The project without its posts; None when something is wrong.
    project: Project | None
    #: Where posts may go; None when not even that can be told.
    targets: Targets | None
    #: Where wall times are meant; UTC where that cannot be told.
    zone: ZoneInfo


def front(
    document: Document,
    folder: Path,
    platforms: Mapping[str, Platform],
    environment: Mapping[str, str],
    findings: Findings,
) -> Front:
    """Return what *document* says; everything wrong with it goes into *findings*."""
    findings.add_broken(document.problems)
    if not document.is_readable:
        return Front(None, None, _UTC)
    top = document.top
    findings.add(leaks(top, platforms))
    entry = checked(ProjectEntry, top, findings)
    found = accounts(top.child("accounts"), platforms, findings)
    _check_team(top.child("team"), platforms, findings)
    return Front(
        project=_project(entry, found, folder, environment) if entry else None,
        targets=targets(top.child("accounts"), platforms),
        zone=_zone(top.child("community", "timezone")),
    )


def _zone(place: Place) -> ZoneInfo:
    try:
        return zone(place.value)
    except WrongValueError:
        return _UTC


def _check_team(
    place: Place, platforms: Mapping[str, Platform], findings: Findings
) -> None:
    members = place.value
    for number in range(len(members) if isinstance(members, Series) else 0):
        handles = place.child(number, "handles")
        for name in handles.value if isinstance(handles.value, Section) else ():
            if name not in platforms:
                what = phrase(
                    "there is no platform '{name}'{choices}",
                    name=shown(name),
                    choices=one_of(name, platforms),
                )
                findings.add([handles.child(name).key_problem(what)])


def _project(
    entry: ProjectEntry,
    found: Mapping[str, Account],
    folder: Path,
    environment: Mapping[str, str],
) -> Project:
    digest = entry.digest
    return Project(
        folder=folder,
        community=_community(entry.community),
        accounts=found,
        team=tuple(map(_member, entry.team)),
        digest=DigestWishes(
            at=digest.at,
            formats=tuple(dict.fromkeys(digest.formats)),
            folder=folder / digest.folder if digest.folder else None,
        ),
        late=LatePolicy(within=entry.late.within, spacing=entry.late.spacing),
        reply_within=_promises(entry.replies.within),
        database=entry.database,
        state_folder=_state_folder(entry, folder, environment),
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


def _state_folder(
    entry: ProjectEntry, folder: Path, environment: Mapping[str, str]
) -> Path:
    """Choose: what YAML says, else what systemd gives, else a hidden folder."""
    if entry.state:
        return folder / entry.state
    # systemd separates several with colons; ours is the first.
    given = environment.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(given) if given else folder / STATE
