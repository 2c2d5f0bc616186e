"""Evergreen posts: what is said by turns, and nothing twice within a time. Pure.

What was said, or is planned, stands in the outbox; so a turn that was given stays,
whatever is added to the pool later.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.deliveries import Delivery, DeliveryState
from domain.posts import Pool, Post


class Rotation:
    """Whose turn it is, of one post on one account."""

    def __init__(self, pool: Pool, account: str, now: datetime) -> None:
        self._pool = pool
        #: By the hash of what they say on the account.
        self._versions: Mapping[str, Post] = {
            one.messages_for(account)[0].content_hash: one for one in pool.versions
        }
        #: When each was, or will be, said, by its hash: the last long ago, all since.
        self._uses: dict[str, list[datetime]] = {key: [] for key in self._versions}
        self._long_ago = now - pool.rest

    @classmethod
    def of(cls, pool: Pool | None, account: str, now: datetime) -> "Rotation | None":
        """Return the rotation of a pool; None of none."""
        return None if pool is None else cls(pool, account, now)

    def note(self, rows: Sequence[Delivery]) -> None:
        """Remember what an occurrence said, or will say."""
        first = rows[0]
        if first.state is not DeliveryState.CANCELLED:
            self._note(first.message.content_hash, first.due_at)

    def turn(self, at: datetime, rows: Sequence[Delivery] = ()) -> Post:
        """Return what the post is at *at*: what was planned, unless that came too soon.

        Args:
            at: One of the post's times; aware UTC.
            rows: What is planned there, as noted; nothing if nothing is.
        """
        planned = rows[0].message.content_hash if rows else ""
        self._forget(planned, at)
        fresh = [key for key in self._uses if self._is_rested(key, at)]
        if planned in self._versions and (planned in fresh or not fresh):
            chosen = planned
        else:
            chosen = min(fresh or self._uses, key=lambda key: self._last(key, at))
        self._note(chosen, at)
        return self._versions[chosen]

    def _note(self, key: str, at: datetime) -> None:
        uses = self._uses.get(key)
        if uses is None:
            return
        if uses and uses[-1] < self._long_ago:
            uses.clear()
        uses.append(at)

    def _forget(self, key: str, at: datetime) -> None:
        if at in (uses := self._uses.get(key, [])):
            uses.remove(at)

    def _is_rested(self, key: str, at: datetime) -> bool:
        return all(abs(at - use) >= self._pool.rest for use in self._uses[key])

    def _last(self, key: str, at: datetime) -> tuple[bool, float]:
        """Return what sorts by how long ago it was said: never before ever."""
        before = [use.timestamp() for use in self._uses[key] if use <= at]
        return bool(before), max(before, default=0.0)
