"""Inbox entries as rows: one item, who wrote it, and what the rules say of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, Row, Select, select

from domain.items import (
    EntryStatus,
    Identity,
    InboxEntry,
    Item,
    ItemKind,
    RemoteReference,
)
from domain.judgements import Judgement, Language, Priority, Tone, ToneLabel
from storage.tables import identity, item, judgement

#: Each row is one entry, whole.
ENTRIES: Select[Any] = (
    select(item, identity, judgement)
    .select_from(item.join(identity).outerjoin(judgement))
    .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
)


def entry_of(row: Row[Any]) -> InboxEntry:
    """Return the entry that a row of `ENTRIES` holds."""
    return InboxEntry(
        id=row.item_id,
        account=row.item_account,
        platform=row.identity_platform,
        item=_item(row),
        person_id=row.identity_person_id,
        seen_at=row.item_seen_at,
        status=EntryStatus(row.item_status),
        edited_at=row.item_edited_at,
        deleted_at=row.item_deleted_at,
        closed_at=row.item_closed_at,
        closed_by=row.item_closed_by,
        judgement=None if row.item_judged_at is None else _judgement(row),
        is_newcomer=row.item_is_newcomer,
    )


def content_row(one: Item) -> dict[str, Any]:
    """Return what an edit on the platform may change."""
    return {
        "kind": one.kind,
        "text": one.text,
        "revision": one.revision,
        "url": one.url,
        "mentions_us": one.mentions_us,
        "declared_languages": one.declared_languages,
        "links": one.links,
        "attachments": one.attachments,
    }


def item_row(one: Item, identity_id: int, now: datetime) -> dict[str, Any]:
    """Return a new item as a row, but for the account and whether it is the first."""
    return {
        **content_row(one),
        "remote_id": one.remote_id,
        "identity_id": identity_id,
        "created_at": one.created_at,
        **_reference_row("parent", one.parent),
        **_reference_row("root", one.root),
        **_reference_row("quoted", one.quoted),
        "thread_id": one.root.remote_id if one.root else one.remote_id,
        "seen_at": now,
        "read_at": now,
        "status": EntryStatus.OPEN,
        "closed_by": "",
    }


def judgement_row(entry_id: int, said: Judgement) -> dict[str, Any]:
    """Return a judgement as a row."""
    return {
        "item_id": entry_id,
        "language": said.language,
        "tone_score": said.tone and said.tone.score,
        "tone_label": said.tone and said.tone.label,
        "is_question": said.is_question,
        "is_addressed_to_us": said.is_addressed_to_us,
        "needs_reply": said.needs_reply,
        "priority": int(said.priority),
        "due_at": said.due_at,
        "reasons": said.reasons,
        "judged_at": said.judged_at,
    }


def _reference_row(name: str, to: RemoteReference | None) -> dict[str, str | None]:
    return {
        f"{name}_id": to.remote_id if to else None,
        f"{name}_revision": to.revision if to else None,
    }


def _reference(remote_id: str | None, revision: str | None) -> RemoteReference | None:
    return None if remote_id is None else RemoteReference(remote_id, revision or "")


def _item(row: Row[Any]) -> Item:
    return Item(
        remote_id=row.item_remote_id,
        kind=ItemKind(row.item_kind),
        author=_author(row),
        text=row.item_text,
        created_at=row.item_created_at,
        url=row.item_url,
        revision=row.item_revision,
        parent=_reference(row.item_parent_id, row.item_parent_revision),
        root=_reference(row.item_root_id, row.item_root_revision),
        quoted=_reference(row.item_quoted_id, row.item_quoted_revision),
        mentions_us=row.item_mentions_us,
        declared_languages=row.item_declared_languages,
        links=row.item_links,
        attachments=row.item_attachments,
    )


def _author(row: Row[Any]) -> Identity:
    return Identity(
        platform=row.identity_platform,
        remote_id=row.identity_remote_id,
        handle=row.identity_handle,
        display_name=row.identity_display_name,
        url=row.identity_url,
        joined_at=row.identity_joined_at,
    )


def _judgement(row: Row[Any]) -> Judgement:
    return Judgement(
        language=Language(row.judgement_language),
        tone=_tone(row),
        is_question=row.judgement_is_question,
        is_addressed_to_us=row.judgement_is_addressed_to_us,
        needs_reply=row.judgement_needs_reply,
        priority=Priority(row.judgement_priority),
        due_at=row.judgement_due_at,
        reasons=row.judgement_reasons,
        judged_at=row.judgement_judged_at,
    )


def _tone(row: Row[Any]) -> Tone | None:
    if row.judgement_tone_label is None:
        return None
    return Tone(row.judgement_tone_score, ToneLabel(row.judgement_tone_label))
