"""The campaigns of a project, and what a post's campaign means for it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from config.document import Place, Section, shown
from config.guess import one_of
from config.lateness import policy, project_policy
from config.scalars import is_null
from config.schema import CampaignEntry, WishesEntry
from config.wording import Wording
from domain.errors import Problem
from domain.late import USUAL, LatePolicy
from domain.phrases import phrase
from domain.project import Campaign


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

    def wording_of(self, name: str) -> Wording:
        """Return what holds for the words of a campaign's posts."""
        return self.wordings.get(name) or self.wordings.get("") or Wording()

    def late_of(self, name: str) -> LatePolicy:
        """Return what holds for the posts of a campaign; "" is none."""
        campaign = self.known.get(name)
        return campaign.late if campaign and campaign.late else self.late

    def asks_for_yes(self, name: str) -> bool:
        """Do the project, or the campaign, want somebody's yes first?"""
        campaign = self.known.get(name)
        return self.needs_approval or (campaign is not None and campaign.needs_approval)

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


def campaigns(entry: WishesEntry, place: Place) -> Campaigns:
    """Return the campaigns that stand at *place*, as far as *entry* has them."""
    late = project_policy(entry.late)
    found = {key: _campaign(key, said, late) for key, said in entry.campaigns.items()}
    return Campaigns(_names(place), found, late, entry.approval, _wordings(entry))


def _wordings(entry: WishesEntry) -> Mapping[str, Wording]:
    whole = Wording(values=entry.values)
    of_campaigns = {
        key: replace(whole.below(said, said.values), names={"campaign": key})
        for key, said in entry.campaigns.items()
    }
    return {"": replace(whole, names={"campaign": ""}), **of_campaigns}


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
    if section is None or is_null(section):
        return ()
    return tuple(map(composed, section)) if isinstance(section, Section) else None


def _campaign(key: str, entry: CampaignEntry, above: LatePolicy) -> Campaign:
    late = policy(entry.late, above)
    return Campaign(key, entry.title, entry.approval, None if late == above else late)
