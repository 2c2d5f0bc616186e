"""Deliveries as rows, and what each move writes into them; pure but for the query."""

from datetime import datetime
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, Row, Select, select

from domain.deliveries import (
    CancelledBy,
    Delivery,
    DeliveryState,
    Lease,
    Move,
    Owner,
)
from domain.posts import Frozen, Post, Receipt
from storage.posts import post_of
from storage.tables import delivery, post

#: Each row is one delivery with its post.
DELIVERIES: Select[Any] = (
    select(delivery, post)
    .select_from(delivery.join(post))
    .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
)

#: What is written when nothing is frozen.
THAWED: dict[str, Any] = dict.fromkeys(
    ("payload", "payload_hash", "idempotency_key", "frozen_media", "frozen_at")
)

_NO_LEASE: dict[str, Any] = dict.fromkeys(
    ("lease_boot_id", "lease_pid", "lease_started", "lease_until")
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
    )


def wanted_at(
    state: DeliveryState,
    due_at: datetime,
    not_before: datetime | None,
    now: datetime,
) -> datetime | None:
    """Return when a delivery wants attention by itself; None if it does not."""
    match state:
        case DeliveryState.QUEUED:
            return max(due_at, not_before or due_at)
        case DeliveryState.UNCERTAIN:
            return not_before or now
    return None


def new_row(
    post: Post, account: str, due_at: datetime, now: datetime
) -> dict[str, Any]:
    """Return a new delivery as a row: queued."""
    return {
        "post_key": post.key,
        "account": account,
        "due_at": due_at,
        "state": DeliveryState.QUEUED,
        "fence": 0,
        "attempt": 0,
        "wanted_at": wanted_at(DeliveryState.QUEUED, due_at, None, now),
        "looks": 0,
        "cancelled_by": CancelledBy.NOBODY,
        "changed_at": now,
    }


def claimed(
    seen: Delivery, frozen: Frozen, lease: Lease, now: datetime
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
        "lease_boot_id": lease.owner.boot_id,
        "lease_pid": lease.owner.pid,
        "lease_started": lease.owner.started,
        "lease_until": lease.until,
    }


def moved(seen: Delivery, move: Move, now: datetime) -> dict[str, Any]:
    """Return what a move writes."""
    not_before = move.not_before or seen.not_before
    if move.to in _AT_REST:
        not_before = None
    changes: dict[str, Any] = {
        "not_before": not_before,
        "wanted_at": wanted_at(move.to, seen.due_at, not_before, now),
        "looks": seen.looks + move.looked,
        "reason": move.reason,
        "cancelled_by": move.cancelled_by,
    }
    if move.to not in _HELD:
        changes |= _NO_LEASE
    if move.thaw:
        changes |= THAWED
    if move.receipt is not None:
        changes |= _receipt_row(move.receipt)
    if move.to is DeliveryState.SENT:
        changes["sent_at"] = now
    return changes


def put_off(
    seen: Delivery, until: datetime, *, looked: bool, now: datetime
) -> dict[str, Any]:
    """Return what is written when a delivery stays where it stands until later."""
    return {
        "not_before": until,
        "wanted_at": wanted_at(seen.state, seen.due_at, until, now),
        "looks": seen.looks + looked,
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
    )


def _lease(row: Row[Any]) -> Lease | None:
    if row.delivery_lease_boot_id is None:
        return None
    owner = Owner(
        row.delivery_lease_boot_id, row.delivery_lease_pid, row.delivery_lease_started
    )
    return Lease(owner, row.delivery_lease_until)


def _receipt(row: Row[Any]) -> Receipt | None:
    if row.delivery_receipt_id is None:
        return None
    return Receipt(
        row.delivery_receipt_id, row.delivery_receipt_revision, row.delivery_receipt_url
    )
