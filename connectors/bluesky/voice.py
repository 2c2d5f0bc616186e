"""Putting posts up, finding them again, taking them down.

The pictures go first: uploading changes nothing that anybody sees, and the same
bytes get the same name. Then one `putRecord`, the frozen bytes themselves.
"""

from hashlib import sha256
from http import HTTPStatus

from connectors.bluesky.cid import blob_cid
from connectors.bluesky.limits import CAPABILITIES
from connectors.bluesky.record import COLLECTION, PutRequest, delete_body
from connectors.bluesky.trouble import (
    BlueskyAnswerError,
    Trouble,
    after_read,
    after_write,
)
from connectors.bluesky.views import key_of, owner_of, post_url
from connectors.bluesky.wire import Wire
from connectors.json_paths import Json, at, text_at
from domain.clock import Clock
from domain.errors import OutcomeUnknownError, RefusedError, TryLaterError
from domain.phrases import phrase
from domain.posts import Frozen, KeptMedia, Receipt

#: Kept free at the end of `write_timeout` for the request that counts.
_LAST_REQUEST_SECONDS = 150.0


class Voice:
    """Speaks on one account."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock

    def publish(self, frozen: Frozen) -> Receipt:
        """Send a frozen post: its files, then the one request that counts.

        Raises:
            PlatformError: As `Connector.publish` says.
        """
        request = PutRequest.thaw(frozen)
        self._require_ours(request)
        began = self._clock.uptime()
        for media in frozen.media:
            self._upload(media)
        whole = CAPABILITIES.write_timeout.total_seconds()
        if self._clock.uptime() - began > whole - _LAST_REQUEST_SECONDS:
            raise TryLaterError(
                phrase("Uploading the media took too long; nothing was published.")
            )
        receipt = self._put(request)
        if receipt is None:
            raise OutcomeUnknownError(
                phrase("Bluesky's answer does not say that the post is out.")
            )
        return receipt

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Return the receipt of a frozen post if it is out."""
        request = PutRequest.thaw(frozen)
        record = self._stored(request)
        return None if record is None else self._receipt(record)

    def delete(self, uri: str) -> None:
        """Take down a post of ours; fine if it is gone already.

        Raises:
            PlatformError: As `after_write` sorts it.
        """
        if owner_of(uri) != self._wire.did:
            raise RefusedError(phrase("{post} is not a post of ours.", post=uri))
        body = delete_body(self._wire.did, key_of(uri))
        answer = self._wire.try_tell("com.atproto.repo.deleteRecord", body)
        if isinstance(answer, Trouble):
            raise after_write(answer) from BlueskyAnswerError(str(answer))

    def _require_ours(self, request: PutRequest) -> None:
        if request.repo != self._wire.did:
            raise RefusedError(
                phrase("This post was made ready for another account than this one.")
            )

    def _upload(self, media: KeptMedia) -> None:
        content = _content(media)
        answer = self._wire.try_tell(
            "com.atproto.repo.uploadBlob", content, media.mime_type
        )
        if isinstance(answer, Trouble):
            # Nobody sees an upload: whatever became of it, nothing is published.
            raise after_read(answer) from BlueskyAnswerError(str(answer))
        if text_at(answer, "blob", "ref", "$link") != blob_cid(media.sha256):
            raise TryLaterError(
                phrase(
                    "Bluesky received {file} differently from how we sent it; "
                    "nothing was published.",
                    file=media.name,
                )
            )

    def _put(self, request: PutRequest) -> Receipt | None:
        """Send the request that counts; None if the answer makes no sense."""
        answer = self._wire.try_tell("com.atproto.repo.putRecord", request.body)
        if isinstance(answer, Trouble):
            if answer.error == "InvalidSwap":
                return self._settle_swap(request)
            raise after_write(answer) from BlueskyAnswerError(str(answer))
        if text_at(answer, "uri") != request.uri or not text_at(answer, "cid"):
            return None
        return self._receipt(answer)

    def _settle_swap(self, request: PutRequest) -> Receipt:
        """Find out what stands under our key; "InvalidSwap" says: something does."""
        stored = self._stored(request)
        if stored is not None and at(stored, "value") == request.record:
            return self._receipt(stored)
        raise RefusedError(
            phrase("Another post stands where this one should: it was changed there.")
        )

    def _stored(self, request: PutRequest) -> Json | None:
        answer = self._wire.try_ask(
            "com.atproto.repo.getRecord",
            repo=request.repo,
            collection=COLLECTION,
            rkey=request.rkey,
        )
        if not isinstance(answer, Trouble):
            return answer
        if answer.error == "RecordNotFound" or answer.status == HTTPStatus.NOT_FOUND:
            return None
        raise after_read(answer) from BlueskyAnswerError(str(answer))

    def _receipt(self, record: Json) -> Receipt:
        uri = text_at(record, "uri")
        url = post_url(uri, self._wire.handle)
        return Receipt(remote_id=uri, revision=text_at(record, "cid"), url=url)


def _content(media: KeptMedia) -> bytes:
    """Return a kept file's bytes.

    Raises:
        RefusedError: They are not what they were when the post was frozen.
    """
    try:
        content = media.path.read_bytes()
    except OSError as error:
        raise RefusedError(
            phrase("{file} can no longer be read.", file=media.name)
        ) from error
    if sha256(content).hexdigest() != media.sha256:
        raise RefusedError(
            phrase("{file} was changed after the fact.", file=media.name)
        )
    return content
