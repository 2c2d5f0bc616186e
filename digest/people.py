"""Who waits for our reply: one place in the paper per person and thread."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from digest.excerpt import excerpt, one_line, web_address
from digest.paper import Group, Waiting
from domain.items import InboxEntry
from domain.judgements import Judgement, Priority

_NAME_COLUMNS = 40

_Messages = Sequence[InboxEntry]


def groups_of(
    entries: Iterable[InboxEntry], now: datetime, titles: Mapping[str, str]
) -> tuple[Group, ...]:
    """Return who waits, by priority, longest waiting first.

    Args:
        entries: Any entries; those that do not wait are passed over.
        now: Ages are told as of now.
        titles: Platforms' names as people write them, by `InboxEntry.platform`.
    """
    people = sorted(
        _people([entry for entry in entries if entry.is_waiting], now, titles),
        key=lambda one: (-one.priority, one.waiting_since, one.entry_id),
    )
    return tuple(
        Group(priority, tuple(members))
        for priority, members in groupby(people, key=lambda one: one.priority)
    )


def _people(
    waiting: _Messages, now: datetime, titles: Mapping[str, str]
) -> Iterator[Waiting]:
    messages_of = Counter(entry.person_id for entry in waiting)
    for messages in _by_person_and_thread(waiting):
        elsewhere = messages_of[messages[0].person_id] - len(messages)
        yield _waiting(messages, elsewhere, now, titles)


def _by_person_and_thread(waiting: _Messages) -> list[list[InboxEntry]]:
    threads: dict[tuple[int, str, str], list[InboxEntry]] = {}
    for entry in sorted(waiting, key=lambda entry: (entry.item.created_at, entry.id)):
        thread = (entry.item.root or entry.item.reference).remote_id
        key = (entry.person_id, entry.account, thread)
        threads.setdefault(key, []).append(entry)
    return list(threads.values())


def _waiting(
    messages: _Messages, elsewhere: int, now: datetime, titles: Mapping[str, str]
) -> Waiting:
    shown = max(messages, key=_priority)  # of equals the first, so the oldest
    item, judgement = shown.item, _judgement(shown)
    oldest = messages[0].item.created_at
    due_at = min((due for m in messages if (due := _judgement(m).due_at)), default=None)
    return Waiting(
        entry_id=shown.id,
        name=excerpt(item.author.display_name or item.author.handle, _NAME_COLUMNS),
        handle=one_line(item.author.handle),
        platform=titles.get(shown.platform, shown.platform.capitalize()),
        account=shown.account,
        priority=judgement.priority,
        waiting_since=oldest,
        age=now - oldest,
        due_at=due_at,
        overdue_by=now - due_at if due_at and due_at <= now else None,
        language=judgement.language,
        tone=judgement.tone,
        reasons=tuple(reason.phrase for reason in judgement.reasons),
        words=excerpt(item.text),
        has_pictures=bool(item.attachments),
        edited=shown.edited_at is not None,
        url=web_address(item.url),
        is_newcomer=any(entry.is_newcomer for entry in messages),
        more_here=len(messages) - 1,
        more_elsewhere=elsewhere,
    )


def _priority(entry: InboxEntry) -> Priority:
    return _judgement(entry).priority


def _judgement(entry: InboxEntry) -> Judgement:
    if entry.judgement is None:  # pragma: no cover - who waits has been judged
        raise ValueError(f"entry {entry.id} waits, yet nobody has judged it")
    return entry.judgement
