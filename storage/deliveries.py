"""Deliveries as rows, and what each move writes into them; pure but for the query."""

from datetime import datetime
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, Row, Select, select

from domain.deliveries import (
    Approval,
    CancelledBy,
    Delivery,
    DeliveryState,
    Lease,
    Move,
    Owner,
)
from domain.ports import PlanStep
from domain.posts import Frozen, Likeness, Origin, Receipt
from storage.posts import post_of
from storage.tables import delivery, post

#: Each row is one delivery with its post.
DELIVERIES: Select[Any] = (
    select(delivery, post)
    .select_from(delivery.join(post, delivery.c.post_id == post.c.id))
    .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
)

#: What is written when nothing is frozen.
THAWED: dict[str, Any] = dict.fromkeys(
    (
        "payload",
        "payload_hash",
        "idempotency_key",
        "frozen_media",
        "frozen_at",
        "likeness_text",
        "likeness_media",
        "likeness_parent",
    )
)

_NO_LEASE: dict[str, Any] = dict.fromkeys(
    ("lease_machine", "lease_boot_id", "lease_pid", "lease_started", "lease_until")
)

#: States in which it matters who spoke, and whether they still may.
_HELD = frozenset(
    {DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.REVIEW}
)

#: States after which no waiting counts any more.
_AT_REST = frozenset({DeliveryState.SENT, DeliveryState.CANCELLED})


def delivery_of(row: Row[Any]) -> Delivery:
    """Return the delivery that a row of `DELIVERIES` holds."""
    post = post_of(row)
    return Delivery(
        id=row.delivery_id,
        post_key=row.delivery_post_key,
        account=row.delivery_account,
        due_at=row.delivery_due_at,
        state=DeliveryState(row.delivery_state),
        fence=row.delivery_fence,
        origin=post.origin,
        post=post,
        attempt=row.delivery_attempt,
        not_before=row.delivery_not_before,
        frozen=_frozen(row),
        frozen_at=row.delivery_frozen_at,
        lease=_lease(row),
        receipt=_receipt(row),
        sent_at=row.delivery_sent_at,
        looks=row.delivery_looks,
        reason=row.delivery_reason,
        cancelled_by=CancelledBy(row.delivery_cancelled_by),
        changed_at=row.delivery_changed_at,
        part=row.delivery_part,
        released_at=row.delivery_released_at,
        needs_approval=row.delivery_needs_approval,
        approval=_approval(row),
        doubted_since=row.delivery_doubted_since,
        said_duplicate=row.delivery_said_duplicate,
        deleted_at=row.delivery_deleted_at,
        charge=row.delivery_charge,
    )


def wanted_at(
    state: DeliveryState,
    due_at: datetime,
    not_before: datetime | None,
    now: datetime,
    *,
    waits: bool = False,
) -> datetime | None:
    """Return when a delivery wants attention by itself; None if it does not.

    Args:
        state: Where it stands.
        due_at: When it is due.
        not_before: It is to be left alone before.
        now: When it came to stand there.
        waits: It wants none: a part of a thread whose part before is not out, or a
            reply without a yes, however long that takes.
    """
    match state:
        case DeliveryState.QUEUED if not waits:
            return max(due_at, not_before or due_at)
        case DeliveryState.AWAITING_APPROVAL if not waits:
            return due_at
        case DeliveryState.UNCERTAIN:
            return not_before or now
    return None


def new_row(step: PlanStep, post_id: int, now: datetime) -> dict[str, Any]:
    """Return a new delivery as a row: queued, or waiting for somebody's yes."""
    state = (
        DeliveryState.AWAITING_APPROVAL if step.needs_approval else DeliveryState.QUEUED
    )
    waits = step.part > 0 or (step.needs_approval and step.post.origin is Origin.REPLY)
    return {
        "post_id": post_id,
        "post_key": step.post.key,
        "account": step.account,
        "due_at": step.moment,
        "part": step.part,
        "state": state,
        "fence": 0,
        "attempt": 0,
        "wanted_at": wanted_at(state, step.moment, None, now, waits=waits),
        "looks": 0,
        "cancelled_by": CancelledBy.NOBODY,
        "changed_at": now,
        "needs_approval": step.needs_approval,
        "said_duplicate": False,
        "charge": 0,
    }


