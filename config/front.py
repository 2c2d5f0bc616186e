"""Read `kairanban.yaml`: everything of a project but its posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from config.accounts import Targets, accounts, as_known, targets
from config.budgets import check_money, tariffs
from config.campaigns import Campaigns, campaigns
from config.complaints import checked
from config.document import Document, Place, Section, Series, shown
from config.entry import remains
from config.findings import Findings
from config.guess import one_of
from config.leaks import leaks
from config.project import Home, project_of
from config.schedule import wrong_region
from config.schema import FeedEntry, ProjectEntry, WishesEntry
from config.silence import of_project
from config.values import WrongValueError, zone
from connectors.setup import Platform
from domain.accounts import Account
from domain.budgets import Tariff
from domain.phrases import phrase
from domain.project import Project

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
    #: What the project and its campaigns ask of posts.
    campaigns: Campaigns
    #: By their names.
    feeds: Mapping[str, FeedEntry] = field(default_factory=dict)
    #: The whole of `kairanban.yaml`; None when it could not be read.
    top: Place | None = None
    #: Those that are right.
    accounts: Mapping[str, Account] = field(default_factory=dict)


def front(
    document: Document,
    home: Home,
    platforms: Mapping[str, Platform],
    findings: Findings,
    campaign_files: Sequence[Document] = (),
) -> Front:
    """Return what *document* says; everything wrong with it goes into *findings*."""
    findings.add_broken(document.problems)
    if not document.is_readable:
        return Front(None, None, _UTC, Campaigns(None))
    top = document.top
    findings.add(leaks(top, platforms))
    entry = checked(ProjectEntry, top, findings)
    wishes = entry or remains(WishesEntry, top) or WishesEntry()
    local = _zone(top.child("community", "timezone"))
    findings.add(wrong_region(wishes.holidays, top.child("holidays")))
    known = campaigns(wishes, top.child("campaigns"), campaign_files, local, findings)
    prices = tariffs(wishes, top, platforms, findings)
    found = accounts(top.child("accounts"), platforms, wishes, prices, findings)
    where = targets(top.child("accounts"), platforms)
    if where is not None:
        findings.add(known.strangers(where))
    findings.hush(of_project(wishes.silence))
    _check_platforms(top, platforms, findings)
    _check_budgets(top.child("budgets"), platforms, prices, findings)
    project = project_of(entry, found, known, prices, home) if entry else None
    return Front(
        project=project,
        targets=as_known(where, project),
        zone=local,
        campaigns=known,
        feeds=wishes.feeds,
        top=top,
        accounts=found,
    )


def _zone(place: Place) -> ZoneInfo:
    try:
        return zone(place.value)
    except WrongValueError:
        return _UTC


def _check_platforms(
    top: Place, platforms: Mapping[str, Platform], findings: Findings
) -> None:
    """Complain wherever something goes by a platform that there is not."""
    members = top.child("team").value
    team = range(len(members)) if isinstance(members, Series) else ()
    places = [top.child("team", number, "handles") for number in team]
    for place in (*places, top.child("budgets"), top.child("prices")):
        for name in place.value if isinstance(place.value, Section) else ():
            if name not in platforms:
                what = phrase(
                    "there is no platform '{name}'{choices}",
                    name=shown(name),
                    choices=one_of(name, platforms),
                )
                problem = place.child(name).key_problem(what, "unknown-platform")
                findings.add([problem])


def _check_budgets(
    place: Place,
    platforms: Mapping[str, Platform],
    prices: Mapping[str, Tariff],
    findings: Findings,
) -> None:
    for name in place.value if isinstance(place.value, Section) else ():
        if name in platforms:
            tariff = prices.get(name, platforms[name].capabilities.tariff)
            check_money(place.child(name), tariff, findings)
