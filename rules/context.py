"""What the rules may know beside the item itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.items import EntryStatus, Identity, InboxEntry
from domain.project import Project
from rules.wording import undressed


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of an inbox entry."""

    #: Our own handles on the platform, lower case, without "@".
    our_handles: frozenset[str] = frozenset()
    #: The team members' handles on the platform, lower case, without "@".
    team_handles: frozenset[str] = frozenset()
    #: Does the item directly answer one of us? None: it cannot be told.
    parent_is_ours: bool | None = None
    #: When one of us answered the writer later in the thread, if so; aware UTC.
    answered_at: datetime | None = None
    #: How many other messages of the same person have the same words.
    same_words: int = 0
    #: What the community's members speak, where their app does not say: ("ja", "en").
    languages: tuple[str, ...] = ()

    def is_us(self, identity: Identity) -> bool:
        """Is it our account, or somebody of the team?"""
        return identity.handle.lower().lstrip("@") in self.our_handles | (
            self.team_handles
        )


def gather(
    entry: InboxEntry,
    project: Project,
    conversation: Sequence[InboxEntry] = (),
    recent: Sequence[InboxEntry] = (),
) -> Context:
    """Return what is known around *entry*.

    Args:
        entry: The entry to be judged.
        project: Who we are.
        conversation: Every entry of the same thread; may hold the entry itself.
        recent: What was said to the account lately, to find repeated messages.
    """
    us = _us(entry, project)
    return Context(
        our_handles=us.our_handles,
        team_handles=us.team_handles,
        parent_is_ours=_parent_is_ours(entry, us, conversation),
        answered_at=_answered_at(entry, us, conversation),
        same_words=_same_words(entry, recent),
        languages=project.community.languages,
    )


def _us(entry: InboxEntry, project: Project) -> Context:
    account = project.accounts.get(entry.account)
    own = {account.handle} if account else set()
    team = {member.handles.get(entry.platform, "") for member in project.team}
    return Context(our_handles=_handles(own), team_handles=_handles(team))


def _handles(written: set[str]) -> frozenset[str]:
    return frozenset(handle.lower().lstrip("@") for handle in written) - {""}


def _parent_is_ours(
    entry: InboxEntry, us: Context, conversation: Sequence[InboxEntry]
) -> bool | None:
    """Look for the parent: the inbox holds what others said, never our own posts."""
    parent = entry.item.parent
    if parent is None:
        return None
    for other in conversation:
        if other.item.remote_id == parent.remote_id:
            return us.is_us(other.item.author)
    return None


def _answered_at(
    entry: InboxEntry, us: Context, conversation: Sequence[InboxEntry]
) -> datetime | None:
    """Return when a colleague answered this, or we answered the writer's next words."""
    moments = [
        *(
            other.item.created_at
            for other in conversation
            if _answers(other, entry, us)
        ),
        *(
            other.closed_at
            for other in conversation
            if other.closed_at and _follows(other, entry)
        ),
    ]
    return min(moments, default=None)


def _answers(other: InboxEntry, entry: InboxEntry, us: Context) -> bool:
    parent = other.item.parent
    return (
        parent is not None
        and parent.remote_id == entry.item.remote_id
        and us.is_us(other.item.author)
    )


def _follows(other: InboxEntry, entry: InboxEntry) -> bool:
    """Is *other* the same person's later message, and answered?"""
    return (
        other.id != entry.id
        and other.person_id == entry.person_id
        and other.status is EntryStatus.ANSWERED
        and other.item.created_at >= entry.item.created_at
    )


def _same_words(entry: InboxEntry, recent: Sequence[InboxEntry]) -> int:
    words = _normal(entry)
    return sum(
        1
        for other in recent
        if words
        and other.id != entry.id
        and other.person_id == entry.person_id
        and _normal(other) == words
    )


def _normal(entry: InboxEntry) -> str:
    return " ".join(undressed(entry.item.text).lower().split())
