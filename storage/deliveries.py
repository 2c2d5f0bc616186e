"""Deliveries as rows, and what each move writes into them; pure but for the query."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, Row, Select, select

from domain.deliveries import (
    Approval,
    CancelledBy,
    Delivery,
    DeliveryState,
    Lease,
    Move,
    Owner,
    Release,
)
from domain.phrases import Phrase
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
        waits: It wants none: a part of a thread whose part before is not out, or,
            however long that takes, a reply without a yes, or what a person asked for.
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
    seen: Delivery,
    frozen: Frozen,
    lease: Lease,
    charge: int,
    reason: Phrase,
    now: datetime,
) -> Delivery:
    """Return *seen* as a claim leaves it: all that must be durable before we speak.

    A request that was frozen before keeps its first moment: from then on, not from the
    last try, its key is valid for a time.
    """
    return replace(
        seen,
        **_shift(seen, DeliveryState.SENDING, now),
        attempt=seen.attempt + 1,
        looks=0,  # whatever was seen before says nothing of this try
        frozen=frozen,
        frozen_at=seen.frozen_at if seen.frozen == frozen else now,
        lease=lease,
        charge=charge,
        reason=reason,
    )


def moved(seen: Delivery, move: Move, now: datetime) -> Delivery:
    """Return *seen* as a move leaves it."""
    not_before = move.not_before or (None if move.released else seen.not_before)
    after = replace(
        seen,
        **_shift(seen, move.to, now),
        not_before=None if move.to in _AT_REST else not_before,
        looks=seen.looks + move.looked,
        reason=move.reason,
        cancelled_by=move.cancelled_by,
        lease=seen.lease if move.to in _HELD else None,
        receipt=move.receipt or seen.receipt,
        approval=move.approval or seen.approval,
        sent_at=now if move.to is DeliveryState.SENT else seen.sent_at,
        released_at=max(now, not_before or now) if move.released else seen.released_at,
        said_duplicate=seen.said_duplicate or move.said_duplicate,
        doubted_since=_doubted_since(seen, move, now),
    )
    return thawed(after) if move.thaw else after


def put_off(
    seen: Delivery, until: datetime, reason: Phrase, now: datetime, *, looked: bool
) -> Delivery:
    """Return *seen* as it stands when it is left there until later."""
    after = _shifted(seen, seen.state, now)
    return replace(after, not_before=until, looks=seen.looks + looked, reason=reason)


def released(seen: Delivery, wish: Release, now: datetime) -> Delivery:
    """Return *seen* as it stands when a person lets it out."""
    after = _shifted(seen, seen.state, now)
    return replace(after, not_before=wish.at, released_at=wish.at, reason=wish.reason)


def rewritten(seen: Delivery, now: datetime) -> Delivery:
    """Return *seen* as it stands when it is to say something else."""
    return thawed(_shifted(seen, seen.state, now))


def thawed(seen: Delivery) -> Delivery:
    """Return *seen* without its frozen request."""
    return replace(seen, frozen=None, frozen_at=None)


def changes(seen: Delivery, after: Delivery) -> dict[str, Any]:
    """Return the columns in which *after* differs: no index is touched in vain."""
    pairs = zip(_ALIKE, _alike(seen), _alike(after), strict=True)
    changed = {name: new for name, old, new in pairs if new != old}
    for name, row_of in _GROUPS.items():
        old, new = getattr(seen, name), getattr(after, name)
        if new is not old:
            before = row_of(old)
            row = row_of(new).items()
            changed |= {
                column: value for column, value in row if value != before[column]
            }
    wanted = _wanted_at(after)
    return changed if wanted == _wanted_at(seen) else {**changed, "wanted_at": wanted}


def _shift(seen: Delivery, state: DeliveryState, now: datetime) -> dict[str, Any]:
    """Return what every change of *seen* writes, as the values' names in it."""
    return {"state": state, "fence": seen.fence + 1, "changed_at": now}


def _shifted(seen: Delivery, state: DeliveryState, now: datetime) -> Delivery:
    return replace(seen, **_shift(seen, state, now))


def _doubted_since(seen: Delivery, move: Move, now: datetime) -> datetime | None:
    if move.to is DeliveryState.UNCERTAIN and seen.doubted_since is None:
        return seen.frozen_at or now
    return seen.doubted_since


def _wanted_at(one: Delivery) -> datetime | None:
    at = one.changed_at or one.due_at
    has_time = one.part > 0 or one.origin is Origin.REPLY or one.released_at
    waits = one.state is DeliveryState.AWAITING_APPROVAL and bool(has_time)
    return wanted_at(one.state, one.due_at, one.not_before, at, waits=waits)


def _frozen_row(frozen: Frozen | None) -> dict[str, Any]:
    likeness = frozen.likeness if frozen else None
    return {
        "payload": frozen and frozen.payload,
        "payload_hash": frozen and frozen.payload_hash,
        "idempotency_key": frozen and frozen.idempotency_key,
        "frozen_media": frozen and frozen.media,
        "likeness_text": likeness and likeness.text,
        "likeness_media": likeness and likeness.media,
        "likeness_parent": likeness and likeness.parent,
    }


def _lease_row(lease: Lease | None) -> dict[str, Any]:
    return {
        "lease_machine": lease and lease.owner.machine,
        "lease_boot_id": lease and lease.owner.boot_id,
        "lease_pid": lease and lease.owner.pid,
        "lease_started": lease and lease.owner.started,
        "lease_until": lease and lease.until,
    }


def _receipt_row(receipt: Receipt | None) -> dict[str, Any]:
    return {
        "receipt_id": receipt and receipt.remote_id,
        "receipt_revision": receipt and receipt.revision,
        "receipt_url": receipt and receipt.url,
    }


def _approval_row(approval: Approval | None) -> dict[str, Any]:
    return {
        "approved_by": approval and approval.by,
        "approved_at": approval and approval.at,
        "approved_hash": approval and approval.content_hash,
    }


#: Columns that a move may write, and that are called as the delivery calls them.
_ALIKE: Final = (
    "state",
    "fence",
    "attempt",
    "not_before",
    "frozen_at",
    "sent_at",
    "looks",
    "reason",
    "cancelled_by",
    "changed_at",
    "released_at",
    "doubted_since",
    "said_duplicate",
    "charge",
)
_alike = attrgetter(*_ALIKE)
#: What takes several columns.
_GROUPS: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {
    "frozen": _frozen_row,
    "lease": _lease_row,
    "receipt": _receipt_row,
    "approval": _approval_row,
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
