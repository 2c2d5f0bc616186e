"""The campaigns of a project, and what a post's campaign means for it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize
from zoneinfo import ZoneInfo

from config.campaign_schema import (
    CampaignEntry,
    CampaignFileEntry,
    CampaignFileRemains,
)
from config.campaign_times import CampaignTimes, campaign_times
from config.complaints import checked
from config.document import Document, Place, Section, shown
from config.entry import remains
from config.findings import Findings
from config.guess import one_of
from config.lateness import policy, project_policy
from config.leaks import leaks
from config.scalars import is_unsaid
from config.schedule import Schedule, holidays_of
from config.schema import WishesEntry
from config.wording import Wording
from domain.errors import Problem
from domain.late import USUAL, LatePolicy
from domain.phrases import phrase
from domain.project import Campaign


@dataclass(frozen=True, slots=True)
class Source:
    """A campaign as it is written."""

    key: str
    entry: CampaignEntry
    place: Place


@dataclass(frozen=True, slots=True)
class Campaigns:
    """What the project says of posts, by the campaigns that they belong to."""

    #: Every name there is; None when not even that can be told.
    names: Collection[str] | None
    known: Mapping[str, Campaign] = field(default_factory=dict)
    #: The project's own words.
    late: LatePolicy = USUAL
    needs_approval: bool = False
    #: What holds for the words of each campaign's posts; "" is none.
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    #: What holds for the times of each campaign's posts; "" is none.
    times: Mapping[str, CampaignTimes] = field(default_factory=dict)

    def wording_of(self, name: str) -> Wording:
        """Return what holds for the words of a campaign's posts."""
        return self.wordings.get(name) or self.wordings.get("") or Wording()

    def times_of(self, name: str) -> CampaignTimes:
        """Return what holds for the times of a campaign's posts."""
        return self.times.get(name) or self.times.get("") or CampaignTimes()

    def unknown_anchors(self, name: str) -> frozenset[str] | None:
        """Return anchors of a campaign that are wrong; None if none can be told."""
        if name and name not in self.times:
            return None
        anchors = self.times_of(name).anchors
        return frozenset(key for key, known in anchors.items() if known is None)

    def late_of(self, name: str) -> LatePolicy:
        """Return what holds for the posts of a campaign; "" is none."""
        campaign = self.known.get(name)
        return campaign.late if campaign and campaign.late else self.late

    def asks_for_yes(self, name: str) -> bool:
        """Do the project, or the campaign, want somebody's yes first?"""
        campaign = self.known.get(name)
        return self.needs_approval or (campaign is not None and campaign.needs_approval)

    def strangers(self, accounts: Collection[str]) -> Iterator[Problem]:
        """Complain of accounts that campaigns name and that are not there."""
        for times in self.times.values():
            for name, place in times.named:
                if name not in accounts:
                    what = phrase(
                        "there is no account '{name}'{choices}",
                        name=shown(name),
                        choices=one_of(name, accounts),
                    )
                    yield place.problem(what, "unknown-account")

    def misnamed(self, name: str, place: Place) -> Iterator[Problem]:
        """Complain of a campaign, named at *place*, that is not there."""
        if not name or self.names is None or composed(name) in self.names:
            return
        what = phrase(
            "there is no campaign '{name}'{choices}",
            name=shown(name),
            choices=one_of(name, self.names)
            if self.names
            else phrase("; name it under 'campaigns' in kairanban.yaml"),
        )
        yield place.problem(what, "unknown-campaign")


def campaigns(
    entry: WishesEntry,
    place: Place,
    files: Sequence[Document],
    zone: ZoneInfo,
    findings: Findings,
) -> Campaigns:
    """Return the campaigns that stand at *place*, and those that have a file.

    Args:
        entry: What `kairanban.yaml` says, as far as it is right.
        place: Where it has its campaigns.
        files: Those of campaigns.
        zone: Where the community lives.
        findings: Takes everything that is wrong.
    """
    here = [Source(key, one, place.child(key)) for key, one in entry.campaigns.items()]
    names = _names(place)
    findings.add(twins(place))
    apart = [one for file in files if (one := _of_file(file, findings))]
    findings.add(_doubles(names or (), apart))
    sources = tuple({one.key: one for one in reversed([*here, *apart])}.values())[::-1]
    late = project_policy(entry.late)
    usual = Schedule(zone, holidays_of(entry.holidays) if entry.holidays else None)
    times = {
        one.key: campaign_times(one.entry, one.place, usual, findings)
        for one in sources
    }
    return Campaigns(
        None if names is None else (*names, *(one.key for one in apart)),
        {one.key: _campaign(one, late) for one in sources},
        late,
        entry.approval,
        _wordings(entry, sources),
        {"": CampaignTimes(usual), **times},
    )


def _of_file(document: Document, findings: Findings) -> Source | None:
    """Return the campaign that a file of its own is about."""
    findings.add_broken(document.problems)
    if not document.is_readable or document.is_empty:
        return None
    top = document.top
    findings.add(leaks(top, {}))
    entry = checked(CampaignFileEntry, top, findings) or remains(
        CampaignFileRemains, top
    )
    return Source(entry.id, entry, top) if entry is not None and entry.id else None


def _doubles(names: Collection[str], sources: Iterable[Source]) -> Iterator[Problem]:
    """Complain of files whose campaign there is already."""
    seen = set(names)
    for one in sources:
        if one.key in seen:
            what = phrase("there is a campaign of that name already")
            yield one.place.child("id").problem(what, "same-id")
        seen.add(one.key)


def _wordings(entry: WishesEntry, sources: Iterable[Source]) -> Mapping[str, Wording]:
    whole = Wording(values=entry.values)
    of_campaigns = {
        one.key: whole.below(one.entry, one.entry.values) for one in sources
    }
    return {"": whole, **of_campaigns}


def composed(name: str) -> str:
    """Return a name so that what looks alike is alike (NFC), as in `campaigns`."""
    return normalize("NFC", name)


def twins(place: Place) -> Iterator[Problem]:
    """Complain of campaigns whose names look alike."""
    seen = set()
    for key in place.value if isinstance(place.value, Section) else ():
        if (name := composed(key)) in seen:
            what = phrase("there is a campaign of that name already")
            yield place.child(key).key_problem(what, "same-id")
        seen.add(name)


def _names(place: Place) -> Collection[str] | None:
    section = place.value
    if is_unsaid(section):
        return ()
    return tuple(map(composed, section)) if isinstance(section, Section) else None


def _campaign(source: Source, above: LatePolicy) -> Campaign:
    entry = source.entry
    late = policy(entry.late, above)
    return Campaign(
        source.key,
        entry.title,
        entry.approval,
        None if late == above else late,
        goal=entry.goal,
        is_cancelled=entry.cancelled,
        reason=entry.reason,
    )
