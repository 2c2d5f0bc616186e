"""What a campaign means for the times and accounts of its posts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from config.anchors import Anchor, anchor
from config.campaign_schema import CampaignEntry, DefaultsEntry
from config.document import Place
from config.findings import Findings
from config.moments import span
from config.schedule import Schedule, wrong_region
from config.values import WrongValueError
from domain.errors import Problem
from domain.phrases import phrase


@dataclass(frozen=True, slots=True)
class CampaignTimes:
    """What holds for the times and accounts of a campaign's posts."""

    schedule: Schedule = field(default_factory=lambda: Schedule(ZoneInfo("UTC")))
    #: None where one of them cannot be read: then nothing is said of those who name it.
    anchors: Mapping[str, Anchor | None] = field(default_factory=dict)
    #: When it begins and ends; aware UTC, None means open.
    begins: datetime | None = None
    ends: datetime | None = None
    #: Where its posts may go; nothing means anywhere.
    accounts: Sequence[str] = ()
    defaults: DefaultsEntry = field(default_factory=DefaultsEntry)
    is_cancelled: bool = False
    #: Every account that it names, and where.
    named: Sequence[tuple[str, Place]] = ()

    @property
    def usual_accounts(self) -> Sequence[str]:
        """Return where a post goes that does not say where."""
        return self.defaults.to or self.accounts

    def is_outside(self, at: datetime) -> bool:
        """Does a time lie before or after the campaign?"""
        is_early = self.begins is not None and at < self.begins
        return is_early or (self.ends is not None and at > self.ends)


def campaign_times(
    entry: CampaignEntry, place: Place, above: Schedule, findings: Findings
) -> CampaignTimes:
    """Return what the campaign at *place* says; what is wrong goes into *findings*."""
    schedule = above.below(entry)
    zone = schedule.zone
    findings.add(wrong_region(entry.holidays, place.child("holidays")))
    findings.add(_unreasoned(entry, place))
    window = place.child("window")
    begin = _edge(entry.window.since, window.child("from"), zone, findings)
    end = _edge(entry.window.until, window.child("until"), zone, findings)
    if begin is not None and end is not None and end[1] < begin[0]:
        findings.add([window.child("until").problem(phrase("ends before it begins"))])
        begin = end = None  # of its posts nothing can be said then
    anchors = {
        name: _anchor(words, place.child("anchors", name), zone, findings)
        for name, words in entry.anchors.items()
    }
    return CampaignTimes(
        schedule=schedule,
        anchors=anchors,
        begins=begin and begin[0],
        ends=end and end[1],
        accounts=entry.accounts,
        defaults=entry.defaults,
        is_cancelled=entry.cancelled,
        named=tuple(_named(entry, place)),
    )


def _named(entry: CampaignEntry, place: Place) -> Iterator[tuple[str, Place]]:
    for number, name in enumerate(entry.accounts):
        yield name, place.child("accounts", number)
    for number, name in enumerate(entry.defaults.to):
        yield name, place.child("defaults", "to", number)


def _unreasoned(entry: CampaignEntry, place: Place) -> Iterator[Problem]:
    """Complain of a campaign that was cancelled, and nobody says why."""
    if entry.cancelled and not entry.reason:
        what = phrase("say why, under 'reason': those whose posts it takes back see it")
        yield place.child("cancelled").key_problem(what)
    if entry.reason and not entry.cancelled:
        what = phrase("is for what is cancelled: write 'cancelled: true', too")
        yield place.child("reason").key_problem(what)


def _edge(
    words: str, place: Place, zone: ZoneInfo, findings: Findings
) -> tuple[datetime, datetime] | None:
    try:
        return span(words, zone) if words else None
    except WrongValueError as error:
        findings.add([place.problem(error.phrase)])
        return None


def _anchor(
    words: str, place: Place, zone: ZoneInfo, findings: Findings
) -> Anchor | None:
    try:
        return anchor(words, zone)
    except WrongValueError as error:
        findings.add([place.problem(error.phrase)])
        return None
