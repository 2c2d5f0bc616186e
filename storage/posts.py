"""Posts as rows: what we want to say, as last planned."""

from typing import Any

from sqlalchemy import Row

from domain.items import RemoteReference
from domain.posts import AS_USUAL, Origin, Post, Repeat, ReplyTarget, SourceLine


def post_row(post: Post) -> dict[str, Any]:
    """Return a post as a row."""
    return {
        "key": post.key,
        "version": post.version,
        "text": post.text,
        "accounts": post.accounts,
        "planned_at": post.at,
        "media": post.media,
        "origin": post.origin,
        **_target_row(post.reply_to),
        "source_file": post.source.file if post.source else None,
        "source_line": post.source.line if post.source else None,
        "written_by": post.by,
        "thread": post.thread,
        "campaign": post.campaign,
        "late": post.late,
        "needs_approval": post.needs_approval,
        "repeat_rule": post.repeat.rule if post.repeat else None,
        "repeat_zone": post.repeat.zone if post.repeat else None,
        "manner": None if post.manner == AS_USUAL else post.manner,
        "variants": post.variants or None,
        "answers": post.answers or None,
    }


def post_of(row: Row[Any]) -> Post:
    """Return the post in a row whose columns are labelled ``post_…``."""
    return Post(
        key=row.post_key,
        text=row.post_text,
        accounts=row.post_accounts,
        at=row.post_planned_at,
        media=row.post_media,
        origin=Origin(row.post_origin),
        reply_to=_target(row),
        source=_source(row),
        by=row.post_written_by,
        thread=row.post_thread,
        campaign=row.post_campaign,
        late=row.post_late,
        needs_approval=row.post_needs_approval,
        repeat=_repeat(row),
        manner=row.post_manner or AS_USUAL,
        variants=row.post_variants or (),
        answers=row.post_answers or "",
    )


def _target_row(target: ReplyTarget | None) -> dict[str, Any]:
    return {
        "reply_entry_id": target.entry_id if target else None,
        "reply_parent_id": target.parent.remote_id if target else None,
        "reply_parent_revision": target.parent.revision if target else None,
        "reply_root_id": target.root.remote_id if target else None,
        "reply_root_revision": target.root.revision if target else None,
    }


def _target(row: Row[Any]) -> ReplyTarget | None:
    if row.post_reply_entry_id is None:
        return None
    return ReplyTarget(
        entry_id=row.post_reply_entry_id,
        parent=RemoteReference(
            row.post_reply_parent_id, row.post_reply_parent_revision
        ),
        root=RemoteReference(row.post_reply_root_id, row.post_reply_root_revision),
    )


def _repeat(row: Row[Any]) -> Repeat | None:
    if row.post_repeat_rule is None:
        return None
    return Repeat(row.post_repeat_rule, row.post_repeat_zone)


def _source(row: Row[Any]) -> SourceLine | None:
    if row.post_source_file is None:
        return None
    return SourceLine(row.post_source_file, row.post_source_line)
