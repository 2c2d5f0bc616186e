"""Putting posts up and taking them down: files first, then the one request.

That one is sent once. X knows no keys: what is uncertain is looked for among our own.
"""

from connectors.json_paths import at, objects_at, text_at
from connectors.trouble import AnswerError, Trouble
from connectors.x.limits import CAPABILITIES
from connectors.x.record import PostRequest
from connectors.x.uploads import Uploads
from connectors.x.verdict import after_write, definite
from connectors.x.views import address
from connectors.x.wire import Wire
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
        request = PostRequest.thaw(frozen)
        if request.us != self._wire.us.remote_id:
            raise RefusedError(
                phrase("This post was made ready for another account than this one.")
            )
        began = self._clock.uptime()
        media_ids = [self._uploads.ready(media) for media in frozen.media]
        whole = CAPABILITIES.write_timeout.total_seconds()
        if self._clock.uptime() - began > whole - _LAST_REQUEST_SECONDS:
            raise TryLaterError(
                phrase("Uploading the pictures took too long; nothing was published.")
            )
        fields = request.fields(media_ids)
        answer = self._wire.attempt(lambda client: client.create_tweet(**fields))
        return self._settled(answer, frozen)

    def delete(self, remote_id: str) -> None:
        """Take down a post of ours; fine if it is gone already.

        Raises:
            PlatformError: As `after_write` sorts it.
        """
        answer = self._wire.attempt(lambda client: client.delete_tweet(remote_id))
        if isinstance(answer, Trouble):
            if isinstance(definite(answer), GoneError):
                return
            raise after_write(answer) from AnswerError(str(answer))
        if at(answer, "data", "deleted") is not True:
            raise OutcomeUnknownError(
                phrase("X's answer does not say that the post is taken down.")
            )

    def _settled(self, answer: object | Trouble, frozen: Frozen) -> Receipt:
        """Return the receipt that an answer is, or raise what it means."""
        if isinstance(answer, Trouble):
            error = after_write(answer)
            if not isinstance(error, TryLaterError):
                self._uploads.forget(frozen.media)
            raise error from AnswerError(str(answer))
        self._uploads.forget(frozen.media)
        remote_id = text_at(answer, "data", "id")
        if not remote_id or objects_at(answer, "errors"):
            raise OutcomeUnknownError(
                phrase("X's answer does not say that the post is out.")
            )
        return Receipt(remote_id, url=address(self._wire.us.handle, remote_id))
