"""Putting statuses up and taking them down: files first, then the one request.

That one is sent once, with an `Idempotency-Key` that we never rely on: some servers
ignore it, and none keeps it for long. What is uncertain is looked for among our own.
"""

from urllib.parse import quote

from connectors.json_paths import at
from connectors.mastodon.limits import CAPABILITIES
from connectors.mastodon.own import receipt_of
from connectors.mastodon.record import StatusRequest
from connectors.mastodon.uploads import Uploads
from connectors.mastodon.verdict import definite
from connectors.mastodon.views import id_at
from connectors.mastodon.wire import Wire
from connectors.trouble import AnswerError, Trouble
from domain.clock import Clock
from domain.errors import GoneError, OutcomeUnknownError, RefusedError, TryLaterError
from domain.phrases import phrase
from domain.posts import Frozen, Receipt

#: Kept free at the end of `write_timeout` for the request that counts.
_LAST_REQUEST_SECONDS = 150.0


class Voice:
    """Speaks on one account."""

    def __init__(self, wire: Wire, uploads: Uploads, clock: Clock) -> None:
        self._wire = wire
        self._uploads = uploads
        self._clock = clock

    def publish(self, frozen: Frozen) -> Receipt:
        """Send a frozen post: its files, then the one request that counts.

        Raises:
            PlatformError: As `Connector.publish` says.
        """
        request = StatusRequest.thaw(frozen)
        self._require_ours(request)
        began = self._clock.uptime()
        media_ids = [self._uploads.ready(media) for media in frozen.media]
        whole = CAPABILITIES.write_timeout.total_seconds()
        if self._clock.uptime() - began > whole - _LAST_REQUEST_SECONDS:
            raise TryLaterError(
                phrase("Uploading the pictures took too long; nothing was published.")
            )
        answer = self._wire.try_tell(
            "POST",
            "/api/v1/statuses",
            {
                "Content-Type": "application/json",
                "Idempotency-Key": frozen.idempotency_key,
            },
            content=request.body(media_ids),
        )
        return self._settled(answer, frozen)

    def delete(self, remote_id: str) -> None:
        """Take down a post of ours; fine if it is gone already.

        Some servers let a moderator take down what is somebody else's: so it is
        looked at first.

        Raises:
            PlatformError: As `after_write` sorts it.
        """
        path = f"/api/v1/statuses/{quote(remote_id, safe='')}"
        there = self._wire.try_ask(path)
        if isinstance(there, Trouble):
            if isinstance(definite(there), GoneError):
                return
            self._wire.require(there)
        if id_at(there, "account", "id") != self._wire.us.remote_id:
            raise RefusedError(phrase("{post} is not a post of ours.", post=remote_id))
        answer = self._wire.try_tell("DELETE", path, {})
        if isinstance(answer, Trouble) and not isinstance(definite(answer), GoneError):
            error = self._wire.error_of(answer, is_write=True)
            raise error from AnswerError(str(answer))

    def _require_ours(self, request: StatusRequest) -> None:
        us = self._wire.us.remote_id
        if (request.server, request.us) != (self._wire.server, us):
            raise RefusedError(
                phrase("This post was made ready for another account than this one.")
            )

    def _settled(self, answer: object | Trouble, frozen: Frozen) -> Receipt:
        """Return the receipt that an answer is, or raise what it means."""
        if isinstance(answer, Trouble):
            error = self._wire.error_of(answer, is_write=True)
            if not isinstance(error, TryLaterError):
                self._uploads.forget(frozen.media)
            raise error from AnswerError(str(answer))
        self._uploads.forget(frozen.media)
        is_ours = id_at(answer, "account", "id") == self._wire.us.remote_id
        if not id_at(answer, "id") or not is_ours or at(answer, "error"):
            raise OutcomeUnknownError(
                phrase("The server's answer does not say that the post is out.")
            )
        return receipt_of(answer)
