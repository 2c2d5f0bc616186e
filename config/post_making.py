"""A post as it is written with what it takes over, and the post that becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from config.campaign_times import CampaignTimes
from config.document import Place
from config.messages import Said
from config.queue_schema import PostEntry
from config.schedule import Schedule
from config.when import When
from config.wording import Wording
from domain.late import LatePolicy
from domain.posts import Post, SourceLine, Variant
from domain.timing import Timing


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a post takes over from its file, its campaign and the project."""

    campaign: str
    late: LatePolicy
    needs_approval: bool
    wording: Wording
    schedule: Schedule
    times: CampaignTimes

    def completed(self, entry: PostEntry) -> PostEntry:
        """Return *entry* with what its campaign says for all of its posts."""
        usual = self.times.defaults
        fresh = {
            key: getattr(usual, key)
            for key in usual.model_fields_set - entry.model_fields_set
        }
        if "to" not in entry.model_fields_set and self.times.usual_accounts:
            fresh["to"] = tuple(self.times.usual_accounts)
        return entry.model_copy(update=fresh) if fresh else entry


@dataclass(frozen=True, slots=True)
class Wishes:
    """A post as it is written, and what it takes over."""

    entry: PostEntry
    belonging: Belonging
    source: SourceLine
    place: Place


def whole_post(
    wishes: Wishes, said: Mapping[str, Said], when: When, timing: Timing
) -> Post:
    """Return the post: what it says on its first account, and where it differs."""
    entry, belonging = wishes.entry, wishes.belonging
    return Post(
        key=entry.id,
        accounts=entry.to,
        at=when.at,
        source=wishes.source,
        campaign=belonging.campaign,
        late=belonging.late,
        needs_approval=belonging.needs_approval,
        repeat=when.repeat,
        timing=timing,
        **_words(said),
    )


def saying(post: Post, said: Mapping[str, Said]) -> Post:
    """Return *post* as it is when it says this."""
    return replace(post, **_words(said))


def _words(said: Mapping[str, Said]) -> dict[str, Any]:
    """Return what is said as a post holds it: the usual, and where it differs."""
    usual, *_ = said.values()
    first, *thread = usual.messages
    return {
        "text": first.text,
        "media": first.media,
        "thread": tuple(thread),
        "manner": first.manner,
        "variants": tuple(
            Variant(account, one.messages, one.answers)
            for account, one in said.items()
            if one != usual
        ),
        "answers": usual.answers,
    }