def claimed(
    seen: Delivery, frozen: Frozen, lease: Lease, charge: int, now: datetime
) -> dict[str, Any]:
    """Return what a claim writes: everything that must be durable before we speak.

    A request that was frozen before keeps its first moment: from then on, not from the
    last try, its key is valid for a time.
    """
    frozen_at = seen.frozen_at if seen.frozen == frozen else now
    return {
        "attempt": seen.attempt + 1,
        "looks": 0,  # whatever was seen before says nothing of this try
        "wanted_at": None,
        "payload": frozen.payload,
        "payload_hash": frozen.payload_hash,
        "idempotency_key": frozen.idempotency_key,
        "frozen_media": frozen.media,
        "frozen_at": frozen_at,
        "charge": charge,
        "likeness_text": frozen.likeness and frozen.likeness.text,
        "likeness_media": frozen.likeness and frozen.likeness.media,
        "likeness_parent": frozen.likeness and frozen.likeness.parent,
        "lease_machine": lease.owner.machine,
        "lease_boot_id": lease.owner.boot_id,
        "lease_pid": lease.owner.pid,
        "lease_started": lease.owner.started,
        "lease_until": lease.until,
    }


def moved(seen: Delivery, move: Move, now: datetime) -> dict[str, Any]:
    """Return what a move writes."""
    not_before = move.not_before or (None if move.released else seen.not_before)
    if move.to in _AT_REST:
        not_before = None
    waits = _has_time(seen, move)
    changes: dict[str, Any] = {
        "not_before": not_before,
        "wanted_at": wanted_at(move.to, seen.due_at, not_before, now, waits=waits),
        "looks": seen.looks + move.looked,
        "reason": move.reason,
        "cancelled_by": move.cancelled_by,
        "told_at": None,
    }
    if move.to not in _HELD:
        changes |= _NO_LEASE
    if move.thaw:
        changes |= THAWED
    if move.receipt is not None:
        changes |= _receipt_row(move.receipt)
    if move.approval is not None:
        changes |= _approval_row(move.approval)
    return changes | _what_is_known(seen, move, now)


def _has_time(seen: Delivery, move: Move) -> bool:
    """Does it wait for its yes without a deadline?"""
    if move.to is not DeliveryState.AWAITING_APPROVAL:
        return False
    return seen.part > 0 or move.released or seen.origin is Origin.REPLY


def _what_is_known(seen: Delivery, move: Move, now: datetime) -> dict[str, Any]:
    """Return what a move tells for good: sent, released, in doubt, a duplicate."""
    known: dict[str, Any] = {}
    if move.to is DeliveryState.SENT:
        known["sent_at"] = now
    if move.released:
        known["released_at"] = max(now, move.not_before or now)
    if move.to is DeliveryState.UNCERTAIN and seen.doubted_since is None:
        known["doubted_since"] = seen.frozen_at or now
    if move.said_duplicate:
        known["said_duplicate"] = True
    return known


def put_off(
    seen: Delivery, until: datetime, *, looked: bool, now: datetime
) -> dict[str, Any]:
    """Return what is written when a delivery stays where it stands until later."""
    return {
        "not_before": until,
        "wanted_at": wanted_at(seen.state, seen.due_at, until, now),
        "looks": seen.looks + looked,
    }


def released(seen: Delivery, at: datetime, now: datetime) -> dict[str, Any]:
    """Return what is written when a queued delivery is timely from *at* on."""
    return {
        "not_before": at,
        "wanted_at": wanted_at(seen.state, seen.due_at, at, now),
        "released_at": at,
    }


def _receipt_row(receipt: Receipt) -> dict[str, str]:
    return {
        "receipt_id": receipt.remote_id,
        "receipt_revision": receipt.revision,
        "receipt_url": receipt.url,
    }


def _frozen(row: Row[Any]) -> Frozen | None:
    if row.delivery_payload is None:
        return None
    return Frozen(
        payload=bytes(row.delivery_payload),
        idempotency_key=row.delivery_idempotency_key,
        media=row.delivery_frozen_media,
        likeness=_likeness(row),
    )


def _likeness(row: Row[Any]) -> Likeness | None:
    if row.delivery_likeness_text is None:
        return None
    return Likeness(
        row.delivery_likeness_text,
        row.delivery_likeness_media,
        row.delivery_likeness_parent,
    )


def _approval(row: Row[Any]) -> Approval | None:
    if row.delivery_approved_hash is None:
        return None
    return Approval(
        row.delivery_approved_by, row.delivery_approved_at, row.delivery_approved_hash
    )


def _approval_row(approval: Approval) -> dict[str, Any]:
    return {
        "approved_by": approval.by,
        "approved_at": approval.at,
        "approved_hash": approval.content_hash,
    }


def _lease(row: Row[Any]) -> Lease | None:
    if row.delivery_lease_boot_id is None:
        return None
    owner = Owner(
        row.delivery_lease_boot_id,
        row.delivery_lease_pid,
        row.delivery_lease_started,
        row.delivery_lease_machine,
    )
    return Lease(owner, row.delivery_lease_until)


def _receipt(row: Row[Any]) -> Receipt | None:
    if row.delivery_receipt_id is None:
        return None
    return Receipt(
        row.delivery_receipt_id, row.delivery_receipt_revision, row.delivery_receipt_url
    )
