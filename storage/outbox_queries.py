"""What is asked of the outbox again and again; each of it is served by an index."""

from sqlalchemy import bindparam, exists, func, or_, select

from domain.posts import Origin
from storage.deliveries import DELIVERIES
from storage.pauses import is_paused
from storage.tables import (
    IS_QUEUED,
    IS_SENT,
    IS_SPEAKING,
    IS_WANTED,
    delivery,
    post,
    speaking,
)

IN_ORDER = (delivery.c.due_at, delivery.c.id)
BY_POST = (
    delivery.c.post_key,
    delivery.c.account,
    delivery.c.due_at,
    delivery.c.part,
)
NEXT_DUE = select(func.min(delivery.c.wanted_at)).where(IS_WANTED)
# Wanted is what is queued, awaits a yes, or is uncertain. Said as "is queued", SQLite
# would go through all that is queued, for years ahead.
DUE_AFTER = NEXT_DUE.where(delivery.c.wanted_at > bindparam("after_"))
#: Asked for all accounts: with one named, SQLite goes through all that it ever had.
ALL_SPEAKING = DELIVERIES.where(IS_SPEAKING)
DUE_ACCOUNTS = (
    select(delivery.c.account)
    .where(
        IS_WANTED,
        delivery.c.wanted_at <= bindparam("now_"),
        delivery.c.state != bindparam("uncertain_"),
    )
    .group_by(delivery.c.account)
    .order_by(func.min(delivery.c.wanted_at), delivery.c.account)
)
_other = delivery.alias("other")
_IS_SILENT = ~exists().where(
    speaking(_other), _other.c.account == bindparam("account_")
)
DUE_FOR = (
    DELIVERIES.where(
        IS_QUEUED,
        IS_WANTED,
        delivery.c.account == bindparam("account_"),
        delivery.c.due_at <= bindparam("now_"),
        or_(
            delivery.c.not_before.is_(None),
            delivery.c.not_before <= bindparam("now_"),
        ),
        ~is_paused(delivery.c.account, post.c.campaign),
        _IS_SILENT,
    )
    .order_by(*IN_ORDER)
    .limit(bindparam("limit_"))
)
UNAPPROVED = DELIVERIES.where(
    IS_WANTED,  # at the time that it is due
    delivery.c.due_at <= bindparam("now_"),
    delivery.c.state == bindparam("awaiting_"),
    delivery.c.account == bindparam("account_"),
).order_by(*IN_ORDER)
LAST_SENT = select(func.max(delivery.c.sent_at)).where(
    IS_SENT, delivery.c.account == bindparam("account_")
)
#: Walked from the newest on: the first that is no reply is the one.
LAST_POST = (
    select(delivery.c.sent_at)
    .join(post, post.c.id == delivery.c.post_id)
    .where(
        IS_SENT,
        delivery.c.account == bindparam("account_"),
        post.c.origin == Origin.QUEUE,
    )
    .order_by(delivery.c.sent_at.desc())
    .limit(1)
)
