"""Freezing a draft: everything that will be sent, decided before anything is.

What needs the network is only read: the post that is answered, and whether X lets us.
"""

from dataclasses import dataclass

from connectors.fitting import require_fitting
from connectors.x.limits import CAPABILITIES
from connectors.x.places import Places
from connectors.x.record import PostRequest
from connectors.x.verdict import reply_rule
from connectors.x.wire import Wire
from domain.errors import RefusedError
from domain.phrases import phrase
from domain.posts import Draft, Frozen, ReplyTarget


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes requests for one account."""

    wire: Wire
    places: Places

    def freeze(self, draft: Draft) -> Frozen:
        """Return the request that will publish *draft*.

        Raises:
            PlatformError: As `Connector.freeze` says.
        """
        require_fitting(draft, CAPABILITIES)
        answers = self._answered(draft.reply_to) if draft.reply_to else ""
        us = self.wire.us.remote_id
        request = PostRequest.of(us, draft.text, answers, draft.manner.poll)
        return Frozen(request.payload, "", draft.media)

    def _answered(self, target: ReplyTarget) -> str:
        """Return the id of what is answered, if X takes an answer to it from us.

        Raises:
            RefusedError: It is gone, or X's API takes no answer to it: since
                2026-02-23 only to who mentions us or quotes us in that very post.
        """
        remote_id, us = target.parent.remote_id, self.wire.us.remote_id
        if target.entry_id is None and not target.by_address:
            return remote_id  # the part of our own thread before it
        post = self.places.post(remote_id)
        if post is None:
            raise RefusedError(phrase("The post that this answers is gone."))
        if us in {post.author.remote_id, *post.mentions}:
            return post.newest
        if post.quoted and self._is_ours(post.quoted):
            return post.newest
        raise reply_rule(post.url)

    def _is_ours(self, remote_id: str) -> bool:
        post = self.places.post(remote_id)
        return post is not None and post.author.remote_id == self.wire.us.remote_id
