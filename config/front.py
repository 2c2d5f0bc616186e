"""Read `kairanban.yaml`: everything of a project but its posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from config.accounts import Targets, accounts, as_known, targets
from config.budgets import check_money, tariffs
from config.campaigns import Campaigns, campaigns, twins
from config.complaints import checked
from config.document import Document, Place, Section, Series, shown
from config.entry import remains
from config.findings import Findings
from config.guess import one_of
from config.leaks import leaks
from config.project import Home, project_of
from config.schema import ProjectEntry, WishesEntry
from config.values import WrongValueError, zone
from connectors.setup import Platform
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


def front(
    document: Document,
    home: Home,
    platforms: Mapping[str, Platform],
    findings: Findings,
) -> Front:
    """Return what *document* says; everything wrong with it goes into *findings*."""
    findings.add_broken(document.problems)
    if not document.is_readable:
        return Front(None, None, _UTC, Campaigns(None))
    top = document.top
    findings.add(leaks(top, platforms))
    entry = checked(ProjectEntry, top, findings)
    wishes = entry or remains(WishesEntry, top) or WishesEntry()
    known = campaigns(wishes, top.child("campaigns"))
    prices = tariffs(wishes, top, platforms, findings)
    found = accounts(top.child("accounts"), platforms, prices, findings)
    findings.add(twins(top.child("campaigns")))
    _check_platforms(top, platforms, findings)
    _check_budgets(top.child("budgets"), platforms, prices, findings)
    project = project_of(entry, found, known, prices, home) if entry else None
    return Front(
        project=project,
        targets=as_known(targets(top.child("accounts"), platforms), project),
        zone=_zone(top.child("community", "timezone")),
        campaigns=known,
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
