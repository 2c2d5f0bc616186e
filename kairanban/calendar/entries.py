"""What stands in the calendar: a post at a time, whatever its accounts. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.columns import shorten
from domain.deliveries import Delivery
from domain.pauses import Pause, covering
from domain.phrases import Phrase
from domain.posts import MediaFile
from kairanban.cli.manner_words import answers_of, manner_lines
from scheduler.coming import Coming, next_parts
from scheduler.plan import Change, ChangeKind, Plan

#: So many columns of a text stand for a name.
_WORDS = 30

#: What has happened to a post on an account, at a time (aware UTC).
Kinds = Mapping[tuple[str, str, datetime], ChangeKind]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that goes out at one time, or would have."""

    #: Aware UTC.
    at: datetime
    post_key: str
    accounts: tuple[str, ...]
    text: str
    #: What the plan does about it.
    kind: ChangeKind = ChangeKind.KEPT
    campaign: str = ""
    #: Which message of the post comes next, from 0 on; of how many.
    part: int = 0
    parts: int = 1
    #: What follows in its thread.
    thread: tuple[str, ...] = ()
    media: tuple[MediaFile, ...] = ()
    #: How it is shown, where that is not as usual.
    manner: tuple[Phrase, ...] = ()
    awaits_approval: bool = False
    is_paused: bool = False
    recurs: bool = False
    has_own_id: bool = True

    @property
    def is_cancelled(self) -> bool:
        """Does it stand there only to say that it does not go out any more?"""
        return self.kind is ChangeKind.CANCELLED

    @property
    def name(self) -> str:
        """Return what the post is called, of a thread with the part that comes next.

        Without an id of its own, that is what it says.
        """
        words = "" if self.has_own_id else " ".join(self.text.split())
        name = shorten(words, _WORDS) or self.post_key
        return name if self.parts == 1 else f"{name} {self.part + 1}/{self.parts}"


def entries(
    plan: Plan,
    planned: Sequence[Coming],
    waiting: Iterable[Delivery],
    pauses: Sequence[Pause],
    unnamed: Collection[str] = (),
) -> tuple[Entry, ...]:
    """Return what is to come and what the plan cancels, by time.

    Args:
        plan: What changes.
        planned: What goes out once the plan is carried out.
        waiting: What waits in the outbox before that: the words of what is cancelled.
        pauses: Those that hold now.
        unnamed: Keys of posts that have no id of their own.
    """
    kinds, nameless = _kinds(plan.changes), frozenset(unnamed)
    found = [
        replace(_coming(one, kinds, pauses), has_own_id=one.post.key not in nameless)
        for one in next_parts(planned)
    ]
    found += _cancelled(plan.changes, waiting)
    return tuple(sorted(_together(found), key=_in_order))


def _kinds(changes: Iterable[Change]) -> Kinds:
    return {
        (change.post_key, change.account, change.new_at): change.kind
        for change in changes
        if change.new_at is not None
    }


def _coming(one: Coming, kinds: Kinds, pauses: Sequence[Pause]) -> Entry:
    post, message = one.post, one.message
    messages = post.messages_for(one.account)
    answers = answers_of(post, one.account, one.part)
    return Entry(
        at=one.due_at,
        post_key=post.key,
        accounts=(one.account,),
        text=message.text,
        kind=kinds.get((post.key, one.account, one.due_at), ChangeKind.KEPT),
        campaign=post.campaign,
        part=one.part,
        parts=len(messages),
        thread=tuple(later.text for later in messages[one.part + 1 :]),
        manner=tuple(manner_lines(message, answers)),
        media=message.media,
        awaits_approval=one.awaits_approval,
        is_paused=covering(pauses, one.account, post.campaign) is not None,
        recurs=post.repeat is not None,
    )


def _cancelled(
    changes: Iterable[Change], waiting: Iterable[Delivery]
) -> Iterator[Entry]:
    known = {(one.post_key, one.account, one.due_at): one for one in waiting}
    for change in changes:
        if change.kind is ChangeKind.CANCELLED and change.old_at is not None:
            row = known.get((change.post_key, change.account, change.old_at))
            yield Entry(
                at=change.old_at,
                post_key=change.post_key,
                accounts=(change.account,),
                text=row.message.text if row else "",
                kind=ChangeKind.CANCELLED,
                campaign=row.post.campaign if row else "",
            )


def _together(found: Iterable[Entry]) -> Iterable[Entry]:
    """Make one of what differs only by its account."""
    kept: dict[Entry, list[str]] = {}
    for entry in found:
        kept.setdefault(replace(entry, accounts=()), []).extend(entry.accounts)
    return (replace(one, accounts=tuple(names)) for one, names in kept.items())


def _in_order(entry: Entry) -> tuple[datetime, str, tuple[str, ...]]:
    return entry.at, entry.post_key, entry.accounts
