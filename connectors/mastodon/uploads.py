"""Uploading media: nobody sees an upload, so it may fail and be repeated freely.

A film is worked on by the server for a while; a status may not show it before. What
was uploaded is remembered until a status was sent with it, so that a long film need
not be uploaded twice.
"""

import time
from collections.abc import Callable, Iterable
from urllib.parse import quote

from connectors.json_paths import text_at
from connectors.kept_files import content_of
from connectors.mastodon.verdict import is_no_such
from connectors.mastodon.views import id_at
from connectors.mastodon.wire import Wire
from connectors.trouble import AnswerError, Trouble
from domain.clock import Clock
from domain.errors import GoneError, PlatformError, RefusedError, TryLaterError
from domain.phrases import phrase
from domain.posts import Focus, KeptMedia

#: So long we look, in these steps, whether a film is ready; then it is tried later.
PATIENCE_SECONDS = 60.0
STEP_SECONDS = 1.0

_Key = tuple[str, str, Focus | None]


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
        """Return the id of *media* on the server, uploaded and ready to be shown.

        Raises:
            TryLaterError: It is still being worked on, or there was some trouble.
            SignInAgainError: A person must sign in.
            RefusedError: The server does not take it, or it changed meanwhile.
        """
        key = _key(media)
        if key not in self._known:
            answer = self._upload(media)
            self._known[key] = id_at(answer, "id")
            if text_at(answer, "url"):
                return self._known[key]
        self._await(media, key)
        return self._known[key]

    def forget(self, media: Iterable[KeptMedia]) -> None:
        """Forget what is in a status now: it cannot be shown in another one."""
        for one in media:
            self._known.pop(_key(one), None)

    def _upload(self, media: KeptMedia) -> object:
        content = content_of(media)
        answer = self._send("/api/v2/media", media, content)
        if isinstance(answer, Trouble) and is_no_such(answer) and not _is_no(answer):
            answer = self._send("/api/v1/media", media, content)
        if isinstance(answer, Trouble):
            raise self._error_of(answer) from AnswerError(str(answer))
        if not id_at(answer, "id"):
            raise TryLaterError(
                phrase("The server's answer to the upload of a file makes no sense.")
            )
        return answer

    def _send(self, path: str, media: KeptMedia, content: bytes) -> object | Trouble:
        return self._wire.try_tell(
            "POST",
            path,
            {},
            files={"file": (media.name, content, media.mime_type)},
            data=_fields(media),
        )

    def _await(self, media: KeptMedia, key: _Key) -> None:
        """Return when the server has worked on *media*."""
        last_moment = self._clock.uptime() + PATIENCE_SECONDS
        path = f"/api/v1/media/{quote(self._known[key], safe='')}"
        while not text_at(self._seen(path, key), "url"):
            if self._clock.uptime() >= last_moment:
                raise TryLaterError(
                    phrase("The server is still working on {file}.", file=media.name)
                )
            self._pause(STEP_SECONDS)

    def _seen(self, path: str, key: _Key) -> object:
        answer = self._wire.try_ask(path)
        if isinstance(answer, Trouble):
            error = self._error_of(answer)
            if isinstance(error, RefusedError):
                del self._known[key]  # it failed, or was cleared away: from the start
                if answer.status in _CLEARED:
                    error = TryLaterError(
                        phrase("The server does not have the uploaded file any more.")
                    )
            raise error from AnswerError(str(answer))
        return answer

    def _error_of(self, trouble: Trouble) -> PlatformError:
        error = self._wire.error_of(trouble)
        return RefusedError(error.phrase) if isinstance(error, GoneError) else error


_CLEARED = {404, 410}


def _is_no(trouble: Trouble) -> bool:
    """Is it a no to this file, rather than to this way of uploading?"""
    return trouble.is_json and trouble.status not in {*_CLEARED, 405, 501}


def _key(media: KeptMedia) -> _Key:
    return media.sha256, media.alt, media.focus


def _fields(media: KeptMedia) -> dict[str, str]:
    """Return what goes along with a file: its words, and what must stay in sight.

    The server's focus goes from the left edge (-1) to the right, and from the lower
    edge (-1) to the upper.
    """
    fields = {"description": media.alt} if media.alt else {}
    if media.focus is not None:
        across, down = 2 * media.focus.across - 1, 1 - 2 * media.focus.down
        fields["focus"] = f"{across:.2f},{down:.2f}"
    return fields
