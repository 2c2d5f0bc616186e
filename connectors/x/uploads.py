"""Uploading media: nobody sees an upload, so it may fail and be repeated freely.

Pictures go in one piece, films and moving pictures in several; those are worked on for
a while before a post may show them. What was uploaded is remembered until a post was
sent with it.
"""

import base64
import time
from collections.abc import Callable, Iterable

from connectors.json_paths import number_at, text_at
from connectors.kept_files import content_of
from connectors.trouble import AnswerError, Trouble
from connectors.x.limits import PICTURES
from connectors.x.verdict import after_read
from connectors.x.wire import Wire
from domain.clock import Clock
from domain.errors import GoneError, RefusedError, TryLaterError
from domain.phrases import phrase
from domain.posts import KeptMedia

#: X takes pieces of up to 5 MB.
PIECE_BYTES = 4 * 1024**2
#: So long we look whether a film is ready; then it is tried later.
PATIENCE_SECONDS = 60.0
#: In these steps at least and at most, whatever X proposes.
SHORTEST_STEP_SECONDS, LONGEST_STEP_SECONDS = 1, 10
_PATH = "/2/media/upload"

_Key = tuple[str, str]


class Uploads:
    """Uploads the media of one account."""

    def __init__(
        self, wire: Wire, clock: Clock, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._wire = wire
        self._clock = clock
        self._pause = pause
        #: Ids by what was uploaded, and with which words.
        self._known: dict[_Key, str] = {}

    def ready(self, media: KeptMedia) -> str:
        """Return the id of *media* on X, uploaded, described and ready to be shown.

        Raises:
            TryLaterError: It is still being worked on, or there was some trouble.
            SignInAgainError: A person must sign in.
            RefusedError: X does not take it, or it changed meanwhile.
        """
        key = _key(media)
        if key not in self._known:
            content = content_of(media)
            is_picture = media.mime_type in PICTURES
            upload = self._picture if is_picture else self._in_pieces
            media_id = upload(media, content)
            self._describe(media, media_id)
            self._known[key] = media_id
        return self._known[key]

    def forget(self, media: Iterable[KeptMedia]) -> None:
        """Forget what is in a post now, or what X may have cleared away."""
        for one in media:
            self._known.pop(_key(one), None)

    def _picture(self, media: KeptMedia, content: bytes) -> str:
        del media
        answer = self._wire.post(
            _PATH,
            json={
                "media": base64.b64encode(content).decode(),
                "media_category": "tweet_image",
            },
        )
        return self._id_in(answer)

    def _in_pieces(self, media: KeptMedia, content: bytes) -> str:
        is_film = media.mime_type.startswith("video/")
        begun = self._wire.post(
            f"{_PATH}/initialize",
            json={
                "media_type": media.mime_type,
                "media_category": "tweet_video" if is_film else "tweet_gif",
                "total_bytes": len(content),
            },
        )
        media_id = self._id_in(begun)
        for number, start in enumerate(range(0, len(content), PIECE_BYTES)):
            piece = content[start : start + PIECE_BYTES]
            self._require(
                self._wire.post(
                    f"{_PATH}/{media_id}/append",
                    data={"segment_index": str(number)},
                    files={"media": (media.name, piece, media.mime_type)},
                )
            )
        ended = self._require(self._wire.post(f"{_PATH}/{media_id}/finalize"))
        self._await(media, media_id, ended)
        return media_id

    def _await(self, media: KeptMedia, media_id: str, answer: object) -> None:
        """Return when X has worked on *media*."""
        last_moment = self._clock.uptime() + PATIENCE_SECONDS
        where = ("data", "processing_info")
        while (state := text_at(answer, *where, "state")) not in {"", "succeeded"}:
            if state == "failed":
                raise RefusedError(phrase("X cannot show {file}.", file=media.name))
            if self._clock.uptime() >= last_moment:
                raise TryLaterError(
                    phrase("X is still working on {file}.", file=media.name)
                )
            wait = number_at(answer, *where, "check_after_secs")
            self._pause(min(max(wait, SHORTEST_STEP_SECONDS), LONGEST_STEP_SECONDS))
            answer = self._require(
                self._wire.question(_PATH, {"command": "STATUS", "media_id": media_id})
            )

    def _describe(self, media: KeptMedia, media_id: str) -> None:
        """Store the alternative text: without it nothing is published."""
        if media.alt:
            words = {"alt_text": {"text": media.alt}}
            told = {"id": media_id, "metadata": words}
            self._require(self._wire.post("/2/media/metadata", json=told))

    def _id_in(self, answer: object | Trouble) -> str:
        media_id = text_at(self._require(answer), "data", "id")
        if not media_id:
            raise TryLaterError(
                phrase("X's answer to the upload of a file makes no sense.")
            )
        return media_id

    def _require(self, answer: object | Trouble) -> object:
        if not isinstance(answer, Trouble):
            return answer
        error = after_read(answer)
        if isinstance(error, GoneError):
            error = TryLaterError(phrase("X does not have the uploaded file any more."))
        raise error from AnswerError(str(answer))


def _key(media: KeptMedia) -> _Key:
    return media.sha256, media.alt
